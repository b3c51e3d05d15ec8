"""The person takes the matter back while it is mediated, or the case is moved in another way."""

import pytest

from center.foundation.errors import Refused
from intake import lifecycle as case_lifecycle
from intake import story
from intake.models import Case, Event, Proceeding
from intake.registration import PersonData, SideData
from mediation.models import Mediation
from tests.factories import act


@pytest.mark.parametrize("stage", ["proposed", "opened"])
def test_the_mediation_ends_with_the_case(request, stage, mediator):
    case = Case.objects.get(pk=request.getfixturevalue(stage).case.pk)
    case_lifecycle.withdraw(case, reason="双方自行和解", by=act(mediator))
    assert (Mediation.objects.get().state, Case.objects.get().state) == ("ended", "withdrawn")
    assert not Proceeding.objects.filter(ended_at=None).exists()
    kinds = list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["case.withdrawn", "mediation.ended"]
    assert [line for line in story.verify() if not isinstance(line, int)] == []


def test_the_case_cannot_be_concluded_over_the_head_of_a_mediation(opened, mediator):
    with pytest.raises(Refused) as refused:
        case_lifecycle.conclude(opened.case, outcome="resolved", result="已经处理完毕，双方满意。", by=act(mediator))
    assert refused.value.code == "in_a_procedure"


def test_a_side_is_added_with_a_story_line_and_only_while_the_case_is_open(opened, mediator, outsider):
    party = case_lifecycle.add_party(
        opened.case, side=SideData(person=PersonData(name="张海燕"), side="respondent"), by=act(mediator)
    )
    assert (party.person.name, party.position) == ("张海燕", 2)
    assert Event.objects.latest("pk").data == {"party": party.pk, "side": "respondent"}
    with pytest.raises(Refused) as refused:
        case_lifecycle.add_party(opened.case, side=SideData(organisation="某公司"), by=act(outsider))
    assert refused.value.code == "not_allowed"
    with pytest.raises(Refused) as refused:
        case_lifecycle.add_party(opened.case, side=SideData(), by=act(mediator))
    assert refused.value.code == "side_needed"
    case_lifecycle.withdraw(opened.case, reason="双方自行和解", by=act(mediator))
    with pytest.raises(Refused) as refused:
        case_lifecycle.add_party(opened.case, side=SideData(organisation="某公司"), by=act(mediator))
    assert refused.value.code == "moved_on"
