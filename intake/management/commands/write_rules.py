"""manage.py write_rules: the tables of limits in docs/rules.md, from intake/data/limits.csv. --check only compares."""

from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from intake import limits
from intake.models import Limit

PAGE = Path(settings.ROOT) / "docs" / "rules.md"
BEGIN, END = "<!-- limits: written by manage.py write_rules -->", "<!-- end of limits -->"
HEAD = "| key | limit | | how much | from | whose | extension, pause, afterwards | in force from | article or promise |"
UNITS = {"calendar_days": "calendar day", "working_days": "working day", "months": "month", "hours": "hour"}
AGREED = {"parties": "the parties", "committee_and_parties": "the committee and the parties"}
NOT_READ = {"partly": "read in part", "general": "not read in the text", "revised": "revised since"}


class Command(BaseCommand):
    help = "Writes the tables of limits in docs/rules.md from the rows the portal ships with."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with 1 where the page is out of date"
        )

    def handle(self, *args, check, **options):
        before = PAGE.read_text("utf-8")
        after = page(before)
        if check and after != before:
            raise CommandError(
                "docs/rules.md does not say what intake/data/limits.csv says. Run manage.py write_rules."
            )
        if after != before:
            PAGE.write_text(after, "utf-8")
        self.stdout.write("docs/rules.md: " + ("up to date" if after == before else "written"))


def page(text: str) -> str:
    """The page with the part between its two marks written anew."""
    head, _begin, rest = text.partition(BEGIN)
    _old, _end, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{tables()}\n\n{END}{tail}"


def tables() -> str:
    """A table for each procedure, in the order of the file."""
    told = []
    for group, rows in groupby(limits.shipped(), limits.group):
        lines = "\n".join(_line(limit) for limit in rows)
        with override("en"):
            heading = str(limits.GROUPS[group])
        told.append(f"### {heading}\n\n{HEAD}\n{'|---' * 9}|\n{lines}")
    return "\n\n".join(told)


def _line(limit: Limit) -> str:
    standing = f"{'by law' if limit.statutory else 'promise'}, {limit.kind}"
    doubts = [NOT_READ[limit.reading]] if limit.reading in NOT_READ else []
    if not limit.in_use:
        doubts.append("off")
    cells = [
        f"`{limit.key}`",
        f"{limit.name_en} {limit.name}",
        "; ".join([standing, *doubts]),
        _much(limit.amount, limit.unit) + (" before" if limit.direction == Limit.Direction.BEFORE else ""),
        f"{limit.begins_en} {limit.begins}",
        f"{limit.whose_en} {limit.whose}",
        _further(limit),
        limit.valid_from.isoformat() + (f" to {limit.valid_to}" if limit.valid_to else ""),
        f"{limit.source_en} · {limit.source}",
    ]
    return f"| {' | '.join(cells)} |"


def _further(limit: Limit) -> str:
    told = []
    if limit.extend_times:
        times = "once" if limit.extend_times == 1 else f"{limit.extend_times} times"
        told.append(f"extended {times}, by at most {_much(limit.extend_amount, limit.extend_unit)}")
    if limit.extend_agreed_by:
        told.append(f"longer where {AGREED[limit.extend_agreed_by]} agree")
    if limit.extend_condition_en:
        told.append(limit.extend_condition_en)
    if limit.pauses_on:
        told.append(f"pauses for: {limit.pauses_on.replace('_', ' ')}")
    if limit.effect_en:
        told.append(f"then: {limit.effect_en}")
    return "; ".join(told)


def _much(amount: int, unit: str) -> str:
    return f"{amount} {UNITS[unit]}{'' if amount == 1 else 's'}"
