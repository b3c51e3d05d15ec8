"""Whose turn it is: the people of a level of the ladder today, through cover and absence; an empty post goes up at once.

Nothing here moves a case: who answers for it stays who it was.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from center.foundation.now import today
from center.foundation.remembering import remembered
from center.institution.attendance import days
from center.institution.models import Posting, Role
from center.institution.permissions import cleared_for
from intake import clocks
from intake.models import Case, Climb, Clock, Rung, Task

Level, Why = Rung.Level, Climb.Why
UPWARD = [Level.HANDLER, Level.SECTION, Level.CENTER, Level.COUNTY]
COUNTY = (Role.COUNTY_DIRECTOR, Role.DUTY_LEADER)


@dataclass(frozen=True)
class Turn:
    """The users told, the level they were found at, and why it is not the level that was asked for."""

    users: tuple[int, ...]
    level: str
    why: str


def turn(clock: Clock, case: Case, level: str) -> Turn:
    """The people at `level`, or at the first one above that has any."""
    why: str = Why.TIME
    for place in UPWARD[UPWARD.index(Level(level)) :]:
        users = _people(clock, case, place)
        if users:
            return Turn(users, place, why)
        why = _why(clock, case, place) if why == Why.TIME else why
    return Turn((), Level.COUNTY, Why.EMPTY)


def _people(clock: Clock, case: Case, level: str) -> tuple[int, ...]:
    if level == Level.HANDLER:
        handler = handler_of(clock, case)
        return sitting(case, desk=clock.desk_id, user=handler) if handler else ()
    if level == Level.SECTION:
        return sitting(case, desk=clock.desk_id, role=Role.SECTION_HEAD)
    if level == Level.CENTER:
        center = clock.desk.center_id if clock.desk else case.desk.center_id
        return sitting(case, desk__center=center, role=Role.CENTER_DIRECTOR)
    return sitting(case, role__in=COUNTY)


def sitting(case: Case, **seats: Any) -> tuple[int, ...]:
    """Who sits in `seats` today: where somebody stands in for one, that person, else its holder while the account is open."""
    return remembered(
        ("sitting", today(), case.confidentiality, *seats.items()), lambda: _read(case.confidentiality, seats)
    )


def _read(level: str, seats: dict[str, Any]) -> tuple[int, ...]:
    held = Posting.objects.held(today()).filter(**seats)
    valid = Posting.objects.valid(today()).filter(Q(pk__in=held) | Q(covers__in=held))
    valid = cleared_for(valid, level).exclude(user__in=days.away(today()).values("user"))
    rows = list(valid.values_list("pk", "covers_id", "user_id"))
    covered = {covers for _pk, covers, _user in rows}
    return tuple(sorted({user for pk, _covers, user in rows if pk not in covered}))


def handler_of(clock: Clock, case: Case) -> int | None:
    """Who has it in hand: of a task whoever accepted it, or whoever gave it and now reads the answer; else the handler of the case."""
    if not clock.about.startswith(clocks.TASK):
        return case.handler_id
    task = Task.objects.filter(clock=clock.pk).first()
    if task is None:
        return None
    return task.issued_by_id if task.state == Task.State.ANSWERED else task.handler_id


def _why(clock: Clock, case: Case, level: str) -> str:
    if level != Level.HANDLER:
        return Why.EMPTY
    return Why.UNASSIGNED if handler_of(clock, case) is None else Why.AWAY
