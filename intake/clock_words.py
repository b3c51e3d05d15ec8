"""What a clock says: how much is left, in the clock's own unit, and how near the end is."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from center.foundation import calendar
from center.foundation.now import SHANGHAI
from center.foundation.workdays import Calendar, workdays_between
from intake.models import Case, Clock, Limit

NEAR_PERCENT = 80
HOUR = timedelta(hours=1)
Unit = Limit.Unit


@dataclass(frozen=True)
class ClockView:
    """A clock for the eye. `tone`: time, near, late or done; `percent`: how much of it has run, 0 to 100."""

    words: str
    tone: str
    percent: int
    basis: str
    provisional: bool
    label: str
    due_at: datetime
    of: Clock
    actions: list[Any] = field(default_factory=list)


def words(clock: Clock, now: datetime, days: Calendar | None = None) -> ClockView:
    """What `clock` says at `now`. Who words many clocks passes the calendar, which is then asked for once."""
    if clock.stopped_at:
        return _view(clock, _done(clock), "done", 100)
    percent = _percent(clock, clock.paused_at or now)
    if clock.paused_at:
        return _view(clock, _("Paused"), "time", percent)
    if clock.due_at < now:
        return _view(clock, _late(clock, now, days or calendar.current()), "late", 100)
    left = _left(clock, now, days or calendar.current())
    near = left <= _near_at(clock.limit) or percent >= NEAR_PERCENT
    return _view(clock, _remaining(clock, left, now), "near" if near else "time", percent)


def nearest(case: Case, now: datetime, days: Calendar | None = None) -> ClockView | None:
    """The running clock of `case` that ends first, from the clocks already fetched; None when none runs."""
    running = [clock for clock in case.clocks.all() if clock.stopped_at is None]
    return (
        words(min(running, key=lambda clock: (clock.paused_at is not None, clock.due_at)), now, days)
        if running
        else None
    )


def _view(clock: Clock, said: str, tone: str, percent: int) -> ClockView:
    return ClockView(said, tone, percent, clock.limit.basis, clock.provisional, clock.limit.label, clock.due_at, clock)


def _percent(clock: Clock, now: datetime) -> int:
    whole = (clock.due_at - clock.started_at).total_seconds()
    return max(0, min(100, int(100 * (now - clock.started_at).total_seconds() / whole))) if whole > 0 else 100


def _near_at(limit: Limit) -> int:
    """The amount left from which the end is near: one unit, or the last day itself for a limit of a single one."""
    return 1 if limit.amount > 1 or limit.unit == Unit.MONTHS else 0


def _left(clock: Clock, now: datetime, days: Calendar) -> int:
    """Whole units between `now` and the end; a limit in months is told in days."""
    if clock.limit.unit == Unit.HOURS:
        return int((clock.due_at - now) / HOUR)
    return _days_between(clock, now, clock.due_at, days)


def _days_between(clock: Clock, first: datetime, last: datetime, days: Calendar) -> int:
    a, b = first.astimezone(SHANGHAI).date(), last.astimezone(SHANGHAI).date()
    return workdays_between(a, b, days) if clock.limit.unit == Unit.WORKING_DAYS else (b - a).days


def _remaining(clock: Clock, left: int, now: datetime) -> str:
    if clock.limit.unit == Unit.HOURS:
        if left:
            return ngettext("%(n)s hour left", "%(n)s hours left", left) % {"n": left}
        minutes = int((clock.due_at - now).total_seconds() // 60)
        return ngettext("%(n)s minute left", "%(n)s minutes left", minutes) % {"n": minutes}
    if not left:
        return _("Due today")
    if clock.limit.unit == Unit.WORKING_DAYS:
        return ngettext("%(n)s working day left", "%(n)s working days left", left) % {"n": left}
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}


def _late(clock: Clock, now: datetime, days: Calendar) -> str:
    if clock.limit.unit == Unit.HOURS:
        hours = max(1, int((now - clock.due_at) / HOUR))
        return ngettext("%(n)s hour late", "%(n)s hours late", hours) % {"n": hours}
    over = _days_between(clock, clock.due_at, now, days)
    if over and clock.limit.unit == Unit.WORKING_DAYS:
        return ngettext("%(n)s working day late", "%(n)s working days late", over) % {"n": over}
    over = (now.astimezone(SHANGHAI).date() - clock.due_at.astimezone(SHANGHAI).date()).days
    return ngettext("%(n)s day late", "%(n)s days late", max(1, over)) % {"n": max(1, over)}


def _done(clock: Clock) -> str:
    stopped: Any = clock.stopped_at
    late = clock.breached_at or (stopped > clock.due_at and clock.paused_at is None)
    return _("Ended late") if late else _("Kept in time")
