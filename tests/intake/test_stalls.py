"""What lies still, what nobody has in hand, what carries a card: lists, and figures that are their length."""

from datetime import datetime, timedelta

import pytest

from center.foundation.indicators import indicators
from center.foundation.now import SHANGHAI, at
from center.institution.permissions import scope
from intake import lifecycle, stalls, sweep
from intake.models import Case, Clock
from tests import factories
from tests.factories import act


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def case(make_case, clerk, mediator):
    """Signed for on Tuesday 3 November."""
    with at(local("2026-11-03T10:00")):
        made = factories.send(make_case(), act(clerk))
        lifecycle.sign(made, by=act(mediator))
    return made


def lies_still(moment: str) -> bool:
    with at(local(moment)):
        return stalls.stalled(Case.objects.all()).exists()


def test_a_case_lies_still_after_five_working_days_without_an_effective_act(case):
    assert not lies_still("2026-11-09T23:00")  # the 3rd to the 9th are five
    assert lies_still("2026-11-10T00:01")


def test_a_note_is_nothing_effective_and_what_the_portal_does_is_neither(case, mediator, section_head):
    with at(local("2026-11-09T10:00")):
        lifecycle.note(case, text="还在联系。", by=act(mediator))
        lifecycle.assign(case, handler=section_head.user, by=act(mediator))
    with at(local("2026-11-11T10:00")):
        sweep.sweep_clocks()
    assert lies_still("2026-11-11T11:00")


def test_an_act_on_the_matter_is_effective(case, mediator):
    with at(local("2026-11-09T10:00")):
        lifecycle.transfer(case, to_desk=factories.desk("HHT", "governance"), reason="涉及网格", by=act(mediator))
    assert not lies_still("2026-11-10T10:00")


def test_who_waits_by_law_does_not_lie_still_and_a_rest_day_counts_for_nothing(case, settings):
    Clock.objects.filter(case=case, stopped_at=None).update(paused_at=local("2026-11-04T10:00"))
    assert not lies_still("2026-11-20T10:00")
    Clock.objects.update(paused_at=None)
    settings.STALL_DAYS = 4
    assert not lies_still("2026-11-06T23:00") and lies_still("2026-11-09T00:01")


def test_a_case_without_a_handler_or_whose_handlers_account_is_closed_is_nobodys(case, mediator):
    assert not stalls.unassigned(Case.objects.all()).exists()
    mediator.user.is_active = False
    mediator.user.save()
    assert stalls.unassigned(Case.objects.all()).get() == case
    Case.objects.update(handler=None)
    assert stalls.unassigned(Case.objects.all()).get() == case


def test_each_figure_of_the_ladder_is_the_length_of_its_list(
    case, make_case, clerk, mediator, director, outsider, sign_in
):
    with at(local("2026-11-16T10:00")):
        sweep.sweep_clocks()
        for posting, expected in ((director, [1, 1, 1, 0]), (outsider, [0, 0, 0, 0])):
            client, reach = sign_in(posting), scope(posting.user)
            numbers, lists = [], []
            for key in ("cases_red", "cases_yellow", "cases_stalled", "cases_unassigned"):
                numbers.append(indicators[key].count(reach))
                lists.append(client.get(indicators[key].url(reach)).context["page"].count)
            assert numbers == lists == expected


def test_the_list_costs_the_same_with_many(
    case, make_case, clerk, mediator, director, sign_in, django_assert_max_num_queries
):
    with at(local("2026-11-03T10:00")):
        for _time in range(8):
            lifecycle.sign(factories.send(make_case(), act(clerk)), by=act(mediator))
    client = sign_in(director)
    with at(local("2026-11-03T10:00") + timedelta(days=20)), django_assert_max_num_queries(27):
        assert client.get("/cases/?stalled=1").context["page"].count == 9
