from datetime import UTC, datetime

import pytest

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, at
from intake import lifecycle as case_lifecycle
from intake.models import Clock, Event, Proceeding
from petitions import lifecycle
from petitions.models import Petition
from tests import factories
from tests.factories import act


def test_it_puts_the_case_into_a_procedure_and_writes_the_story(received, petition_case):
    assert (received.state, received.form, received.category, received.proceeding.key) == (
        "received",
        "visit",
        "claim",
        "petition",
    )
    assert received.received_at == petition_case.registered_at
    event = Event.objects.filter(case=petition_case).latest("seq")
    assert (event.kind, event.data["category"]) == ("petition.received", "claim")


def test_the_notice_is_owed_fifteen_days_after_receipt_not_after_sorting(make_case, clerk, petition_officer):
    """信访工作条例 art. 23(2): received on 10 November 2026, taken in on the 13th, due on the 25th."""
    with at(datetime(2026, 11, 10, 2, 0, tzinfo=UTC)):
        case = factories.send(make_case("petition_complaint", others=()), act(clerk))
    with at(datetime(2026, 11, 13, 2, 0, tzinfo=UTC)):
        case_lifecycle.sign(case, by=act(petition_officer))
        lifecycle.open_petition(case, form="visit", category="claim", by=act(petition_officer))
    clock = Clock.objects.running().get(case=case)
    assert clock.limit.key == "petition.direct_notice"
    assert clock.due_at.astimezone(SHANGHAI).isoformat() == "2026-11-25T23:59:59+08:00"


def test_nobody_is_owed_a_notice_who_gave_no_name(make_case, clerk, petition_officer):
    """Art. 23: not owed where the name is unclear. The promise of the center still brings it on."""
    case = factories.send(make_case("petition_suggestion", person=None, others=()), act(clerk))
    case_lifecycle.sign(case, by=act(petition_officer))
    lifecycle.open_petition(case, form="letter", category="claim", by=act(petition_officer))
    assert Clock.objects.running().get(case=case).limit.key == case.matter.handling_limit


def test_an_accusation_is_taken_in_only_as_a_restricted_matter(petition_case, make_case, clerk, petition_officer):
    """Art. 30(3)."""
    with pytest.raises(Refused) as refused:
        lifecycle.open_petition(petition_case, form="letter", category="accusation", by=act(petition_officer))
    assert refused.value.code == "not_restricted" and not Proceeding.objects.exists()


def test_a_restricted_accusation_is_taken_in_by_those_cleared(director, petition_officer):
    case = factories.send(
        factories.make_case(act(director), factories.desk("HHT"), "whistleblowing", others=()), act(director)
    )
    case_lifecycle.sign(case, by=act(petition_officer))
    assert (
        lifecycle.open_petition(case, form="letter", category="accusation", by=act(petition_officer)).category
        == "accusation"
    )


@pytest.mark.parametrize("changes", [{"form": "pigeon"}, {"category": "wish"}])
def test_form_and_kind_are_known_ones(petition_case, petition_officer, changes):
    with pytest.raises(Refused) as refused:
        lifecycle.open_petition(
            petition_case, **{"form": "visit", "category": "claim", "by": act(petition_officer), **changes}
        )
    assert refused.value.code == "kind_needed"


def test_it_begins_only_on_a_case_in_hand(make_case, clerk, petition_officer):
    case = factories.send(make_case("petition_complaint"), act(clerk))
    with pytest.raises(Refused) as refused:
        lifecycle.open_petition(case, form="visit", category="claim", by=act(petition_officer))
    assert refused.value.code == "not_in_hand"


def test_twice_is_once(received, petition_case, petition_officer):
    with pytest.raises(Refused) as refused:
        lifecycle.open_petition(petition_case, form="visit", category="claim", by=act(petition_officer))
    assert refused.value.code == "in_a_procedure" and Petition.objects.count() == 1


def test_the_handler_is_told_when_another_takes_it_in(petition_case, petition_officer, director):
    lifecycle.open_petition(petition_case, form="visit", category="claim", by=act(director))
    assert Notice.objects.get(kind="petition.received").to_user == petition_officer.user


@pytest.mark.parametrize(
    "who", ["clerk", "mediator", "legal_officer", "department_head", "grid_worker", "outsider", "auditor"]
)
def test_only_the_petition_desk_may(request, petition_case, who):
    with pytest.raises(Refused) as refused:
        lifecycle.open_petition(petition_case, form="visit", category="claim", by=act(request.getfixturevalue(who)))
    assert refused.value.code == "not_allowed" and not Petition.objects.exists()
