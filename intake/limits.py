"""The limits the portal comes with: 102 of the law and the promises of the house, as rows of intake/data/limits.csv.

Rows of the law are put right wherever they differ from the file; a promise is the center's own once it is loaded.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from intake.models import Limit

FILE = Path(__file__).parent / "data" / "limits.csv"
IDENTITY = ("key", "valid_from")
OWN = ("amount", "unit", "in_use", "valid_to")  # what a center may change of a promise
SWITCH = ("in_use",)  # what an administrator may change of a row of the law that was not read in its text

PROMISES = "promise"
GROUPS = {
    PROMISES: _("Promises of the house"),
    "petition": _("Petitions"),
    "mediation": _("People's mediation"),
    "medical": _("Medical disputes"),
    "traffic": _("Traffic accidents"),
    "land_arb": _("Rural land contracts: arbitration"),
    "land_right": _("Rights to land"),
    "expropriation": _("Expropriation"),
    "admin_review": _("Administrative reconsideration"),
    "admin_suit": _("Administrative litigation"),
    "labour": _("Labour"),
    "payment_order": _("Payment orders"),
    "legal_aid": _("Legal aid"),
    "divorce": _("Divorce"),
    "dv": _("Domestic violence"),
    "workinjury": _("Work injuries"),
    "consumer": _("Consumers"),
    "foi": _("Open government information"),
    "police": _("Police"),
    "civil": _("Civil courts"),
    "privacy": _("Privacy"),
    "security": _("Security"),
}


@dataclass
class Loaded:
    """What a load did, or would do: versions that are new, and for each changed one the fields with old and new value."""

    new: list[Limit] = field(default_factory=list)
    changed: list[tuple[Limit, dict[str, tuple[Any, Any]]]] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The difference for a reader, one line a row."""
        told = [f"+ {limit.key} {limit.valid_from}: {limit.amount} {limit.unit}" for limit in self.new]
        for limit, changes in self.changed:
            fields = "; ".join(f"{name} {old!s} -> {new!s}" for name, (old, new) in changes.items())
            told.append(f"~ {limit.key} {limit.valid_from}: {fields}")
        return told


@cache
def shipped() -> tuple[Limit, ...]:
    """The rows of the file as unsaved limits, in its order. Asks no database; not to be changed or saved."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_of(row) for row in csv.DictReader(lines, restval=""))


@transaction.atomic
def load(*, dry: bool = False) -> Loaded:
    """Create what is missing and put right what differs; what a center has decided stays. `dry` only says what would be done."""
    result = Loaded()
    here = {(limit.key, limit.valid_from): limit for limit in Limit.objects.all()}
    for wanted in shipped():
        row = here.get((wanted.key, wanted.valid_from))
        if row is None:
            result.new.append(_of_values(values(wanted)))
        elif changes := _differences(row, wanted):
            for name, (_old, new) in changes.items():
                setattr(row, name, new)
            result.changed.append((row, changes))
    if not dry:
        Limit.objects.bulk_create(result.new)
        for row, changes in result.changed:
            row.save(update_fields=list(changes))
    return result


def group(limit: Limit) -> str:
    """The procedure a limit belongs to, a key of GROUPS: the first word of its key, or the promises of the house."""
    return limit.key.partition(".")[0] if limit.statutory else PROMISES


def in_force(versions: Iterable[Limit], day: date) -> Limit | None:
    """The version of a limit in force on `day`; the latest that began, where two overlap."""
    begun = [
        limit for limit in versions if limit.valid_from <= day and (limit.valid_to is None or day <= limit.valid_to)
    ]
    return max(begun, key=lambda limit: limit.valid_from, default=None)


def values(limit: Limit) -> dict[str, Any]:
    """Every column of a version but its id, by name."""
    return {name: getattr(limit, name) for name in _columns()}


def _differences(row: Limit, wanted: Limit) -> dict[str, tuple[Any, Any]]:
    kept = {*IDENTITY, *(SWITCH if wanted.statutory else OWN), "reason"}
    return {
        name: (getattr(row, name), new)
        for name, new in values(wanted).items()
        if name not in kept and getattr(row, name) != new
    }


def _columns() -> list[str]:
    return [column.name for column in Limit._meta.concrete_fields if not column.primary_key]


def _of(row: dict[str, str]) -> Limit:
    """A row of the file: each cell as its column wants it."""
    return _of_values({name: _read(Limit._meta.get_field(name), text) for name, text in row.items()})


def _of_values(columns: dict[str, Any]) -> Limit:
    return Limit(**columns)


def _read(column: Any, text: str) -> Any:
    if isinstance(column, models.BooleanField):
        return text == "yes"
    if isinstance(column, models.DateField):
        return date.fromisoformat(text) if text else None
    return int(text) if isinstance(column, models.PositiveSmallIntegerField) else text
