"""The calendar in force: official notices year by year, a center's own days over them, and how they are loaded."""

import hashlib
import time
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction

from center.foundation.models import CalendarDay, CalendarYear
from center.foundation.now import now
from center.foundation.remembering import kept
from center.foundation.workdays import SATURDAY, Calendar

TRUST_SECONDS = 60  # how long a calendar is kept at most, whatever its version says
SEED = "chinesecalendar"
COUNTY = "county"  # the scope of days that hold in the whole county; a center's own is center:3
NEXT_YEAR_ASKED_FROM = (11, 1)  # the notice for a year is published in the November before it
_kept: dict[str, tuple[tuple[Any, ...], float, Calendar]] = {}


class Day(NamedTuple):
    """What a notice says of a day: whether it is worked, and why."""

    is_workday: bool
    reason: str


def current(scope: str = "") -> Calendar:
    """The calendar of `scope`: the official notices, over them the county's own days, over those the scope's own.

    Limits of the law are counted by the official notices alone (scope ""); a promise follows the days of its desk. Only
    official years are certain. One small query says whether the copy kept by this process still holds; who computes many
    limits asks once.
    """
    version, moment = kept("calendar", _version), time.monotonic()
    held = _kept.get(scope)
    if held and held[0] == version and moment - held[1] < TRUST_SECONDS:
        return held[2]
    calendar = over(current(), scope) if scope else _official()
    _kept[scope] = (version, moment, calendar)
    return calendar


def center_scope(pk: int) -> str:
    """The scope of one center's own days."""
    return f"center:{pk}"


def over(official: Calendar, scope: str) -> Calendar:
    """`official` with the days of the county over it, then those of `scope`; itself where there are none, which is usual."""
    rows = CalendarDay.objects.filter(scope__in={COUNTY, scope} - {""}).values_list("scope", "day", "is_workday")
    own = sorted(rows, key=lambda row: row[0] != COUNTY)
    return (
        Calendar({**official.days, **{day: worked for _scope, day, worked in own}}, official.years) if own else official
    )


def missing(on: date) -> int | None:
    """The coming year, where `on` is 1 November or later and its notice is not loaded; else the running year, if it is missing."""
    if not is_loaded(on.year):
        return on.year
    asked = (on.month, on.day) >= NEXT_YEAR_ASKED_FROM
    return on.year + 1 if asked and not is_loaded(on.year + 1) else None


def fingerprint() -> str:
    """A digest of every day and every official year: the same for the same calendar, whatever happened in between."""
    days = CalendarDay.objects.order_by("scope", "day").values_list("scope", "day", "is_workday")
    years = CalendarYear.objects.filter(scope="").order_by("year").values_list("year", flat=True)
    text = "\n".join([*(f"{scope} {day} {int(worked)}" for scope, day, worked in days), *map(str, years)])
    return hashlib.sha256(text.encode()).hexdigest()


def is_loaded(year: int) -> bool:
    """Whether the official notice of `year` is loaded; asked from 1 November for the coming year."""
    return CalendarYear.objects.filter(scope="", year=year).exists()


@transaction.atomic
def load_year(year: int, days: Mapping[date, Day], *, source: str, scope: str = "") -> int:
    """Make the exceptions of `year` exactly `days`; how many rows that changed. The same again changes none.

    ValueError when a day lies in another year.
    """
    if any(day.year != year for day in days):
        raise ValueError(f"every day of a notice for {year} must lie in {year}")
    rows = {row.day: row for row in CalendarDay.objects.filter(scope=scope, day__year=year)}
    wrong = [
        CalendarDay(scope=scope, day=day, is_workday=said.is_workday, reason=said.reason)
        for day, said in days.items()
        if day not in rows or (rows[day].is_workday, rows[day].reason) != said
    ]
    _write(wrong)
    gone = [row.pk for day, row in rows.items() if day not in days]
    CalendarDay.objects.filter(pk__in=gone).delete()
    known = CalendarYear.objects.filter(scope=scope, year=year, source=source)
    if wrong or gone or not known.exists():
        CalendarYear.objects.update_or_create(scope=scope, year=year, defaults={"source": source, "loaded_at": now()})
    return len(wrong) + len(gone)


@transaction.atomic
def set_days(scope: str, days: Mapping[date, Day | None]) -> int:
    """Set single days of `scope` over the official ones; None takes a day away again. How many rows that changed."""
    rows = {row.day: row for row in CalendarDay.objects.filter(scope=scope, day__in=days)}
    gone = [rows[day].pk for day, said in days.items() if said is None and day in rows]
    wrong = [
        CalendarDay(scope=scope, day=day, is_workday=said.is_workday, reason=said.reason)
        for day, said in days.items()
        if said is not None and (day not in rows or (rows[day].is_workday, rows[day].reason) != said)
    ]
    _write(wrong)
    CalendarDay.objects.filter(pk__in=gone).delete()
    return len(wrong) + len(gone)


def seed_years() -> dict[int, dict[date, Day]]:
    """The exceptions of every year the library chinesecalendar knows by its official notice."""
    import chinese_calendar  # only here: the table is what the portal counts by

    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    years: dict[int, dict[date, Day]] = {}
    for day, name in sorted(chinese_calendar.holidays.items()):
        exceptions = years.setdefault(day.year, {})
        if day.weekday() < SATURDAY:
            exceptions[day] = Day(False, names.get(name, name))
    for day, name in sorted(chinese_calendar.workdays.items()):
        if day.weekday() >= SATURDAY:
            years.setdefault(day.year, {})[day] = Day(True, f"{names.get(name, name)}调休")
    return years


def _write(days: list[CalendarDay]) -> None:
    CalendarDay.objects.bulk_create(
        days,
        update_conflicts=True,
        unique_fields=["scope", "day"],
        update_fields=["is_workday", "reason", "updated_at"],
    )


def _official() -> Calendar:
    days = CalendarDay.objects.filter(scope="").values_list("day", "is_workday")
    return Calendar(dict(days), frozenset(CalendarYear.objects.filter(scope="").values_list("year", flat=True)))


def _version() -> tuple[Any, ...]:
    days, years = CalendarDay._meta.db_table, CalendarYear._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT COUNT(*) FROM {days}), (SELECT MAX(updated_at) FROM {days}),"
            f" (SELECT COUNT(*) FROM {years}), (SELECT MAX(loaded_at) FROM {years})"
        )
        return tuple(cursor.fetchone())
