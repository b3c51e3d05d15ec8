"""The doors of the house: closed ones, the language, the sign-in and its lock-out."""

import pytest
from axes.models import AccessAttempt

from center.foundation.models import AuditRow
from tests.factories import PASSWORD


@pytest.mark.parametrize("door", ["signup/", "email/", "password/reset/", "password/reset/key/1-abc/"])
def test_no_sign_up_and_no_password_by_mail(client, db, door):
    assert (
        client.get(f"/accounts/{door}").status_code == 404
        and client.post(f"/accounts/{door}", {"email": "a@b.cn"}).status_code == 404
    )


def test_chinese_whatever_the_phone_is_set_to_and_english_by_the_switch(client, county):
    page = client.get("/status/", headers={"accept-language": "en-GB,en"})
    assert 'lang="zh-hans"' in page.content.decode().lower()
    client.post("/language/setlang/", {"language": "en", "next": "/status/"})
    assert 'lang="en"' in client.get("/status/").content.decode()


def test_signing_in_is_audited_and_leads_to_the_first_work_of_the_day(client, clerk):
    answer = client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/counter/" and answer.status_code == 200
    assert AuditRow.objects.get(action="signed_in").about == f"user:{clerk.user_id}"


def test_five_wrong_tries_lock_the_name_from_this_address(client, clerk):
    for _time in range(5):
        client.post("/accounts/login/", {"login": "clerk", "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD}, follow=True)
    assert answer.status_code == 429 and AccessAttempt.objects.filter(username="clerk").exists()
    assert "_auth_user_id" not in client.session


def test_a_person_without_posting_is_told_whom_to_ask(client, clerk):
    from datetime import timedelta

    from center.foundation.actor import SYSTEM
    from center.foundation.now import today
    from center.institution.lifecycle import end

    end(clerk, by=SYSTEM, last_day=today() - timedelta(days=1))
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/home/")
    assert answer.status_code == 200 and "counter/" not in answer.content.decode()


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/x"])
def test_no_way_leads_out_of_the_house(client, clerk, where):
    answer = client.post(f"/accounts/login/?next={where}", {"login": "clerk", "password": PASSWORD, "next": where})
    assert answer.status_code == 302 and "elsewhere" not in answer.headers["Location"]


def test_the_search_stands_on_the_bar_of_those_who_may_search(sign_in, clerk, grid_worker):
    assert "data-search" in sign_in(clerk).get("/counter/").content.decode()
    assert "data-search" not in sign_in(grid_worker).get("/grid/").content.decode()


def test_a_superuser_lands_among_the_tables(client, system_administrator):
    type(system_administrator.user).objects.update(is_staff=True, is_superuser=True)
    client.force_login(system_administrator.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/home/").headers["Location"] == "/admin/"
