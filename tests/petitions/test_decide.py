import pytest

from center.foundation.errors import Refused
from intake import lifecycle as case_lifecycle
from intake import story
from intake.models import Case, Clock, Event, Proceeding
from petitions import lifecycle
from petitions.models import Petition
from tests.factories import act
from tests.petitions.conftest import OPINION


def test_the_opinion_concludes_the_case_and_tells_the_right_of_review(accepted, petition_officer, decide):
    """信访工作条例 arts. 32 and 35."""
    decide(accepted, petition_officer)
    fresh, case = Petition.objects.get(), Case.objects.get()
    assert fresh.state == "decided" and {name: getattr(fresh, name) for name in OPINION} == OPINION
    assert (case.state, case.outcome) == ("concluded", "opinion")
    assert OPINION["view"] in case.result and OPINION["law"] in case.result
    assert (
        case.result.splitlines()[-1] == lifecycle._told(fresh).splitlines()[-1] and len(case.result.splitlines()) == 3
    )
    assert not Proceeding.objects.filter(ended_at=None).exists() and not Clock.objects.running().exists()
    assert list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:2]) == [
        "case.concluded",
        "petition.decided",
    ]


def test_to_a_suggestion_no_review_is_told(petition_case, petition_officer, decide):
    petition = lifecycle.open_petition(petition_case, form="letter", category="suggestion", by=act(petition_officer))
    lifecycle.accept(petition, text="您的建议已收到。", by=act(petition_officer))
    decide(petition, petition_officer)
    assert len(Case.objects.get().result.splitlines()) == 2


@pytest.mark.parametrize("part", [*OPINION])
def test_an_opinion_is_whole_or_none(accepted, petition_officer, decide, part):
    with pytest.raises(Refused) as refused:
        decide(accepted, petition_officer, **{part: " "})
    assert refused.value.code == "opinion_incomplete" and Petition.objects.get().state == "accepted"


def test_what_was_not_accepted_is_not_decided(received, petition_officer, decide):
    with pytest.raises(Refused) as refused:
        decide(received, petition_officer)
    assert refused.value.code == "moved_on" and Case.objects.get().state == "handling"


def test_twice_is_once(accepted, petition_officer, decide):
    decide(accepted, petition_officer)
    with pytest.raises(Refused):
        decide(Petition.objects.get(), petition_officer, outcome="reject")
    assert Petition.objects.get().outcome == "support"
    assert Event.objects.filter(kind="petition.decided").count() == 1


@pytest.mark.parametrize("who", ["clerk", "mediator", "outsider", "department_head"])
def test_only_the_petition_desk_may(request, accepted, decide, who):
    with pytest.raises(Refused) as refused:
        decide(accepted, request.getfixturevalue(who))
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("stage", ["received", "accepted"])
def test_withdrawn_it_ends_with_the_case(request, stage, petition_officer):
    case = Case.objects.get(pk=request.getfixturevalue(stage).case.pk)
    case_lifecycle.withdraw(case, reason="诉求已解决，不再信访", by=act(petition_officer))
    assert (Petition.objects.get().state, Case.objects.get().state) == ("ended", "withdrawn")
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]
