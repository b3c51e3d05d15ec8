"""Tasks to be done, tasks whose answer is to be read, and matters outside: the page of what desks owe each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from center.foundation import calendar
from center.foundation.actor import Actor
from center.institution.permissions import Scope, scope
from intake import clock_words, task_actions
from intake.clock_words import ClockView
from intake.models import Case, Task

Stage = Task.State


@dataclass(frozen=True)
class Line:
    """A task or a passing with its limit in words; `actions`: what the reader may do now."""

    of: Any
    clock: ClockView | None
    actions: list[Any]


def to_do(user: Any) -> QuerySet[Task]:
    """What this person's desks were asked and have not answered, what is due first on top."""
    return _ordered(user, _at(scope(user), "to_desk"), [Stage.ASKED, Stage.ACCEPTED])


def to_read(user: Any) -> QuerySet[Task]:
    """Answers that this person, or the person's desks, are to close or return."""
    return _ordered(user, Q(issued_by=user) | _at(scope(user), "from_desk"), [Stage.ANSWERED])


def given(user: Any) -> QuerySet[Task]:
    """What this person or the person's desks asked of others, and which is not answered."""
    here = Q(issued_by=user) | _at(scope(user), "from_desk")
    return _ordered(user, here, [Stage.ASKED, Stage.ACCEPTED])


def lines(tasks: Iterable[Any], now: datetime, by: Actor | None = None) -> list[Line]:
    """With the words of their limits; the buttons only where `by` is given."""
    days = calendar.current()
    return [
        Line(
            one, clock_words.words(one.clock, now, days) if one.clock else None,
            task_actions.offered(one, by) if by and isinstance(one, Task) else [],
        )
        for one in tasks
    ]  # fmt: skip


def of_case(case: Case, now: datetime, by: Actor) -> list[Line]:
    """The tasks of a case, those still open first; in two statements where there are none to be done."""
    tasks = list(
        case.tasks.select_related(
            "to_desk__center", "to_desk__department", "from_desk__center", "from_desk__department", "clock__limit",
            "issued_by", "handler", "answered_by", "instruction__scan",
        )
    )  # fmt: skip
    for task in tasks:
        task.case = case
    return lines(sorted(tasks, key=lambda task: task.state not in Task.OPEN), now, by)


def passings_of(case: Case, now: datetime) -> list[Line]:
    """Where the case was passed outside, the last first."""
    return lines(case.passings.select_related("clock__limit", "body", "answered_by"), now)


def _ordered(user: Any, here: Q, states: list[str]) -> QuerySet[Task]:
    tasks = Task.objects.filter(here, state__in=states, case__in=Case.objects.visible_to(user))
    named = ("case__matter", "to_desk__center", "to_desk__department", "from_desk__center", "clock__limit", "issued_by")
    return tasks.select_related(*named).order_by(F("clock__due_at").asc(nulls_last=True), "pk")


def _at(reach: Scope, desk: str) -> Q:
    return Q(**{f"{desk}__in": reach.desks}) | Q(**{f"{desk}__center__in": reach.centers})
