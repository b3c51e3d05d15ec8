import pytest

from center.foundation.errors import Refused
from intake.models import Case, Clock, Event
from mediation import lifecycle
from mediation.models import Mediation
from tests.factories import act

REASON = "双方对赔偿数额分歧过大。"


@pytest.mark.parametrize("stage", ["proposed", "opened"])
def test_it_ends_the_case_and_names_the_other_routes(request, stage, mediator):
    """人民调解法 art. 26."""
    lifecycle.fail(request.getfixturevalue(stage), reason=REASON, by=act(mediator))
    fresh, case = Mediation.objects.get(), Case.objects.get()
    assert (fresh.state, fresh.failure_reason) == ("failed", REASON)
    assert (case.state, case.outcome) == ("concluded", "not_mediated")
    assert case.result.startswith(REASON) and len(case.result.splitlines()) == 2
    assert not Clock.objects.running().exists()


def test_a_reason_is_needed(opened, mediator):
    with pytest.raises(Refused) as refused:
        lifecycle.fail(opened, reason="  ", by=act(mediator))
    assert refused.value.code == "reason_needed" and Mediation.objects.get().state == "open"


def test_twice_is_once(opened, mediator):
    lifecycle.fail(opened, reason=REASON, by=act(mediator))
    with pytest.raises(Refused):
        lifecycle.fail(Mediation.objects.get(), reason=REASON, by=act(mediator))
    assert Event.objects.filter(kind="mediation.failed").count() == 1


@pytest.mark.parametrize("who", ["clerk", "petition_officer", "outsider", "arbitrator"])
def test_only_those_who_mediate_here_may(request, opened, who):
    with pytest.raises(Refused) as refused:
        lifecycle.fail(opened, reason=REASON, by=act(request.getfixturevalue(who)))
    assert refused.value.code == "not_allowed"
