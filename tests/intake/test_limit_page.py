"""The limits to look up, a day to reckon, and what a center may change: promises from a day to come, rows not read on or off."""

from datetime import date, timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.models import AuditRow
from center.foundation.now import at, now, today
from intake import limits
from intake.lifecycle import limits as lifecycle
from intake.models import Clock, Limit
from tests import factories
from tests.factories import act


def tomorrow():
    return today() + timedelta(days=1)


def change(by, key="sign_for", **changes):
    values = {"amount": 2, "unit": "working_days", "begins_on": tomorrow(), "reason": "人手不足"}
    return lifecycle.change(key, by=act(by), **{**values, **changes})


def test_a_promise_changes_from_a_day_to_come_and_what_runs_keeps_its_version(
    routed_case, make_case, clerk, county_director
):
    made = change(county_director)
    old = Limit.objects.get(key="sign_for", amount=1)
    assert (old.valid_to, made.valid_from) == (today(), tomorrow())
    assert made.source == "中心服务承诺：2个工作日内签收" and made.reason == "人手不足"
    running = Clock.objects.get(case=routed_case)
    due = running.due_at
    with at(now() + timedelta(days=1)):
        later = factories.send(make_case(), act(clerk))
        assert Clock.objects.get(case=later).limit == made
    running.refresh_from_db()
    assert (running.limit, running.due_at) == (old, due)


def test_it_stands_in_the_audit(county_director):
    change(county_director)
    row = AuditRow.objects.get(action="limit.changed")
    assert row.about == "limit:sign_for"
    assert (row.data["before"], row.data["after"], row.data["reason"]) == (
        "1 working_days",
        "2 working_days",
        "人手不足",
    )


def test_a_change_that_waits_gives_way_to_a_new_one(county_director):
    change(county_director)
    change(county_director, amount=3, begins_on=tomorrow() + timedelta(days=5))
    versions = list(Limit.objects.filter(key="sign_for").order_by("valid_from").values_list("amount", "valid_to"))
    assert versions == [(1, tomorrow() + timedelta(days=4)), (3, None)]
    change(county_director, amount=1)  # as it was
    assert limits.in_force(Limit.objects.filter(key="sign_for"), tomorrow() + timedelta(days=30)).amount == 1


@pytest.mark.parametrize("key", ["petition.handling", "mediation.norm", "labour.arb_accept"])
def test_a_limit_of_the_law_is_refused_with_its_article(county_director, key):
    with pytest.raises(Refused) as refused:
        change(county_director, key=key)
    assert refused.value.code == "statutory" and Limit.objects.get(key=key).source in str(refused.value.message)
    assert Limit.objects.filter(key=key).count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"begins_on": date(2020, 1, 1)}, "begins_too_early"), ({"amount": 1}, "no_change")],
)
def test_what_changes_nothing_or_too_early_is_refused(county_director, changes, code):
    with pytest.raises(Refused) as refused:
        change(county_director, **changes)
    assert refused.value.code == code
    with pytest.raises(Refused):
        change(county_director, begins_on=today())
    with pytest.raises(Limit.DoesNotExist):
        change(county_director, key="nothing")


@pytest.mark.parametrize("who", ["clerk", "director", "department_head", "auditor", "security_administrator"])
def test_others_change_nothing(county, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused) as refused:
        change(by)
    assert refused.value.status == 403
    with pytest.raises(Refused):
        lifecycle.switch(Limit.objects.get(key="police.case"), in_use=True, reason="x", by=act(by))


def test_a_row_not_read_in_the_law_is_turned_on_by_an_administrator(system_administrator):
    row = Limit.objects.get(key="police.case")
    lifecycle.switch(row, in_use=True, reason="已核对2025年修订文本", by=act(system_administrator))
    assert Limit.objects.get(key="police.case").in_use
    assert AuditRow.objects.get(action="limit.switched").data == {"in_use": True, "reason": "已核对2025年修订文本"}
    with pytest.raises(Refused) as refused:
        lifecycle.switch(row, in_use=True, reason="x", by=act(system_administrator))
    assert refused.value.code == "moved_on"


@pytest.mark.parametrize("key", ["petition.handling", "sign_for"])
def test_a_limit_that_was_read_cannot_be_turned_off(system_administrator, key):
    with pytest.raises(Refused) as refused:
        lifecycle.switch(Limit.objects.get(key=key), in_use=False, reason="x", by=act(system_administrator))
    assert refused.value.code == "statutory"


# -- the pages --------------------------------------------------------------------------------------------------------


def test_everybody_in_the_house_looks_them_up_at_the_same_cost(sign_in, clerk, django_assert_max_num_queries):
    client = sign_in(clerk)
    client.get("/limits/")
    with django_assert_max_num_queries(16):
        page = client.get("/limits/").content.decode()
    assert page.count("data-row") == len(limits.shipped()) and "《信访工作条例》第三十一条第六项、第三十四条" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [("q=信访", 11), ("q=petition.handling", 1), ("kind=retention", 3), ("off=1", 4), ("q=没有这样的", 0), ("kind=x", len(limits.shipped())), ("q=%00%F0", None),
     ("q=仲裁 送达", 4)],
)  # fmt: skip
def test_the_list_is_narrowed(sign_in, mediator, query, count):
    page = sign_in(mediator).get(f"/limits/?{query}").content.decode()
    assert count is None or page.count("data-row") == count


def test_a_limit_says_when_it_would_end(sign_in, mediator):
    client = sign_in(mediator)
    page = client.get("/limits/petition.handling/?start=2026-11-24").content.decode()
    assert "2027年1月25日" in page and "2027年1月23日" in page and "clock-provisional" in page
    page = client.get("/limits/medical.autopsy/?start=2026-02-14&time=09:15").content.decode()
    assert "2026年2月16日 09:15" in page
    for bad in ("x", "9999-12-31", "2026-02-30", ""):
        assert client.get("/limits/petition.handling/", {"start": bad}).status_code == 200
    assert client.get("/limits/nothing/").status_code == 404
    assert "autopsy/change/" not in page and "switch/" not in page


def test_a_promise_is_changed_on_its_page_and_keeps_what_was_typed(sign_in, county_director):
    client = sign_in(county_director)
    assert "sign_for/change/" in client.get("/limits/sign_for/").content.decode()
    form = {"amount": "2", "unit": "working_days", "begins_on": tomorrow().isoformat(), "reason": "人手不足"}
    for wrong in (
        {"amount": "0"},
        {"amount": "x"},
        {"unit": "years"},
        {"begins_on": "2020-01-01"},
        {"reason": " "},
        {"amount": "1"},
    ):
        answer = client.post("/limits/sign_for/change/", form | wrong)
        assert answer.status_code == 422, wrong
        assert "人手不足" in answer.content.decode() or "reason" in wrong
    assert client.post("/limits/sign_for/change/", form).status_code == 302
    assert "2个工作日" in client.get("/limits/").content.decode()
    assert client.post("/limits/petition.handling/change/", form).status_code == 409
    assert client.post("/limits/nothing/change/", form).status_code == 404


def test_a_clerk_changes_nothing_by_the_address(sign_in, clerk):
    form = {"amount": "2", "unit": "working_days", "begins_on": tomorrow().isoformat(), "reason": "人手不足"}
    assert sign_in(clerk).post("/limits/sign_for/change/", form).status_code == 403
    assert Limit.objects.filter(key="sign_for").count() == 1


def test_a_row_is_turned_on_with_a_reason(sign_in, system_administrator):
    client = sign_in(system_administrator)
    assert client.post("/limits/police.case/switch/", {"in_use": "1", "reason": ""}).status_code == 422
    assert client.post("/limits/police.case/switch/", {"in_use": "1", "reason": "已核对"}).status_code == 302
    assert Limit.objects.get(key="police.case").in_use
