import pytest

from center.foundation.errors import Refused
from intake.models import Case, Clock, Event, Proceeding
from petitions import lifecycle
from petitions.models import Petition
from tests.factories import act

WHERE, REASON = "盱眙县人民法院", "已在诉讼程序中的事项，依法由法院处理。"


def refuse(petition, by, **changes):
    lifecycle.refuse(petition, **{"where": WHERE, "reason": REASON, "by": act(by), **changes})


def test_the_petitioner_is_told_where_to_go_and_the_case_is_passed_on(received, petition_officer):
    """信访工作条例 arts. 22, 23, 31."""
    refuse(received, petition_officer)
    fresh, case = Petition.objects.get(), Case.objects.get()
    assert (fresh.state, fresh.refused_to, fresh.refusal_reason) == ("refused", WHERE, REASON) and fresh.notified_at
    assert case.state == "passed_outside" and WHERE in case.result
    assert not Proceeding.objects.filter(ended_at=None).exists() and not Clock.objects.running().exists()
    assert list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:2]) == [
        "case.passed_outside",
        "petition.refused",
    ]


@pytest.mark.parametrize("changes", [{"where": " "}, {"reason": ""}])
def test_office_and_reason_are_named(received, petition_officer, changes):
    with pytest.raises(Refused) as refused:
        refuse(received, petition_officer, **changes)
    assert refused.value.code == "reason_needed" and Petition.objects.get().state == "received"


def test_what_was_accepted_is_not_refused(accepted, petition_officer):
    with pytest.raises(Refused) as refused:
        refuse(accepted, petition_officer)
    assert refused.value.code == "moved_on" and Case.objects.get().state == "handling"


def test_twice_is_once(received, petition_officer):
    refuse(received, petition_officer)
    with pytest.raises(Refused):
        refuse(Petition.objects.get(), petition_officer)
    assert Event.objects.filter(kind="petition.refused").count() == 1


@pytest.mark.parametrize("who", ["clerk", "mediator", "outsider"])
def test_only_the_petition_desk_may(request, received, who):
    with pytest.raises(Refused) as refused:
        refuse(received, request.getfixturevalue(who))
    assert refused.value.code == "not_allowed"
