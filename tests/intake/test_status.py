"""The citizen's page: one answer for wrong number and wrong code, plain steps, and nothing that is not the citizen's."""

import re
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import translation

from center.foundation.now import at, now
from intake import access, lifecycle, registration
from intake.models import Case
from intake.status import view_of
from tests import factories
from tests.factories import act

FORM, CASE = "/status/", "/status/case/"


def ask(client, number, code, **more):
    return client.post(FORM, {"number": number, "code": code}, **more)


def words(answer):
    """The page as text, without what differs by chance."""
    return re.sub(
        r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken&quot;[^}]*|X-CSRFToken": "[^"]+', "", answer.content.decode()
    )


# -- the door -----------------------------------------------------------------------------------------------------------------


def test_number_and_code_open_the_case(client, routed_case):
    answer = ask(client, routed_case.number, routed_case.query_code)
    assert answer.status_code == 302 and answer["Location"] == CASE
    page = client.get(CASE).content.decode()
    assert routed_case.grouped in page and routed_case.desk.full_label in page


def test_they_may_be_spelled_in_any_way(client, routed_case):
    code = routed_case.query_code
    assert ask(client, f" {routed_case.grouped.lower()} ", f"{code[:4].lower()}-{code[4:].lower()} ").status_code == 302


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(client, routed_case, make_case):
    other = make_case()
    absent = _number_that_is_not_there(routed_case)
    wrong_code = ask(client, routed_case.number, "ABCDEFGH")
    wrong_number = ask(client, absent, "ABCDEFGH")
    anothers_code = ask(client, routed_case.number, other.query_code)
    assert wrong_code.status_code == wrong_number.status_code == anothers_code.status_code == 422
    plain = [
        words(a).replace(routed_case.number, "N").replace(absent, "N").replace(other.query_code, "ABCDEFGH")
        for a in (wrong_code, wrong_number, anothers_code)
    ]
    assert plain[0] == plain[1] == plain[2]
    assert client.get(CASE).status_code == 302


def test_a_slip_of_the_pen_is_told_at_once_and_costs_no_try(client, routed_case):
    slipped = routed_case.number[:-2] + ("1" if routed_case.number[-2] != "1" else "2") + routed_case.number[-1]
    for _ in range(access.TRIES_OF_AN_ADDRESS + 1):
        answer = ask(client, slipped, "ABCDEFGH")
        assert answer.status_code == 422 and "number" in answer.context["form"].errors


@pytest.mark.parametrize(
    "typed", ["", "HHT", "x" * 500, "\x00", "' OR 1=1 --", "HHT20261124000\u00b2K", "张三", "HHT" + "9" * 50]
)
def test_nonsense_is_a_sentence(client, county, typed):
    assert ask(client, typed, typed).status_code == 422


def test_tries_of_a_number_are_counted_in_the_database(client, routed_case):
    for place in range(access.TRIES_OF_A_NUMBER):
        assert ask(client, routed_case.number, "ABCDEFGH", REMOTE_ADDR=f"10.0.0.{place}").status_code == 422
    answer = ask(client, routed_case.number, routed_case.query_code, REMOTE_ADDR="10.0.1.1")
    assert answer.status_code == 429 and "0517-88000100" in answer.content.decode()
    with at(now() + access.NUMBER_WINDOW):
        assert ask(client, routed_case.number, routed_case.query_code).status_code == 302


def test_tries_of_an_address_are_counted(client, routed_case, settings):
    for _ in range(access.TRIES_OF_AN_ADDRESS):
        client.get("/q/nothing-of-the-kind/", REMOTE_ADDR="10.0.0.9")
    assert ask(client, routed_case.number, routed_case.query_code, REMOTE_ADDR="10.0.0.9").status_code == 429
    assert ask(client, routed_case.number, routed_case.query_code, REMOTE_ADDR="10.0.0.10").status_code == 302


def test_a_client_cannot_choose_its_address(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")
    assert access.address_of(request) == "10.0.0.1"
    settings.PROXY_COUNT = 1
    assert access.address_of(request) == "2.2.2.2"
    settings.PROXY_COUNT = 5
    assert access.address_of(request) == "10.0.0.1"
    settings.PROXY_COUNT = 0
    assert access.address_of(RequestFactory().get("/", REMOTE_ADDR="2001:db8::1")) == access.address_of(
        RequestFactory().get("/", REMOTE_ADDR="2001:db8::2")
    )


def test_a_new_session_is_begun_when_let_in(client, routed_case):
    session = client.session
    session["kept"] = "x"
    session.save()
    before = client.cookies["sessionid"].value
    ask(client, routed_case.number, routed_case.query_code)
    assert client.cookies["sessionid"].value != before


def test_no_number_and_no_code_is_in_any_address(client, routed_case):
    answer = ask(client, routed_case.number, routed_case.query_code)
    page = client.get(CASE).content.decode()
    addresses = [answer["Location"], *re.findall(r'(?:href|action|src)="([^"]*)"', page)]
    assert not any(routed_case.number in address or routed_case.query_code in address for address in addresses)


# -- the QR code ---------------------------------------------------------------------------------------------------------------


def test_the_qr_code_leads_to_a_clean_address(client, routed_case):
    answer = client.get(f"/q/{routed_case.token}/")
    assert answer.status_code == 302 and answer["Location"] == CASE and answer["Referrer-Policy"] == "no-referrer"
    assert routed_case.grouped in client.get(CASE).content.decode()


def test_a_wrong_token_gets_the_form_and_a_sentence(client, county):
    answer = client.get("/q/abcdefghijkl/")
    assert answer.status_code == 422 and 'name="number"' in answer.content.decode()


# -- leaving -------------------------------------------------------------------------------------------------------------------


def test_done_leaves_nothing(client, routed_case):
    ask(client, routed_case.number, routed_case.query_code)
    assert client.post("/status/done/").status_code == 302
    assert client.get(CASE)["Location"] == FORM


def test_a_page_left_open_closes_by_itself(client, routed_case):
    ask(client, routed_case.number, routed_case.query_code)
    with at(now() + timedelta(minutes=31)):
        assert client.get(CASE)["Location"] == FORM


def test_it_is_kept_by_no_browser(client, routed_case):
    ask(client, routed_case.number, routed_case.query_code)
    assert "no-store" in client.get(CASE)["Cache-Control"]


# -- what it says --------------------------------------------------------------------------------------------------------------


def test_the_steps_follow_the_case(case, clerk, mediator):
    def stands():
        return [(step.key, step.state) for step in view_of(case).steps]

    assert stands() == [
        ("registered", "done"),
        ("sent", "now"),
        ("signed", "later"),
        ("handling", "later"),
        ("ended", "later"),
    ]
    factories.send(case, act(clerk))
    assert stands() == [
        ("registered", "done"),
        ("sent", "done"),
        ("signed", "now"),
        ("handling", "later"),
        ("ended", "later"),
    ]
    lifecycle.sign(case, by=act(mediator))
    assert stands() == [
        ("registered", "done"),
        ("sent", "done"),
        ("signed", "done"),
        ("handling", "now"),
        ("ended", "later"),
    ]
    lifecycle.conclude(case, outcome="resolved", result="双方已当面和解，巷道恢复原状。", by=act(mediator))
    assert stands() == [("registered", "done"), ("sent", "done"), ("signed", "done"), ("ended", "done")]


def test_sent_back_waits_for_its_desk_again(routed_case, mediator):
    lifecycle.send_back(routed_case, code="incomplete", reason="缺材料", by=act(mediator))
    view = view_of(routed_case)
    assert [step.state for step in view.steps] == ["done", "now", "later", "later", "later"]
    assert "缺材料" not in str(view)


def test_it_says_by_when_and_by_what_rule(signed_case):
    with translation.override("zh-hans"):
        view = view_of(signed_case)
    clock = signed_case.clocks.running().get()
    local = clock.due_at.astimezone()
    assert f"{local.month}月{local.day}日" in view.headline
    assert view.limits[0].basis == clock.limit.source and view.next_step


def test_a_limit_that_has_passed_is_admitted(signed_case):
    with at(now() + timedelta(days=30)):
        view = view_of(signed_case)
    assert view.limits[0].late and view.phone in view.headline


def test_the_result_is_told_when_it_is_there(signed_case, mediator, client):
    lifecycle.conclude(signed_case, outcome="resolved", result="双方已当面和解，巷道恢复原状。", by=act(mediator))
    ask(client, signed_case.number, signed_case.query_code)
    assert "双方已当面和解" in client.get(CASE).content.decode()


def test_other_endings_have_their_own_sentence(make_case, clerk):
    for verb, options in [
        ("withdraw", {"reason": "自行和解"}),
        ("decline", {"reason": "不属于受理范围"}),
        ("pass_outside", {"office": "法院", "reason": "已起诉"}),
    ]:
        case = make_case()
        getattr(lifecycle, verb)(case, by=act(clerk), **options)
        view = view_of(case)
        assert view.ended and view.headline and len(view.steps) == 2 and not view.limits
    settled = make_case()
    lifecycle.settle(settled, outcome="answered", result="告知到劳动监察大队投诉", by=act(clerk))
    assert view_of(settled).result == "告知到劳动监察大队投诉"


def test_notes_names_and_the_other_side_are_never_told(client, signed_case, mediator, clerk):
    lifecycle.note(signed_case, text="此人情绪激动，注意安全", by=act(mediator))
    ask(client, signed_case.number, signed_case.query_code)
    page = client.get(CASE).content.decode()
    for secret in ("情绪激动", mediator.user.name, clerk.user.name, "李长林", mediator.badge, signed_case.narrative):
        assert secret not in page


def test_of_a_restricted_matter_only_the_stage_is_told(client, make_case, petition_officer, clerk):
    case = make_case("whistleblowing")
    factories.send(case, act(clerk))
    lifecycle.sign(case, by=act(petition_officer))
    lifecycle.conclude(case, outcome="resolved", result="已核实并处理，结果另行告知。", by=act(petition_officer))
    ask(client, case.number, case.query_code)
    page = client.get(CASE).content.decode()
    assert "检举" not in page and "已核实并处理" not in page
    assert "step-done" in page


def test_it_needs_no_script_and_fits_a_small_phone(client, routed_case):
    ask(client, routed_case.number, routed_case.query_code)
    for address in (FORM, CASE):
        page = client.get(address).content.decode()
        assert "<script" not in page and " style=" not in page
        assert "width=device-width" in page and "<table" not in page


def test_in_both_languages(client, routed_case):
    ask(client, routed_case.number, routed_case.query_code)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        assert client.get(CASE).status_code == 200


def test_the_case_page_costs_four_queries(client, routed_case, settings, django_assert_num_queries):
    settings.KEPT_SECONDS = 60
    ask(client, routed_case.number, routed_case.query_code)
    client.get(CASE)
    with django_assert_num_queries(4):  # session, case, story, clocks; offices and rules are kept
        client.get(CASE)


def _number_that_is_not_there(case):
    from center.foundation import numbering

    body = case.number[:-5] + "9999"
    assert not Case.objects.filter(number__startswith=body).exists()
    return body + numbering.check_character(body)


def test_the_token_is_found_by_its_digest_only(routed_case):
    assert Case.objects.get(token_digest=registration.token_digest(routed_case.token)).pk == routed_case.pk
