"""The life of a case, verb by verb, and who may not."""

import pytest

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.lifecycle import end
from intake import lifecycle, tally
from intake.models import Case, Clock, Event, Handover
from tests import factories
from tests.factories import act, desk


def story_of(case):
    return list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def test_a_walk_in_is_registered_routed_signed_concluded_and_archived(make_case, clerk, mediator):
    case = make_case()
    factories.send(case, act(clerk))
    lifecycle.sign(case, by=act(mediator))
    lifecycle.conclude(case, outcome="resolved", result="双方当面说清，隔墙退回原线，握手言和。", by=act(mediator))
    lifecycle.archive(case, by=act(mediator))
    case.refresh_from_db()
    assert case.state == "archived" and case.handler == mediator.user and case.desk == mediator.desk
    assert story_of(case) == ["case.registered", "case.routed", "case.signed", "case.concluded", "case.archived"]


def test_a_question_is_settled_on_the_spot(case, clerk):
    lifecycle.settle(case, outcome="answered", result="讲明离婚登记的两次申请和三十日冷静期。", by=act(clerk))
    assert (case.state, case.outcome, case.on_the_spot, case.handler_id) == (
        "concluded",
        "answered",
        True,
        clerk.user_id,
    )
    assert tally.total("open") == 0 and tally.total("on_the_spot") == 1


@pytest.mark.parametrize("result", ["", "已解决", "   一二三四五   "])
def test_a_result_that_says_nothing_is_refused(case, clerk, result):
    with pytest.raises(Refused) as refusal:
        lifecycle.settle(case, outcome="settled", result=result, by=act(clerk))
    assert refusal.value.code == "result_too_short"
    assert Case.objects.get(pk=case.pk).state == "registered"


def test_another_desk_than_proposed_needs_a_reason(case, clerk, county):
    with pytest.raises(Refused) as refusal:
        lifecycle.route(case, to_desk=desk("XY", "judicial"), proposed_desk=desk("HHT", "judicial"), by=act(clerk))
    assert refusal.value.code == "reason_needed"


def test_what_is_returned_goes_back_to_the_sender_with_the_reason(routed_case, clerk, mediator):
    lifecycle.send_back(
        routed_case,
        code="not_competent",
        reason="属于土地承包，应由仲裁庭办理。",
        article="调解仲裁法第二条",
        by=act(mediator),
    )
    handover = Handover.objects.get(case=routed_case)
    assert (routed_case.state, routed_case.desk, handover.state) == ("registered", clerk.desk, "returned")
    assert [clock.limit.key for clock in Clock.objects.running().filter(case=routed_case)] == ["send_on"]
    factories.send(routed_case, act(clerk), desk("TD", "judicial"))
    assert routed_case.hops == 2


def test_a_transfer_must_be_signed_for_again_and_the_promise_runs_on(signed_case, mediator, outsider):
    before = Clock.objects.get(case=signed_case, limit__key="handling")
    lifecycle.transfer(signed_case, to_desk=outsider.desk, reason="对方当事人住在马坝镇。", by=act(mediator))
    after = Clock.objects.get(case=signed_case, limit__key="handling")
    assert signed_case.state == "routed" and (after.due_at, after.desk) == (before.due_at, outsider.desk)
    lifecycle.sign(signed_case, by=act(outsider))
    assert Clock.objects.get(case=signed_case, limit__key="handling", stopped_at=None).pk == before.pk
    assert Case.objects.visible_to(mediator.user).filter(pk=signed_case.pk).exists(), "the sender keeps reading"


@pytest.mark.parametrize(
    ("verb", "values"),
    [
        ("settle", {"outcome": "answered", "result": "一二三四五六七八九十"}), ("sign", {}), ("send_back", {"code": "incomplete", "reason": "缺"}),
        ("decline", {"reason": "重复"}), ("reopen", {"reason": "补"}), ("archive", {}),
    ],
)  # fmt: skip
def test_a_verb_from_the_wrong_state_changes_nothing(signed_case, director, verb, values):
    before = Event.objects.filter(case=signed_case).count()
    with pytest.raises(Refused) as refusal:
        getattr(lifecycle, verb)(signed_case, by=act(director), **values)
    assert refusal.value.code in {"moved_on", "clock_running"}
    assert (
        Case.objects.get(pk=signed_case.pk).state == "handling"
        and Event.objects.filter(case=signed_case).count() == before
    )


def test_an_outsider_may_do_nothing(signed_case, outsider, clerk):
    for verb, values in [
        ("conclude", {"outcome": "resolved", "result": "一二三四五六七八九十"}),
        ("note", {"text": "x"}),
        ("withdraw", {"reason": "x"}),
    ]:
        with pytest.raises(Refused) as refusal:
            getattr(lifecycle, verb)(signed_case, by=act(outsider), **values)
        assert refusal.value.code == "not_allowed"
    assert not Case.objects.visible_to(outsider.user).exists()


def test_a_posting_that_ended_yesterday_opens_nothing(signed_case, mediator):
    from datetime import timedelta

    from center.foundation.actor import SYSTEM

    end(mediator, by=SYSTEM, last_day=today() - timedelta(days=1))
    mediator.user.__dict__.pop("_scopes", None)
    assert not Case.objects.visible_to(mediator.user).exclude(handler=mediator.user).exists()
    assert not Case.objects.visible_to(mediator.user).exists()
    with pytest.raises(Refused):
        lifecycle.note(signed_case, text="还在吗", by=act(mediator))


def test_the_counter_that_took_it_in_may_withdraw_it_wherever_it_lies(signed_case, clerk):
    lifecycle.withdraw(signed_case, reason="当事人自行和解。", by=act(clerk))
    assert signed_case.state == "withdrawn" and not Clock.objects.running().filter(case=signed_case).exists()
    assert tally.total("open") == 0


def test_the_director_takes_a_concluded_case_up_again(signed_case, mediator, director):
    lifecycle.conclude(signed_case, outcome="unresolved", result="双方分歧较大，未能化解。", by=act(mediator))
    with pytest.raises(Refused):
        lifecycle.reopen(signed_case, reason="当事人补充证据。", by=act(mediator))
    lifecycle.reopen(signed_case, reason="当事人补充证据。", by=act(director))
    assert (
        signed_case.state == "handling"
        and Clock.objects.running().filter(case=signed_case, limit__key="handling").count() == 1
    )


def test_an_accusation_is_seen_only_by_those_cleared_for_it(
    make_case, clerk, petition_officer, county_director, duty_leader, director
):
    case = make_case("whistleblowing", others=())
    factories.send(case, act(clerk))
    seen = {
        posting.user.username
        for posting in (clerk, petition_officer, county_director, duty_leader, director)
        if Case.objects.visible_to(posting.user).exists()
    }
    assert seen == {"petition_officer", "county_director", "director"}
    assert tally.total("registered") == 0, "kept out of every count"


def test_a_case_is_shared_by_name(signed_case, director, outsider):
    lifecycle.share(signed_case, user=outsider.user, reason="共同研判", by=act(director))
    assert Case.objects.visible_to(outsider.user).get() == signed_case


def test_the_same_client_key_gives_the_same_case(clerk, county):
    first, second = (factories.make_case(act(clerk), clerk.desk, client_key="form-7") for _time in range(2))
    assert first == second and Case.objects.count() == 1


def test_a_handler_must_sit_at_the_desk(routed_case, mediator, outsider, section_head):
    with pytest.raises(Refused) as refusal:
        lifecycle.sign(routed_case, handler=outsider.user, by=act(mediator))
    assert refusal.value.code == "not_at_this_desk"
    lifecycle.sign(routed_case, handler=section_head.user, by=act(mediator))
    assert routed_case.handler == section_head.user


def test_counts_follow_the_case_from_desk_to_desk(case, clerk, mediator):
    factories.send(case, act(clerk))
    assert (
        tally.total("open", desk=clerk.desk) == 0
        and tally.total("open", desk=mediator.desk) == 1
        and tally.total("to_sign") == 1
    )
    lifecycle.sign(case, by=act(mediator))
    lifecycle.conclude(case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    before = {measure: tally.total(measure) for measure in ("registered", "open", "to_sign", "concluded")}
    assert before == {"registered": 1, "open": 0, "to_sign": 0, "concluded": 1}
    tally.fold()
    assert {measure: tally.total(measure) for measure in before} == before
