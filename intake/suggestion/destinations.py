"""Where a matter would go by the routing table, from the facts that its words tell: the same rows, read by the same conditions."""

from dataclasses import replace
from datetime import date

from django.db import DatabaseError

from center.foundation.now import today
from center.foundation.remembering import kept
from intake import routing
from intake.models import Route
from intake.suggestion.facts import Facts
from intake.suggestion.words import rows

# Matters that have another side, which can be elsewhere. A leaking pipe or a wish has none, whatever places its words name.
OTHER_SIDE = frozenset(
    "marriage_family neighbour debt consumer wage_arrears labour traffic_accident medical personal_injury housing_expropriation land_contract property_management".split()
)


def table() -> tuple[routing.Row, ...]:
    """The routing table in force: the county's own, or the shipped one where no database is set up yet."""
    return kept(("suggestion.routes", today()), _table)


def destination(matter: str, facts: Facts) -> Route | None:
    """The row that decides; nothing where the table has none for this matter."""
    told = counting(matter, facts)
    asked = routing.Told(told.people_count, told.opponent_outside, told.claims_payment)
    for row in table():
        if routing.holds(row, matter, asked):
            return row.route
    return None


def counting(matter: str, facts: Facts) -> Facts:
    """The facts as far as they count for a matter: where nobody stands against nobody, a place or a number named is no party."""
    if matter in OTHER_SIDE:
        return facts
    return replace(facts, opponent_outside=False, people_count=facts.people_count if facts.coming else 1)


def _table() -> tuple[routing.Row, ...]:
    try:
        own = routing.table()
    except DatabaseError:  # not migrated yet
        own = ()
    return own or tuple(_shipped(row) for row in rows("routes.csv"))


def _shipped(row: dict[str, str]) -> routing.Row:
    maybe = {"yes": True, "no": False, "": None}
    route = Route(
        key=row["key"], order=int(row["order"]), people_over=int(row["people_over"]) if row["people_over"] else None,
        opponent_outside=maybe[row["opponent_outside"]], claims_payment=maybe[row["claims_payment"]], destination=row["destination"],
        explanation=row["explanation"], explanation_en=row["explanation_en"], valid_from=date.fromisoformat(row["valid_from"]),
    )  # fmt: skip
    return routing.Row(route, frozenset(row["matters"].split()))
