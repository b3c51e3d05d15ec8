"""Which urgent matters may go up at once, by rows that a center edits: type of matter and urgency, then who is told and how."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Q

from center.institution.models import Center, Department, Desk
from intake.models import Case, MatterType, UrgentRule

DATA = Path(__file__).parent / "data" / "urgent_rules.csv"


def rule_for(case: Case) -> UrgentRule | None:
    """The first row in use that fits the case; None where it goes level by level."""
    fits = UrgentRule.objects.filter(Q(matter=None) | Q(matter=case.matter_id), in_use=True)
    return (fits if case.urgent else fits.filter(urgent_only=False)).first()


def may_skip(case: Case) -> bool:
    """Whether the case may go to the county before its township has taken it in hand."""
    rule = rule_for(case)
    return rule is not None and rule.level == UrgentRule.Level.COUNTY


def told(rule: UrgentRule) -> list[Desk]:
    """The desks at the county center that are told by the rule."""
    desks = Desk.objects.filter(center__kind=Center.Kind.COUNTY, department__in=rule.copies.all())
    return list(desks.select_related("center", "department"))


def load() -> int:
    """Create the rows that are missing, by key; what a center has edited stays. Gives how many are new."""
    made = 0
    for order, row in enumerate(_rows(), start=1):
        matter = MatterType.objects.filter(key=row["matter"]).first() if row["matter"] else None
        values = {
            "name": row["name"], "name_en": row["name_en"], "matter": matter, "urgent_only": row["urgent_only"] == "yes",
            "level": row["level"], "sms": row["sms"] == "yes", "order": order,
        }  # fmt: skip
        rule, new = UrgentRule.objects.get_or_create(key=row["key"], defaults=values)
        if new:
            rule.copies.set(Department.objects.filter(key__in=row["copies"].split()))
        made += new
    return made


def _rows() -> Iterator[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
