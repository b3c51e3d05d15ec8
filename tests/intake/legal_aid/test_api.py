"""Legal aid by the API: the same verbs as the panel of a case, the same refusals (issue 5 part 2)."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import tokens
from intake.legal_aid import rights
from intake.legal_aid.forms import FORMS
from intake.models import LegalAid
from tests.intake.legal_aid.conftest import REASON


@pytest.fixture
def api():
    def client(posting):
        key = tokens.issue(posting, name="test", valid_to=today() + timedelta(days=1), by=SYSTEM)
        connection = APIClient()
        connection.credentials(HTTP_AUTHORIZATION=f"Token {key}")
        return connection

    return client


def send(client, case, step="", **data):
    return client.post(f"/api/v1/cases/{case.number}/legal_aid/{step}", data, format="json")


def take(client, aid, verb, **data):
    return send(client, aid.proceeding.case, f"{aid.pk}/{verb}/", **data)


def test_a_life_from_the_application_to_the_report(api, wages, clerk, legal_officer, provider):
    answer = send(api(clerk), wages, item="wages", ground="migrant")
    assert answer.status_code == 201, answer.json()
    assert (answer.json()["state"], answer.json()["ground"]) == ("applied", "migrant")
    assert send(api(clerk), wages, item="wages", ground="migrant").json()["code"] == "under_way"
    aid, officer = LegalAid.objects.get(), api(legal_officer)
    for verb, data, state in [
        ("ask_papers", {"papers": ["identity"], "supply_by": today() + timedelta(days=3)}, "asked"),
        ("supply", {}, "applied"), ("grant", {}, "granted"), ("assign", {"provider": provider.pk}, "assigned"), ("accept", {}, "accepted"),
        ("finish", {"report": "经律师代理，工资已全部付清。"}, "done"),
    ]:  # fmt: skip
        answer = take(officer, aid, verb, **data)
        assert (answer.status_code, answer.json().get("state")) == (200, state), (verb, answer.json())
    (listed,) = officer.get(f"/api/v1/cases/{wages.number}/legal_aid/").json()
    assert (listed["state"], listed["provider"]) == ("done", provider.pk)


def test_an_objection_is_reviewed_by_the_justice_bureau(api, to, legal_officer, department_head):
    aid = to("applied")
    officer, justice = api(legal_officer), api(department_head)
    assert take(officer, aid, "refuse", code="other", reason=REASON).json()["state"] == "refused"
    assert take(officer, aid, "object_to", text="我确实是来讨工资的，请重新审查。").json()["state"] == "objected"
    answer = take(officer, aid, "overturn", reason="申请人符合条件，责令改正。")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_the_reviewer")
    assert take(justice, aid, "overturn", reason="申请人符合条件，责令改正。").json()["state"] == "granted"


def test_each_step_refuses_the_wrong_state_the_wrong_person_and_what_is_missing(
    api, to, wages, legal_officer, department_head, clerk, outsider, provider
):
    """A finished application: 409 for every step; outsiders cannot tell that it exists; another seat of the case 403; an empty body 400."""
    data = {
        "ask_papers": {"papers": ["identity"], "supply_by": today()}, "refuse": {"code": "other", "reason": REASON},
        "assign": {"provider": provider.pk}, "finish": {"report": REASON}, "object_to": {"text": REASON}, "uphold": {"reason": REASON},
        "overturn": {"reason": REASON},
    }  # fmt: skip
    aid = to("upheld")
    clients = {one: api(one) for one in (legal_officer, department_head, clerk, outsider)}
    for verb in FORMS:
        right = clients[department_head if verb in rights.REVIEW else legal_officer]
        answer = take(right, aid, verb, **data.get(verb, {}))
        assert (answer.status_code, answer.json()["code"]) == (409, "moved_on"), verb
        assert take(clients[outsider], aid, verb, **data.get(verb, {})).status_code == 404, verb
        if verb != "object_to":
            assert take(clients[clerk], aid, verb, **data.get(verb, {})).status_code == 403, verb
        if verb in data:
            assert take(right, aid, verb).status_code == 400, verb
    assert send(clients[outsider], wages, item="wages").status_code == 404
    assert clients[outsider].get(f"/api/v1/cases/{wages.number}/legal_aid/").status_code == 404
    assert send(clients[clerk], wages, item="nothing").status_code == 400
    assert take(clients[legal_officer], aid, "nonsense").status_code == 404
