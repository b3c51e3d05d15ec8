import pytest

from center.foundation.errors import Refused
from intake import lifecycle as case_lifecycle
from intake.models import Case, Clock, Event, Party
from intake.registration import SideData
from mediation import lifecycle
from mediation.models import Consent, Mediation
from tests import factories
from tests.factories import act


def test_when_both_sides_agree_it_opens(proposed, say):
    say(proposed, "applicant", channel="in_person")
    assert proposed.state == "proposed"
    say(proposed, "respondent", channel="phone")
    fresh = Mediation.objects.get()
    assert fresh.state == "open" and fresh.opened_at is not None
    assert list(fresh.consents.values_list("answer", "channel")) == [("agreed", "in_person"), ("agreed", "phone")]
    assert Event.objects.filter(kind="mediation.opened").count() == 1


def test_one_refusal_ends_it_with_word_of_the_other_routes(proposed, say):
    """人民调解法 arts. 17 and 26."""
    say(proposed, "applicant")
    say(proposed, "respondent", "refused", channel="phone")
    fresh, case = Mediation.objects.get(), Case.objects.get()
    assert (fresh.state, case.state, case.outcome) == ("failed", "concluded", "not_mediated")
    assert str(lifecycle.in_office_words(lifecycle.OTHER_ROUTES)) in case.result
    assert fresh.proceeding.ended_at is not None and not Clock.objects.running().exists()
    assert case.result.startswith(str(lifecycle.in_office_words(lifecycle.REFUSED["respondent"])))
    assert "李" not in case.result  # the citizen reads it
    kinds = list(Event.objects.filter(case=case).order_by("-seq").values_list("kind", flat=True)[:3])
    assert kinds == ["case.concluded", "mediation.failed", "mediation.answered"]


def test_a_side_answers_once(proposed, say):
    say(proposed, "applicant")
    with pytest.raises(Refused) as refused:
        say(proposed, "applicant", "refused")
    assert refused.value.code == "answered_already"
    assert Consent.objects.get().answer == "agreed"


def test_without_another_side_it_is_asked_for(make_case, clerk, mediator):
    case = factories.send(make_case(others=()), act(clerk))
    case_lifecycle.sign(case, by=act(mediator))
    mediation = lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
    party = Party.objects.get(case=case)
    with pytest.raises(Refused) as refused:
        lifecycle.consent(mediation, party=party, answer="agreed", channel="in_person", by=act(mediator))
    assert refused.value.code == "other_side_needed"
    case_lifecycle.add_party(case, side=SideData(organisation="宏达运输有限公司"), by=act(mediator))
    lifecycle.consent(Mediation.objects.get(), party=party, answer="agreed", channel="in_person", by=act(mediator))
    assert Consent.objects.count() == 1


def test_every_respondent_is_asked(proposed, say, mediator):
    case_lifecycle.add_party(proposed.case, side=SideData(organisation="宏达运输有限公司"), by=act(mediator))
    say(proposed, "applicant")
    first, second = Party.objects.filter(side="respondent")
    lifecycle.consent(proposed, party=first, answer="agreed", channel="phone", by=act(mediator))
    assert proposed.state == "proposed"
    lifecycle.consent(proposed, party=second, answer="agreed", channel="written", said_by="赵经理", by=act(mediator))
    assert Mediation.objects.get().state == "open"


def test_a_third_party_is_not_asked(proposed, say, mediator):
    third = case_lifecycle.add_party(
        proposed.case, side=SideData(organisation="黄花塘村村民委员会", side="third"), by=act(mediator)
    )
    with pytest.raises(Refused) as refused:
        lifecycle.consent(proposed, party=third, answer="agreed", channel="phone", by=act(mediator))
    assert refused.value.code == "answer_needed"


def test_a_side_of_another_case_is_none_of_this_one(proposed, make_case, mediator):
    party = make_case().parties.first()
    with pytest.raises(Refused):
        lifecycle.consent(proposed, party=party, answer="agreed", channel="phone", by=act(mediator))
    assert not Consent.objects.exists()


def test_after_the_end_nobody_is_asked(proposed, say):
    say(proposed, "respondent", "refused")
    with pytest.raises(Refused) as refused:
        say(Mediation.objects.get(), "applicant")
    assert refused.value.code in {"moved_on", "not_allowed"}
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("who", ["clerk", "petition_officer", "outsider", "department_head", "grid_worker"])
def test_only_those_who_mediate_here_may(request, proposed, say, who):
    with pytest.raises(Refused) as refused:
        say(proposed, "applicant", by=request.getfixturevalue(who))
    assert refused.value.code == "not_allowed" and not Consent.objects.exists()
