"""What a clock says, in its own unit."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from center.foundation.now import SHANGHAI
from center.foundation.workdays import Calendar
from intake.clock_words import words

DAYS = Calendar({}, frozenset({2026}))


def clock(unit, amount, started, due, **changes):
    limit = SimpleNamespace(unit=unit, amount=amount, basis="§", label="limit")
    values = {
        "limit": limit,
        "started_at": started,
        "due_at": due,
        "stopped_at": None,
        "breached_at": None,
        "paused_at": None,
        "provisional": False,
    }
    return SimpleNamespace(**{**values, **changes})


def shanghai(month, day, hour=9, minute=0, second=0):
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


def end_of(month, day):
    return shanghai(month, day, 23, 59, 59)


@pytest.mark.parametrize(
    ("now", "said", "tone"),
    [
        (shanghai(11, 2), "3 working days left", "time"),
        (shanghai(11, 4), "1 working day left", "near"),
        (shanghai(11, 5), "Due today", "near"),
        (shanghai(11, 6), "1 working day late", "late"),
        (shanghai(11, 9), "2 working days late", "late"),
    ],
)
def test_working_days_are_told_as_working_days(now, said, tone):
    view = words(clock("working_days", 5, shanghai(10, 29), end_of(11, 5)), now, DAYS)
    assert (view.words, view.tone) == (said, tone)


def test_a_limit_of_one_working_day_is_near_on_its_last_day_only():
    one = clock("working_days", 1, shanghai(11, 2), end_of(11, 3))
    assert words(one, shanghai(11, 2, 10), DAYS).tone == "time"
    assert words(one, shanghai(11, 3, 8), DAYS).tone == "near"


def test_over_a_weekend_lateness_is_told_in_days():
    view = words(clock("working_days", 1, shanghai(11, 5), end_of(11, 6)), shanghai(11, 7), DAYS)
    assert (view.words, view.tone, view.percent) == ("1 day late", "late", 100)


def test_the_last_fifth_is_near():
    sixty = clock("calendar_days", 60, shanghai(9, 1), end_of(10, 31))
    assert words(sixty, shanghai(10, 10), DAYS).tone == "time"
    assert words(sixty, shanghai(10, 25), DAYS).tone == "near"


def test_hours_and_minutes():
    day = clock("hours", 24, shanghai(11, 2), shanghai(11, 3))
    assert words(day, shanghai(11, 2, 10), DAYS).words == "23 hours left"
    assert words(day, shanghai(11, 3, 8, 30), DAYS).words == "30 minutes left"
    assert words(day, shanghai(11, 3, 9, 1), DAYS).words == "1 hour late"


def test_months_are_told_in_days():
    assert words(clock("months", 1, shanghai(10, 2), end_of(11, 2)), shanghai(10, 12), DAYS).words == "21 days left"


def test_a_stopped_clock_says_how_it_ended():
    kept = clock("calendar_days", 7, shanghai(11, 2), end_of(11, 9), stopped_at=shanghai(11, 8))
    late = clock("calendar_days", 7, shanghai(11, 2), end_of(11, 9), stopped_at=shanghai(11, 12))
    assert [words(one, shanghai(11, 20), DAYS).words for one in (kept, late)] == ["Kept in time", "Ended late"]
    assert words(kept, shanghai(11, 20), DAYS).tone == "done"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_clock_that_stands_still_says_so_and_is_never_late():
    paused = clock("working_days", 30, shanghai(10, 1), end_of(11, 2), paused_at=shanghai(10, 20))
    said = words(paused, shanghai(12, 20), DAYS)
    assert (said.words, said.tone) == (translation.gettext("Paused"), "time")
    paused.stopped_at = shanghai(12, 21)
    assert words(paused, shanghai(12, 22), DAYS).words == translation.gettext("Kept in time")
