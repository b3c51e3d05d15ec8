"""Limits, slips, chases and cards by the API: the same verbs as the buttons, the same refusals."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import tokens
from intake import access, clocks, lifecycle
from intake.models import Card, Chase, Slip
from tests import factories
from tests.factories import act


@pytest.fixture
def api():
    def client(posting):
        key = tokens.issue(posting, name="test", valid_to=today() + timedelta(days=1), by=SYSTEM)
        connection = APIClient()
        connection.credentials(HTTP_AUTHORIZATION=f"Token {key}")
        return connection

    return client


@pytest.fixture
def in_hand(make_case, clerk, mediator):
    made = factories.send(make_case(), act(clerk))
    lifecycle.sign(made, by=act(mediator))
    return made


def send(client, case, verb, **data):
    return client.post(f"/api/v1/cases/{case.number}/{verb}/", data, format="json")


def test_a_limit_is_paused_and_runs_on(api, in_hand, mediator, outsider):
    clock = clocks.start(in_hand, "medical.mediate", desk=in_hand.desk)
    paper = {"proof": "苏医鉴〔2026〕12号", "ends_when": "收到鉴定意见书", "until": today() + timedelta(days=20)}
    address = f"clocks/{clock.pk}"
    assert send(api(outsider), in_hand, f"{address}/pause", **paper).status_code == 404
    answer = send(api(mediator), in_hand, f"{address}/pause", **paper)
    assert answer.status_code == 200, answer.json()
    (told,) = [one for one in answer.json()["clocks"] if one["id"] == clock.pk]
    assert told["paused_at"]
    again = send(api(mediator), in_hand, f"{address}/pause", **paper)
    assert (again.status_code, again.json()["code"]) == (409, "paused_already")
    assert send(api(mediator), in_hand, f"{address}/resume").status_code == 200
    assert send(api(mediator), in_hand, f"{address}/resume").json()["code"] == "not_paused"
    assert send(api(mediator), in_hand, f"{address}/pause", proof="x").status_code == 400


def test_an_extension_is_asked_for_decided_and_told(
    api, in_hand, mediator, department_head, outsider, make_case, clerk
):
    clock = clocks.start(in_hand, "petition.handling", desk=in_hand.desk)
    address, wish = f"clocks/{clock.pk}", {"amount": 10, "reason": "案情复杂"}
    for verb in ("resume", "ask_extension", "approve_extension", "refuse_extension", "extend", "tell"):
        body = {**wish, "answer": "不同意", "told_on": today(), "told_how": "邮寄"}
        assert send(api(outsider), in_hand, f"{address}/{verb}", **body).status_code == 404, verb
    elsewhere = make_case()
    assert send(api(clerk), elsewhere, f"{address}/ask_extension", **wish).status_code == 404, "a limit of another case"
    assert send(api(mediator), in_hand, f"{address}/ask_extension", **wish).status_code == 200
    assert send(api(mediator), in_hand, f"{address}/ask_extension", **wish).status_code == 409
    assert send(api(department_head), in_hand, f"{address}/refuse_extension", answer="可按期办结").status_code == 200
    assert send(api(department_head), in_hand, f"{address}/approve_extension").json()["code"] == "moved_on"
    send(api(mediator), in_hand, f"{address}/ask_extension", **wish)
    assert send(api(department_head), in_hand, f"{address}/approve_extension").status_code == 200
    notice = {"told_on": today(), "told_how": "当面送达"}
    assert send(api(mediator), in_hand, f"{address}/tell", **notice).status_code == 200
    assert send(api(mediator), in_hand, f"{address}/tell", **notice).json()["code"] == "told_already"
    late = send(api(department_head), in_hand, f"{address}/extend", **wish)
    assert (late.status_code, late.json()["code"]) == (409, "extended_already")


def test_a_slip_goes_its_way(api, in_hand, mediator, director, outsider):
    steps = [
        (director, "supervise", {"demand": "请三日内报告进展。"}), (mediator, "answer_slip", {"reply": "已约定调解时间。"}),
        (director, "return_slip", {"reason": "请附笔录。"}), (mediator, "answer_slip", {"reply": "笔录已附。"}), (director, "close_slip", {}),
    ]  # fmt: skip
    for who, verb, data in steps:
        assert send(api(outsider), in_hand, verb, **data).status_code == 404
        answer = send(api(who), in_hand, verb, **data)
        assert answer.status_code == 200, (verb, answer.json())
    assert Slip.objects.get().state == "slip_closed"
    for who, verb, data in steps[1:]:
        assert send(api(who), in_hand, verb, **data).status_code == 409, verb


def test_a_chase_is_answered(api, in_hand, mediator, outsider):
    answer = {"answer": "已约定明日上午调解。"}
    assert send(api(mediator), in_hand, "answer_chase", **answer).status_code == 409
    lifecycle.chase(in_hand, by=access.party(in_hand))
    assert send(api(outsider), in_hand, "answer_chase", **answer).status_code == 404
    assert send(api(mediator), in_hand, "answer_chase", **answer).status_code == 200
    assert Chase.objects.get().answer == answer["answer"]


def test_a_card_is_given_and_withdrawn_by_hand(api, in_hand, director, mediator, outsider):
    card = {"colour": "yellow", "reason": "多日未联系当事人"}
    assert send(api(outsider), in_hand, "give_card", **card).status_code == 404
    assert send(api(mediator), in_hand, "give_card", **card).status_code == 403
    assert send(api(director), in_hand, "give_card", **card).status_code == 200
    assert send(api(director), in_hand, "give_card", **card).status_code == 409
    assert send(api(director), in_hand, "withdraw_card", **card).status_code == 200
    assert send(api(director), in_hand, "withdraw_card", **card).status_code == 409
    assert not Card.objects.standing().exists()
