"""The API of files: the same verbs as the panel, with codes."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import tokens
from center.papers.models import File
from intake.models import Event
from tests import samples
from tests.intake.paper_trail import put


@pytest.fixture
def api():
    """A client with a key that acts in a posting: `api(clerk)`."""

    def client(posting):
        key = tokens.issue(posting, name="test", valid_to=today() + timedelta(days=1), by=SYSTEM)
        connection = APIClient()
        connection.credentials(HTTP_AUTHORIZATION=f"Token {key}")
        return connection

    return client


def url(door, case, *more):
    return reverse(f"api:case-{door}", args=[case.number, *more])


def attach(client, case, *contents, **more):
    files = [SimpleUploadedFile("scan", content) for content in contents]
    return client.post(url("attach", case), {"files": files, **more}, format="multipart")


def test_files_are_put_on_listed_and_fetched(api, clerk, case):
    client, party = api(clerk), case.parties.first()
    added = attach(client, case, samples.picture(), samples.pdf(3), party=party.pk, label="借条")
    assert added.status_code == 201 and [row["kind"] for row in added.json()] == ["photo", "scan"]
    listed = client.get(url("files", case)).json()
    assert listed == added.json() and listed[1]["pages"] == 3 and listed[0]["party"] == party.pk
    given = client.get(url("file", case, listed[1]["id"]))
    assert b"".join(given.streaming_content) == samples.pdf(3) and given["Content-Disposition"].startswith("attachment")


def test_the_story_knows_the_client(api, clerk, case):
    attach(api(clerk), case, samples.picture())
    line = Event.objects.get(kind="case.attached")
    assert (line.by_kind, line.by_badge) == ("api", clerk.badge)


@pytest.mark.parametrize(
    ("contents", "status", "code"),
    [([b"<html>"], 422, "kind_unknown"), ([b""], 422, "file_empty"), ([samples.picture(), b"%PDF-1.7"], 422, "broken")],
)
def test_a_refusal_has_a_code_and_keeps_nothing(api, clerk, case, contents, status, code):
    answer = attach(api(clerk), case, *contents)
    assert (answer.status_code, answer.json()["code"]) == (status, code) and not File.objects.exists()


def test_twice_is_once(api, clerk, case):
    client = api(clerk)
    attach(client, case, samples.picture())
    answer = attach(client, case, samples.picture())
    assert (answer.status_code, answer.json()["code"]) == (409, "already_attached")


@pytest.mark.parametrize("body", [{}, {"files": "text"}, {"files": ""}, {"label": "x" * 100}])
def test_a_request_without_files_is_told_so(api, clerk, case, body):
    assert api(clerk).post(url("attach", case), body, format="multipart").status_code == 400


def test_a_side_of_another_case_is_not_known(api, clerk, case, make_case):
    answer = attach(api(clerk), case, samples.picture(), party=make_case().parties.first().pk)
    assert answer.status_code == 400 and not File.objects.exists()


def test_more_than_is_taken_at_once(api, clerk, case, settings):
    settings.FILES_PER_REQUEST = 1
    answer = attach(api(clerk), case, samples.picture(), samples.pdf())
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_files")


def test_a_file_is_taken_off_with_a_reason(api, clerk, case):
    client = api(clerk)
    (kept,) = put(case, clerk)
    assert client.post(url("detach", case), {"attachment": kept.pk}, format="json").status_code == 400
    assert (
        client.post(url("detach", case), {"attachment": kept.pk, "reason": "传错了"}, format="json").status_code == 204
    )
    assert client.get(url("files", case)).json() == [] and client.get(url("file", case, kept.pk)).status_code == 404
    assert (
        client.post(url("detach", case), {"attachment": kept.pk, "reason": "传错了"}, format="json").status_code == 400
    )


def test_pages_are_bound_in_the_order_given(api, clerk, case):
    client = api(clerk)
    first, second = put(case, clerk, samples.picture(), samples.pdf(2))
    done = client.post(url("bind-pages", case), {"attachments": [second.pk, first.pk]}, format="json")
    assert done.status_code == 200 and done.json()["state"] == "done"
    bound = client.get(url("files", case)).json()[-1]
    assert (
        bound["id"] == done.json()["attachment"] and bound["sources"] == [second.pk, first.pk] and bound["pages"] == 3
    )


def test_many_pages_are_accepted_and_bound_later(api, clerk, case):
    (scan,) = put(case, clerk, samples.pdf(12))
    asked = api(clerk).post(url("bind-pages", case), {"attachments": [scan.pk]}, format="json")
    assert asked.status_code == 202 and (asked.json()["state"], asked.json()["pages"]) == ("waiting", 12)


def test_a_reader_may_look_and_not_change(api, duty_leader, clerk, case):
    client = api(duty_leader)
    (kept,) = put(case, clerk)
    assert len(client.get(url("files", case)).json()) == 1
    assert attach(client, case, samples.pdf()).status_code == 403
    assert client.post(url("detach", case), {"attachment": kept.pk, "reason": "x"}, format="json").status_code == 403
    assert client.post(url("bind-pages", case), {"attachments": [kept.pk]}, format="json").status_code == 403


def test_an_outsider_gets_404(api, outsider, clerk, case):
    (kept,) = put(case, clerk)
    client = api(outsider)
    assert (
        client.get(url("files", case)).status_code == 404 and client.get(url("file", case, kept.pk)).status_code == 404
    )
    assert attach(client, case, samples.pdf()).status_code == 404
    for door in ("detach", "bind-pages"):
        assert client.post(url(door, case), {}, format="json").status_code == 404
