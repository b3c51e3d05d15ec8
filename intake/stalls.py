"""What lies still: cases in hand on which nothing effective was done for some working days. A note is nothing effective, nor is what the portal does itself."""

from datetime import datetime, time

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from center.foundation import calendar
from center.foundation.actor import ActorKind
from center.foundation.now import SHANGHAI, today
from center.foundation.workdays import subtract_workdays
from intake.models import Case, Clock, Event

# Written by hand without doing anything about the matter; who asks for an act has not done one.
IDLE = (
    "case.noted", "case.shared", "case.share_ended", "case.copied", "case.instructed", "task.returned", "task.closed", "case.linked", "case.unlinked", "case.assigned", "case.detached", "case.chased", "slip.issued", "slip.returned", "card.given",
    "card.withdrawn",
)  # fmt: skip


def since() -> datetime:
    """The beginning of the first of the last STALL_DAYS working days, today included."""
    day = subtract_workdays(today(), settings.STALL_DAYS - 1, calendar.current())
    return datetime.combine(day, time.min, SHANGHAI)


def stalled(cases: QuerySet) -> QuerySet:
    """Of `cases` those in hand without an effective act for STALL_DAYS working days; who waits by law, paused, does not lie still."""
    act = (
        Event.objects.filter(case=OuterRef("pk"), at__gte=since())
        .exclude(by_kind=ActorKind.SYSTEM)
        .exclude(kind__in=IDLE)
    )
    paused = Clock.objects.running().filter(case=OuterRef("pk"), paused_at__isnull=False)
    return cases.filter(~Exists(act), ~Exists(paused), state=Case.State.HANDLING)


def unassigned(cases: QuerySet) -> QuerySet:
    """Of `cases` those in hand that no person has: nobody is named, or the account of whoever is named is closed."""
    return cases.filter(state=Case.State.HANDLING).exclude(handler__is_active=True)
