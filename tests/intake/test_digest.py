"""The digest of the morning: one message a person, and nothing again that was read and acted on."""

from datetime import datetime, time

import pytest
from django.utils import translation

from center.foundation.models import Notice
from center.foundation.notices import words
from center.foundation.now import SHANGHAI, at, now
from intake import digest, lifecycle
from intake.models import Case, Clock
from tests import factories
from tests.factories import act


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def cases(make_case, clerk, mediator):
    """Three matters in the mediator's hand, signed for on 3, 5 and 9 November; they end on the 10th, 12th and 16th."""
    made = []
    for day in ("2026-11-03", "2026-11-05", "2026-11-09"):
        with at(local(f"{day}T10:00")):
            case = factories.send(make_case(), act(clerk))
            lifecycle.sign(case, by=act(mediator))
            made.append(case)
    return made


def write(moment: str) -> int:
    with at(local(moment)):
        return digest.write().acted


def digests(posting):
    return Notice.objects.filter(kind="digest", to_user=posting.user).order_by("pk")


def test_one_message_says_what_is_overdue_due_near_and_half_gone(cases, mediator, clerk):
    assert write("2026-11-10T07:29") == 0
    assert write("2026-11-10T07:30") == 1
    assert write("2026-11-10T07:40") == 0
    (notice,) = digests(mediator)
    assert [notice.data[row] for row in digest.ROWS] == [0, 1, 1, 0]
    assert not digests(clerk).exists()
    assert write("2026-11-11T08:00") == 1
    assert [digests(mediator).last().data[row] for row in digest.ROWS] == [1, 0, 2, 0]
    assert "已逾期 1 件" in words(digests(mediator).last()) and cases[0].grouped in words(digests(mediator).last())
    with translation.override("en"):
        assert "1 case is past its limit." in words(digests(mediator).last())


def test_half_gone_is_said_on_one_morning_only(cases, mediator):
    end = local("2026-12-09T23:59:59")  # of a month: half of it is gone on the 24th
    Clock.objects.filter(case=cases[2], stopped_at=None).update(raw_due_at=end, due_at=end)
    for day in ("23", "24", "25", "26"):
        write(f"2026-11-{day}T08:00")
    assert [notice.data["half"] for notice in digests(mediator)] == [0, 0, 1, 0]


def test_nobody_is_written_to_on_a_rest_day_or_without_anything_due(cases, mediator):
    assert write("2026-11-14T08:00") == 0  # a Saturday
    assert write("2026-11-04T08:00") == 0


def test_what_was_read_and_acted_on_is_not_repeated_until_it_is_worse(cases, mediator):
    write("2026-11-09T08:00")
    first = digests(mediator).get()
    assert [cases[0].number, "near"] in first.data["items"]
    with at(local("2026-11-09T09:00")):
        Notice.objects.filter(pk=first.pk).update(read_at=now())
    with at(local("2026-11-09T10:00")):
        lifecycle.note(Case.objects.get(pk=cases[1].pk), text="已与双方约定时间。", by=act(mediator))
    write("2026-11-10T08:00")
    second = digests(mediator).last()
    assert second.data["items"] == [[cases[0].number, "due"]], "the other one is near as before, read and acted on"
    write("2026-11-13T08:00")
    assert [cases[1].number, "overdue"] in digests(mediator).last().data["items"]


def test_a_worker_that_died_half_way_is_followed_by_one_that_doubles_nothing(cases, mediator):
    write("2026-11-10T08:00")
    from center.foundation.models import Heartbeat

    Heartbeat.objects.filter(name="digest").delete()  # it died before it said so
    write("2026-11-10T08:10")
    assert digests(mediator).count() == 1


def test_a_paused_clock_and_somebody_who_left_are_passed_over(cases, mediator, settings):
    Clock.objects.filter(case=cases[0]).update(paused_at=local("2026-11-09T12:00"))
    write("2026-11-10T08:00")
    assert [number for number, _row in digests(mediator).get().data["items"]] == [cases[1].number]


def test_it_costs_the_same_for_one_and_for_many_cases(cases, mediator, clerk, make_case, django_assert_max_num_queries):
    with at(local("2026-11-05T10:00")):
        for _time in range(15):
            case = factories.send(make_case(), act(clerk))
            lifecycle.sign(case, by=act(mediator))
    with django_assert_max_num_queries(14):
        write("2026-11-10T08:00")
    notice = digests(mediator).get()
    assert (len(notice.data["numbers"]), notice.data["more"]) == (digest.NAMED, 5)
    assert time(7, 30) == digest.AT
