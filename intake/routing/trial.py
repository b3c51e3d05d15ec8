"""A draft tried on past cases: where the table sends each of them, and where it would with the draft.

Set-based: one statement reads the facts of the cases, one writes the differences; texts are read only where a rule listens for words.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, now, today
from center.institution.models import Area, Center, Desk
from intake.models import Case, MatterType, Party, Route, RouteDifference, RouteTrial
from intake.routing.asked import Told, heard
from intake.routing.proposing import Question, desk_of
from intake.routing.table import Row, holds, keywords, row, rows

CHUNK = 2000


def run(route: Route, *, days: int, by: Actor) -> RouteTrial:
    """Try `route` on the cases registered in the last `days`, today included; of very many the newest."""
    began, last = time.monotonic(), today()
    first = last - timedelta(days=days - 1)
    before = rows(Route.objects.valid(route.valid_from))
    after = with_draft(before, route)
    route.trials.all().delete()
    made = RouteTrial.objects.create(route=route, first_day=first, last_day=last, by_id=by.user_id, at=now())
    places = _Places(after + before)
    differences: list[RouteDifference] = []
    cases = _cases(first, last, after + before)
    for told, matter, case, township in _facts(cases[: settings.ROUTE_TRIAL_MOST], after + before):
        made.cases += 1
        was, will = _first(before, matter, told), _first(after, matter, told)
        if was is will:
            continue
        old, new = places.desk(was, told, township), places.desk(will, told, township)
        if old != new:
            differences.append(
                RouteDifference(trial=made, case_id=case, before_id=old, before_route=_key(was), after_id=new, after_route=_key(will))
            )  # fmt: skip
    RouteDifference.objects.bulk_create(differences, batch_size=CHUNK)
    made.changed, made.milliseconds = len(differences), int((time.monotonic() - began) * 1000)
    made.more = made.cases == settings.ROUTE_TRIAL_MOST and cases[settings.ROUTE_TRIAL_MOST :].exists()
    made.save()
    return made


def with_draft(table: tuple[Row, ...], draft: Route) -> tuple[Row, ...]:
    """The table as it would be: the draft in place of the version that runs, or without it where it takes the rule out of use."""
    kept = [one for one in table if one.route.key != draft.key]
    if not draft.off:
        kept.append(row(draft))
    return tuple(sorted(kept, key=lambda one: (one.route.order, one.route.pk)))


def _cases(first: Any, last: Any, table: tuple[Row, ...]) -> QuerySet[Case]:
    """The past cases, newest first; what is in no count is in no trial."""
    found = Case.objects.filter(
        registered_at__gte=datetime.combine(first, clock.min, SHANGHAI),
        registered_at__lt=datetime.combine(last + timedelta(days=1), clock.min, SHANGHAI),
        restricted=False,
    ).exclude(state=Case.State.VOIDED)
    if any(one.route.other_side for one in table):
        against = Party.objects.filter(case=OuterRef("pk"), side=Party.Side.RESPONDENT)
        found = found.annotate(against=Exists(against), organised=Exists(against.exclude(organisation="")))
    return found.order_by("-registered_at", "-pk")


def _facts(cases: QuerySet[Case], table: tuple[Row, ...]) -> Iterator[tuple[Told, str, int, int | None]]:
    """What the conditions look at, the key of the matter, and the ids of case and township."""
    listens = keywords(table)
    columns = [
        "pk", "matter_id", "center_id", "people_count", "opponent_outside", "claims_payment", "amount_cents", "township_id", "area_id",
    ]  # fmt: skip
    sides = "against" in cases.query.annotations
    columns += ["narrative", "claim"] if listens else []
    columns += ["against", "organised"] if sides else []
    keys = dict(MatterType.objects.values_list("pk", "key"))
    for one in cases.values(*columns).iterator(CHUNK):
        side = ""
        if sides and one["against"]:
            side = Route.OtherSide.ORGANISATION if one["organised"] else Route.OtherSide.PERSON
        told = Told(
            one["people_count"], one["opponent_outside"], one["claims_payment"], one["amount_cents"], side,
            heard(f"{one['narrative']}\n{one['claim']}", listens) if listens else frozenset(),
            frozenset(place for place in (one["area_id"], one["township_id"]) if place), one["center_id"],
        )  # fmt: skip
        yield told, keys[one["matter_id"]], one["pk"], one["township_id"]


def _first(table: tuple[Row, ...], matter: str, told: Told) -> Row | None:
    return next((one for one in table if holds(one, matter, told)), None)


def _key(found: Row | None) -> str:
    return found.route.key if found else ""


class _Places:
    """The desks behind the destinations, each asked for once."""

    def __init__(self, table: tuple[Row, ...]) -> None:
        self.centers = Center.objects.in_bulk()
        self.townships = Area.objects.filter(level=Area.Level.TOWNSHIP).in_bulk()
        self.any_matter = MatterType.objects.first()
        self.found: dict[tuple[str, int | None, int | None], int | None] = {}

    def desk(self, found: Row | None, told: Told, township: int | None) -> int | None:
        if found is None:
            return None
        if found.route.desk_id:
            return found.route.desk_id
        asked = (found.route.destination, told.center_id, township)
        if asked not in self.found:
            self.found[asked] = self._ask(*asked)
        return self.found[asked]

    def _ask(self, destination: str, center: int | None, township: int | None) -> int | None:
        assert center is not None and self.any_matter is not None
        question = Question(self.centers[center], self.any_matter, township=self.townships.get(township or 0))
        try:
            desk: Desk = desk_of(destination, question)
        except Refused:
            return None
        return desk.pk
