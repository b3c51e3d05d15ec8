"""When the calendar changes, open clocks follow it and a report says how; what is stopped or was told stays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from center.foundation import calendar
from center.foundation.calendar import Day
from center.foundation.now import SHANGHAI, at
from intake import clocks, lifecycle, recomputing, sweep, tasks
from intake.models import Clock, Event, Recomputation
from tests import factories
from tests.factories import act

WEDNESDAY = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
DECEMBER = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
NOTICE_2027 = {
    date(2027, 1, 1): Day(False, "元旦"),
    date(2027, 1, 4): Day(False, "元旦"),
    date(2027, 1, 9): Day(True, "元旦调休"),
}


@pytest.fixture
def baseline(county):
    """The calendar as it is has been seen; what changes after it is news."""
    return recomputing.recompute_if_changed()


def day_of(clock):
    clock.refresh_from_db()
    return clock.due_at.astimezone(SHANGHAI).date()


@pytest.fixture
def waiting(baseline, make_case, clerk):
    """A case to be signed for within a working day from the 25th of November: the 26th."""
    with at(WEDNESDAY):
        case = factories.send(make_case(), act(clerk))
    return Clock.objects.get(case=case)


def test_a_calendar_that_did_not_change_moves_nothing(waiting):
    assert recomputing.recompute_if_changed() is None
    assert Recomputation.objects.count() == 1


def test_a_closed_day_moves_the_open_clock_and_is_told(waiting):
    assert day_of(waiting) == date(2026, 11, 26)
    calendar.set_days(calendar.COUNTY, {date(2026, 11, 26): Day(False, "大雪")})
    with at(WEDNESDAY):
        report = recomputing.recompute_if_changed()
    line = report.lines.get()
    assert day_of(waiting) == date(2026, 11, 27) and line.moved
    assert (line.due_before.astimezone(SHANGHAI).date(), line.due_after) == (date(2026, 11, 26), waiting.due_at)
    assert waiting.next_action_at == datetime(2026, 11, 27, 9, tzinfo=SHANGHAI)
    told = Event.objects.get(case=waiting.case, kind="clock.recomputed")
    assert told.data == {
        "clock": waiting.pk, "limit": "sign_for", "before": "2026-11-26", "after": "2026-11-27",
    }  # fmt: skip
    assert recomputing.recompute_if_changed() is None


def test_it_comes_back_when_the_day_is_taken_away_again(waiting):
    for days in ({date(2026, 11, 26): Day(False, "大雪")}, {date(2026, 11, 26): None}):
        calendar.set_days(calendar.COUNTY, days)
        with at(WEDNESDAY):
            recomputing.recompute_if_changed()
    assert day_of(waiting) == date(2026, 11, 26)
    assert Recomputation.objects.count() == 3


def test_a_days_off_of_one_center_are_its_own(waiting):
    other = calendar.center_scope(waiting.desk.center_id + 1000)
    calendar.set_days(other, {date(2026, 11, 26): Day(False, "停电")})
    with at(WEDNESDAY):
        report = recomputing.recompute_if_changed()
    assert not report.lines.exists() and day_of(waiting) == date(2026, 11, 26)


def test_a_limit_of_the_law_knows_the_official_days_only(baseline, make_case, clerk, petition_officer):
    with at(WEDNESDAY):
        case = factories.send(make_case("petition_complaint"), act(clerk))
        law = clocks.start(case, "petition.return_objection", desk=case.desk)
    before = day_of(law)
    calendar.set_days(calendar.COUNTY, {date(2026, 11, 26): Day(False, "大雪"), date(2026, 11, 27): Day(False, "大雪")})
    with at(WEDNESDAY):
        recomputing.recompute_if_changed()
    assert day_of(law) == before == date(2026, 12, 2)


def test_the_notice_of_the_coming_year_makes_certain_what_was_provisional(baseline, make_case, clerk):
    with at(DECEMBER):
        case = factories.send(make_case("petition_complaint"), act(clerk))
        law = clocks.start(
            case, "traffic.determination", desk=case.desk
        )  # ten working days: 22-25, 28-31, then the 4th and 5th
    assert law.provisional and day_of(law) == date(2027, 1, 5)
    calendar.load_year(2027, NOTICE_2027, source="国办发明电〔2026〕1号")
    with at(DECEMBER):
        report = recomputing.recompute_if_changed()
    assert day_of(law) == date(2027, 1, 6) and not law.provisional
    line = report.lines.get(clock=law)
    assert (line.provisional_before, line.provisional_after) == (True, False)


def test_a_stopped_clock_never_changes(waiting, mediator):
    with at(WEDNESDAY):
        lifecycle.sign(waiting.case, by=act(mediator))
    before = Clock.objects.filter(pk=waiting.pk).values().get()
    calendar.set_days(calendar.COUNTY, {date(2026, 11, 26): Day(False, "大雪")})
    with at(WEDNESDAY):
        report = recomputing.recompute_if_changed()
    assert Clock.objects.filter(pk=waiting.pk).values().get() == before
    assert not report.lines.filter(clock=waiting).exists()


def test_a_breach_that_was_told_stays_what_it_was(waiting, director):
    with at(waiting.due_at + timedelta(minutes=1)):
        sweep.sweep_clocks()
        calendar.set_days(calendar.COUNTY, {date(2026, 11, 26): Day(False, "大雪")})
        recomputing.recompute_if_changed()
    assert day_of(waiting) == date(2026, 11, 26) and waiting.breached_at == waiting.due_at


def test_two_workers_write_one_report(waiting):
    calendar.set_days(calendar.COUNTY, {date(2026, 11, 26): Day(False, "大雪")})
    first = Recomputation.objects.create(
        after=Recomputation.objects.latest("pk").pk, calendar=calendar.fingerprint(), began_at=WEDNESDAY
    )
    with at(WEDNESDAY + timedelta(minutes=1)):
        assert recomputing.recompute_if_changed() is None  # the first is at it
    with at(WEDNESDAY + timedelta(hours=1)):
        assert recomputing.recompute_if_changed() == first  # it was killed: the next goes on with its report
    first.refresh_from_db()
    assert first.ended_at and first.lines.count() == 1


def test_one_that_fails_does_not_keep_the_others(waiting, make_case, clerk):
    from intake.models import Case

    with at(WEDNESDAY):
        other = factories.send(make_case(), act(clerk))
    Case.objects.filter(pk=other.pk).update(story_seq=0)  # its next story line would come twice
    calendar.set_days(calendar.COUNTY, {date(2026, 11, 26): Day(False, "大雪")})
    with at(WEDNESDAY):
        report = recomputing.recompute_if_changed()
    assert report.failed == 1 and day_of(waiting) == date(2026, 11, 27)
    assert day_of(Clock.objects.get(case=other)) == date(2026, 11, 26)


def test_the_task_and_a_preview_say_the_same(waiting):
    calendar.set_days(calendar.COUNTY, {date(2026, 11, 26): Day(False, "大雪")})
    with at(WEDNESDAY):
        foreseen = [(clock.pk, due.moved) for clock, due in recomputing.changes(since=date(2026, 11, 26))]
        assert list(recomputing.changes(since=date(2026, 12, 26))) == []
        tasks.recompute_clocks()
    waiting.refresh_from_db()
    assert foreseen == [(waiting.pk, waiting.due_at)]


def test_looking_costs_the_same_for_one_clock_and_for_many(waiting, make_case, clerk, django_assert_num_queries):
    with at(WEDNESDAY):
        for _more in range(5):
            factories.send(make_case(), act(clerk))
    with django_assert_num_queries(
        5
    ):  # limits, pauses, extensions, clocks, and whether the calendar that is kept still holds
        list(recomputing.changes())
