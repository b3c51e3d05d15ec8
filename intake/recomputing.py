"""Open clocks computed anew when the calendar has changed, with a report of what each said before and says after.

The rule and the beginning of a clock stay; a stopped clock and a breach that was told never change. Safe to run again.
"""

import logging
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from center.foundation import calendar, jobs
from center.foundation.actor import SYSTEM
from center.foundation.now import SHANGHAI, now
from center.foundation.workdays import Calendar, Due
from intake import clocks, ladder, story
from intake.cases import take
from intake.models import Clock, ClockExtension, ClockPause, Limit, Recomputation, RecomputedClock

log = logging.getLogger(__name__)
GIVEN_UP_AFTER = timedelta(minutes=15)  # longer than a worker lets a task run: who has not ended by then was killed
BATCH, FETCHED = 2000, 500
FIELDS = ("pk", "limit", "desk__center", "started_at", "raw_due_at", "due_at", "provisional")

CalendarOf = Callable[[str], Calendar]


def recompute_if_changed() -> Recomputation | None:
    """Recompute when the calendar is not the one of the last report; goes on with a report whose worker was killed.

    None when there is nothing to do, or another worker is doing it.
    """
    last, today = Recomputation.objects.first(), calendar.fingerprint()
    if last is not None and last.ended_at is None:
        return _run(last) if now() - last.began_at > GIVEN_UP_AFTER else None
    if last is not None and last.calendar == today:
        return None
    try:
        with transaction.atomic():
            report = Recomputation.objects.create(after=last.pk if last else 0, calendar=today, began_at=now())
    except IntegrityError:
        return None
    return _run(report)


def open_clocks() -> QuerySet[Clock]:
    """The clocks that a calendar may still move: they run, are not past their end, and count days. Who is paused is computed when it runs on."""
    return (
        Clock.objects.running()
        .filter(breached_at=None, paused_at=None, named_day=False)
        .exclude(limit__unit=Limit.Unit.HOURS)
    )


def changes(calendar_of: CalendarOf = calendar.current, *, since: date | None = None) -> Iterator[tuple[Clock, Due]]:
    """Each open clock that would end otherwise, with its new end; `calendar_of` gives the calendar of a scope.

    `since`: the first day that is another in it; who ends before cannot move. Four statements, and one for every 500 that
    move; what began on the same day by the same limit is reckoned once.
    """
    found = open_clocks().order_by("pk")
    if since is not None:
        found = found.filter(due_at__gte=datetime.combine(since, time.min, SHANGHAI))
    limits, of_scope, known = Limit.objects.in_bulk(), cache(calendar_of), dict[Hashable, Due]()
    interrupted = {
        *ClockPause.objects.values_list("clock", flat=True),
        *ClockExtension.objects.values_list("clock", flat=True),
    }
    moved: list[int] = []
    for pk, limit_id, center, started, *ends in found.values_list(*FIELDS).iterator(BATCH):
        limit = limits[limit_id]
        scope = clocks.scope_at(limit, center)
        key = (limit_id, scope, started.astimezone(SHANGHAI).date())
        if pk not in interrupted and key not in known:
            known[key] = limit.due(started, of_scope(scope))
        if pk in interrupted or _differs(ends, known[key]):
            moved.append(pk)
    for first in range(0, len(moved), FETCHED):
        some = Clock.objects.select_related("limit", "desk").prefetch_related("pauses", "extensions")
        for clock in some.filter(pk__in=moved[first : first + FETCHED]).order_by("pk"):
            due = clocks.due_of(clock, of_scope(clocks.scope_of(clock.limit, clock.desk)))
            if _differs((clock.raw_due_at, clock.due_at, clock.provisional), due):
                yield clock, due


def _run(report: Recomputation) -> Recomputation:
    scanned, failed = open_clocks().count(), 0
    for pk in [clock.pk for clock, _due in changes()]:
        try:
            _apply(pk, report)
        except Exception:  # one bad row must not keep the others from their new day
            log.exception("clock %s could not be computed anew", pk)
            failed += 1
    report.scanned, report.failed, report.ended_at = scanned, failed, now()
    report.save(update_fields=["scanned", "failed", "ended_at"])
    jobs.report(scanned=scanned, acted=report.lines.count(), failed=failed)
    return report


@transaction.atomic
def _apply(pk: int, report: Recomputation) -> None:
    """Move one clock, by compare-and-swap under its case, and write the line of the report and of the story."""
    clock = Clock.objects.select_related("limit", "desk", "case").get(pk=pk)
    if clock.case:
        take(clock.case)
    days = clocks.calendar_of(clock.limit, clock.desk)
    due = clocks.due_of(clock, days)
    ended = Clock(limit=clock.limit, started_at=clock.started_at, raw_due_at=due.raw, due_at=due.moved)
    step = ladder.upcoming(ended, now(), days)
    moved = Clock.objects.running().filter(
        pk=pk, breached_at=None, paused_at=None, due_at=clock.due_at, raw_due_at=clock.raw_due_at
    )
    if not moved.update(raw_due_at=due.raw, due_at=due.moved, provisional=due.provisional, next_action_at=step):
        return
    line = RecomputedClock.objects.create(
        recomputation=report, clock=clock, raw_before=clock.raw_due_at, raw_after=due.raw, due_before=clock.due_at,
        due_after=due.moved, provisional_before=clock.provisional, provisional_after=due.provisional,
    )  # fmt: skip
    if clock.case and line.moved:
        before, after = (day.astimezone(SHANGHAI).date().isoformat() for day in (line.due_before, line.due_after))
        story.record(
            clock.case, "clock.recomputed", by=SYSTEM, clock=clock.pk, limit=clock.limit.key, before=before, after=after
        )


def _differs(ends: Sequence[Any], due: Due) -> bool:
    """Whether raw and moved end and whether they are provisional are others than those kept."""
    return tuple(ends) != (due.raw, due.moved, due.provisional)
