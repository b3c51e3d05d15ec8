from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from center.foundation import notices
from center.foundation.models import Notice
from center.foundation.now import at, now, today
from center.institution.middleware import current


@pytest.fixture
def tell():
    """Put a reminder in somebody's inbox: tell(posting, key="a", url="/inbox/")."""

    def owe(posting, *, key="clock:1:overdue:1", url="/inbox/?unread"):
        notices.owe(
            "clock.overdue",
            key=key,
            to=[posting.user_id],
            about="case:HHT202611240001K",
            url=url,
            number="HHT202611240001K",
        )
        return Notice.objects.get(key=f"{key}:{posting.user_id}")

    return owe


def test_the_same_cause_is_one_notice(clerk, tell):
    tell(clerk)
    tell(clerk)
    assert Notice.objects.inbox(clerk.user).count() == 1


def test_it_shows_what_came_in_newest_first_and_counts_the_unread(clerk, tell, sign_in):
    first, second = tell(clerk), tell(clerk, key="clock:2:overdue:1")
    page = sign_in(clerk).get("/inbox/")
    assert [line["notice"] for line in page.context["lines"]] == [second, first]
    assert page.context["unread"] == 2
    assert page.headers["Cache-Control"] == "private, no-store"


def test_opening_one_marks_it_read_once_and_leads_on(clerk, tell, sign_in):
    notice, other = tell(clerk), tell(clerk, key="clock:2:overdue:1")
    client = sign_in(clerk)
    assert client.get(f"/inbox/{notice.pk}/").headers["Location"] == "/inbox/?unread"
    notice.refresh_from_db()
    read_at = notice.read_at
    assert read_at is not None
    client.get(f"/inbox/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at == read_at
    assert [line["notice"] for line in client.get("/inbox/?unread").context["lines"]] == [other]


def test_a_look_ahead_does_not_mark_it_read(clerk, tell, sign_in):
    notice = tell(clerk)
    assert sign_in(clerk).head(f"/inbox/{notice.pk}/").status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize(
    "url", ["", "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere"]
)
def test_a_notice_leads_nowhere_but_into_the_house(clerk, tell, sign_in, url):
    assert sign_in(clerk).get(f"/inbox/{tell(clerk, url=url).pk}/").headers["Location"] == "/inbox/"


def test_somebody_elses_notice_does_not_exist(clerk, mediator, tell, sign_in):
    notice = tell(mediator)
    client = sign_in(clerk)
    assert client.get(f"/inbox/{notice.pk}/").status_code == 404
    assert client.get("/inbox/").context["lines"] == []
    notice.refresh_from_db()
    assert notice.read_at is None


def test_an_empty_inbox_says_so_and_offers_a_way_on(clerk, sign_in):
    client = sign_in(clerk)
    assert client.get("/inbox/").status_code == 200
    assert 'href="/inbox/"' in client.get("/inbox/?unread").content.decode()


def test_it_costs_the_same_with_many(clerk, tell, sign_in, django_assert_max_num_queries):
    client = sign_in(clerk)
    for number in range(70):
        tell(clerk, key=f"clock:{number}:overdue:1")
    with django_assert_max_num_queries(14):
        page = client.get("/inbox/")
    assert len(page.context["lines"]) == 50
    assert len(client.get("/inbox/?page=2").context["lines"]) == 20
    assert client.get("/inbox/?page=x").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/inbox/", "/inbox/1/"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
    assert client.post(path).status_code in (302, 405)


@pytest.mark.django_db
def test_large_print_is_switched_on_and_off_and_leads_back(client):
    answer = client.post("/large-print/", {"next": "/status/?x=1"})
    assert answer.headers["Location"] == "/status/?x=1"
    assert answer.cookies["elder"].value == "1"
    assert answer.cookies["elder"]["httponly"] and answer.cookies["elder"]["samesite"] == "Lax"
    assert client.post("/large-print/", {"next": "/"}).cookies["elder"].value == ""
    assert client.post("/large-print/", {"elder": "0", "next": "/"}).cookies["elder"].value == ""
    assert client.get("/large-print/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/", "//elsewhere.example", "", "javascript:alert(1)", "/\\elsewhere"]
)
def test_large_print_sends_nobody_out_of_the_house(client, url):
    assert client.post("/large-print/", {"next": url}).headers["Location"] == "/"


@pytest.mark.django_db
def test_nobody_switches_for_another_site():
    assert Client(enforce_csrf_checks=True).post("/large-print/", {"next": "/"}).status_code == 403


def test_a_stranger_sits_nowhere():
    request = RequestFactory().get("/")
    request.user, request.session, request.seats = AnonymousUser(), {}, []
    assert current(request) is None


def test_what_is_shown_is_marked_read_in_one_go_and_only_ones_own(clerk, mediator, tell, sign_in):
    mine, other, theirs = tell(clerk), tell(clerk, key="b"), tell(mediator, key="c")
    client = sign_in(clerk)
    chosen = [mine.pk, theirs.pk, "x", "9" * 30, "²"]
    assert (
        client.post("/inbox/read/", {"notice": chosen, "next": "/inbox/?unread"}).headers["Location"]
        == "/inbox/?unread"
    )
    read = dict(Notice.objects.values_list("pk", "read_at"))
    assert read[mine.pk] and read[other.pk] is None and read[theirs.pk] is None
    assert client.post("/inbox/read/", {"next": "https://elsewhere.example/"}).headers["Location"] == "/inbox/"


def test_it_is_grouped_by_the_day_on_which_it_came(clerk, tell, sign_in):
    with at(now() - timedelta(days=3)):
        tell(clerk, key="a")
    tell(clerk, key="b")
    tell(clerk, key="c")
    page = sign_in(clerk).get("/inbox/")
    assert page.content.decode().count("<h2>") == 2
    assert [line["day"] for line in page.context["lines"]].count(today()) == 2
