import pytest

from center.foundation.errors import Refused
from intake import lifecycle as case_lifecycle
from intake.models import Case, Clock, Event, Proceeding
from intake.registration import SideData
from mediation import lifecycle
from mediation.models import Mediation
from tests.factories import act

TERMS = "乙方于三日内拆除砌墙，恢复巷道原状；乙方当场支付甲方误工费1200元。"


def agree(mediation, by, **changes):
    lifecycle.agree(mediation, **{"terms": TERMS, "form": "written", "amount_cents": 120000, "by": act(by), **changes})


def test_the_agreement_ends_the_mediation_and_the_case(opened, mediator):
    """人民调解法 arts. 28-31."""
    agree(opened, mediator)
    fresh, case = Mediation.objects.get(), Case.objects.get()
    assert (fresh.state, fresh.terms, fresh.agreement_form, fresh.amount_cents) == ("agreed", TERMS, "written", 120000)
    assert (case.state, case.outcome, case.result) == ("concluded", "mediated", TERMS)
    promised = {"mediation.confirm_apply", "mediation.follow_up", "mediation.instalment"}
    assert set(Clock.objects.running().values_list("limit__key", flat=True)) == promised
    assert not Proceeding.objects.filter(ended_at=None).exists()
    kinds = list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["case.concluded", "mediation.agreed"]


def test_it_may_be_oral_and_about_no_money(opened, mediator):
    agree(opened, mediator, form="oral", amount_cents=None)
    assert Mediation.objects.get().agreement_form == "oral"


def test_before_both_sides_want_it_nothing_can_be_agreed(proposed, mediator):
    with pytest.raises(Refused):
        agree(proposed, mediator)
    assert Mediation.objects.get().state == "proposed"


def test_a_side_that_joined_later_is_asked_first(opened, mediator):
    case_lifecycle.add_party(opened.case, side=SideData(organisation="宏达运输有限公司"), by=act(mediator))
    with pytest.raises(Refused) as refused:
        agree(opened, mediator)
    assert refused.value.code == "answer_missing"


@pytest.mark.parametrize("changes", [{"terms": "  和解 "}, {"form": "mime"}, {"amount_cents": -1}])
def test_terms_say_something(opened, mediator, changes):
    with pytest.raises(Refused) as refused:
        agree(opened, mediator, **changes)
    assert refused.value.code == "terms_needed"
    assert Mediation.objects.get().state == "open"


def test_twice_is_once(opened, mediator):
    agree(opened, mediator)
    again = Mediation.objects.get()
    with pytest.raises(Refused):
        agree(again, mediator)
    assert Event.objects.filter(kind="mediation.agreed").count() == 1


@pytest.mark.parametrize("who", ["clerk", "petition_officer", "outsider", "duty_leader", "grid_leader"])
def test_only_those_who_mediate_here_may(request, opened, who):
    with pytest.raises(Refused) as refused:
        agree(opened, request.getfixturevalue(who))
    assert refused.value.code == "not_allowed"
    assert Mediation.objects.get().state == "open" and Case.objects.get().state == "handling"


def test_the_director_reaches_all_desks_of_the_center(opened, director):
    agree(opened, director)
    assert Mediation.objects.get().state == "agreed"
