"""The same verb through the API: new is 201, the same again is 200 with the first result."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from center.foundation.actor import SYSTEM
from center.foundation.now import now, today
from center.institution.tokens import issue
from grid.models import GridReport
from intake.models import Case, Event
from tests import factories
from tests.factories import desk
from tests.grid.conftest import jpeg

ADDRESS = "/api/v1/grid-reports/"


@pytest.fixture
def api(worker):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token " + issue(worker, name="phone", valid_to=today(), by=SYSTEM))
    return client


def body(**changes) -> dict:
    return {
        "uuid": str(uuid.uuid4()),
        "category": "environment",
        "text": "渠边倾倒建筑垃圾。",
        "lat": 33.02,
        "lng": 118.52,
        "accuracy_m": 9,
        **changes,
    }


def test_new_is_201_and_the_same_again_is_200_with_the_first_result(api, grid):
    sent = body()
    new, again = api.post(ADDRESS, sent, format="json"), api.post(ADDRESS, {**sent, "text": "别的话"}, format="json")
    assert (new.status_code, again.status_code) == (201, 200)
    assert new.json() == again.json()
    assert (new.json()["grid"], new.json()["state"], new.json()["text"]) == (grid.code, "routed", "渠边倾倒建筑垃圾。")
    assert new.json()["case"] == Case.objects.get().number


def test_with_a_photo_it_comes_in_parts(api):
    answer = api.post(ADDRESS, body(photo=SimpleUploadedFile("a.jpg", jpeg().read(), "text/html")), format="multipart")
    assert answer.status_code == 201 and answer.json()["photo"] is True
    assert GridReport.objects.get().photo.media_type == "image/jpeg"


def test_the_story_knows_that_a_client_spoke_for_the_worker(api, worker):
    api.post(ADDRESS, body(), format="json")
    event = Event.objects.get(kind="grid.reported")
    assert (event.by_kind, event.by_posting) == ("api", worker.pk)
    assert Case.objects.get().registered_by == worker.user


def test_settled_on_the_spot(api):
    sent = body(photo=SimpleUploadedFile("a.jpg", jpeg().read()), settled=True, result="业主当场清走，场地复原。")
    assert api.post(ADDRESS, sent, format="multipart").json()["state"] == "concluded"


def test_a_hostile_photo_is_422_with_a_code(api):
    answer = api.post(ADDRESS, body(photo=SimpleUploadedFile("a.jpg", b"<html>")), format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_photo")
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"lat": 39.9, "lng": 116.4}, 422), ({"accuracy_m": 500}, 422), ({"text": ""}, 422), ({"settled": True}, 422), ({"lng": None}, 400), ({"lat": 91}, 400),
        ({"lat": "nan"}, 400), ({"category": "nonsense"}, 400), ({"uuid": "x"}, 400), ({"grid": "320830108201"}, 400), ({"people_count": 0}, 400),
        ({"text": "字" * 2001}, 400), ({"photo": "abc"}, 400), ({"taken_at": "2099-01-01T00:00:00Z"}, 400), ({"text": "a\x00b"}, 400), ({"text": ["x"]}, 400),
    ],
)  # fmt: skip
def test_bad_input_is_told_apart_and_leaves_nothing(api, changes, status):
    answer = api.post(ADDRESS, body(**changes), format="json")
    assert answer.status_code == status, answer.content
    assert not Case.objects.exists()


def test_a_body_that_is_no_object_is_refused(api):
    assert api.post(ADDRESS, [1, 2], format="json").status_code == 400
    assert api.post(ADDRESS, b"{", content_type="application/json").status_code == 400


def test_what_was_taken_without_signal_keeps_its_time(api):
    taken = now() - timedelta(hours=5)
    api.post(ADDRESS, body(taken_at=taken.isoformat()), format="json")
    assert GridReport.objects.get().taken_at == taken


def test_the_list_holds_the_workers_own_and_no_others(api, send, county, worker):
    send(), send()
    other = factories.staff("grid2", desk("HHT", "governance"), "grid_worker")
    theirs = send(by=other)
    answer = api.get(ADDRESS).json()
    assert len(answer["results"]) == 2 and str(theirs.uuid) not in str(answer)
    assert api.get(f"{ADDRESS}{theirs.uuid}/").status_code == 404
    assert api.get(f"{ADDRESS}{answer['results'][0]['uuid']}/").status_code == 200


def test_the_list_costs_the_same_with_one_and_with_many(api, send, count_queries):
    send()
    one = count_queries(lambda: api.get(ADDRESS))
    for _number in range(6):
        send()
    assert count_queries(lambda: api.get(ADDRESS)) == one


def test_a_mediator_gets_403_and_nobody_401(mediator, worker, classes):
    client = APIClient()
    assert client.post(ADDRESS, body(), format="json").status_code == 401
    client.credentials(HTTP_AUTHORIZATION="Token " + issue(mediator, name="desk", valid_to=today(), by=SYSTEM))
    answer = client.post(ADDRESS, body(), format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert client.get(ADDRESS).json()["results"] == []
