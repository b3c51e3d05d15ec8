"""The figures of a year by which compensation is reckoned: dated rows, each with its source, open until the county confirms it."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.institution.models import Area
from mediation.models import StandardFigure

DATA = Path(__file__).parent / "data" / "standard_figures.csv"
Key = StandardFigure.Key


@dataclass(frozen=True)
class Figures:
    """The rows in use for a year, by key."""

    rows: dict[str, StandardFigure]

    def cents(self, key: str) -> int:
        """Raises Refused("figure_missing") where the county has no such figure yet."""
        row = self.rows.get(key)
        if row is None:
            raise Refused(
                _("The figure “%(figure)s” is missing. The county center enters it, with its source.")
                % {"figure": Key(key).label},
                "figure_missing",
            )
        return row.amount_cents

    @property
    def open(self) -> list[StandardFigure]:
        """Those that nobody has confirmed."""
        return [row for row in self.rows.values() if not row.confirmed]


def of_year(year: int, area: Area | None = None) -> Figures:
    """For each key the latest row not after `year`: that of the area where there is one, else that of everywhere."""
    rows: dict[str, StandardFigure] = {}
    mine = {None, area.pk} if area else {None}
    for row in StandardFigure.objects.filter(year__lte=year).order_by("year", "pk"):
        before = rows.get(row.key)
        if row.area_id in mine and (before is None or row.area_id or not before.area_id):
            rows[row.key] = row
    return Figures(rows)


@transaction.atomic
def load() -> int:
    """Create the rows that are missing; what a county has put right stays. Gives how many are new."""
    made = 0
    with DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            values = {"amount_cents": int(row["amount_yuan"]) * 100, "source": row["source"]}
            made += StandardFigure.objects.get_or_create(
                key=row["key"], year=int(row["year"]), area=None, defaults=values
            )[1]  # fmt: skip
    return made
