"""AD8: the second factor of administrators, auditors, and of whoever approves or fetches an export."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from center.foundation.models import AuditRow
from center.institution.models import User
from tests.factories import PASSWORD
from tests.security.conftest import Phone

MUST = ["system_administrator", "security_administrator", "auditor"]


def door(client, username, **more):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD}, **more)


@pytest.mark.parametrize("role", MUST)
def test_who_must_have_one_is_led_to_set_it_up_and_sees_nothing_before(client, request, role):
    posting = request.getfixturevalue(role)
    door(client, posting.user.username)
    for page in ("/inbox/", "/home/", "/limits/", "/sessions/"):
        assert client.get(page).headers["Location"].startswith("/accounts/2fa/totp/activate/")
    assert client.get("/api/v1/cases/").status_code == 403
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert "data:image/svg+xml" in page and "<script>" not in page and "style=" not in page


def test_setting_it_up_takes_a_code_and_opens_the_pages(client, auditor, django_capture_on_commit_callbacks):
    door(client, "auditor")
    client.get("/accounts/2fa/totp/activate/")
    phone = Phone(client.session["mfa.totp.secret"])
    assert "/totp/" in client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).request["PATH_INFO"]
    assert client.get("/inbox/").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": phone.code()})
    assert AuditRow.objects.filter(action="factor_added", about=f"user:{auditor.user_id}").exists()
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert codes.count("<li>") >= 10 and client.get("/inbox/").status_code == 200


def test_the_secret_lies_encrypted(auditor, phone):
    mine = phone(auditor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = " ".join(str(row[0]) for row in cursor.fetchall())
    assert mine.secret not in stored and "v1." in stored


def test_signing_in_asks_for_the_code_after_the_password(client, auditor, phone):
    mine = phone(auditor)
    assert door(client, "auditor").headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": "12345x"})
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": mine.code()}).status_code == 302
    assert client.get("/inbox/").status_code == 200


def test_a_recovery_code_works_once(client, auditor, phone):
    phone(auditor)
    code = Authenticator.objects.get(user=auditor.user, type="recovery_codes").wrap().get_unused_codes()[0]
    door(client, "auditor")
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/inbox/").status_code == 200
    client.post("/accounts/logout/")
    door(client, "auditor")
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/inbox/").status_code == 302


def test_codes_cannot_be_guessed(client, auditor, phone):
    mine = phone(auditor)
    door(client, "auditor")
    for guess in range(8):
        client.post("/accounts/2fa/authenticate/", {"code": f"{guess:06d}"})
    answer = client.post("/accounts/2fa/authenticate/", {"code": mine.code()})
    assert answer.status_code == 429 and "_auth_user_id" not in client.session


def test_an_act_wants_a_fresh_code_and_a_look_does_not(proved, system_administrator, settings):
    client = proved(system_administrator, minutes_ago=settings.SECOND_FACTOR_MINUTES + 1)
    assert client.get("/messages/").status_code == 200
    answer = client.post("/messages/1/again/", headers={"referer": "http://testserver/messages/"})
    assert answer.headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fmessages%2F"
    assert (
        client.post("/messages/1/again/", headers={"hx-request": "true"})
        .headers["HX-Redirect"]
        .startswith("/accounts/2fa/")
    )
    assert client.post("/api/v1/cases/", {}, content_type="application/json").json()["code"] == "mfa_reauthenticate"


def test_a_fresh_code_leads_back(proved, phone, system_administrator, settings):
    mine = phone(system_administrator)
    client = proved(system_administrator, minutes_ago=settings.SECOND_FACTOR_MINUTES + 1)
    answer = client.post("/accounts/2fa/reauthenticate/", {"code": mine.code(), "next": "/messages/"})
    assert answer.headers["Location"] == "/messages/"
    assert client.post("/messages/1/again/").status_code == 404


@pytest.mark.parametrize(
    "next", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/\\elsewhere.example"]
)
def test_the_code_page_leads_nowhere_else(proved, phone, auditor, next):
    mine = phone(auditor)
    answer = proved(auditor).post("/accounts/2fa/reauthenticate/", {"code": mine.code(), "next": next})
    assert "elsewhere" not in answer.headers["Location"] and "javascript" not in answer.headers["Location"]


def test_who_must_have_it_cannot_take_it_off_and_who_need_not_can(proved, auditor, clerk):
    client = proved(auditor)
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=auditor.user, type="totp").exists()
    client = proved(clerk)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=clerk.user).exists()


def test_a_clerk_needs_none_for_the_work_of_the_day(client, clerk):
    door(client, "clerk")
    assert client.get("/counter/").status_code == 200


def test_a_superuser_without_posting_needs_one(client, db):
    User.objects.create_superuser("root", password=PASSWORD, name="根")
    door(client, "root")
    assert client.get("/admin/").headers["Location"].startswith("/accounts/2fa/totp/activate/")


def test_the_tables_have_no_door_of_their_own(client, db):
    assert client.get("/admin/login/?next=/admin/").headers["Location"].startswith("/accounts/login/")
    assert (
        client.post("/admin/login/", {"username": "root", "password": "x"})
        .headers["Location"]
        .startswith("/accounts/login/")
    )


def test_a_lost_phone_is_taken_off_by_the_security_administrator_only(
    proved, phone, security_administrator, clerk, mediator
):
    phone(clerk)
    client = proved(security_administrator)
    assert client.post("/sessions/factor/off/", {"username": "nobody"}).status_code == 422
    assert client.post("/sessions/factor/off/", {"username": "mediator"}).status_code == 409
    assert client.post("/sessions/factor/off/", {"username": "security_administrator"}).status_code == 409
    assert client.post("/sessions/factor/off/", {"username": "clerk"}).status_code == 302
    assert not Authenticator.objects.filter(user=clerk.user).exists()
    assert AuditRow.objects.filter(action="factor_taken_off", about=f"user:{clerk.user_id}").exists()
    assert proved(mediator).post("/sessions/factor/off/", {"username": "clerk"}).status_code == 404
