"""Pauses and extensions as pure arithmetic: what must hold for any limit, any day and any number of interruptions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from center.foundation import workdays
from center.foundation.now import SHANGHAI
from center.foundation.workdays import Direction, Unit, add_workdays
from intake import clockwork
from intake.clockwork import Extension, Interval
from tests.foundation.test_workdays import CALENDAR

DAYS, WORKING, MONTHS, HOURS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS
steady = settings(deadline=None)  # the first look at a year not loaded imports its holidays, on a busy machine slowly
moments = st.datetimes(datetime(2024, 6, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
amounts = st.integers(1, 90)
lengths = st.timedeltas(timedelta(minutes=1), timedelta(days=40))
gaps = st.timedeltas(timedelta(0), timedelta(days=20))
units = st.sampled_from(list(Unit))


@st.composite
def limits(draw, most=4):
    """A start, an amount, a unit, and pauses that follow each other from the start on."""
    start = draw(moments)
    at, pauses = start, []
    for gap, length in draw(st.lists(st.tuples(gaps, lengths), max_size=most)):
        began = at + gap
        at = began + length
        pauses.append(Interval(began, at))
    return start, draw(amounts), draw(units), pauses


def later(raw, unit, pauses):
    """The raw end, moved by what the pauses leave out, one after the other."""
    for pause in pauses:
        if unit == HOURS:
            raw = (raw.astimezone(UTC) + (pause.ended - pause.began)).astimezone(SHANGHAI)
            continue
        k = clockwork.units_of(pause, unit, CALENDAR)
        day = add_workdays(raw.date(), k, CALENDAR) if unit == WORKING else raw.date() + timedelta(days=k)
        raw = datetime.combine(day, raw.timetz())
    return raw


@steady
@given(limits())
def test_a_pause_of_k_units_moves_the_end_by_k_units_whatever_happens_between(limit):
    start, amount, unit, pauses = limit
    plain = clockwork.due(start, amount, unit, CALENDAR)
    assert clockwork.due(start, amount, unit, CALENDAR, pauses=pauses).raw == later(plain.raw, unit, pauses)


@steady
@given(limits(), st.randoms())
def test_the_order_in_which_pauses_are_told_does_not_matter(limit, random):
    start, amount, unit, pauses = limit
    shuffled = random.sample(pauses, len(pauses))
    assert clockwork.due(start, amount, unit, CALENDAR, pauses=pauses) == clockwork.due(
        start, amount, unit, CALENDAR, pauses=shuffled
    )


@steady
@given(limits())
def test_nothing_is_left_out_twice(limit):
    start, amount, unit, pauses = limit
    inner = [Interval(pause.began + (pause.ended - pause.began) / 4, pause.ended) for pause in pauses]
    assert clockwork.due(start, amount, unit, CALENDAR, pauses=[*pauses, *pauses, *inner]) == clockwork.due(
        start, amount, unit, CALENDAR, pauses=pauses
    )


@steady
@given(limits(most=3), lengths)
def test_a_pause_never_brings_the_end_nearer(limit, length):
    start, amount, unit, pauses = limit
    before = clockwork.due(start, amount, unit, CALENDAR, pauses=pauses)
    began = pauses[-1].ended if pauses else start
    after = clockwork.due(start, amount, unit, CALENDAR, pauses=[*pauses, Interval(began, began + length)])
    assert after.raw >= before.raw and after.moved >= before.moved


@steady
@given(limits(most=0), gaps, lengths)
def test_what_runs_on_is_not_late_that_moment(limit, gap, length):
    start, amount, unit, _none = limit
    began = start + gap
    plain = clockwork.due(start, amount, unit, CALENDAR)
    if began <= plain.raw:  # past its last counted day nothing is left to pause
        ended = began + length
        assert clockwork.due(start, amount, unit, CALENDAR, pauses=[Interval(began, ended)]).moved >= ended


@steady
@given(limits(), st.integers(1, 60))
def test_an_extension_and_pauses_add_up_in_any_order(limit, more):
    start, amount, unit, pauses = limit
    both = clockwork.due(start, amount, unit, CALENDAR, pauses=pauses, extensions=[Extension(more, unit)])
    assert both == clockwork.due(start, amount + more, unit, CALENDAR, pauses=pauses)
    assert both.raw == later(clockwork.due(start, amount + more, unit, CALENDAR).raw, unit, pauses)


@steady
@given(moments, st.integers(1, 12), st.integers(1, 60))
def test_a_limit_in_months_is_extended_by_days_after_its_last_day(start, amount, more):
    plain = clockwork.due(start, amount, MONTHS, CALENDAR)
    longer = clockwork.due(start, amount, MONTHS, CALENDAR, extensions=[Extension(more, DAYS)])
    assert longer.raw.date() == plain.raw.date() + timedelta(days=more)


@steady
@given(limits(most=0))
def test_without_either_it_is_the_plain_limit(limit):
    start, amount, unit, _none = limit
    for direction in Direction:
        assert clockwork.due(start, amount, unit, CALENDAR, direction) == workdays.due(
            start, amount, unit, CALENDAR, direction
        )


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "began", "ended", "raw", "moved"),
    [
        # 30 working days from 26 January end on 13 March; an appraisal from 2 to 24 February leaves out 2-6, 9-13 and Sat 14
        ("2026-01-26T10:00", 30, WORKING, "2026-02-02T15:00", "2026-02-24T09:00", "2026-03-30", "2026-03-30"),
        # three working days on either side of a weekend: Thu, Fri, Mon
        ("2026-03-02T10:00", 10, WORKING, "2026-03-05T11:00", "2026-03-10T09:00", "2026-03-19", "2026-03-19"),
        # only a weekend: nothing lost
        ("2026-03-02T10:00", 10, WORKING, "2026-03-07T11:00", "2026-03-09T09:00", "2026-03-16", "2026-03-16"),
        # calendar days: 60 from 1 April end on 31 May, a hearing of ten days moves it to 10 June
        ("2026-04-01T10:00", 60, DAYS, "2026-05-06T09:00", "2026-05-16T09:00", "2026-06-10", "2026-06-10"),
        # within one day: nothing lost in days
        ("2026-04-01T10:00", 60, DAYS, "2026-05-06T09:00", "2026-05-06T17:00", "2026-05-31", "2026-06-01"),
        # months: the days are added after the corresponding day
        ("2026-01-31T10:00", 1, MONTHS, "2026-02-03T09:00", "2026-02-08T09:00", "2026-03-05", "2026-03-05"),
    ],
)
def test_pauses_reckoned_by_hand(start, amount, unit, began, ended, raw, moved):
    found = clockwork.due(at(start), amount, unit, CALENDAR, pauses=[Interval(at(began), at(ended))])
    assert (found.raw.date(), found.moved.date()) == (date.fromisoformat(raw), date.fromisoformat(moved))


def test_hours_lose_the_time_itself():
    pause = Interval(at("2026-02-14T12:00"), at("2026-02-14T13:30"))
    assert clockwork.due(at("2026-02-14T09:15"), 48, HOURS, CALENDAR, pauses=[pause]).moved == at("2026-02-16T10:45")


def test_an_extension_in_a_foreign_unit_is_a_mistake():
    with pytest.raises(ValueError, match="cannot be extended"):
        clockwork.due(at("2026-02-14T09:15"), 5, WORKING, CALENDAR, extensions=[Extension(1, MONTHS)])


def test_the_law_extends_every_limit_in_its_own_unit():
    from intake import limits as rules

    assert {limit.key for limit in rules.shipped() if limit.extend_unit and limit.extend_unit != limit.unit} == set()
