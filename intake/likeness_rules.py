"""What each sign of likeness weighs: rows that a center may change, or the ones the portal comes with while there are none."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from center.foundation.remembering import kept
from intake.models import LikenessRule

DATA = Path(__file__).parent / "data" / "likeness.csv"


@dataclass(frozen=True)
class Rules:
    """Weights and thresholds as parts of one; `metres` and `days` as they are."""

    same_document: float
    same_phone: float
    same_name: float
    near_name: float
    same_other_matter: float
    same_other: float
    same_matter: float
    near_place: float
    like_text: float
    text_from: float
    shown_from: float
    probable_from: float
    metres: int
    days: int


def load() -> int:
    """Create the rows that are missing, by key; nothing that is there is changed. Gives how many are new."""
    return sum(
        LikenessRule.objects.get_or_create(key=row["key"], defaults={**row, "value": int(row["value"])})[1]
        for row in _shipped()
    )


def current() -> Rules:
    """The rules in force, believed for a few seconds as every rule is."""
    return kept(("likeness_rules",), _read)


def _read() -> Rules:
    values = {row["key"]: (int(row["value"]), row["unit"]) for row in _shipped()}
    values |= {key: (value, unit) for key, value, unit in LikenessRule.objects.values_list("key", "value", "unit")}
    numbers: dict[str, Any] = {
        key: value / 100 if unit == LikenessRule.Unit.PERCENT else value for key, (value, unit) in values.items()
    }
    return Rules(**{key: number for key, number in numbers.items() if key in Rules.__dataclass_fields__})


@cache
def _shipped() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
