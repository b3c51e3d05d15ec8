"""What becomes of clocks when one case is taken up in another, and how they come back when that is undone.

A promise of the house ends with the case that is taken up. A period of the law goes on: where the absorbing case has the same
one running, the earlier start of the two counts; else the clock itself goes over. What each was is kept, so that undoing
restores it exactly.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from intake import clocks
from intake.models import Case, Clock, Merge

Kept = dict[str, Any]
TIMES = [
    field
    for field in Clock._meta.concrete_fields
    if not field.primary_key and not field.is_relation and field.name != "about"
]


def join(case: Case, into: Case) -> Kept:
    """Apply the rule; gives what `part` needs, as JSON. Both cases are taken."""
    own = (
        Clock.objects.running().filter(case=case).exclude(about__startswith=clocks.TASK)
    )  # a task's ends with the task
    running = list(own.select_related("limit").order_by("pk"))
    theirs = {
        (clock.limit.key, clock.about): clock
        for clock in Clock.objects.running().filter(case=into, limit__statutory=True).select_related("limit")
    }
    carried, earlier = [], []
    for clock in running:
        counterpart = theirs.get((clock.limit.key, clock.about))
        if clock.limit.statutory and counterpart is None:
            carried.append(clock.pk)
        elif counterpart is not None:
            earlier.append(_offer(clock, counterpart, into))
    Clock.objects.filter(pk__in=carried).update(case=into, desk=into.desk_id)
    ended = [clock for clock in running if clock.pk not in carried]
    clocks.stop_all(case)
    return {
        "ended": {str(clock.pk): _kept(clock) for clock in ended},
        "carried": {str(clock.pk): clock.desk_id for clock in running if clock.pk in carried},
        "earlier": earlier,
    }


def check_may_part(into: Case, kept: Kept) -> None:
    """Raises Refused("later_merge") where a clock that came with the case counts for another one too: that one goes first."""
    if any(_offers(int(pk), into) for pk in kept["carried"]):
        raise Refused(
            _("A period that came with this case counts for one that was merged later. Undo the later merge first."),
            "later_merge",
        )


def part(case: Case, into: Case, kept: Kept) -> None:
    """Undo `join`. A clock that was moved by somebody else meanwhile, or has ended, stays as it is now."""
    for offer in kept["earlier"]:
        _take_back(offer, into)
    for pk, values in kept["ended"].items():
        Clock.objects.filter(pk=pk, case=case).update(**_values(values))
    for pk, desk in kept["carried"].items():
        Clock.objects.filter(pk=pk, case=into).update(case=case, desk=desk)


def _offer(clock: Clock, counterpart: Clock, into: Case) -> Kept:
    """The absorbing case's clock begins when the earlier of the two began, with all that follows from it."""
    if clock.paused_at or counterpart.paused_at:
        raise Refused(
            _("The limit “%(limit)s” is paused in one of the two. Let it run on first, then merge.")
            % {"limit": clock.limit.label},
            "clock_paused",
        )
    before = _offers(counterpart.pk, into)
    offered, was = _kept(clock), before[0]["was"] if before else _kept(counterpart)
    if clock.started_at < counterpart.started_at:
        _set(counterpart.pk, offered)
    return {"clock": counterpart.pk, "offered": offered, "was": was}


def _take_back(offer: Kept, into: Case) -> None:
    """The earliest of what is left counts: the clock's own start, and those that other merges still standing brought."""
    others = [other["offered"] for other in _offers(offer["clock"], into) if other != offer]
    given = _earliest(offer["was"], [*others, offer["offered"]])
    clock = Clock.objects.running().filter(pk=offer["clock"]).first()
    if clock is not None and _dates(_kept(clock)) == _dates(given):
        _set(clock.pk, _earliest(offer["was"], others))


def _offers(clock: int, into: Case) -> list[Kept]:
    standing = Merge.objects.filter(into=into, undone_at=None).order_by("pk")
    return [
        offer
        for merge in standing
        for offer in merge.moved.get("clocks", {}).get("earlier", [])
        if offer["clock"] == clock
    ]


def _earliest(own: Kept, offered: list[Kept]) -> Kept:
    """Its own where nothing is earlier: `min` keeps the first of equals."""
    return min([own, *offered], key=lambda values: datetime.fromisoformat(values["started_at"]))


def _dates(values: Kept) -> tuple[str, ...]:
    return values["started_at"], values["raw_due_at"], values["due_at"]


def _kept(clock: Clock) -> Kept:
    values = {field.name: getattr(clock, field.attname) for field in TIMES}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _values(kept: Kept) -> Kept:
    return {field.name: field.to_python(kept[field.name]) for field in TIMES}


def _set(pk: int, values: Kept) -> None:
    Clock.objects.filter(pk=pk, stopped_at=None).update(**_values(values))
