"""Two people at the same clock at the same moment, with real threads on the real database: once, and nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.oversight.work_calendar import difference as differences
from center.oversight.work_calendar import lifecycle as calendars
from intake import access, clocks, lifecycle, story
from intake.lifecycle import clocks as verbs
from intake.models import Case, Clock, ClockExtension, ClockPause, Event
from tests import factories
from tests.factories import act

TIMES = 20

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def both(*deeds):
    """Each in a thread of its own, at once; gives how many were done."""
    barrier = Barrier(len(deeds))

    def run(deed):
        barrier.wait()
        try:
            deed()
            return 1
        except Refused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sum(pool.map(run, deeds))


def running(clerk, mediator, key):
    case = factories.send(factories.make_case(act(clerk), clerk.desk), act(clerk))
    lifecycle.sign(case, by=act(mediator))
    return clocks.start(case, key, desk=case.desk).pk


def test_two_pauses_are_one_and_two_who_let_it_run_on_move_it_once(clerk, mediator, section_head):
    for _time in range(TIMES):
        pk = running(clerk, mediator, "medical.mediate")

        def pause(by, pk=pk):
            verbs.pause(
                Clock.objects.get(pk=pk), ground="appraisal", proof="受理通知书", ends_when="收到意见", until=today() + timedelta(days=9), by=act(by)
            )  # fmt: skip

        assert both(lambda: pause(mediator), lambda: pause(section_head)) == 1
        ClockPause.objects.filter(clock=pk).update(began_at=now() - timedelta(days=14))
        resume = [
            lambda by=by, pk=pk: verbs.resume(Clock.objects.get(pk=pk), by=act(by)) for by in (mediator, section_head)
        ]
        assert both(*resume) == 1
        clock = Clock.objects.get(pk=pk)
        assert clock.paused_at is None and clock.due_at == clocks.due_of(clock).moved >= clock.next_action_at
        assert Event.objects.filter(case=clock.case, kind="clock.resumed").count() == 1
    assert not [fault for fault in story.verify() if isinstance(fault, story.Fault)]


def test_two_extensions_at_once_are_one(clerk, mediator, director, county_director):
    for _time in range(TIMES):
        pk = running(clerk, mediator, "petition.handling")

        def extend(by, pk=pk):
            verbs.extend(
                Clock.objects.get(pk=pk), amount=30, reason="案情复杂", told_on=today(), told_how="当面", by=act(by)
            )

        assert both(lambda: extend(director), lambda: extend(county_director)) == 1
        assert ClockExtension.objects.filter(clock=pk).count() == 1


def test_a_case_that_ends_while_somebody_pauses_keeps_no_running_clock(clerk, mediator):
    for _time in range(TIMES):
        pk = running(clerk, mediator, "medical.mediate")
        case = Clock.objects.get(pk=pk).case
        until = today() + timedelta(days=9)
        both(
            lambda pk=pk, until=until: verbs.pause(
                Clock.objects.get(pk=pk), ground="appraisal", proof="受理通知书", ends_when="收到意见", until=until, by=act(mediator)
            ),
            lambda case=case: lifecycle.withdraw(case, reason="双方自行和解", by=act(mediator)),
        )  # fmt: skip
        assert not Clock.objects.running().filter(case=case).exists()


def test_a_calendar_is_published_once(county, system_administrator, county_director, director):
    made = calendars.propose_days(
        "county", {today() + timedelta(days=20): calendars.Day(False, "停电")}, reason="停电", by=act(system_administrator)
    )  # fmt: skip
    seen = differences.of(made).digest
    publish = [
        lambda: calendars.publish(type(made).objects.get(pk=made.pk), seen=seen, by=act(county_director))
        for _ in range(2)
    ]
    assert both(*publish) == 1


def test_a_chase_pressed_twice_at_once_is_one(clerk, mediator):
    for _time in range(TIMES):
        case = factories.send(factories.make_case(act(clerk), clerk.desk), act(clerk))
        by = access.party(case)
        assert both(*[lambda case=case, by=by: lifecycle.chase(Case.objects.get(pk=case.pk), by=by)] * 2) == 1
        assert case.chases.count() == 1 and Event.objects.filter(case=case, kind="case.chased").count() == 1
