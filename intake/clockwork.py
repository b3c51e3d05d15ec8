"""When a limit ends that was paused and extended: pure arithmetic over intervals, on which every clock is built.

A pause leaves out the units that went by in it: for a limit in calendar days or months the days from the day it began up
to the day before it ended, for working days those of them that are worked, for hours the time itself. The day it begins on
is lost, the day it ends on is used again, so that nothing is late the moment it runs on. What was left out is added at the
end: a pause of k units moves the end by k units, whatever else happens before, between or after.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from center.foundation import workdays
from center.foundation.now import SHANGHAI
from center.foundation.workdays import DAY, Calendar, Direction, Due, Unit, workdays_between


@dataclass(frozen=True)
class Interval:
    """From a moment (aware) to a later one."""

    began: datetime
    ended: datetime


@dataclass(frozen=True)
class Extension:
    """How much more was allowed: in the limit's own unit, or in calendar days for one in months."""

    amount: int
    unit: Unit


def due(
    start: datetime, amount: int, unit: Unit, calendar: Calendar, direction: Direction = Direction.AFTER, *,
    pauses: Iterable[Interval] = (), extensions: Iterable[Extension] = (),
) -> Due:  # fmt: skip
    """The end of a limit with what was allowed more and what was left out. ValueError for an extension in a foreign unit."""
    more, days = 0, 0
    for extension in extensions:
        if extension.unit == unit:
            more += extension.amount
        elif unit == Unit.MONTHS and extension.unit == Unit.CALENDAR_DAYS:
            days += extension.amount
        else:
            raise ValueError(f"a limit in {unit} cannot be extended by {extension.unit}")
    whole = joined(pauses)
    if unit == Unit.HOURS:
        return workdays.due(start, amount + more, unit, calendar, direction, later_by=time_of(whole))
    left_out = sum(units_of(pause, unit, calendar) for pause in whole)
    return workdays.due(start, amount + more, unit, calendar, direction, later=days + left_out)


def units_of(pause: Interval, unit: Unit, calendar: Calendar) -> int:
    """The days that a limit in days or months loses by a pause; whole hours for one in hours."""
    if unit == Unit.HOURS:
        return int((pause.ended - pause.began) / timedelta(hours=1))
    began, ended = pause.began.astimezone(SHANGHAI).date(), pause.ended.astimezone(SHANGHAI).date()
    return workdays_between(began - DAY, ended - DAY, calendar) if unit == Unit.WORKING_DAYS else (ended - began).days


def time_of(pauses: Iterable[Interval]) -> timedelta:
    """All the time that went by in them."""
    return sum((pause.ended - pause.began for pause in pauses), timedelta(0))


def joined(pauses: Iterable[Interval]) -> list[Interval]:
    """The same without overlaps, in order: nothing is left out twice. An interval that ends before it began is none."""
    found: list[Interval] = []
    for pause in sorted((one for one in pauses if one.began < one.ended), key=lambda one: one.began):
        if found and pause.began <= found[-1].ended:
            found[-1] = Interval(found[-1].began, max(found[-1].ended, pause.ended))
        else:
            found.append(pause)
    return found
