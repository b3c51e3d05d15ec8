"""Who comes when, where and with what: two years of arrivals, drawn before anybody acts."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import Any

from center.config.demonstration import seasons, stories
from center.config.demonstration.county import County
from center.config.demonstration.seasons import Hours
from center.foundation.now import SHANGHAI
from center.foundation.workdays import Calendar
from center.institution.models import Area, Center

FROM_GRIDS = 0.12
AT_COUNTY = 0.13  # of the walk-ins go to the county center
STRAIGHT = {"traffic_accident": (Center.Kind.TRAFFIC, 0.6), "medical": (Center.Kind.MEDICAL, 0.6), "housing_expropriation": (Center.Kind.HOUSING, 0.45), "land_contract": (Center.Kind.LAND_TRIBUNAL, 0.25), "law_litigation": (Center.Kind.JOINT_RECEPTION, 0.6)}  # fmt: skip
REPORTED = {
    "public_order": 13,
    "dispute": 20,
    "safety_danger": 27,
    "environment": 16,
    "livelihood": 10,
    "consultation": 5,
    "emergency": 4,
    "other": 5,
}
AT_COUNTER = 0.4  # of the counters have something that goes on later today
HANDED_ON = 0.75  # of what waits for sign-for was at another desk for some days: it came in before, not today
LATE = 0.1  # of the open work of the last days is past its limit
RESTING = {
    "": ("registered",),
    "judicial": ("to_sign", "in_hand", "in_hand", "procedure"),
    "petitions": ("to_sign", "in_hand", "procedure"),
}
OPEN_SHARE = 4  # one in so many cases may be kept for the open work of the last days
LEADING = {"petitions": ["petition_complaint", "petition_complaint", "petition_suggestion", "other"], "governance": ["hidden_danger", "public_security", "environment"], "rule_of_law": ["legal_aid", "legal_consultation"], "judicial": ["neighbour", "wage_arrears", "marriage_family", "debt", "consumer", "property_management", "labour"]}  # fmt: skip


@dataclass(frozen=True)
class Coming:
    """A visitor at a counter or a grid worker's report. `rest` says at which step a case of the last days is still waiting."""

    at: datetime
    center: Center
    village: Area
    matter: str = ""
    category: str = ""
    group: bool = False
    rest: str = ""
    handed_on: datetime | None = None  # when another desk hands it to the one where it waits


def plan(
    county: County,
    hours: Hours,
    calendar: Calendar,
    count: int,
    until: datetime,
    chance: random.Random,
    *,
    staged: int = 0,
) -> list[Coming]:
    """`count` arrivals up to `until`, in order of time, less the `staged` ones, which are scenes of their own."""
    waiting = list(_waiting(county, hours, until, chance))
    chance.shuffle(waiting)
    waiting = waiting[: count // OPEN_SHARE]
    reports = round(count * FROM_GRIDS) if county.workers else 0
    places = list(accumulate(county.weights()))
    visits = count - staged - reports - len(waiting)
    comings = [*waiting, *_visits(county, hours, calendar, visits, until, places, chance)]
    comings += _reports(county, hours, calendar, reports, until, places, chance)
    return sorted(comings, key=lambda coming: coming.at)


def _visits(
    county: County,
    hours: Hours,
    calendar: Calendar,
    count: int,
    until: datetime,
    places: list[float],
    chance: random.Random,
) -> Iterator[Coming]:
    told = stories.matters()
    by_month = {
        month: list(accumulate(said["weight"] * seasons.of_month(key, month) for key, said in told.items()))
        for month in range(1, 13)
    }
    days = list(accumulate(seasons.weights(hours, calendar)))
    for day in chance.choices(hours.days, cum_weights=days, k=count):
        matter = chance.choices(list(told), cum_weights=by_month[day.month])[0]
        township = chance.choices(county.townships, cum_weights=places)[0]
        village = chance.choice(county.villages[township.code[:9]])
        at = _by(until, partial(seasons.arrival, day, chance), hours, chance)
        yield Coming(at, _where(county, township, matter, chance), village, matter, group=chance.random() < 0.03)


def _reports(
    county: County,
    hours: Hours,
    calendar: Calendar,
    count: int,
    until: datetime,
    places: list[float],
    chance: random.Random,
) -> Iterator[Coming]:
    days = list(accumulate(seasons.field_weights(hours, calendar)))
    kinds = {key: weight for key, weight in REPORTED.items() if key in county.categories}
    for day in chance.choices(hours.days, cum_weights=days, k=count):
        township = chance.choices(county.townships, cum_weights=places)[0]
        village = chance.choice(county.villages[township.code[:9]])
        at = _by(until, partial(seasons.in_the_field, day, chance), hours, chance)
        category = chance.choices(
            list(kinds), weights=[_seasonal(county, key, weight, at) for key, weight in kinds.items()]
        )[0]
        yield Coming(at, county.by_township[township.code[:9]], village, category=category)


def _waiting(county: County, hours: Hours, until: datetime, chance: random.Random) -> Iterator[Coming]:
    """Something to sign for and something in hand for every desk, some of it near its limit and a little past it."""
    for desk in county.desks:
        key = desk.department.key if desk.department else ""
        if key == "political_legal" and desk.center.kind != Center.Kind.JOINT_RECEPTION:
            continue
        for rest in RESTING.get(key, ("to_sign", "in_hand", "in_hand")):
            if rest == "registered" and chance.random() > AT_COUNTER:
                continue
            late = chance.random() < LATE
            ago = {
                "registered": chance.choice((0, 0, 1)),
                "to_sign": chance.choice((0, 0, 1)) + late * 2,
                "in_hand": chance.randint(1, 4) + late * 4,
            }
            at = hours.before(until, ago.get(rest, chance.randint(6, 16)), chance)
            handed_on = at if rest == "to_sign" and chance.random() < HANDED_ON else None
            if handed_on:
                at = hours.before(until, ago[rest] + chance.randint(2, 6), chance)
            yield _for_desk(county, desk.center, key, rest, at, chance, handed_on)


def _for_desk(
    county: County,
    center: Center,
    department: str,
    rest: str,
    at: datetime,
    chance: random.Random,
    handed_on: datetime | None,
) -> Coming:
    """A visit whose matter the routing table sends to this desk."""
    straight: dict[Any, str] = {kind: matter for matter, (kind, _share) in STRAIGHT.items()}
    township = next((area for area in county.townships if county.by_township[area.code[:9]] == center), None)
    matter = straight.get(center.kind) or chance.choice(LEADING[department or "judicial"])
    if rest == "procedure" and department == "petitions":
        matter = "petition_complaint"
    group = center == county.county_center and department == "judicial"
    place = township or chance.choice(county.townships)
    return Coming(
        at, center, chance.choice(county.villages[place.code[:9]]), matter, group=group, rest=rest, handed_on=handed_on
    )


def _where(county: County, township: Area, matter: str, chance: random.Random) -> Center:
    kind, share = STRAIGHT.get(matter, (None, 0))
    if kind in county.special and chance.random() < share:
        return county.special[kind]
    return county.county_center if chance.random() < AT_COUNTY else county.by_township[township.code[:9]]


def _seasonal(county: County, category: str, weight: float, at: datetime) -> float:
    return weight * seasons.of_month(county.categories[category].matter.key, at.astimezone(SHANGHAI).month)


def _by(until: datetime, draw, hours: Hours, chance: random.Random) -> datetime:
    """A time of the day drawn that is past already; on a morning on which it is too early, of the last working day."""
    for _try in range(8):
        at = draw()
        if at < until - timedelta(minutes=5):
            return at
    return hours.before(until, 1, chance)
