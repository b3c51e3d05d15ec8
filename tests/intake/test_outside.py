"""A matter in the hands of an outside office (RT7): acknowledged, failed and sent again, answered; and watched all the while."""

from datetime import timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.now import at
from intake import lifecycle, passings, sweep, tally
from intake.models import Card, Case, Clock, OutsideBody, Passing
from tests import factories
from tests.factories import act

ANSWER = "已立案调查，责令用人单位七日内支付。"


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == code


def passed(case, by):
    body = OutsideBody.objects.get(key="labour_inspection")
    return lifecycle.pass_outside(case, body=body, reason="属劳动保障监察职责", by=act(by))


def running(case):
    return list(Clock.objects.running().filter(case=case).values_list("limit__key", flat=True))


def test_passed_to_an_office_of_the_list_it_is_watched_until_acknowledged_and_answered(signed_case, mediator):
    passing = passed(signed_case, mediator)
    assert (signed_case.state, passing.office, passing.channel) == ("passed_outside", "劳动保障监察大队", "platform")
    assert running(signed_case) == ["outside_ack"]
    lifecycle.acknowledge_outside(signed_case, contact="王科长", letter="监察〔2026〕18号", by=act(mediator))
    assert running(signed_case) == ["outside_answer"]
    lifecycle.answer_outside(signed_case, answer=ANSWER, by=act(mediator))
    assert (signed_case.state, signed_case.handler, signed_case.concluded_at) == ("handling", mediator.user, None)
    assert running(signed_case) == ["handling"]
    assert tally.total("open", desk=mediator.desk) == 1
    lifecycle.conclude(signed_case, outcome="resolved", result=ANSWER, by=act(mediator))


def test_the_answer_may_conclude_the_case(signed_case, mediator):
    passed(signed_case, mediator)
    refused("result_too_short", lifecycle.answer_outside, signed_case, answer="好", by=act(mediator))
    refused("wrong_outcome", lifecycle.answer_outside, signed_case, answer=ANSWER, outcome="nothing", by=act(mediator))
    lifecycle.answer_outside(signed_case, answer=ANSWER, outcome="resolved", by=act(mediator))
    assert (signed_case.state, signed_case.result, running(signed_case)) == ("concluded", ANSWER, [])
    assert tally.total("open", desk=mediator.desk) == 0 and tally.total("concluded", desk=mediator.desk) == 1


def test_passed_at_the_counter_it_returns_to_the_counter_with_a_limit(case, clerk):
    lifecycle.pass_outside(case, office="县供电公司", reason="不属于中心职责", by=act(clerk))
    lifecycle.answer_outside(case, answer=ANSWER, by=act(clerk))
    assert case.state == "registered" and running(case) == ["send_on"]
    factories.send(case, act(clerk))


def test_what_failed_is_sent_again_and_counted(signed_case, mediator):
    passing = passed(signed_case, mediator)
    refused("moved_on", lifecycle.send_outside_again, signed_case, by=act(mediator))
    lifecycle.fail_outside(signed_case, reason="传真无人接收", by=act(mediator))
    refused("moved_on", lifecycle.fail_outside, signed_case, reason="再试", by=act(mediator))
    refused("moved_on", lifecycle.acknowledge_outside, signed_case, by=act(mediator))
    lifecycle.send_outside_again(signed_case, channel="by_hand", by=act(mediator))
    passing.refresh_from_db()
    assert (passing.state, passing.tries, passing.channel) == ("passing_sent", 2, "by_hand")
    assert running(signed_case) == ["outside_ack"]


def test_sent_and_not_acknowledged_it_stands_on_the_desks_list_and_climbs(signed_case, mediator, outsider):
    passing = passed(signed_case, mediator)
    assert list(passings.watched(mediator.user)) == [passing] and not passings.watched(outsider.user).exists()
    with at(passing.clock.due_at + timedelta(minutes=1)):
        sweep.sweep_clocks()
    assert Card.objects.filter(clock=passing.clock, colour="yellow").exists()
    lifecycle.answer_outside(signed_case, answer=ANSWER, by=act(mediator))
    assert not passings.watched(mediator.user).exists()


def test_where_nothing_was_sent_nothing_is_watched(signed_case, mediator):
    lifecycle.pass_outside(signed_case, office="人民法院", reason="依法诉讼", by=act(mediator), sent=False)
    assert running(signed_case) == [] and not Passing.objects.exists()
    refused("moved_on", lifecycle.answer_outside, signed_case, answer=ANSWER, by=act(mediator))


def test_the_steps_are_for_those_who_may_pass_it_and_the_page_offers_them(signed_case, mediator, outsider, sign_in):
    url = f"/cases/{signed_case.number}/"
    assert sign_in(mediator).post(f"{url}do/pass_outside/", {"reason": "不属于中心"}).status_code == 422
    body = OutsideBody.objects.get(key="police")
    assert sign_in(mediator).post(f"{url}do/pass_outside/", {"body": body.pk, "reason": "涉嫌违法"}).status_code == 302
    text = sign_in(mediator).get(url).content.decode()
    assert f"{url}do/acknowledge_outside/" in text and "公安局" in text
    refused("not_allowed", lifecycle.acknowledge_outside, signed_case, by=act(outsider))
    assert sign_in(outsider).post(f"{url}do/acknowledge_outside/").status_code == 404
    assert sign_in(mediator).post(f"{url}do/acknowledge_outside/", {}).status_code == 302
    assert sign_in(mediator).post(f"{url}do/acknowledge_outside/", {}).status_code == 409
    assert "公安局" in sign_in(mediator).get("/tasks/").content.decode()
    assert sign_in(mediator).post(f"{url}do/answer_outside/", {"answer": ANSWER, "outcome": ""}).status_code == 302
    assert Case.objects.get(pk=signed_case.pk).state == "handling"
