"""Each verb by its page: it works, it is refused readably, twice is once, outsiders find nothing, nothing typed is lost."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse

from intake import access, lifecycle
from intake.forms import FORMS
from intake.models import Case, Event, Handover
from tests.factories import act, desk

RESULT = "双方当面说清，隔墙退回原线，握手言和。"


@dataclass(frozen=True)
class Press:
    """A verb pressed by its page: on which case, by whom, with what; which bad input it must hold, and what it leads to."""

    verb: str
    on: str
    by: str
    sends: dict[str, Any] = field(default_factory=dict)
    bad: dict[str, Any] | None = None
    state: str = ""


PRESSES = [
    Press("supervise", "signed_case", "director", {"demand": "三日内上门一次"}, {"demand": ""}, "handling"),
    Press("answer_slip", "supervised_case", "mediator", {"reply": "已于今日上门"}, {"reply": ""}, "handling"),
    Press("return_slip", "replied_case", "director", {"reason": "未写明对方意见"}, {"reason": ""}, "handling"),
    Press("close_slip", "replied_case", "director", {}, None, "handling"),
    Press(
        "give_card",
        "signed_case",
        "director",
        {"colour": "yellow", "reason": "两次约谈未到"},
        {"colour": "", "reason": "两次约谈未到"},
        "handling",
    ),
    Press(
        "withdraw_card",
        "carded_case",
        "director",
        {"colour": "red", "reason": "已查明属误报"},
        {"colour": "red", "reason": ""},
        "handling",
    ),
    Press("answer_chase", "chased_case", "mediator", {"answer": "明日上午上门"}, {"answer": ""}, "handling"),
    Press(
        "settle",
        "case",
        "clerk",
        {"outcome": "answered", "result": RESULT},
        {"outcome": "answered", "result": "短"},
        "concluded",
    ),
    Press("route", "case", "clerk", {"to_desk": "HHT/judicial"}, {"to_desk": "MB/judicial", "reason": ""}, "routed"),
    Press("sign", "routed_case", "mediator", {}, {"handler": "999999"}, "handling"),
    Press(
        "send_back",
        "routed_case",
        "mediator",
        {"code": "not_competent", "reason": "应由仲裁庭办理", "article": "调解仲裁法第二条"},
        {"code": "no", "reason": "应由仲裁庭办理"},
        "registered",
    ),
    Press(
        "transfer",
        "signed_case",
        "mediator",
        {"to_desk": "MB/judicial", "reason": "对方住马坝"},
        {"to_desk": "MB/judicial", "reason": ""},
        "routed",
    ),
    Press("assign", "signed_case", "section_head", {"handler": "section_head"}, {"handler": "clerk"}, "handling"),
    Press(
        "conclude",
        "signed_case",
        "mediator",
        {"outcome": "resolved", "result": RESULT},
        {"outcome": "answered", "result": RESULT},
        "concluded",
    ),
    Press("archive", "concluded_case", "mediator", {}, None, "archived"),
    Press("reopen", "concluded_case", "director", {"reason": "对方没有履行"}, {"reason": " "}, "handling"),
    Press("withdraw", "signed_case", "mediator", {"reason": "自行和解"}, {"reason": ""}, "withdrawn"),
    Press("decline", "case", "clerk", {"reason": "已由法院立案"}, {"reason": ""}, "declined"),
    Press(
        "pass_outside",
        "case",
        "clerk",
        {"office": "县人民法院", "reason": "属诉讼事项"},
        {"office": "", "reason": "属诉讼事项"},
        "passed_outside",
    ),
    Press("note", "signed_case", "mediator", {"text": "已电话联系双方。"}, {"text": ""}, "handling"),
    Press(
        "share",
        "signed_case",
        "director",
        {"badge": "outsider", "reason": "共同研判"},
        {"badge": "ZZ999", "reason": "共同研判"},
        "handling",
    ),
    Press(
        "merge",
        "case",
        "clerk",
        {"into": "again", "reason": "同一件事"},
        {"into": "HHT0", "reason": "同一件事"},
        "merged",
    ),
    Press("unmerge", "merged_case", "clerk", {"reason": "不是同一件事"}, {"reason": ""}, "registered"),
    Press(
        "link",
        "case",
        "clerk",
        {"other": "again", "kind": "related", "reason": "同一巷道"},
        {"other": "again", "kind": "same_visit", "reason": "同一巷道"},
        "registered",
    ),
    Press(
        "unlink",
        "linked_case",
        "clerk",
        {"other": "again", "reason": "弄错了"},
        {"other": "again", "reason": ""},
        "registered",
    ),
]
each = pytest.mark.parametrize("press", PRESSES, ids=lambda press: press.verb)


@pytest.fixture
def concluded_case(signed_case, mediator):
    lifecycle.conclude(signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    return signed_case


@pytest.fixture
def again(make_case):
    """A second case, which the first has to do with."""
    return make_case()


@pytest.fixture
def supervised_case(signed_case, director):
    lifecycle.supervise(signed_case, demand="三日内上门一次", by=act(director))
    return signed_case


@pytest.fixture
def replied_case(supervised_case, mediator):
    lifecycle.answer_slip(supervised_case, reply="已于今日上门", by=act(mediator))
    return supervised_case


@pytest.fixture
def carded_case(signed_case, director):
    lifecycle.give_card(signed_case, colour="red", reason="群众多次反映无人办理", by=act(director))
    return signed_case


@pytest.fixture
def chased_case(signed_case):
    lifecycle.chase(signed_case, by=access.party(signed_case))
    return signed_case


@pytest.fixture
def merged_case(case, again, clerk):
    lifecycle.merge(case, into=again, reason="同一件事", by=act(clerk))
    return case


@pytest.fixture
def linked_case(case, again, clerk):
    lifecycle.link(case, other=again, kind="related", reason="同一巷道", by=act(clerk))
    return case


@pytest.fixture
def scene(request, sign_in, section_head, director, outsider):
    """The case, a client signed in as the one who presses, and what is sent, with desks, people and badges put in."""

    def set_for(press, sends=None):
        case = request.getfixturevalue(press.on)
        client = sign_in(request.getfixturevalue(press.by))
        return (
            case,
            client,
            {name: value_of(name, value) for name, value in (press.sends if sends is None else sends).items()},
        )

    def value_of(name, value):
        if name == "to_desk":
            return desk(*value.split("/")).pk
        if name == "handler" and not value.isdigit():
            return request.getfixturevalue(value).user_id
        if value == "again":
            return request.getfixturevalue("again").number
        return outsider.badge if value == "outsider" else value

    return set_for


def address(case, verb):
    return reverse("intake:verb", args=[case.number, verb])


def test_every_verb_of_the_page_is_pressed_here():
    assert {press.verb for press in PRESSES} == set(FORMS) | {
        "share",
        "pass_outside",
    }  # what else is asked of others has tests of its own


@each
def test_the_form_is_a_page_that_needs_no_script(scene, press):
    case, client, _sends = scene(press)
    text = client.get(address(case, press.verb)).content.decode()
    assert (
        f'action="{address(case, press.verb)}"' in text and "<html" in text and "hx-post" not in text.split("<main")[1]
    )


@each
def test_it_works_and_leads_back_to_the_case(scene, press):
    case, client, sends = scene(press)
    before = Event.objects.filter(case=case).count()
    response = client.post(address(case, press.verb), sends)
    assert response.status_code == 302 and response.url == reverse("intake:case", args=[case.number])
    assert Case.objects.get(pk=case.pk).state == press.state
    assert Event.objects.filter(case=case).count() == before + 1
    page = client.get(response.url)
    assert page.status_code == 200 and "notice-success" in page.content.decode()


@each
def test_with_script_the_case_answers_in_place(scene, press):
    case, client, sends = scene(press)
    assert (
        client.get(address(case, press.verb), headers={"HX-Request": "true"})
        .content.decode()
        .lstrip()
        .startswith("<form")
    )
    response = client.post(address(case, press.verb), sends, headers={"HX-Request": "true"})
    assert response.status_code == 200 and response["HX-Retarget"] == "#case" and "said" in response["HX-Trigger"]
    assert response.content.decode().lstrip().startswith('<div id="case"')


@each
def test_twice_is_once(scene, press):
    case, client, sends = scene(press)
    if press.verb == "note":
        sends["seen"] = case.story_seq
    client.post(address(case, press.verb), sends)
    lines = Event.objects.filter(case=case).count()
    again = client.post(address(case, press.verb), sends)
    assert again.status_code in (409, 422)
    assert Event.objects.filter(case=case).count() == lines


@each
def test_an_outsider_finds_nothing(scene, press, sign_in, outsider):
    case, _client, sends = scene(press)
    client = sign_in(outsider)
    assert client.get(address(case, press.verb)).status_code == 404
    assert client.post(address(case, press.verb), sends).status_code == 404


@pytest.mark.parametrize("press", [press for press in PRESSES if press.bad is not None], ids=lambda press: press.verb)
def test_bad_input_is_told_by_the_field_and_nothing_is_lost(scene, press):
    case, client, sends = scene(press, press.bad)
    state = case.state
    for headers in ({}, {"HX-Request": "true"}):
        response = client.post(address(case, press.verb), sends, headers=headers)
        text = response.content.decode()
        assert response.status_code == 422 and "field-wrong" in text and Case.objects.get(pk=case.pk).state == state
        assert all(
            str(value) in text
            for name, value in sends.items()
            if name in ("reason", "result", "office", "text", "badge") and str(value).strip()
        )


@pytest.mark.parametrize(
    ("verb", "on", "by"),
    [
        ("sign", "case", "director"), ("settle", "signed_case", "director"), ("route", "routed_case", "director"),
        ("conclude", "routed_case", "mediator"), ("archive", "signed_case", "mediator"), ("reopen", "signed_case", "director"),
        ("send_back", "signed_case", "mediator"), ("transfer", "concluded_case", "mediator"), ("withdraw", "concluded_case", "mediator"),
        ("decline", "signed_case", "director"), ("pass_outside", "concluded_case", "director"), ("assign", "concluded_case", "section_head"),
    ],
)  # fmt: skip
def test_from_the_wrong_state_it_is_refused_readably(request, sign_in, verb, on, by):
    case = request.getfixturevalue(on)
    client = sign_in(request.getfixturevalue(by))
    for response in (client.get(address(case, verb)), client.post(address(case, verb))):
        assert response.status_code == 409 and "<h1" in response.content.decode()


def test_what_the_posting_does_not_carry_is_refused(sign_in, clerk, duty_leader, routed_case):
    assert sign_in(clerk).post(address(routed_case, "sign")).status_code == 403
    assert sign_in(duty_leader).get(address(routed_case, "withdraw")).status_code == 403


def test_an_unknown_verb_is_not_found(sign_in, clerk, case):
    for verb in ("register", "take", "explode"):
        assert sign_in(clerk).get(address(case, verb)).status_code == 404


def test_the_routing_table_proposes_and_says_why(sign_in, clerk, case):
    response = sign_in(clerk).get(address(case, "route"))
    form = response.context["form"]
    assert form.fields["to_desk"].initial == desk("HHT", "judicial").pk
    assert form.proposal.why in response.content.decode()


def test_another_desk_with_a_reason_is_an_override_on_the_record(sign_in, clerk, case):
    sign_in(clerk).post(address(case, "route"), {"to_desk": desk("XY", "judicial").pk, "reason": "涉及两个镇"})
    handover = Handover.objects.get(case=case)
    assert (handover.to_desk, handover.proposed_desk, handover.reason) == (
        desk("XY", "judicial"),
        desk("HHT", "judicial"),
        "涉及两个镇",
    )
    assert Event.objects.get(case=case, kind="case.routed").data["overridden"]


def test_a_case_is_signed_for_by_naming_a_colleague(sign_in, mediator, section_head, routed_case):
    sign_in(mediator).post(address(routed_case, "sign"), {"handler": section_head.user_id})
    assert Case.objects.get(pk=routed_case.pk).handler == section_head.user


def test_a_restricted_case_is_not_shared_with_who_is_not_cleared(sign_in, director, outsider, make_case):
    case = make_case(restricted=True)
    assert sign_in(director).post(address(case, "share"), {"badge": outsider.badge}).status_code == 422


@pytest.mark.parametrize("text", ["张" * 2001, "a\0b"])
def test_too_long_or_unprintable_is_told(sign_in, mediator, signed_case, text):
    assert sign_in(mediator).post(address(signed_case, "note"), {"text": text}).status_code == 422


def test_a_reason_of_the_longest_length_fits_the_database(sign_in, mediator, routed_case):
    sent = {"code": "incomplete", "reason": "缺" * 300}
    assert sign_in(mediator).post(address(routed_case, "send_back"), sent).status_code == 302
