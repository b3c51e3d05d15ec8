"""The work calendar: one proposes, another publishes; the difference is seen before; and days of our own."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from center.foundation import calendar
from center.foundation.actor import SYSTEM
from center.foundation.calendar import Day
from center.foundation.errors import Refused
from center.foundation.models import AuditRow, CalendarDay, Notice
from center.foundation.now import at
from center.oversight import tasks
from center.oversight.models import CalendarProposal
from center.oversight.work_calendar import difference as differences
from center.oversight.work_calendar import lifecycle
from intake import recomputing
from tests import factories
from tests.factories import act

NOTICE = {
    date(2027, 1, 1): Day(False, "元旦"),
    date(2027, 2, 8): Day(False, "春节"),
    date(2027, 2, 20): Day(True, "春节调休"),
}
CSV = "day,workday,reason\n2027-01-01,no,元旦\n2027-02-08,no,春节\n2027-02-20,yes,春节调休\n"
NOVEMBER = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 30, 2, 0, tzinfo=UTC)


@pytest.fixture
def proposal(system_administrator, county_director):
    return lifecycle.propose_notice(2027, NOTICE, source="国办发明电〔2026〕1号", by=act(system_administrator))


def seen(proposal):
    return differences.of(proposal).digest


def test_a_notice_is_in_force_once_a_second_person_has_published_it(proposal, county_director):
    assert not calendar.is_loaded(2027)
    lifecycle.publish(proposal, seen=seen(proposal), by=act(county_director))
    known = calendar.current()
    assert known.is_workday(date(2027, 2, 20)) and not known.is_workday(date(2027, 2, 8))
    assert not known.is_provisional(date(2027, 6, 1))
    row = AuditRow.objects.get(action="calendar.published")
    assert row.data["proposed_by"] == proposal.proposed_by_id != row.by_id
    assert "2027-02-20 work" in row.data["days"]


def test_who_proposed_it_cannot_publish_or_reject_it(proposal, system_administrator):
    for verb, more in ((lifecycle.publish, {"seen": seen(proposal)}), (lifecycle.reject, {"reason": "x"})):
        with pytest.raises(Refused) as refused:
            verb(proposal, by=act(system_administrator), **more)
        assert refused.value.code == "own_proposal"
    assert not calendar.is_loaded(2027)


def test_the_database_too_knows_that_it_takes_two(proposal):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarProposal.objects.filter(pk=proposal.pk).update(state="published", decided_by=proposal.proposed_by)


@pytest.mark.parametrize("who", ["clerk", "director", "department_head", "auditor", "duty_leader"])
def test_others_publish_nothing(proposal, who, request):
    with pytest.raises(Refused) as refused:
        lifecycle.publish(proposal, seen=seen(proposal), by=act(request.getfixturevalue(who)))
    assert refused.value.status == 403


def test_a_difference_that_has_changed_is_looked_at_again(proposal, county_director):
    looked_at = seen(proposal)
    CalendarDay.objects.create(day=date(2027, 2, 8), is_workday=False, reason="春节")
    with pytest.raises(Refused) as refused:
        lifecycle.publish(proposal, seen=looked_at, by=act(county_director))
    assert refused.value.code == "difference_changed" and not calendar.is_loaded(2027)
    proposal.refresh_from_db()
    assert proposal.state == "proposed"


def test_twice_is_once(proposal, county_director):
    digest = seen(proposal)
    lifecycle.publish(proposal, seen=digest, by=act(county_director))
    with pytest.raises(Refused) as refused:
        lifecycle.publish(CalendarProposal.objects.get(pk=proposal.pk), seen=digest, by=act(county_director))
    assert refused.value.code == "moved_on"


def test_one_notice_of_a_year_waits_at_a_time(proposal, county_director, system_administrator):
    with pytest.raises(Refused) as refused:
        lifecycle.propose_notice(2027, NOTICE, source="再来一份", by=act(county_director))
    assert refused.value.code == "waiting"
    lifecycle.withdraw(proposal, by=act(system_administrator))
    assert lifecycle.propose_notice(2027, NOTICE, source="再来一份", by=act(county_director)).state == "proposed"


def test_what_the_calendar_says_already_is_no_proposal(county, county_director):
    with pytest.raises(Refused) as refused:
        lifecycle.propose_notice(2026, calendar.seed_years()[2026], source="同上", by=act(county_director))
    assert refused.value.code == "no_change"
    with pytest.raises(Refused) as refused:
        lifecycle.propose_notice(2026, NOTICE, source="跨年", by=act(county_director))
    assert refused.value.code == "other_year"


def test_the_second_person_is_told(proposal, county_director, system_administrator):
    told = Notice.objects.get(kind="calendar.proposed")
    assert told.to_user == county_director.user and told.url == f"/oversight/calendar/proposals/{proposal.pk}/"


def test_days_of_one_center_are_asked_by_its_director_and_published_by_the_county(director, county_director):
    scope = calendar.center_scope(director.desk.center_id)
    snow = {date(2026, 12, 9): Day(False, "大雪停工")}
    made = lifecycle.propose_days(scope, snow, reason="大雪停工", by=act(director))
    lifecycle.publish(made, seen=seen(made), by=act(county_director))
    assert not calendar.current(scope).is_workday(date(2026, 12, 9))
    assert calendar.current().is_workday(date(2026, 12, 9))
    back = lifecycle.propose_days(scope, {date(2026, 12, 9): None}, reason="恢复办公", by=act(director))
    lifecycle.publish(back, seen=seen(back), by=act(county_director))
    assert calendar.current(scope).is_workday(date(2026, 12, 9)) and not CalendarDay.objects.exclude(scope="").exists()
    for elsewhere in (calendar.COUNTY, calendar.center_scope(director.desk.center_id + 1)):
        with pytest.raises(Refused):
            lifecycle.propose_days(elsewhere, snow, reason="大雪停工", by=act(director))
    with pytest.raises(Refused):
        lifecycle.propose_notice(2027, NOTICE, source="x", by=act(director))


def test_a_centers_own_word_stands_over_the_countys(director, county_director, system_administrator):
    scope = calendar.center_scope(director.desk.center_id)
    calendar.set_days(scope, {date(2026, 12, 9): Day(True, "照常值守")})
    made = lifecycle.propose_days(
        calendar.COUNTY, {date(2026, 12, 9): Day(False, "大雪")}, reason="大雪", by=act(system_administrator)
    )
    assert differences.supposed(made)(scope).is_workday(date(2026, 12, 9))
    assert not differences.supposed(made)(calendar.center_scope(0)).is_workday(date(2026, 12, 9))
    lifecycle.publish(made, seen=seen(made), by=act(county_director))
    assert calendar.current(scope).is_workday(date(2026, 12, 9))
    assert not calendar.current(calendar.center_scope(0)).is_workday(date(2026, 12, 9))


def test_the_preview_is_what_the_recomputation_then_does(
    make_case, clerk, mediator, county_director, system_administrator
):
    recomputing.recompute_if_changed()
    with at(datetime(2026, 12, 8, 2, 0, tzinfo=UTC)):
        factories.send(make_case(), act(clerk))
        made = lifecycle.propose_days(
            calendar.COUNTY, {date(2026, 12, 9): Day(False, "大雪")}, reason="大雪", by=act(system_administrator)
        )
        foreseen = {clock.pk: due.moved for clock, due in differences.moved(made, differences.of(made))}
        lifecycle.publish(made, seen=seen(made), by=act(county_director))
        report = recomputing.recompute_if_changed()
    assert foreseen == dict(report.lines.values_list("clock", "due_after")) and len(foreseen) == 1


def test_a_file_that_leaves_a_holiday_worked_is_doubted(proposal):
    told = differences.doubts(proposal)
    assert any("2027-10-01" in line for line in told) and not any("2027-01-01" in line for line in told)


@pytest.mark.parametrize(
    ("moment", "year"), [(AUTUMN, None), (NOVEMBER, 2027)], ids=["before November", "from November"]
)
def test_from_november_the_coming_year_is_asked_for(county_director, system_administrator, clerk, moment, year):
    with at(moment):
        assert lifecycle.ask_for_missing_year() == year
        tasks.ask_for_missing_year()
    told = Notice.objects.filter(kind="calendar.missing").values_list("to_user", flat=True)
    assert sorted(told) == (sorted([county_director.user_id, system_administrator.user_id]) if year else [])


def test_nobody_asks_once_it_is_loaded(county_director):
    calendar.load_year(2027, NOTICE, source="notice")
    with at(NOVEMBER):
        assert lifecycle.ask_for_missing_year() is None
    assert calendar.missing(date(2030, 3, 1)) == 2030


# -- the pages --------------------------------------------------------------------------------------------------------


def upload(client, content=CSV, source="国办发明电〔2026〕1号"):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post("/oversight/calendar/notice/", {"file": SimpleUploadedFile("n.csv", data), "source": source})


def test_from_file_to_force_without_script(sign_in, client, system_administrator, county_director):
    with at(NOVEMBER):
        page = sign_in(system_administrator).get("/oversight/calendar/?year=2027").content.decode()
        assert "2027" in page and "notice-warning" in page
        answer = upload(client)
        assert answer.status_code == 302
        shown = client.get(answer.url).content.decode()
        assert "2027年2月20日" in shown and "withdraw/" in shown and "publish/" not in shown
        shown = sign_in(county_director).get(answer.url).content.decode()
        made = CalendarProposal.objects.get()
        assert f'value="{seen(made)}"' in shown and "reject/" in shown
        assert client.post(f"{answer.url}publish/", {"seen": seen(made)}).status_code == 302
        assert calendar.is_loaded(2027)
        page = client.get("/oversight/calendar/?year=2027").content.decode()
        assert "day-made_up" in page and "year-provisional" not in page


def test_a_proposal_of_ones_own_is_refused_with_a_sentence(sign_in, proposal, system_administrator):
    answer = sign_in(system_administrator).post(
        f"/oversight/calendar/proposals/{proposal.pk}/publish/", {"seen": seen(proposal)}
    )
    assert answer.status_code == 409 and not calendar.is_loaded(2027)


def test_rejecting_needs_a_reason_and_keeps_what_was_typed(sign_in, proposal, county_director):
    client = sign_in(county_director)
    assert client.post(f"/oversight/calendar/proposals/{proposal.pk}/reject/", {"reason": " "}).status_code == 422
    client.post(f"/oversight/calendar/proposals/{proposal.pk}/reject/", {"reason": "与通知原文不符"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("rejected", "与通知原文不符")
    assert "与通知原文不符" in client.get(f"/oversight/calendar/proposals/{proposal.pk}/").content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\xff\xfe",
        b"PK\x03\x04",
        "day,off\n",
        CSV + "2028-01-03,no,元旦\n",
        CSV + "2027-02-30,no,x\n",
        "x" * 70_000,
    ],
    ids=["empty", "bytes", "archive", "columns", "two years", "no day", "large"],
)
def test_a_file_that_is_no_notice_is_refused_beside_its_field(sign_in, county_director, content):
    answer = upload(sign_in(county_director), content)
    assert answer.status_code == 422 and "field-errors" in answer.content.decode()
    assert not CalendarProposal.objects.exists()


def test_a_file_as_a_spreadsheet_saves_it_is_read(sign_in, county_director):
    assert upload(sign_in(county_director), CSV.encode("gb18030")).status_code == 302
    assert CalendarProposal.objects.get().days["2027-02-08"] == {"workday": False, "reason": "春节"}


def test_days_of_our_own_are_proposed_on_a_page(sign_in, director):
    client = sign_in(director)
    form = {
        "scope": calendar.center_scope(director.desk.center_id),
        "first": "2026-12-09",
        "last": "2026-12-10",
        "what": "rest",
        "reason": "停电",
    }
    for wrong in ({"scope": "county"}, {"last": "2026-12-01"}, {"last": "2027-12-01"}, {"first": "x"}, {"reason": " "}):
        answer = client.post("/oversight/calendar/days/", form | wrong)
        assert answer.status_code == 422, wrong
    assert client.post("/oversight/calendar/days/", form).status_code == 302
    assert len(CalendarProposal.objects.get().days) == 2
    again = client.post("/oversight/calendar/days/", {**form, "what": "like_all"})
    assert again.status_code == 422  # nothing to take away


@pytest.mark.parametrize(
    "query", ["", "?year=2027", "?year=x", "?year=99999", "?year=²0²6", "?year=2026&at=HHT", "?year=1900"]
)
def test_the_year_is_shown_for_whatever_is_asked(sign_in, county_director, query):
    assert sign_in(county_director).get(f"/oversight/calendar/{query}").status_code == 200


def test_a_center_that_is_not_there_is_not_found(sign_in, county_director):
    assert sign_in(county_director).get("/oversight/calendar/?at=ZZ").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "mediator", "department_head", "auditor", "grid_worker"])
def test_others_do_not_find_the_pages(sign_in, proposal, who, request):
    client = sign_in(request.getfixturevalue(who))
    for url in ("", "notice/", "days/", f"proposals/{proposal.pk}/"):
        assert client.get(f"/oversight/calendar/{url}").status_code == 404


def test_the_report_counts_what_its_reader_may_not_see(
    sign_in, make_case, clerk, county_director, system_administrator
):
    recomputing.recompute_if_changed()
    with at(datetime(2026, 12, 8, 2, 0, tzinfo=UTC)):
        case = factories.send(make_case(), act(clerk))
        calendar.set_days(calendar.COUNTY, {date(2026, 12, 9): Day(False, "大雪")})
        report = recomputing.recompute_if_changed()
    url = f"/oversight/calendar/recomputations/{report.pk}/"
    assert case.grouped in sign_in(county_director).get(url).content.decode()
    page = sign_in(system_administrator).get(url).content.decode()
    assert case.grouped not in page and case.number not in page


def test_the_system_may_not_be_the_second_person(proposal):
    with pytest.raises(Refused):
        lifecycle.publish(proposal, seen=seen(proposal), by=SYSTEM)


def test_the_page_costs_the_same_with_many_proposals(sign_in, county_director, director, django_assert_max_num_queries):
    scope = calendar.center_scope(director.desk.center_id)
    client = sign_in(county_director)
    for number in range(1, 7):
        day = {date(2026, 12, number): Day(True, "值班")}
        made = lifecycle.propose_days(scope, day, reason="值班", by=act(director)) if number in (5, 6) else None
        if made:
            lifecycle.publish(made, seen=seen(made), by=act(county_director))
    with django_assert_max_num_queries(31):
        assert client.get("/oversight/calendar/").status_code == 200
