"""In which grid a report lies: by its point where that can be trusted, else by the worker's word."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.locate import locate
from center.institution.models import Area, Posting
from grid.models import Assignment, GridReport

TRUSTED_M = 100  # a position less accurate than this may lie in the next grid
Placed = GridReport.Placed


@dataclass(frozen=True)
class Position:
    """What the phone says: degrees (WGS-84) and the radius within which it holds."""

    lat: float
    lng: float
    accuracy_m: int | None = None

    @property
    def trusted(self) -> bool:
        return self.accuracy_m is None or self.accuracy_m <= TRUSTED_M


@dataclass(frozen=True)
class Place:
    """The grid, and how it was found."""

    grid: Area
    placed: str


def grids_of(posting: Posting) -> list[Area]:
    """The grids in the care of this posting today, by code."""
    held = Assignment.objects.valid(today()).filter(posting=posting)
    return list(
        Area.objects.valid(today()).filter(pk__in=held.values("grid")).select_related("parent").defer("boundary")
    )


def find(position: Position | None, chosen: Area | None, *, reason: str, posting: Posting) -> Place:
    """The place of a report; a chosen grid wins over the point.

    Raises Refused("outside_county" | "confirm_grid" | "choose_grid" | "reason_needed" | "no_such_grid" | "not_a_point").
    """
    if chosen and (
        chosen.level != Area.Level.GRID
        or chosen.valid_from > today()
        or (chosen.valid_to and chosen.valid_to < today())
    ):
        raise Refused(_("This is not a grid in force today. Choose another."), "no_such_grid", status=422)
    if position is None:
        return Place(chosen, Placed.CHOSEN) if chosen else _only(posting)
    located = locate(position.lat, position.lng)
    if chosen is None:
        return _by_point(position, located)
    if located is None:
        return Place(chosen, Placed.CHOSEN)
    if not position.trusted:
        return Place(chosen, Placed.CONFIRMED)
    if chosen.pk == located.pk:
        return Place(chosen, Placed.LOCATED)
    if not reason.strip():
        raise Refused(
            _("Your position lies in %(grid)s. Choose that grid, or say in a few words why it belongs to another.") % {"grid": located.label},
            "reason_needed", status=422,
        )  # fmt: skip
    return Place(chosen, Placed.MOVED)


def _by_point(position: Position, located: Area | None) -> Place:
    if located is None:
        raise Refused(
            _("This position lies in no grid of the county. Choose the grid yourself, or take the position again."),
            "outside_county",
            status=422,
        )
    if not position.trusted:
        raise Refused(
            _("The position is only accurate to %(metres)s m and may lie in the next grid. Please confirm: %(grid)s, or choose another.")
            % {"metres": position.accuracy_m, "grid": located.label},
            "confirm_grid", status=422,
        )  # fmt: skip
    return Place(located, Placed.LOCATED)


def _only(posting: Posting) -> Place:
    grids = grids_of(posting)
    if len(grids) != 1:
        raise Refused(_("There is no position. Choose the grid that it lies in."), "choose_grid", status=422)
    return Place(grids[0], Placed.ONLY)
