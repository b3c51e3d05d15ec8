"""Hall hours and who comes when, without a database."""

import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.config.demonstration import seasons, stories
from center.config.demonstration.people import People
from center.config.demonstration.seasons import Hours
from center.config.demonstration.stories import Teller
from center.foundation.now import SHANGHAI
from center.foundation.workdays import Calendar
from center.institution.models import Area
from intake.identity import _resident

HOLIDAYS = {date(2026, 10, day): False for day in (1, 2, 5, 6, 7)} | {date(2026, 10, 10): True}
CALENDAR = Calendar(HOLIDAYS, frozenset({2024, 2025, 2026, 2027}))
HOURS = Hours(CALENDAR, date(2024, 11, 24), date(2026, 11, 24))
MOMENTS = st.datetimes(datetime(2024, 12, 1), datetime(2026, 11, 20)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)


def is_open(moment):
    clock = moment.astimezone(SHANGHAI).time()
    opened = any(begin <= clock <= end for begin, end in (seasons.MORNING, seasons.AFTERNOON))
    return opened and CALENDAR.is_workday(moment.astimezone(SHANGHAI).date())


@given(MOMENTS, st.floats(1, 2000))
def test_working_time_passes_in_hall_hours_only(moment, minutes):
    later = HOURS.later(moment, minutes)
    assert later > moment and is_open(later)


@given(MOMENTS, st.floats(0, 60), st.integers())
def test_some_days_later_is_a_working_day_and_never_before(moment, days, seed):
    later = HOURS.days_later(moment, days, random.Random(seed))
    assert later > moment and is_open(later)
    assert later - moment < timedelta(days=days + 12)


@given(MOMENTS, st.integers(0, 30), st.integers())
def test_some_days_before_is_past(moment, workdays, seed):
    assert HOURS.before(moment, workdays, random.Random(seed)) < moment


def test_a_day_of_minutes_leads_to_the_same_minute_of_the_next_working_day():
    friday = datetime(2026, 10, 9, 10, 0, tzinfo=SHANGHAI)
    assert HOURS.later(friday, 420) == datetime(2026, 10, 10, 10, 0, tzinfo=SHANGHAI)  # a Saturday that is worked


def test_nobody_comes_on_holidays_and_few_on_saturdays():
    found = dict(zip(HOURS.days, seasons.weights(HOURS, CALENDAR), strict=True))
    assert found[date(2026, 10, 1)] == 0 and found[date(2026, 10, 11)] == 0
    assert found[date(2026, 10, 10)] > 5 * found[date(2026, 10, 17)] > 0


@pytest.mark.parametrize(
    "matter, busy, quiet",
    [("wage_arrears", 1, 6), ("land_contract", 3, 7), ("hidden_danger", 7, 2), ("traffic_accident", 12, 5)],
)
def test_each_season_has_its_troubles(matter, busy, quiet):
    assert seasons.of_month(matter, busy) > 1.5 * seasons.of_month(matter, quiet)


def test_there_is_a_story_for_every_matter_and_each_can_be_told_to_its_end():
    teller = Teller(random.Random(1))
    for matter in stories.matters():
        for _time in range(60):
            trouble = teller.trouble(matter, who="王某", village="试验村")
            words = [
                trouble.narrative,
                trouble.claim,
                *(teller.say(trouble, key) for key in ("agreed", "done") if trouble.row[key]),
            ]
            assert not any("{" in text for text in words)
            assert all(len(text) >= 10 for text in words if text is not trouble.claim)


def test_the_same_seed_tells_the_same(monkeypatch):
    village = Area(code="320830101001", name="试验村", level="village")

    def told():
        people, teller = People(random.Random("x"), date(2026, 11, 24)), Teller(random.Random("y"))
        return [
            (people.visitor(village), teller.trouble("debt", who="李某", village="试验村").narrative)
            for _time in range(40)
        ]

    assert told() == told()


def test_invented_numbers_add_up():
    people = People(random.Random(2), date(2026, 11, 24))
    village = Area(code="320830101001", name="试验村", level="village")
    found = [people.visitor(village) for _time in range(200)]
    assert all(_resident(person.id_number) == person.id_number for person in found)
    assert len({person.id_number for person in found}) < 200  # some came again
