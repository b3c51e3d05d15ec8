"""The API calls the same verbs as the pages: keys, idempotency, rights, refusals with a code."""

from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import tokens
from center.institution.lifecycle import end
from intake.api_forms import VERBS
from intake.models import Case, Event, Handover
from tests import factories
from tests.factories import desk

RESULT = "双方当面说清，隔墙退回原线，握手言和。"


@pytest.fixture
def api():
    """A client with a key that acts in a posting: `api(clerk)`."""

    def client(posting):
        key = tokens.issue(posting, name="test", valid_to=today() + timedelta(days=1), by=SYSTEM)
        connection = APIClient()
        connection.credentials(HTTP_AUTHORIZATION=f"Token {key}")
        return connection

    return client


def body(**changes):
    values = {
        "matter": "traffic_accident", "narrative": "电动车被小轿车追尾，对方愿意赔偿但数额谈不拢。", "claim": "赔偿一千二百元", "amount_cents": 120000,
        "applicant": {"name": "王建国", "id_kind": "111", "id_number": factories.id_number(77), "phone": "13800000077"},
        "others": [{"name": "李志强"}],
    }  # fmt: skip
    return {**values, **changes}


def verb(case, name):
    return reverse(f"api:case-{name}", args=[case.number])


def create(client, key="key-0001", **changes):
    return client.post(reverse("api:case-list"), body(**changes), format="json", headers={"Idempotency-Key": key})


def test_a_walk_in_is_registered_and_sent_to_the_traffic_center(api, clerk):
    answer = create(api(clerk))
    assert answer.status_code == 201, answer.json()
    data = answer.json()
    assert (data["state"], data["desk"]["center"], data["parties"][0]["name"]) == ("routed", "JT", "王**")
    assert len(data["query_code"]) == 8 and "id_number" not in str(data)
    event = Event.objects.get(case__number=data["number"], kind="case.registered")
    assert (event.by_kind, event.by_posting) == ("api", clerk.pk)


def test_the_same_key_again_gives_the_same_case(api, clerk):
    client = api(clerk)
    first, second = create(client), create(client, narrative="改了几个字")
    assert (first.status_code, second.status_code) == (201, 200) and first.json() == second.json()
    assert Case.objects.count() == 1
    assert create(client, key="key-0002").status_code == 201


def test_another_clients_key_is_another_key(api, clerk, county_clerk):
    assert create(api(clerk)).json()["number"] != create(api(county_clerk)).json()["number"]


def test_without_a_key_nothing_is_made(api, clerk):
    answer = api(clerk).post(reverse("api:case-list"), body(), format="json")
    assert answer.status_code == 400 and answer.json()["code"] == "idempotency_key" and not Case.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"matter": "no-such"}, "matter"), ({"narrative": ""}, "narrative"), ({"narrative": "长" * 50_000}, "narrative"), ({"people_count": 0}, "people_count"),
        ({"amount_cents": -1}, "amount_cents"), ({"applicant": {"name": "<b>王</b>", "no_id_reason": "未带"}}, "applicant"),
        ({"applicant": {"name": "王建国", "id_kind": "111", "id_number": "320830195603170011"}}, "applicant"),
        ({"applicant": {"name": "王建国", "id_kind": "111", "id_number": "320830209901010013"}}, "applicant"),
        ({"applicant": {"name": "王建国"}}, "applicant"), ({"others": [{"name": "李", "organisation": "甲公司"}]}, "others"), ({"to_desk": 987654}, "to_desk"),
        ({"settle": {"outcome": "mediated", "result": RESULT}}, "settle"), ({"source": "grid"}, "source"),
    ],
)  # fmt: skip
def test_bad_input_names_the_field(api, clerk, change, field):
    answer = create(api(clerk), **change)
    assert answer.status_code == 400 and field in answer.json(), answer.json()
    assert not Case.objects.exists()


def test_another_desk_than_proposed_needs_a_reason(api, clerk):
    answer = create(api(clerk), to_desk=desk("HHT", "judicial").pk)
    assert (answer.status_code, answer.json()["code"]) == (422, "reason_needed")
    assert not Case.objects.exists(), "nothing is half done"
    assert (
        create(api(clerk), to_desk=desk("HHT", "judicial").pk, reason="双方都住本镇").json()["desk"]["center"] == "HHT"
    )


def test_settled_on_the_spot(api, clerk):
    answer = create(
        api(clerk),
        matter="legal_consultation",
        others=[],
        settle={"outcome": "answered", "result": "讲明离婚登记的两次申请和三十日冷静期。", "agreed": True},
    )
    assert answer.status_code == 201 and answer.json()["on_the_spot"] is True


def test_every_verb_of_a_case(api, case, clerk, mediator, section_head, director, outsider):
    at_counter, at_desk, above = api(clerk), api(mediator), api(director)
    steps = [
        (at_counter, "route", {}, "routed"),
        (at_desk, "send-back", {"code": "incomplete", "reason": "缺少对方电话"}, "registered"),
        (at_counter, "route", {"to_desk": desk("XY", "judicial").pk, "reason": "当事人要求"}, "routed"),
    ]
    for client, name, data, state in steps:
        answer = client.post(verb(case, name), data, format="json")
        assert answer.status_code == 200 and answer.json()["state"] == state, (name, answer.json())
    county_mediator = factories.staff("county_mediator", desk("XY", "judicial"), "mediator")
    there = api(county_mediator)
    assert there.post(verb(case, "sign"), {}, format="json").json()["state"] == "handling"
    assert (
        there.post(verb(case, "transfer"), {"to_desk": mediator.desk.pk, "reason": "双方住本镇"}, format="json").json()[
            "state"
        ]
        == "routed"
    )
    for client, name, data, state in [
        (at_desk, "sign", {"handler": section_head.badge}, "handling"),
        (at_desk, "assign", {"handler": mediator.badge}, "handling"),
        (at_desk, "note", {"text": "已电话联系双方。"}, "handling"),
        (above, "share", {"user": outsider.badge, "reason": "协助核实"}, "handling"),
        (at_desk, "conclude", {"outcome": "resolved", "result": RESULT}, "concluded"),
        (above, "reopen", {"reason": "墙又砌回来了"}, "handling"),
        (at_desk, "conclude", {"outcome": "unresolved", "result": RESULT}, "concluded"),
        (at_desk, "archive", {}, "archived"),
    ]:
        answer = client.post(verb(case, name), data, format="json")
        assert answer.status_code == 200 and answer.json()["state"] == state, (name, answer.json())
    assert api(outsider).get(reverse("api:case-detail", args=[case.number])).status_code == 200, "shared by name"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("withdraw", {"reason": "自行和解"}),
        ("decline", {"reason": "法院已判决"}),
        ("pass-outside", {"office": "县人民法院", "reason": "已立案"}),
        ("settle", {"outcome": "guided", "result": "请到县人社局劳动监察大队。"}),
    ],
)
def test_the_side_ends(api, case, clerk, name, data):
    answer = api(clerk).post(verb(case, name), data, format="json")
    assert answer.status_code == 200, answer.json()
    assert Event.objects.filter(case=case).count() == 2


def test_the_second_press_reads_why(api, routed_case, mediator, section_head):
    assert api(mediator).post(verb(routed_case, "sign"), {}, format="json").status_code == 200
    answer = api(section_head).post(verb(routed_case, "sign"), {}, format="json")
    assert answer.status_code == 409 and answer.json()["code"] == "moved_on" and answer.json()["message"]
    assert (
        Event.objects.filter(case=routed_case, kind="case.signed").count() == 1
        and Handover.objects.filter(state="signed").count() == 1
    )


def test_an_outsider_finds_nothing(api, signed_case, outsider):
    client = api(outsider)
    assert client.get(reverse("api:case-list")).json()["results"] == []
    assert client.get(reverse("api:case-detail", args=[signed_case.number])).status_code == 404
    assert client.post(verb(signed_case, "note"), {"text": "x"}, format="json").status_code == 404


def test_a_wrong_key_and_a_key_of_yesterday_open_nothing(clerk):
    key = tokens.issue(clerk, name="old", valid_to=today() - timedelta(days=1), by=SYSTEM)
    for word in (key, "nothing", ""):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {word}")
        assert client.get(reverse("api:case-list")).status_code == 401


def test_a_key_ends_with_its_posting(api, clerk):
    client = api(clerk)
    end(clerk, by=SYSTEM, last_day=today() - timedelta(days=1))
    assert client.get(reverse("api:case-list")).status_code == 401


def test_a_list_costs_the_same_with_ten_and_with_fifty(api, clerk, make_case):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = api(clerk)
    counts = []
    for wanted in (3, 20):
        while Case.objects.count() < wanted:
            make_case()
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(reverse("api:case-list")).json()["results"]) == wanted
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_status_by_number_and_code(signed_case):
    url = reverse("api:status-list")
    answer = APIClient().post(
        url, {"number": signed_case.grouped.lower(), "code": signed_case.query_code}, format="json"
    )
    assert answer.status_code == 200 and [step["state"] for step in answer.json()["steps"]] == [
        "done",
        "done",
        "done",
        "now",
        "later",
    ]
    wrong_code = APIClient().post(url, {"number": signed_case.number, "code": "ABCDEFGH"}, format="json")
    wrong_number = APIClient().post(
        url, {"number": _other(signed_case.number), "code": signed_case.query_code}, format="json"
    )
    assert wrong_code.status_code == wrong_number.status_code == 422 and wrong_code.json() == wrong_number.json()


def test_the_description_names_every_verb(client, db):
    text = client.get("/api/schema/").content.decode()
    for name in (*VERBS, "grid-reports", "status"):
        assert f"/{name}/" in text


def _other(number):
    from center.foundation import numbering

    body = number[:-1][:-1] + str((int(number[-2]) + 1) % 10)
    return body + numbering.check_character(body)
