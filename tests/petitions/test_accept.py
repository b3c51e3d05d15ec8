from datetime import UTC, datetime

import pytest

from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, at
from intake import lifecycle as case_lifecycle
from intake.models import Clock, Event
from petitions import lifecycle
from petitions.models import Petition
from tests import factories
from tests.factories import act

TEXT = "您反映的事项已受理，由信访接待室办理。"


@pytest.fixture
def on_the_tenth(make_case, clerk, petition_officer):
    """Received on 10 November 2026; gives a function that takes it in as a petition of a kind."""

    def take_in(category="claim"):
        with at(datetime(2026, 11, 10, 2, 0, tzinfo=UTC)):
            case = factories.send(make_case("petition_complaint", others=()), act(clerk))
            case_lifecycle.sign(case, by=act(petition_officer))
            return lifecycle.open_petition(case, form="visit", category=category, by=act(petition_officer))

    return take_in


def accept_on(day, petition, by):
    with at(datetime(2026, 11, day, 2, 0, tzinfo=UTC)):
        lifecycle.accept(petition, text=TEXT, by=act(by))


def test_the_notice_is_given_and_a_claim_has_sixty_days(on_the_tenth, petition_officer):
    """Arts. 31(6) and 34: accepted on 12 November 2026, due on Monday, 11 January 2027."""
    petition = on_the_tenth()
    accept_on(12, petition, petition_officer)
    fresh = Petition.objects.get()
    assert (fresh.state, fresh.notice) == ("accepted", TEXT) and fresh.accepted_at == fresh.notified_at
    clock = Clock.objects.running().get(case=petition.case)
    assert clock.limit.key == "petition.handling"
    assert clock.due_at.astimezone(SHANGHAI).date().isoformat() == "2027-01-11"
    assert Event.objects.latest("pk").data["text"] == TEXT


def test_a_late_notice_does_not_lengthen_the_handling(on_the_tenth, petition_officer):
    """Owed by the 25th, given on the 30th: the 60 days run from the 25th, to Sunday 24 January 2027 and so to the 25th."""
    petition = on_the_tenth()
    accept_on(30, petition, petition_officer)
    clock = Clock.objects.running().get(case=petition.case)
    assert clock.raw_due_at.astimezone(SHANGHAI).date().isoformat() == "2027-01-24"
    assert clock.due_at.astimezone(SHANGHAI).date().isoformat() == "2027-01-25"
    notice = Clock.objects.get(limit__key="petition.direct_notice")
    assert notice.breached_at == notice.due_at


def test_a_suggestion_has_no_sixty_days(on_the_tenth, petition_officer):
    """Art. 29: the law sets none, and the promise of the center runs."""
    petition = on_the_tenth("suggestion")
    accept_on(12, petition, petition_officer)
    assert Clock.objects.running().get(case=petition.case).limit.key == petition.case.matter.handling_limit


def test_words_are_needed(received, petition_officer):
    with pytest.raises(Refused) as refused:
        lifecycle.accept(received, text=" ", by=act(petition_officer))
    assert refused.value.code == "text_needed"


def test_twice_is_once(accepted, petition_officer):
    with pytest.raises(Refused) as refused:
        lifecycle.accept(Petition.objects.get(), text=TEXT, by=act(petition_officer))
    assert refused.value.code == "moved_on"
    assert Event.objects.filter(kind="petition.accepted").count() == 1
    assert Clock.objects.running().count() == 1


@pytest.mark.parametrize("who", ["clerk", "mediator", "outsider", "duty_leader"])
def test_only_the_petition_desk_may(request, received, who):
    with pytest.raises(Refused) as refused:
        lifecycle.accept(received, text=TEXT, by=act(request.getfixturevalue(who)))
    assert refused.value.code == "not_allowed" and Petition.objects.get().state == "received"
