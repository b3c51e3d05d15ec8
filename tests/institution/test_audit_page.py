"""AD4, AD5: the auditor reads the audit and reviews the readings of each month."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from center.foundation import audit
from center.foundation.actor import SYSTEM, Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.models import AuditRow, Notice
from center.foundation.now import SHANGHAI, at, today
from center.institution import tasks, tokens
from center.institution.auditing import lifecycle, months
from center.institution.models import AccessReview
from tests.factories import act

IN_OCTOBER = datetime(2026, 10, 15, 10, tzinfo=SHANGHAI)
IN_NOVEMBER = datetime(2026, 11, 11, 9, tzinfo=SHANGHAI)
OCTOBER = IN_OCTOBER.date().replace(day=1)


def read(posting, times, action="looked", **data):
    for n in range(times):
        audit.record(action, by=act(posting), about=f"case:{n}", **data)


@pytest.fixture
def october(mediator, director, clerk):
    """Two who read little and one who reads much; a search by name counts for nobody."""
    with at(IN_OCTOBER):
        read(mediator, 3)
        read(clerk, 4, "searched", kind="document", count=1)
        read(clerk, 5, "searched", kind="name", count=1)
        read(director, 30)
        read(director, 2, "revealed", field="phone", reason="送达")


def test_the_auditor_reads_who_did_what(auditor, mediator, sign_in):
    audit.record("revealed", by=act(mediator), about="person:71", field="phone", reason="核对送达地址")
    audit.record("desk_changed", by=SYSTEM, about="desk:1", fields=["phone"])
    text = sign_in(auditor).get("/audit/").content.decode()
    assert "陈建国" in text and "person:71" in text and "核对送达地址" in text and "desk_changed" in text


def test_rows_are_found_by_kind_person_and_day(auditor, mediator, clerk, sign_in):
    """By the name, the user name, its spelling in full or its initials."""
    read(mediator, 1, "revealed", field="phone", reason="甲")
    read(clerk, 1)
    client = sign_in(auditor)

    def found(**asked):
        return {line.row.action + ":" + line.who for line in client.get("/audit/", asked).context["lines"]}

    assert found(kind="revealed") == {"revealed:陈建国"}
    for typed in ("陈建", "mediator", "chenjianguo", "CJG"):
        assert found(person=typed) == {"revealed:陈建国"}
    assert found(person="nobody") == set()
    assert found(first="2020-01-01", last="2020-01-31") == set()
    assert found(kind="changed") >= {"posting_appointed:系统"}
    assert client.get("/audit/", {"first": "2026-02-01", "last": "2026-01-01"}).status_code == 422
    assert client.get("/audit/", {"kind": "x"}).status_code == 422


def test_a_key_of_somebody_is_that_persons_doing(auditor, clerk, sign_in):
    tokens.issue(clerk, name="12345热线", valid_to=today(), by=SYSTEM)
    key = clerk.tokens.get()
    audit.record("looked", by=Actor(ActorKind.API, id=key.pk, posting=clerk.pk, user_id=clerk.user_id), about="case:1")
    lines = sign_in(auditor).get("/audit/", {"person": "clerk"}).context["lines"]
    assert ["12345热线" in line.who for line in lines] == [True]


def test_the_page_has_a_constant_number_of_queries(auditor, mediator, sign_in, django_assert_max_num_queries):
    client = sign_in(auditor)
    client.get("/audit/")
    read(mediator, 120, "revealed", field="phone", reason="甲")
    with django_assert_max_num_queries(20):
        assert len(client.get("/audit/").context["lines"]) == 100


def test_the_page_tells_whether_the_day_fits_the_chain(auditor, mediator, sign_in):
    read(mediator, 3)
    client = sign_in(auditor)
    assert client.get("/audit/").context["fault"] is None
    row = AuditRow.objects.filter(action="looked").order_by("seq")[1]
    AuditRow.objects.filter(pk=row.pk).update(about="case:x")
    answer = client.get("/audit/")
    assert answer.context["fault"] == row and f"第 {row.seq} 行" in answer.content.decode()


@pytest.mark.parametrize("which", [0, 1, -1])
def test_a_row_that_was_deleted_is_noticed(mediator, which):
    """The first or second of the day, or the end of the chain."""
    audit.record("signed_in", by=act(mediator))
    read(mediator, 3)
    rows = AuditRow.objects.filter(action="looked")
    list(rows.order_by("seq"))[which].delete()
    assert isinstance(audit.verify_some(rows), AuditRow)


def test_nobody_else_finds_the_pages(director, security_administrator, system_administrator, clerk, sign_in):
    for posting in (director, security_administrator, system_administrator, clerk):
        client = sign_in(posting)
        assert client.get("/audit/").status_code == client.get("/audit/review/").status_code == 404
        assert client.post("/audit/review/", {"remark": "x"}).status_code == 404


def test_the_month_lists_readings_by_person_and_who_stands_out(october, mediator, director, clerk):
    found = {reader.user: (reader.counts, reader.out) for reader in months.readers(OCTOBER)}
    assert found[director.user] == ({"opened": 30, "shown": 2, "by_document": 0}, {"opened"})
    assert found[mediator.user] == ({"opened": 3, "shown": 0, "by_document": 0}, set())
    assert found[clerk.user] == ({"opened": 0, "shown": 0, "by_document": 4}, set())
    assert months.readers(OCTOBER)[0].user == director.user


def test_one_person_alone_is_held_to_the_least_that_stands_out(director, clerk):
    with at(IN_OCTOBER):
        read(director, 20)
        read(clerk, 19, "revealed", field="phone", reason="甲")
    assert [reader.out for reader in months.readers(OCTOBER)] == [{"opened"}, frozenset()]


def test_the_auditor_marks_the_month_as_reviewed_once(october, auditor, sign_in):
    with at(IN_NOVEMBER):
        client = sign_in(auditor)
        url = "/audit/review/?month=2026-10"
        assert client.post(url, {"remark": " "}).status_code == 422
        assert client.post(url, {"remark": "李国强一人较多，已当面核实。"}).status_code == 302
        review = AccessReview.objects.get()
        assert (review.month, review.by, review.readings) == (OCTOBER, auditor.user, 39)
        assert "已当面核实" in client.get(url).content.decode()
        assert client.post(url, {"remark": "再次"}).status_code == 422
        assert AccessReview.objects.get().remark == "李国强一人较多，已当面核实。"
        assert AuditRow.objects.filter(action="readings_reviewed", about="month:2026-10").count() == 1


def test_a_running_month_is_not_reviewed_and_nobody_else_reviews(auditor, director):
    with at(IN_NOVEMBER):
        with pytest.raises(Refused) as refused:
            lifecycle.review(today(), remark="x", by=act(auditor))
        assert refused.value.code == "month_not_over"
        with pytest.raises(Refused) as refused:
            lifecycle.review(OCTOBER, remark="x", by=act(director))
        assert refused.value.code == "not_allowed"


def test_a_month_that_nobody_reviewed_is_told_after_the_tenth_once(auditor, county_director, director):
    told = Notice.objects.filter(kind="readings.unreviewed")
    with at(IN_NOVEMBER - timedelta(days=1)):
        tasks.ask_for_reviews()
    assert not told.exists()
    with at(IN_NOVEMBER):
        tasks.ask_for_reviews()
        tasks.ask_for_reviews()
    assert {notice.to_user: notice.url for notice in told} == {auditor.user: "/audit/review/", county_director.user: ""}
    assert told.count() == 2


def test_a_month_that_was_reviewed_is_not_told(auditor, county_director):
    with at(IN_NOVEMBER):
        lifecycle.review(OCTOBER, remark="无异常。", by=act(auditor))
        assert lifecycle.ask() is False and months.missing() is None


def test_a_key_is_issued_with_a_ceiling(clerk, capsys):
    call_command("issue_token", "clerk", name="热线", ceiling="internal")
    call_command("issue_token", "clerk", name="另一")
    assert list(clerk.tokens.order_by("pk").values_list("ceiling", flat=True)) == ["internal", "ordinary"]
