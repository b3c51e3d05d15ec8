"""Offices outside: the list that the portal comes with, and what a desk watches of what it passed to them."""

import csv
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from center.institution.permissions import scope
from intake.models import Case, OutsideBody, Passing

DATA = Path(__file__).parent / "data" / "outside_bodies.csv"


def load() -> int:
    """Create the bodies that are missing, by key; what a center has edited stays. Gives how many are new."""
    with DATA.open(encoding="utf-8", newline="") as lines:
        return sum(
            OutsideBody.objects.get_or_create(
                key=row["key"],
                defaults={name: row[name] for name in ("name", "name_en", "kind", "channel", "contact")}
                | {"order": order},
            )[1]
            for order, row in enumerate(csv.DictReader(lines), start=1)
        )


def watched(user: Any) -> QuerySet[Passing]:
    """What this person's desks passed outside and still wait for, what is due first on top."""
    reach = scope(user)
    here = Q(desk__in=reach.desks) | Q(desk__center__in=reach.centers)
    passings = Passing.objects.live().filter(here, case__in=Case.objects.visible_to(user))
    return passings.select_related("case__matter", "desk__center", "clock__limit").order_by("clock__due_at", "pk")
