"""Limits as the law counts them: a table reckoned by hand across 2025 and 2026, and what must hold for any day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.foundation.workdays import (
    Calendar,
    Direction,
    Due,
    Unit,
    add_months,
    add_workdays,
    due,
    next_workday,
    subtract_workdays,
    workdays_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS, WORKING, MONTHS, HOURS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS
AFTER, BEFORE = Direction.AFTER, Direction.BEFORE


def span(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=step) for step in range((end - begin).days + 1)]


# The notices of the State Council's office for 2025 and 2026, as they were printed.
OFF = [
    *span("2025-01-01", "2025-01-01"),
    *span("2025-01-28", "2025-02-04"),
    *span("2025-04-04", "2025-04-06"),
    *span("2025-05-01", "2025-05-05"),
    *span("2025-05-31", "2025-06-02"),
    *span("2025-10-01", "2025-10-08"),
    *span("2026-01-01", "2026-01-03"),
    *span("2026-02-15", "2026-02-23"),
    *span("2026-04-04", "2026-04-06"),
    *span("2026-05-01", "2026-05-05"),
    *span("2026-06-19", "2026-06-21"),
    *span("2026-09-25", "2026-09-27"),
    *span("2026-10-01", "2026-10-07"),
]
MADE_UP = "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"
CALENDAR = Calendar(
    {day: False for day in OFF} | {date.fromisoformat(day): True for day in MADE_UP.split()}, frozenset({2025, 2026})
)

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
amounts = st.integers(0, 120)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))


def last_day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T23:59:59").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "direction", "raw", "moved"),
    [
        # calendar days: a plain one, and those that end in a holiday
        ("2026-11-24", 15, DAYS, AFTER, "2026-12-09", "2026-12-09"),
        ("2026-11-24", 60, DAYS, AFTER, "2027-01-23", "2027-01-25"),  # a Saturday of a year not yet announced
        ("2026-09-18", 15, DAYS, AFTER, "2026-10-03", "2026-10-08"),  # within the National Day holiday
        ("2026-01-31", 15, DAYS, AFTER, "2026-02-15", "2026-02-24"),  # the first day of the Spring Festival
        ("2025-01-14", 15, DAYS, AFTER, "2025-01-29", "2025-02-05"),
        ("2026-01-29", 30, DAYS, AFTER, "2026-02-28", "2026-02-28"),  # a Saturday that is worked
        ("2026-01-30", 30, DAYS, AFTER, "2026-03-01", "2026-03-02"),  # a Sunday that is not
        ("2025-09-26", 2, DAYS, AFTER, "2025-09-28", "2025-09-28"),  # a Sunday that is worked
        ("2025-12-22", 10, DAYS, AFTER, "2026-01-01", "2026-01-04"),  # over the year, to a worked Sunday
        ("2026-11-24", 0, DAYS, AFTER, "2026-11-24", "2026-11-24"),
        # working days, with make-up Saturdays and Sundays
        ("2026-02-13", 3, WORKING, AFTER, "2026-02-25", "2026-02-25"),  # Sat 14 worked, then 24 and 25
        ("2026-02-24", 5, WORKING, AFTER, "2026-03-02", "2026-03-02"),  # 25 26 27 Sat-28 and 2
        ("2026-09-18", 5, WORKING, AFTER, "2026-09-24", "2026-09-24"),  # Sun 20 worked
        ("2026-09-24", 5, WORKING, AFTER, "2026-10-09", "2026-10-09"),  # 28 29 30, 8, 9
        ("2026-09-30", 3, WORKING, AFTER, "2026-10-10", "2026-10-10"),  # 8 9 and Sat 10
        ("2025-01-24", 5, WORKING, AFTER, "2025-02-07", "2025-02-07"),  # Sun 26, 27, then 5 6 7
        ("2025-04-25", 5, WORKING, AFTER, "2025-05-06", "2025-05-06"),  # Sun 27, 28 29 30, 6
        ("2025-12-30", 3, WORKING, AFTER, "2026-01-05", "2026-01-05"),  # 31, Sun 4, 5
        ("2026-10-03", 1, WORKING, AFTER, "2026-10-08", "2026-10-08"),  # received on a holiday
        # before a hearing: the hearing not counted, nothing moved
        ("2026-10-09", 3, WORKING, BEFORE, "2026-09-29", "2026-09-29"),  # 8, 30, 29
        ("2026-03-02", 3, WORKING, BEFORE, "2026-02-26", "2026-02-26"),  # Sat 28, 27, 26
        ("2026-10-15", 10, DAYS, BEFORE, "2026-10-05", "2026-10-05"),  # a rest day stays one
        ("2026-03-31", 1, MONTHS, BEFORE, "2026-02-28", "2026-02-28"),
        # months
        ("2026-01-31", 1, MONTHS, AFTER, "2026-02-28", "2026-02-28"),
        ("2025-12-17", 2, MONTHS, AFTER, "2026-02-17", "2026-02-24"),
        ("2025-03-01", 12, MONTHS, AFTER, "2026-03-01", "2026-03-02"),
        ("2026-08-31", 1, MONTHS, AFTER, "2026-09-30", "2026-09-30"),
    ],
)
def test_limits_reckoned_by_hand(start, amount, unit, direction, raw, moved):
    found = due(datetime.fromisoformat(f"{start}T10:30").replace(tzinfo=SHANGHAI), amount, unit, CALENDAR, direction)
    assert (found.raw, found.moved) == (last_day(raw), last_day(moved))


def test_hours_run_from_the_moment_and_never_roll():
    death = datetime(2026, 2, 14, 9, 15, tzinfo=SHANGHAI)
    assert due(death, 48, HOURS, CALENDAR) == Due(death + timedelta(hours=48), death + timedelta(hours=48), False)
    assert due(death, 2, HOURS, CALENDAR, BEFORE).moved == datetime(2026, 2, 14, 7, 15, tzinfo=SHANGHAI)


def test_the_day_is_the_one_in_shanghai():
    late_evening_in_utc = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past midnight of the 24th
    assert due(late_evening_in_utc, 15, DAYS, CALENDAR).raw == last_day("2026-12-09")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "direction", "provisional"),
    [
        ("2026-12-01", 10, DAYS, AFTER, False),
        ("2026-12-28", 10, DAYS, AFTER, True),
        ("2026-12-28", 3, WORKING, AFTER, False),  # 29 30 31
        ("2026-12-28", 4, WORKING, AFTER, True),
        ("2024-12-31", 1, WORKING, AFTER, False),  # the day of the event is not asked
        ("2025-01-02", 1, WORKING, BEFORE, True),  # the day before New Year is
        ("2025-01-03", 1, WORKING, BEFORE, False),
        ("2026-12-28", 10, DAYS, BEFORE, False),
        ("2030-06-05", 10, DAYS, BEFORE, False),
        ("2030-06-05", 48, HOURS, AFTER, False),
        ("2026-12-15", 1, MONTHS, AFTER, True),
    ],
)
def test_it_is_provisional_when_a_day_that_counts_is_not_announced(start, amount, unit, direction, provisional):
    begun = datetime.fromisoformat(f"{start}T10:30").replace(tzinfo=SHANGHAI)
    assert due(begun, amount, unit, CALENDAR, direction).provisional is provisional


def test_a_year_not_announced_has_its_statutory_holidays_off():
    assert not CALENDAR.is_workday(date(2027, 2, 8))  # 初二
    assert not CALENDAR.is_workday(date(2027, 10, 1))
    assert CALENDAR.is_workday(date(2027, 3, 1))
    assert not CALENDAR.is_workday(date(2027, 3, 6))
    assert CALENDAR.is_provisional(date(2027, 3, 1))
    assert not CALENDAR.is_provisional(date(2026, 3, 1))


def test_wrong_starts_and_amounts_are_named():
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 1, 1), 1, DAYS, CALENDAR)
    with pytest.raises(ValueError, match="negative"):
        due(datetime(2026, 1, 1, tzinfo=UTC), -1, DAYS, CALENDAR)
    for unit in Unit:
        with pytest.raises(OverflowError):
            due(datetime(9999, 12, 30, tzinfo=UTC), 200, unit, CALENDAR)


@given(days, st.integers(1, 120))
def test_the_nth_working_day_is_worked_and_n_working_days_away(day, n):
    later = add_workdays(day, n, CALENDAR)
    assert CALENDAR.is_workday(later)
    assert workdays_between(day, later, CALENDAR) == n
    assert subtract_workdays(later, n, CALENDAR) <= day < later


@given(days, amounts, amounts)
def test_working_days_add_up(day, n, m):
    assert add_workdays(add_workdays(day, n, CALENDAR), m, CALENDAR) == add_workdays(day, n + m, CALENDAR)


@given(days, days, days)
def test_working_days_between_add_up_and_turn_round(a, b, c):
    assert workdays_between(a, b, CALENDAR) == -workdays_between(b, a, CALENDAR)
    assert workdays_between(a, b, CALENDAR) + workdays_between(b, c, CALENDAR) == workdays_between(a, c, CALENDAR)


@given(days)
def test_the_next_working_day_passes_over_rest_days_only(day):
    found = next_workday(day, CALENDAR)
    assert CALENDAR.is_workday(found)
    assert not any(CALENDAR.is_workday(day + timedelta(days=step)) for step in range((found - day).days))


@given(days, st.integers(-60, 60))
def test_a_month_ends_on_the_corresponding_day_or_the_last(day, n):
    found = add_months(day, n)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == n
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@given(moments, amounts, st.sampled_from([DAYS, WORKING, MONTHS]))
def test_a_limit_never_ends_on_a_rest_day_nor_before_it_was_counted_out(start, amount, unit):
    found = due(start, amount, unit, CALENDAR)
    assert start < found.raw + timedelta(seconds=1)
    assert found.raw <= found.moved
    assert CALENDAR.is_workday(found.moved.date())
    assert found.moved.timetz() == found.raw.timetz() == last_day("2026-01-01").timetz()


@given(moments, amounts, st.sampled_from(Unit))
def test_a_count_backwards_is_never_moved(start, amount, unit):
    found = due(start, amount, unit, CALENDAR, BEFORE)
    assert found.raw == found.moved
    assert found.raw.date() <= start.astimezone(SHANGHAI).date()


@given(moments, amounts, st.sampled_from(Unit))
def test_more_time_never_ends_sooner(start, amount, unit):
    assert due(start, amount, unit, CALENDAR).moved <= due(start, amount + 1, unit, CALENDAR).moved
