"""The arithmetic of limits: calendar days, working days, months and hours, as 民法典 arts. 201-203 count them.

The day of the event is not counted (art. 201); a month ends on the corresponding day, or on the last day of a month that
has none (art. 202); a last day that is a rest day gives way to the first working day after it, and ends at 24:00 (art. 203).
Days are days in Shanghai. Amounts that lead past the year 9999 or before the year 1 raise OverflowError.
"""

import calendar as month_lengths
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

from center.foundation.now import SHANGHAI

DAY, NO_TIME = timedelta(days=1), timedelta(0)
SATURDAY = 5
LAST_SECOND = time(23, 59, 59)  # 24:00 of the day, written so that it still shows as that day


class Unit(StrEnum):
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    HOURS = "hours"


class Direction(StrEnum):
    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True)
class Calendar:
    """`days`: the exceptions, True for a working day; `years`: those whose official notice is loaded."""

    days: Mapping[date, bool]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        """Whether work is done on `day`: the exception if there is one, else Monday to Friday.

        In a year not loaded the statutory holidays are left out as well (全国年节及纪念日放假办法 art. 2), and no
        weekend is worked to make up for them: provisional.
        """
        exception = self.days.get(day)
        if exception is not None:
            return exception
        return day.weekday() < SATURDAY and (day.year in self.years or day not in statutory_holidays(day.year))

    def is_provisional(self, day: date) -> bool:
        """Whether the official notice may still change what `day` is."""
        return day.year not in self.years and day not in self.days


@dataclass(frozen=True)
class Due:
    """The end of a limit, in Shanghai time: `raw` as counted, `moved` past rest days (art. 203)."""

    raw: datetime
    moved: datetime
    provisional: bool


def next_workday(day: date, calendar: Calendar) -> date:
    """`day` itself if it is a working day, else the first one after it."""
    while not calendar.is_workday(day):
        day += DAY
    return day


def add_workdays(day: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `day`, which is not counted; `day` itself for 0, counted back for a negative n."""
    step = DAY if n >= 0 else -DAY
    left = abs(n)
    while left:
        day += step
        left -= calendar.is_workday(day)
    return day


def subtract_workdays(day: date, n: int, calendar: Calendar) -> date:
    """The n-th working day before `day`, which is not counted."""
    return add_workdays(day, -n, calendar)


def workdays_between(a: date, b: date, calendar: Calendar) -> int:
    """Working days after `a` up to and including `b`; the same with a minus when `b` comes before `a`."""
    if b < a:
        return -workdays_between(b, a, calendar)
    return sum(calendar.is_workday(a + DAY * step) for step in range(1, (b - a).days + 1))


def add_months(day: date, n: int) -> date:
    """The corresponding day n months later (earlier for a negative n), or the last day of a month that has none (art. 202)."""
    years, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not date.min.year <= years <= date.max.year:
        raise OverflowError("date value out of range")
    return date(years, month + 1, min(day.day, month_lengths.monthrange(years, month + 1)[1]))


def due(
    start: datetime,
    amount: int,
    unit: Unit,
    calendar: Calendar,
    direction: Direction = Direction.AFTER,
    *,
    later: int = 0,
    later_by: timedelta = NO_TIME,
) -> Due:
    """When a limit of `amount` units ends that begins with the event at `start`, or by when a thing is due before it.

    Hours run from the moment and never roll. A count backwards is never moved forward. What a pause left out is added at
    the end of what was counted: `later` days (working days for a limit in working days), `later_by` for one in hours.
    ValueError for a start without a time zone or a negative amount.
    """
    if start.tzinfo is None:
        raise ValueError("the start must carry a time zone")
    if amount < 0 or later < 0 or later_by < NO_TIME:
        raise ValueError("the amount must not be negative")
    signed = amount if direction == Direction.AFTER else -amount
    if unit == Unit.HOURS:
        moment = (start.astimezone(UTC) + timedelta(hours=signed) + later_by).astimezone(SHANGHAI)
        return Due(moment, moment, provisional=False)
    first = start.astimezone(SHANGHAI).date()
    last = _last_day(first, signed, unit, calendar, later)
    moved = next_workday(last, calendar) if direction == Direction.AFTER else last
    return Due(_end_of(last), _end_of(moved), _rests_on_provisional(first, last, moved, unit, direction, calendar))


def _last_day(first: date, signed: int, unit: Unit, calendar: Calendar, later: int) -> date:
    if unit == Unit.WORKING_DAYS:
        return add_workdays(first, signed + later, calendar)
    if unit == Unit.MONTHS:
        return add_months(first, signed) + timedelta(days=later)
    return first + timedelta(days=signed + later)


def _rests_on_provisional(
    first: date, last: date, moved: date, unit: Unit, direction: Direction, calendar: Calendar
) -> bool:
    """Whether a day that was asked whether it is worked lies in a year not loaded: those counted, those moved over."""
    asked_from, asked_to = last, moved
    if unit == Unit.WORKING_DAYS and first < last:
        asked_from = first + DAY
    elif unit == Unit.WORKING_DAYS and last < first:
        asked_to = first - DAY
    elif direction == Direction.BEFORE:
        return False  # calendar days and months counted backwards ask no calendar
    return any(calendar.is_provisional(asked_from + DAY * step) for step in range((asked_to - asked_from).days + 1))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, LAST_SECOND, SHANGHAI)


@cache
def statutory_holidays(year: int) -> frozenset[date]:
    """The statutory holidays of a year as they can be known before its notice, with the days given for those on a weekend."""
    from holidays import country_holidays  # slow to import, and needed for years without a notice only

    return frozenset(country_holidays("CN", years=year))
