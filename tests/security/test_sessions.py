"""AD8: sessions that are seen, ended, and end by themselves."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from center.foundation.models import AuditRow
from center.foundation.now import at, now
from center.institution.models import StaffSession
from center.institution.signing_in import sessions
from tests.factories import PASSWORD

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"
)


def enter(username, **headers):
    client = Client(headers=headers)
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


def later(**span):
    return at(now() + timedelta(**span))


def test_the_key_changes_at_the_door_and_nothing_stays_behind_it(client, clerk):
    client.get("/accounts/login/")
    client.post("/language/setlang/", {"language": "en"})
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    inside = client.session.session_key
    assert inside != before and not Session.objects.filter(session_key=before).exists()
    client.post("/accounts/logout/")
    assert not Session.objects.filter(session_key=inside).exists() and not StaffSession.objects.exists()
    thief = Client()
    thief.cookies["sessionid"] = inside
    assert thief.get("/inbox/").status_code == 302


def test_one_sees_where_one_is_signed_in(clerk, settings):
    settings.NETWORKS = {"镇中心": "127.0.0.0/8"}
    client = enter("clerk", user_agent=CHROME)
    page = client.get("/sessions/").content.decode()
    assert "Chrome 109 · Windows" in page and "镇中心" in page and "127.0.0.1" in page


def test_one_ends_one_or_all_others(clerk):
    first, second, third = enter("clerk"), enter("clerk"), enter("clerk")
    pk = StaffSession.objects.get(session_key=first.session.session_key).pk
    assert second.post(f"/sessions/{pk}/end/").status_code == 302
    assert first.get("/inbox/").status_code == 302 and third.get("/inbox/").status_code == 200
    second.post("/sessions/others/end/")
    assert third.get("/inbox/").status_code == 302 and second.get("/inbox/").status_code == 200
    assert AuditRow.objects.filter(action="session_ended", about=f"user:{clerk.user_id}").count() == 2


def test_ending_ones_own_is_signing_out(clerk):
    client = enter("clerk")
    assert client.post(f"/sessions/{StaffSession.objects.get().pk}/end/").headers["Location"] == "/accounts/login/"
    assert client.get("/inbox/").status_code == 302


def test_anothers_is_not_there(clerk, mediator, director):
    enter("clerk")
    pk = StaffSession.objects.get().pk
    for other in ("mediator", "director"):
        client = enter(other)
        assert client.post(f"/sessions/{pk}/end/").status_code == 404
        assert client.get("/sessions/everybody/").status_code == 404
    assert StaffSession.objects.filter(pk=pk).exists()


def test_the_security_administrator_ends_anothers(proved, clerk, security_administrator):
    theirs = enter("clerk")
    client = proved(security_administrator)
    page = client.get("/sessions/everybody/").content.decode()
    assert "周小芳" in page
    pk = StaffSession.objects.get(user=clerk.user).pk
    assert client.post(f"/sessions/{pk}/end/").status_code == 302
    assert theirs.get("/inbox/").status_code == 302


def test_the_list_asks_the_same_number_of_questions(
    proved, security_administrator, clerk, django_assert_max_num_queries
):
    for _turn in range(6):
        enter("clerk")
    client = proved(security_administrator)
    client.get("/sessions/everybody/")
    with django_assert_max_num_queries(12):
        client.get("/sessions/everybody/")


def test_half_an_hour_without_an_act_ends_it(clerk, settings):
    client = enter("clerk")
    with later(minutes=29):
        assert client.get("/inbox/").status_code == 200
    with later(minutes=58):
        assert client.get("/inbox/").status_code == 200
    with later(minutes=58 + 31):
        answer = client.get("/inbox/?unread=1")
        assert answer.headers["Location"] == "/accounts/login/?next=%2Finbox%2F%3Funread%3D1&over=1"
    assert not StaffSession.objects.exists() and "_auth_user_id" not in client.session


def test_what_a_page_asks_by_itself_keeps_nothing_alive(clerk):
    client = enter("clerk")
    for minutes in (10, 20, 29):
        with later(minutes=minutes):
            assert client.get("/sessions/left/", headers={"x-by-itself": "1"}).json()["left"] <= (30 - minutes) * 60
            assert client.get("/inbox/", headers={"x-by-itself": "1", "hx-request": "true"}).status_code == 200
    with later(minutes=31):
        answer = client.get(
            "/inbox/",
            headers={"x-by-itself": "1", "hx-request": "true", "hx-current-url": "http://testserver/counter/"},
        )
        assert (
            answer.status_code == 204 and answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fcounter%2F&over=1"
        )


def test_staying_is_an_act(clerk):
    client = enter("clerk")
    with later(minutes=29):
        assert client.post("/sessions/stay/").json()["left"] == 30 * 60


def test_twelve_hours_are_the_end_whatever_is_done(clerk):
    client = enter("clerk")
    for half_hours in range(1, 24):
        with later(minutes=half_hours * 29):
            assert client.get("/inbox/").status_code == 200
    with later(hours=12, seconds=1):
        assert client.get("/inbox/").status_code == 302


def test_a_role_may_have_less_time(clerk, settings):
    settings.SESSION_IDLE_BY_ROLE = {"clerk": 5}
    client = enter("clerk")
    with later(minutes=6):
        assert client.get("/inbox/").status_code == 302


def test_a_program_is_told_in_its_own_way(clerk):
    client = enter("clerk")
    with later(minutes=31):
        answer = client.get("/api/v1/cases/")
        assert answer.status_code == 401 and answer.json()["code"] == "account_login"


@pytest.mark.parametrize("referer", ["https://elsewhere.example/x", "http://testserver//elsewhere.example", ""])
def test_after_signing_in_again_one_is_in_this_house(clerk, referer):
    client = enter("clerk")
    with later(minutes=31):
        answer = client.post("/inbox/read/", headers={"referer": referer})
    assert "elsewhere" not in answer.headers["Location"]


def test_the_page_knows_when_to_warn(clerk):
    page = enter("clerk").get("/inbox/").content.decode()
    assert 'data-session-seconds="1800"' in page or 'data-session-seconds="1799"' in page
    assert "data-session-seconds" not in Client().get("/status/").content.decode()


def test_what_is_over_is_cleared_away(clerk):
    enter("clerk")
    with later(hours=13):
        assert sessions.forget_ended() == 1
    assert not Session.objects.exists() and not StaffSession.objects.exists()


def test_a_changed_password_ends_the_other_sessions(clerk):
    here, there = enter("clerk"), enter("clerk")
    new = "Blaue-Fichte-7"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/inbox/").status_code == 200 and there.get("/inbox/").status_code == 302


def test_signing_in_and_failing_to_is_on_record(client, clerk):
    client.post("/accounts/login/", {"login": "clerk", "password": "wrong"})
    client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    client.post("/accounts/logout/")
    rows = AuditRow.objects.filter(action__in=["sign_in_failed", "signed_in", "signed_out"]).order_by("seq")
    assert [(row.action, row.about) for row in rows] == [
        ("sign_in_failed", f"user:{clerk.user_id}"),
        ("sign_in_failed", ""),
        ("signed_in", f"user:{clerk.user_id}"),
        ("signed_out", f"user:{clerk.user_id}"),
    ]
    assert "wrong" not in str([row.data for row in rows]) and "nobody" not in str([row.data for row in rows])
