"""The lists people work from: mine, to sign for, and the lines of any list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from center.foundation import calendar
from center.institution.permissions import scope
from intake import clock_words, sides
from intake.clock_words import ClockView
from intake.models import Case, Clock


@dataclass(frozen=True)
class Row:
    """A line of a list: the case, its first side masked, its nearest clock."""

    case: Case
    party: str
    clock: ClockView | None

    @property
    def bounced(self) -> bool:
        """Whether it went from desk to desk so often that it stands on the director's list."""
        return self.case.hops >= settings.HOPS_LISTED and self.case.state in Case.OPEN


def mine(user: Any) -> QuerySet:
    """What this person has in hand."""
    return Case.objects.visible_to(user).filter(state=Case.State.HANDLING, handler=user)


def to_sign(user: Any) -> QuerySet:
    """What waits for sign-for at the desks where this person sits, or which this person directs."""
    reach = scope(user)
    here = Q(desk__in=reach.desks) | Q(desk__center__in=reach.centers)
    return Case.objects.visible_to(user).filter(here, state=Case.State.ROUTED)


def newest_first(cases: QuerySet) -> QuerySet:
    return cases.order_by("-registered_at", "-pk")


def due_first(cases: QuerySet) -> QuerySet:
    """Whose clock ends first stands first; without a clock last."""
    due = Clock.objects.running().filter(case=OuterRef("pk"), paused_at=None).order_by("due_at").values("due_at")[:1]
    return cases.annotate(due=Subquery(due)).order_by(F("due").asc(nulls_last=True), "pk")


def for_lines(cases: QuerySet) -> QuerySet:
    """With all that a line shows, and nothing that must be opened for it."""
    return cases.for_list().defer("query_code", "token", "narrative", "result")


def rows(cases: list[Case], now: datetime) -> list[Row]:
    """The lines of these cases, from what is already fetched; the calendar is asked for once."""
    days = calendar.current()
    return [Row(case, sides.first_name(case), clock_words.nearest(case, now, days)) for case in cases]
