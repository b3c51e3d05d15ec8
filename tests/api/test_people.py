"""Who takes part, by the API: sides of every kind, who acts for them, no name, and a further matter of a visit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import tokens
from intake.models import Agent, Case, Link, Party, Visit
from tests import factories

CODE = "91110000600037341L"


@pytest.fixture
def api():
    """A client with a key that acts in a posting: `api(clerk)`."""

    def client(posting):
        key = tokens.issue(posting, name="test", valid_to=today() + timedelta(days=1), by=SYSTEM)
        connection = APIClient()
        connection.credentials(HTTP_AUTHORIZATION=f"Token {key}")
        return connection

    return client


def create(client, key="key-0001", **changes):
    values = {
        "matter": "debt", "narrative": "借款到期不还，三家一起来要。",
        "applicant": {"name": "王建国", "id_kind": "111", "id_number": factories.id_number(77), "phone": "13800000077"}, **changes,
    }  # fmt: skip
    values = {name: value for name, value in values.items() if value != "left out"}
    return client.post(reverse("api:case-list"), values, format="json", headers={"Idempotency-Key": key})


def do(client, number, verb, **body):
    return client.post(reverse(f"api:case-{verb}", args=[number]), body, format="json")


def test_sides_of_every_kind_with_who_acts_for_them(api, clerk, mediator):
    others = [
        {
            "side": "applicant",
            "name": "赵燕",
            "id_kind": "111",
            "id_number": factories.id_number(78),
            "representative": True,
        },
        {
            "side": "respondent",
            "organisation": "某公司",
            "credit_code": CODE.lower(),
            "agents": [{"kind": "agent", "powers": "special", "name": "周律师"}],
        },
        {"side": "third", "name": "孙三"},
    ]
    answer = create(
        api(clerk), others=others, representative=True, agents=[{"kind": "agent", "name": "钱五", "relation": "儿子"}]
    )
    assert answer.status_code == 201, answer.json()
    parties = answer.json()["parties"]
    assert [(p["side"], p["name"], p["credit_code"], p["representative"]) for p in parties] == [
        ("applicant", "王**", "", True), ("applicant", "赵*", "", True), ("respondent", "某公司", CODE, False), ("third", "孙*", "", False),
    ]  # fmt: skip
    assert parties[2]["agents"][0]["name"] == "周**" and parties[0]["agents"][0]["powers"] == "general"
    assert answer.json()["people_count"] == 2


@pytest.mark.parametrize(
    "other",
    [
        {}, {"name": "甲", "organisation": "乙"}, {"organisation": "某公司", "credit_code": "1"}, {"name": "甲", "credit_code": CODE}, {"name": "甲", "side": "judge"},
        {"name": "甲", "id_kind": "111", "id_number": "1"}, {"name": "甲", "agents": [{"kind": "agent"}]}, {"name": "甲", "agents": [{"kind": "friend", "name": "乙"}]},
        {"name": "甲", "agents": "乙"}, {"party": 1}, {"party": 2**70}, "甲", None,
    ],
)  # fmt: skip
def test_a_faulty_side_is_a_fault_of_its_field(api, clerk, other):
    answer = create(api(clerk), others=[other])
    assert answer.status_code == 400 and "others" in answer.json() and not Case.objects.exists()


def test_without_a_name_only_a_hint_is_taken_in(api, clerk, petition_officer):
    refused = create(api(clerk), applicant=None)
    assert (refused.status_code, refused.json()["code"]) == (422, "name_needed")
    assert create(api(clerk), applicant="left out").status_code == 400
    assert create(api(clerk), applicant=None, matter="environment").status_code == 201


def test_the_rules_of_sides_have_codes(api, clerk):
    reps = [{"side": "applicant", "name": f"代表{n}", "representative": True} for n in "一二三四五六"]
    answer = create(api(clerk), others=reps, matter="petition_complaint")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_representatives")
    answer = create(api(clerk), others=reps, people_count=3)
    assert (answer.status_code, answer.json()["code"]) == (422, "people_count")
    same = {"side": "third", "name": "王建国", "id_kind": "111", "id_number": factories.id_number(77)}
    answer = create(api(clerk), others=[same])
    assert (answer.status_code, answer.json()["code"]) == (422, "named_twice")
    many = [{"side": "applicant", "name": "某人"}] * 501
    assert create(api(clerk), others=many).status_code == 400


def test_the_verbs_of_sides(api, mediator, signed_case):
    client, number = api(mediator), signed_case.number
    added = do(client, number, "add-party", side="third", organisation="某保险公司", credit_code=CODE)
    assert added.status_code == 200, added.json()
    insurer = added.json()["parties"][-1]["id"]
    assert (
        do(client, number, "appoint-agent", party=insurer, kind="agent", name="周律师", powers="special").status_code
        == 200
    )
    agent = Agent.objects.get()
    assert do(client, number, "appoint-agent", party=insurer + 99, kind="agent", name="周律师").status_code == 400
    assert do(client, number, "end-agent", agent=agent.pk).status_code == 400
    ended = do(client, number, "end-agent", agent=agent.pk, reason="委托期满")
    assert ended.status_code == 200 and ended.json()["parties"][-1]["agents"] == []
    assert do(client, number, "end-agent", agent=agent.pk, reason="委托期满").json()["code"] == "moved_on"


def test_a_further_matter_takes_the_people_of_the_visit_over(api, clerk, petition_officer):
    client = api(clerk)
    first = create(client, others=[{"name": "李志强"}]).json()
    opponent = first["parties"][1]["id"]
    second = create(
        client, "key-0002", applicant="left out", matter="petition_complaint", visit=first["number"], others=[{"party": opponent, "side": "third"}]
    ).json()  # fmt: skip
    assert [(p["side"], p["name"]) for p in second["parties"]] == [("applicant", "王**"), ("third", "李**")]
    assert Visit.objects.count() == 1 and Link.objects.get().kind == "same_visit"
    third = create(
        client, "key-0003", applicant="left out", visit=first["number"],
        others=[{"party": opponent, "side": "applicant"}, {"party": first["parties"][0]["id"], "side": "respondent"}],
    ).json()  # fmt: skip
    assert [(p["side"], p["name"]) for p in third["parties"]] == [("applicant", "李**"), ("respondent", "王**")]
    assert Party.objects.values("person").distinct().count() == 2


def test_only_a_visit_that_the_client_took_in_is_continued(api, clerk, county_clerk):
    theirs = create(api(county_clerk)).json()
    client = api(clerk)
    own = create(client).json()
    for visit, others in [
        (theirs["number"], []),
        ("nonsense", []),
        (own["number"], [{"party": Party.objects.filter(case__number=theirs["number"]).first().pk}]),
    ]:
        answer = create(client, "key-0009", applicant="left out", visit=visit, others=others)
        assert answer.status_code == 400 and ("visit" in answer.json() or "others" in answer.json())
    assert Case.objects.count() == 2
