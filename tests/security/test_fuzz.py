"""No input makes the server fail: the API against its own description, and every page with garbage. Same examples each time."""

import itertools
from datetime import timedelta
from uuid import uuid4

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import NoReverseMatch, reverse
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as pace

from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import tokens
from tests.doors import doors

EXAMPLES = 2  # of each operation and role
HOSTILE = ["", "\x00", "\x00' OR 1=1--", "9" * 400, "-1", "1e400", "NaN", "9223372036854775808", "a" * 5000, "𝒳\u202e<script>", "2026-02-30", "0001-01-01", "9999-12-31T23:59:60", "[]", "{}", "../../etc/passwd", "%00", "true"]  # fmt: skip
NAMES = ["q", "page", "day", "state", "matter", "handler", "desk", "year", "next", "posting", "number", "code", "text", "reason", "people_count", "amount", "birth_date", "id_number", "phone", "lat", "lng", "files", "notice", "columns", "show", "job", "before", "after", "order", "month", "username", "client_key"]  # fmt: skip


@pytest.fixture
def quiet(caplog):
    caplog.set_level("CRITICAL")


@pytest.fixture
def one_connection():
    """A request ends without closing the connection, in whose transaction the test lives."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["", "clerk", "county_director", "auditor"])
def test_the_api_never_fails_whatever_its_description_allows(
    role, request, signed_case, monkeypatch, quiet, one_connection
):
    monkeypatch.setattr(tokens.KeyThrottle, "THROTTLE_RATES", {"key": "1000000/min"})
    headers = {}
    if role:
        posting = request.getfixturevalue(role)
        headers["Authorization"] = (
            f"Token {tokens.issue(posting, name='x', valid_to=today() + timedelta(days=1), by=SYSTEM)}"
        )
    app = WSGIHandler()
    description = SchemaGenerator().get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(description)
    schema.app = app
    failed = set()

    for found in schema.get_all_operations():
        operation = found.ok()

        @pace(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case):
            if "number" in (case.path_parameters or {}) and len(str(case.path_parameters["number"])) % 2:
                case.path_parameters["number"] = signed_case.number
            answer = case.call(base_url="http://testserver", app=app, headers=headers)
            if answer.status_code >= 500:
                failed.add((case.method, case.operation.path, repr(case.body)[:300], repr(case.query)[:200]))

        ask()
    assert not failed, sorted(failed)[:5]


def addresses(known):
    """Every address with arguments that lead somewhere, and with such as lead nowhere."""
    for door in doors():
        for odd in (False, True):
            arguments = {
                name: {"number": "HHT-99999999-0000-0", "pk": 9_223_372_036_854_775_807, "uuid": uuid4(), "token": "x" * 300}.get(name, "zz-9") if odd else known.get(name, "note")
                for name in door.arguments
            }  # fmt: skip
            try:
                yield door.name, reverse(door.name, kwargs=arguments)
            except NoReverseMatch:
                continue


@pytest.mark.slow
@pytest.mark.parametrize("role", ["clerk", "county_director", "system_administrator", ""])
def test_no_page_fails_on_garbage(role, request, signed_case, quiet, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(request.getfixturevalue(role).user, backend="django.contrib.auth.backends.ModelBackend")
    words = itertools.cycle(HOSTILE)
    failed = []
    for name, address in addresses(
        {"number": signed_case.number, "pk": 1, "key": "sign_for", "verb": "note", "kind": "mediation.rights"}
    ):
        if name in ("sessions_end_others", "session_end"):
            continue
        for _turn in range(2):
            garbage = {field: next(words) for field in NAMES}
            for answer in (client.get(address, garbage), client.post(address, garbage)):
                if answer.status_code >= 500 and not name.startswith("healthz"):
                    failed.append(
                        (
                            name,
                            answer.request["REQUEST_METHOD"],
                            answer.status_code,
                            answer.request["QUERY_STRING"][:80],
                        )
                    )
            next(words)
    assert not failed, failed[:10]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b'{"a": NaN}', b"\xff\xfe", b"[" * 20_000, b'{"a":' * 5_000]
)
def test_a_body_that_is_no_description_of_anything_is_refused(clerk, signed_case, body, quiet):
    key = tokens.issue(clerk, name="x", valid_to=today() + timedelta(days=1), by=SYSTEM)
    client = Client(raise_request_exception=False)
    for door in (
        "/api/v1/cases/",
        f"/api/v1/cases/{signed_case.number}/note/",
        "/api/v1/grid-reports/",
        "/api/v1/batches/",
        "/api/v1/status/",
        "/api/v1/status/chase/",
    ):
        answer = client.post(door, body, content_type="application/json", headers={"authorization": f"Token {key}"})
        assert answer.status_code < 500, (door, answer.status_code)
