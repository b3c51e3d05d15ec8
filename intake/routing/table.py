"""The routing table in force: its rows with the conditions ready to be asked, read once for a few seconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from center.foundation.now import today
from center.foundation.remembering import kept
from intake.models import Route
from intake.routing.asked import Asked


@dataclass(frozen=True)
class Row:
    """A row with the keys of its matters (none: any), the ids of its areas (none: anywhere) and its keywords (none: any words)."""

    route: Route
    matters: frozenset[str]
    areas: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()


def table(on: date | None = None) -> tuple[Row, ...]:
    """The rows in force on a day (today), in their order."""
    day = on or today()
    return kept(("routes", day), lambda: rows(Route.objects.valid(day)))


def rows(routes: Iterable[Route]) -> tuple[Row, ...]:
    """Routes of a query set, with their matters and areas read at once."""
    found = routes.prefetch_related("matters", "areas").select_related("desk__center", "desk__department")  # type: ignore[attr-defined]
    return tuple(row(route) for route in found)


def row(route: Route) -> Row:
    return Row(
        route, frozenset(matter.key for matter in route.matters.all()), frozenset(area.pk for area in route.areas.all()),
        frozenset(route.keywords.split()),
    )  # fmt: skip


def keywords(rows: Iterable[Row]) -> frozenset[str]:
    """Every word that some row listens for."""
    return frozenset().union(*(row.words for row in rows))


def holds(row: Row, matter: str, asked: Asked) -> bool:
    """Whether every condition that the row names is met by a matter of the key `matter`."""
    route = row.route
    return (
        (not row.matters or matter in row.matters)
        and (route.center_id is None or route.center_id == asked.center_id)
        and (route.people_over is None or asked.people_count > route.people_over)
        and (route.opponent_outside is None or asked.opponent_outside == route.opponent_outside)
        and (route.claims_payment is None or asked.claims_payment == route.claims_payment)
        and (route.amount_over_cents is None or (asked.amount_cents or 0) > route.amount_over_cents)
        and (not route.other_side or asked.other_side == route.other_side)
        and (not row.areas or bool(row.areas & asked.areas))
        and (not row.words or bool(row.words & asked.words))
    )
