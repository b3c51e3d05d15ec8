"""The sweep acts once and asks little: two at once over the same clocks, and how many statements one clock costs (DL8, DL9)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from center.foundation.models import Notice
from center.foundation.now import now
from intake import lifecycle, story, sweep
from intake.models import Card, Climb, Clock, Event
from tests import factories
from tests.factories import act
from tests.intake.test_clock_race import both

CASES = 15
MOST = 11  # statements for one clock that is late for the first time; with those that open and close its transaction


def overdue(clerk, mediator, count: int) -> list[int]:
    """So many cases in hand whose limit ended a moment ago; nothing else is due."""
    cases = [factories.send(factories.make_case(act(clerk), clerk.desk), act(clerk)) for _time in range(count)]
    for case in cases:
        lifecycle.sign(case, by=act(mediator))
    end = now() - timedelta(minutes=1)
    Clock.objects.running().update(next_action_at=now() + timedelta(days=60))
    late = Clock.objects.running().filter(case__in=cases, limit__key="handling")
    late.update(started_at=end - timedelta(days=7), raw_due_at=end, due_at=end, next_action_at=end)
    return list(late.values_list("pk", flat=True))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_give_each_card_climb_and_message_once(clerk, mediator):
    late = overdue(clerk, mediator, CASES)
    rounds = []
    both(lambda: rounds.append(sweep.sweep_clocks()), lambda: rounds.append(sweep.sweep_clocks()))
    rounds.append(sweep.sweep_clocks())  # what lost against the other's lock is taken by the next round
    assert sum(one.acted for one in rounds) == CASES and not Clock.objects.due(now()).exists()
    assert sorted(Card.objects.values_list("clock", flat=True)) == sorted(late)
    assert (
        Event.objects.filter(kind="clock.overdue").count() == CASES == Event.objects.filter(kind="card.given").count()
    )
    climbs = list(Climb.objects.values_list("clock", "rung", "fell_due_at"))
    assert len(climbs) == len(set(climbs)) and {clock for clock, _rung, _at in climbs} == set(late)
    told = list(Notice.objects.filter(key__startswith="clock:").values_list("to_user", "about"))
    assert len(told) == len(set(told)) == CASES
    assert not [fault for fault in story.verify() if isinstance(fault, story.Fault)]


@pytest.mark.django_db
def test_one_clock_more_costs_few_statements(clerk, mediator):
    def cost(count: int) -> int:
        overdue(clerk, mediator, count)
        with CaptureQueriesContext(connection) as asked:
            assert sweep.sweep_clocks().acted == count
        return len(asked)

    cost(1)  # rules and offices are read
    assert (cost(6) - cost(2)) / 4 <= MOST
