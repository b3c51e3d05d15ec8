from datetime import UTC, datetime

import pytest

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, at
from center.institution.models import Role
from intake import lifecycle as case_lifecycle
from intake.models import Case, Clock, Event, Proceeding
from mediation import lifecycle
from mediation.models import Mediation
from tests import factories
from tests.factories import act

TERMS = "乙方于三日内拆除砌墙，恢复巷道原状。"


def test_it_puts_the_case_into_a_procedure_and_writes_the_story(signed_case, mediator):
    mediation = lifecycle.propose(signed_case, mediator=mediator.user, by=act(mediator))
    assert (mediation.state, mediation.mediator, mediation.proceeding.key) == ("proposed", mediator.user, "mediation")
    event = Event.objects.filter(case=signed_case).latest("seq")
    assert (event.kind, event.data["mediator"], event.by_badge) == (
        "mediation.proposed",
        mediator.user_id,
        mediator.badge,
    )


def test_one_month_is_counted_and_the_promise_of_handling_gives_way(make_case, clerk, mediator):
    """司法部令75号 art. 33: proposed on 24 November 2026, due on 24 December."""
    with at(datetime(2026, 11, 24, 2, 0, tzinfo=UTC)):
        case = factories.send(make_case(), act(clerk))
        case_lifecycle.sign(case, by=act(mediator))
        lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
    clock = Clock.objects.running().get(case=case)
    assert clock.limit.key == "mediation.norm"
    assert clock.due_at.astimezone(SHANGHAI).isoformat() == "2026-12-24T23:59:59+08:00"


def test_at_the_medical_center_it_is_thirty_working_days(county, clerk):
    """医疗纠纷预防和处理条例 art. 38: 21 working days in March from the 3rd, nine in April, where Qingming is a rest day."""
    doctor = factories.staff("medical_mediator", factories.desk("YH", "judicial"), Role.MEDIATOR)
    with at(datetime(2026, 3, 2, 2, 0, tzinfo=UTC)):
        case = factories.send(factories.make_case(act(clerk), clerk.desk, "medical"), act(clerk))
        case_lifecycle.sign(case, by=act(doctor))
        lifecycle.propose(case, mediator=doctor.user, by=act(doctor))
    clock = Clock.objects.running().get(case=case)
    assert clock.limit.key == "medical.mediate"
    assert clock.due_at.astimezone(SHANGHAI).date().isoformat() == "2026-04-14"


def test_a_mediator_who_was_named_by_another_is_told_once(signed_case, mediator, section_head):
    lifecycle.propose(signed_case, mediator=mediator.user, by=act(section_head))
    notice = Notice.objects.get(kind="mediation.named")
    assert (notice.to_user, notice.about) == (mediator.user, f"case:{signed_case.number}")


def test_nobody_is_told_what_he_did_himself(proposed):
    assert not Notice.objects.filter(kind="mediation.named").exists()


@pytest.mark.parametrize("stage", ["case", "routed_case"])
def test_it_begins_only_on_a_case_in_hand(request, stage, mediator):
    case = request.getfixturevalue(stage)
    by = request.getfixturevalue("director")
    case.refresh_from_db()
    case.desk = mediator.desk
    Case.objects.filter(pk=case.pk).update(desk=mediator.desk)
    with pytest.raises(Refused) as refused:
        lifecycle.propose(case, mediator=mediator.user, by=act(by))
    assert refused.value.code == "not_in_hand"


def test_twice_is_once(proposed, signed_case, mediator):
    with pytest.raises(Refused) as refused:
        lifecycle.propose(signed_case, mediator=mediator.user, by=act(mediator))
    assert refused.value.code == "in_a_procedure"
    assert Mediation.objects.count() == Proceeding.objects.count() == 1


def test_the_mediator_sits_at_the_desk(signed_case, mediator, outsider, clerk):
    for other in (outsider, clerk):
        with pytest.raises(Refused) as refused:
            lifecycle.propose(signed_case, mediator=other.user, by=act(mediator))
        assert refused.value.code == "not_a_mediator"


@pytest.mark.parametrize(
    "who",
    [
        "clerk",
        "petition_officer",
        "legal_officer",
        "department_head",
        "duty_leader",
        "grid_worker",
        "outsider",
        "auditor",
    ],
)
def test_only_those_who_mediate_here_may(request, signed_case, mediator, who):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused) as refused:
        lifecycle.propose(signed_case, mediator=mediator.user, by=act(by))
    assert refused.value.code == "not_allowed"
    assert not Mediation.objects.exists()


def test_a_case_taken_up_again_may_be_mediated_again(opened, mediator, director):
    lifecycle.agree(opened, terms=TERMS, form="written", by=act(mediator))
    case = Case.objects.get(pk=opened.case.pk)
    case_lifecycle.reopen(case, reason="一方未履行协议", by=act(director))
    second = lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
    assert second.pk != opened.pk and second.state == "proposed"
