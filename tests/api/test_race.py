"""Two clients at the same moment, through the API: one wins, the other reads a sentence, the story has one line."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import tokens
from intake.models import Case, Event
from tests.api.test_cases import body, verb
from tests.intake.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


def client(posting):
    key = tokens.issue(posting, name="test", valid_to=today() + timedelta(days=1), by=SYSTEM)
    connection = APIClient()
    connection.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    return connection


def test_two_clients_sign_at_once(routed_case, mediator, section_head):
    clients = [client(mediator), client(section_head)]
    answers = together(*(lambda c=c: c.post(verb(routed_case, "sign"), {}, format="json") for c in clients))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert loser.json()["code"] == "moved_on" and loser.json()["message"]
    assert Event.objects.filter(case=routed_case, kind="case.signed").count() == 1


def test_the_same_idempotency_key_at_once_is_one_case(clerk):
    clients = [client(clerk)] * 4
    form = body()
    headers = {"Idempotency-Key": "pressed-at-once"}
    answers = together(*(lambda c=c: c.post("/api/v1/cases/", form, format="json", headers=headers) for c in clients))
    assert {answer.json()["number"] for answer in answers} == {Case.objects.get().number}
    assert all(answer.status_code in (200, 201) for answer in answers)
