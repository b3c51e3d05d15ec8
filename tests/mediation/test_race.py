"""Withdraw against agree, by two people at the same moment, with real threads on the real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from center.foundation.errors import Refused
from intake import lifecycle as case_lifecycle
from intake import story
from intake.models import Case, Clock, Event, Proceeding
from mediation import lifecycle
from mediation.models import Mediation
from tests import factories
from tests.factories import act

TIMES = 200
TERMS = "乙方于三日内拆除砌墙，恢复巷道原状。"
HOW_IT_ENDS = {("withdrawn", "ended"), ("concluded", "agreed")}

pytestmark = pytest.mark.django_db(transaction=True)


def open_mediation(clerk, mediator):
    """A case whose sides both want mediation; gives the ids of case and mediation."""
    case = factories.send(factories.make_case(act(clerk), clerk.desk), act(clerk))
    case_lifecycle.sign(case, by=act(mediator))
    mediation = lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
    for party in case.parties.all():
        lifecycle.consent(mediation, party=party, answer="agreed", channel="in_person", by=act(mediator))
    return case.pk, mediation.pk


def withdraw(case_pk, by):
    case_lifecycle.withdraw(Case.objects.get(pk=case_pk), reason="双方自行和解", by=by)


def agree(mediation_pk, by):
    lifecycle.agree(Mediation.objects.get(pk=mediation_pk), terms=TERMS, form="written", by=by)


@pytest.mark.slow
def test_withdraw_against_agree_two_hundred_times_without_a_deadlock(clerk, mediator, section_head):
    cases = [open_mediation(clerk, mediator) for _time in range(TIMES)]
    barrier = Barrier(2)

    def play(verb, which, by):
        """One side of every match; anything but a refusal is a failure of the test."""
        refused = []
        try:
            for pair in cases:
                barrier.wait(timeout=60)
                try:
                    verb(pair[which], by)
                except Refused as refusal:
                    refused.append((pair[0], refusal.code))
        finally:
            connection.close()
        return refused

    with ThreadPoolExecutor(2) as pool:
        sides = [pool.submit(play, withdraw, 0, act(section_head)), pool.submit(play, agree, 1, act(mediator))]
        refused = [line for side in sides for line in side.result()]

    assert len(refused) == TIMES and {pk for pk, _code in refused} == {
        pk for pk, _mediation in cases
    }  # of two, one reads a sentence
    assert {code for _pk, code in refused} == {"moved_on"}
    ends = set(Mediation.objects.values_list("proceeding__case__state", "state"))
    assert ends <= HOW_IT_ENDS
    assert not Proceeding.objects.filter(ended_at=None).exists()
    running = set(Clock.objects.running().values_list("case__state", "limit__key"))
    assert running <= {("concluded", "mediation.confirm_apply"), ("concluded", "mediation.follow_up")}
    assert Event.objects.filter(kind__in=["case.withdrawn", "case.concluded"]).count() == TIMES
    assert [line for line in story.verify() if isinstance(line, story.Fault)] == []
