"""Which grids nobody has in care today, township by township, at a cost that does not depend on their number."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Substr

from center.foundation.now import today
from center.institution.models import Area
from grid.models import Assignment

TOWNSHIP_DIGITS = 9


@dataclass
class Line:
    """One township: its grids, how many of them have somebody, how many people that are, and the grids that have nobody."""

    township: Area
    grids: int
    covered: int
    workers: int = 0
    open_grids: list[Area] = field(default_factory=list)

    @property
    def uncovered(self) -> int:
        return self.grids - self.covered


def lines(codes: list[str] | None) -> list[Line]:
    """The townships of these codes (None: all), four statements in all."""
    on = today()
    held = Assignment.objects.valid(on)
    grids = _in(Area.objects.valid(on).filter(level=Area.Level.GRID), "code", codes)
    grids = grids.annotate(
        town=Substr("code", 1, TOWNSHIP_DIGITS), held=Exists(held.filter(grid=OuterRef("pk")))
    ).order_by()
    counts = {
        row["town"]: row
        for row in grids.values("town").annotate(grids=Count("pk"), covered=Count("pk", filter=Q(held=True)))
    }
    workers = _in(held, "grid__code", codes).annotate(town=Substr("grid__code", 1, TOWNSHIP_DIGITS)).order_by()
    people = {
        row["town"]: row["people"] for row in workers.values("town").annotate(people=Count("posting", distinct=True))
    }
    townships = (
        Area.objects.filter(level=Area.Level.TOWNSHIP, code__in=[f"{stem}000" for stem in counts])
        .defer("boundary")
        .order_by("code")
    )
    result = {
        area.stem: Line(area, counts[area.stem]["grids"], counts[area.stem]["covered"], people.get(area.stem, 0))
        for area in townships
    }
    for grid in (
        grids.filter(held=False).select_related("parent").defer("boundary", "parent__boundary").order_by("code")
    ):
        if grid.town in result:
            result[grid.town].open_grids.append(grid)
    return list(result.values())


def _in(rows, path: str, codes: list[str] | None):
    """`rows` whose area code lies below one of these townships."""
    if codes is None:
        return rows
    below = Q(pk__in=[])
    for code in codes:
        below |= Q(**{f"{path}__startswith": code[:TOWNSHIP_DIGITS]})
    return rows.filter(below)
