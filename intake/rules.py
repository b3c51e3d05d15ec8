"""The rules the portal comes with: matter types, default routes, limits; loaded once, then edited by the center."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from center.institution.models import Department
from intake import ladder, likeness_rules, limits, passings, urgency
from intake.dossiers import rows as dossier_rows
from intake.guides import loading as guides
from intake.models import MatterType, Route

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> dict[str, int]:
    """Create what is missing, by key; what a center has edited stays. Needs the departments. Gives how many rows are new."""
    return {
        "matters": _matters(),
        "routes": _routes(),
        "limits": len(limits.load().new),
        "signs of likeness": likeness_rules.load(),
        "steps of the ladder": ladder.load(),
        "places of dossiers": dossier_rows.load(),
        "outside bodies": passings.load(),
        "urgent rules": urgency.load(),
        "guides": guides.load(),
    }


def _matters() -> int:
    departments = {department.key: department for department in Department.objects.all()}
    made = 0
    for order, row in enumerate(_rows("matters.csv"), start=1):
        values = {
            "name": row["name"], "name_en": row["name_en"], "department": departments[row["department"]],
            "confidentiality": row["confidentiality"], "order": order,
        }  # fmt: skip
        if not MatterType.objects.filter(key=row["key"]).exists():  # whatever versions the county made of it since
            MatterType.objects.create(key=row["key"], **values)
            made += 1
    return made


def _routes() -> int:
    matters = {matter.key: matter for matter in MatterType.objects.order_by("pk")}
    here = set(Route.objects.values_list("key", flat=True))
    made = 0
    for row in _rows("routes.csv"):
        if row["key"] in here:
            continue
        values = {
            "order": int(row["order"]), "people_over": int(row["people_over"]) if row["people_over"] else None,
            "opponent_outside": _maybe(row["opponent_outside"]), "claims_payment": _maybe(row["claims_payment"]),
            "destination": row["destination"], "explanation": row["explanation"], "explanation_en": row["explanation_en"],
            "valid_from": date.fromisoformat(row["valid_from"]),
        }  # fmt: skip
        route = Route.objects.create(key=row["key"], **values)
        route.matters.set(matters[key] for key in row["matters"].split())
        made += 1
    return made


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _yes(text: str) -> bool:
    return text == "yes"


def _maybe(text: str) -> bool | None:
    return _yes(text) if text else None
