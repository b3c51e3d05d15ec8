"""Tries are counted in the database, per window, whoever counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from center.foundation.models import Attempt
from center.foundation.now import at
from center.foundation.throttle import forget_old, hit

HOUR = timedelta(hours=1)
TEN = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_first_are_allowed_and_no_more():
    with at(TEN):
        assert [hit("query:10.0.0.1", limit=3, per=HOUR) for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.django_db
def test_a_new_window_begins_anew():
    with at(TEN + timedelta(minutes=59)):
        assert [hit("query", limit=1, per=HOUR), hit("query", limit=1, per=HOUR)] == [True, False]
    with at(TEN + HOUR):
        assert hit("query", limit=1, per=HOUR)


@pytest.mark.django_db
def test_keys_and_windows_do_not_count_for_each_other():
    with at(TEN):
        assert hit("a", limit=1, per=HOUR)
        assert hit("b", limit=1, per=HOUR)
        assert hit("a", limit=1, per=timedelta(days=1))
        assert not hit("a", limit=1, per=HOUR)


@pytest.mark.django_db
def test_whose_try_it_was_is_not_written_down():
    hit("phone:13812345678", limit=1, per=HOUR)
    row = Attempt.objects.get()
    assert len(row.key) == 64
    assert "13812345678" not in f"{row} {row.key}"


@pytest.mark.django_db
def test_what_is_over_is_forgotten():
    with at(TEN):
        hit("a", limit=1, per=HOUR)
        hit("b", limit=1, per=timedelta(days=1))
        assert forget_old() == 0
    with at(TEN + 2 * HOUR):
        assert forget_old() == 1
        assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_than_the_limit_are_allowed():
    def try_it(_: int) -> bool:
        try:
            with at(TEN):
                return hit("query", limit=10, per=HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(try_it, range(80)))
    assert sum(allowed) == 10
    assert Attempt.objects.get().count == 80
