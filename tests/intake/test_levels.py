"""Up with what was tried, down with a day and a report, and past a level only by the urgent rule (RT6)."""

from datetime import timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, today
from intake import lifecycle
from intake.lifecycle import assisting
from intake.models import Case, Clock, Event, Handover, Task, UrgentRule
from tests import factories
from tests.factories import act

TRIED = "已两次上门、一次现场调解，双方仍不同意。"


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == code


@pytest.fixture
def county_desk(county):
    return factories.desk("XY", "judicial")


@pytest.fixture
def at_county(signed_case, mediator, county_director, county_desk):
    """Reported up and signed for at the county."""
    lifecycle.report_up(signed_case, to_desk=county_desk, tried=TRIED, by=act(mediator))
    lifecycle.sign(signed_case, by=act(county_director))
    return signed_case


def test_a_township_reports_up_with_what_it_tried_and_reads_on(signed_case, mediator, county_desk):
    refused("tried_needed", lifecycle.report_up, signed_case, to_desk=county_desk, tried="没办法", by=act(mediator))
    lifecycle.report_up(signed_case, to_desk=county_desk, tried=TRIED, by=act(mediator))
    assert (signed_case.state, signed_case.desk) == ("routed", county_desk)
    hop = Handover.objects.filter(case=signed_case).last()
    assert (hop.reason, hop.owned_by["handler"]) == (TRIED, mediator.user_id)
    assert Event.objects.filter(case=signed_case).last().kind == "case.reported_up"
    assert Case.objects.visible_to(mediator.user).filter(pk=signed_case.pk).exists()
    refused("moved_on", lifecycle.report_up, signed_case, to_desk=county_desk, tried=TRIED, by=act(mediator))


def test_only_to_the_county_center_and_only_from_a_township(signed_case, mediator, at_county, county_director):
    other = factories.desk("MB", "judicial")
    refused("wrong_level", lifecycle.report_up, at_county, to_desk=other, tried=TRIED, by=act(county_director))
    refused(
        "wrong_level",
        lifecycle.assign_down,
        at_county,
        to_desk=factories.desk("JT"),
        text="请办理",
        by=act(county_director),
    )


def test_what_the_township_has_not_touched_goes_up_at_once_only_by_the_urgent_rule(
    make_case, clerk, county_desk, mediator
):
    plain = make_case()
    refused("level_skipped", lifecycle.report_up, plain, to_desk=county_desk, tried=TRIED, by=act(clerk))
    calm = make_case("public_security")
    refused("level_skipped", lifecycle.report_up, calm, to_desk=county_desk, tried=TRIED, by=act(clerk))
    watch = factories.staff("watch", factories.desk("XY", "governance"), mediator.role, name="值守")
    watch.user.phone = "13800000001"
    watch.user.save()
    urgent = make_case("public_security", urgent=True)
    lifecycle.report_up(urgent, to_desk=county_desk, tried=TRIED, by=act(clerk))
    copies = Task.objects.filter(case=urgent, kind="copy")
    assert sorted(task.to_desk.department.key for task in copies) == ["governance", "political_legal"]
    assert Case.objects.visible_to(watch.user).filter(pk=urgent.pk).exists()
    told = Notice.objects.filter(kind="case.copied", to_user=watch.user).get()
    assert told.urgent
    assert Notice.objects.filter(kind="case.copied_urgent", channel="sms").count() == 1
    UrgentRule.objects.filter(key="public_security").update(in_use=False)
    again = make_case("public_security", urgent=True)
    refused("level_skipped", lifecycle.report_up, again, to_desk=county_desk, tried=TRIED, by=act(clerk))


def test_a_copy_is_told_and_read_along_once(signed_case, mediator, county_desk, outsider):
    lifecycle.report_up(signed_case, to_desk=county_desk, tried=TRIED, copies=[outsider.desk], by=act(mediator))
    assert Case.objects.visible_to(outsider.user).filter(pk=signed_case.pk).exists()
    assert Notice.objects.filter(kind="case.copied", to_user=outsider.user).count() == 1
    refused("not_allowed", lifecycle.sign, signed_case, by=act(outsider))


def test_the_county_assigns_down_by_a_day_and_reads_the_report(at_county, county_director, mediator):
    due = today() + timedelta(days=12)
    lifecycle.assign_down(
        at_county, to_desk=mediator.desk, text="请镇里再调一次", due_on=due, report=True, by=act(county_director)
    )
    clock = Clock.objects.running().get(case=at_county, limit__key="assigned")
    assert (clock.due_at.astimezone(SHANGHAI).date(), clock.desk) == (due, mediator.desk)
    task = Task.objects.get(case=at_county, kind="report")
    lifecycle.sign(at_county, by=act(mediator))
    refused("not_declined", assisting.decline_task, task, reason="不办", by=act(mediator))
    lifecycle.conclude(at_county, outcome="resolved", result="再次调解后双方达成一致。", by=act(mediator))
    assert not Clock.objects.running().filter(case=at_county, limit__key="assigned").exists()
    refused("clock_running", lifecycle.archive, at_county, by=act(mediator))  # the report is still owed
    assisting.answer_task(task, answer="已调解成功。", by=act(mediator))
    assert Notice.objects.filter(kind="task.answered", to_user=county_director.user).exists()
    refused("not_allowed", assisting.close_task, task, by=act(mediator))
    assisting.return_task(task, reason="请写明履行情况", by=act(county_director))
    assisting.answer_task(task, answer="隔墙已拆，双方确认。", by=act(mediator))
    assisting.close_task(task, by=act(county_director))
    lifecycle.archive(at_county, by=act(mediator))


def test_an_assignment_returned_unsigned_owes_no_report(at_county, county_director, mediator):
    lifecycle.assign_down(at_county, to_desk=mediator.desk, text="请镇里再调一次", report=True, by=act(county_director))
    lifecycle.send_back(at_county, code="incomplete", reason="缺少材料", by=act(mediator))
    assert Task.objects.get(kind="report").state == "task_revoked"
    assert not Clock.objects.running().filter(case=at_county, limit__key__in=("assigned", "report_back")).exists()


def test_the_pages_offer_up_in_a_township_and_down_in_the_county(
    signed_case, mediator, county_director, county_desk, outsider, sign_in
):
    url = f"/cases/{signed_case.number}/"
    text = sign_in(mediator).get(url).content.decode()
    assert f"{url}do/report_up/" in text and "do/assign_down/" not in text
    assert sign_in(outsider).get(f"{url}do/report_up/").status_code == 404
    assert sign_in(mediator).post(f"{url}do/report_up/", {"to_desk": county_desk.pk, "tried": ""}).status_code == 422
    posted = {"to_desk": county_desk.pk, "tried": TRIED, "copies": [factories.desk("XY", "petitions").pk]}
    assert sign_in(mediator).post(f"{url}do/report_up/", posted).status_code == 302
    lifecycle.sign(signed_case, by=act(county_director))
    text = sign_in(county_director).get(url).content.decode()
    assert f"{url}do/assign_down/" in text and "do/report_up/" not in text
    posted = {"to_desk": mediator.desk_id, "text": "请再调一次", "due_on": today().isoformat(), "report": "on"}
    assert sign_in(county_director).post(f"{url}do/assign_down/", posted).status_code == 302
    assert Task.objects.filter(kind="report").count() == 1
