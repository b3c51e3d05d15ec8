"""The citizen's chase: once in three working days, told at once, answered within one; what the desk says is on the citizen's page."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, at, now
from intake import access, lifecycle, stalls, sweep
from intake.models import Card, Case, Chase, Clock, Event, Limit
from intake.status import view_of
from tests import factories
from tests.factories import act

CASE, CHASE = "/status/case/", "/status/chase/"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def moment():
    """A Tuesday."""
    with at(local("2026-11-03T10:00")):
        yield


@pytest.fixture
def case(moment, make_case, clerk, mediator):
    """In hand with the mediator."""
    made = factories.send(make_case(), act(clerk))
    lifecycle.sign(made, by=act(mediator))
    return made


@pytest.fixture
def citizen(client, case):
    client.post("/status/", {"number": case.number, "code": case.query_code})
    return client


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == code
    return str(error.value.message)


def chase(case):
    return lifecycle.chase(case, by=access.party(case))


def running(case):
    return Clock.objects.running().filter(case=case, limit__key="chase_answer")


def test_the_handler_is_told_at_once_and_answers_within_one_working_day(case, mediator):
    made = chase(case)
    clock = running(case).get()
    assert (clock.about, clock.due_at) == (f"chase:{made.pk}", local("2026-11-04T23:59:59"))
    assert list(Notice.objects.values_list("to_user", "kind")) == [(mediator.user_id, "case.chased")]
    lifecycle.answer_chase(case, answer="已约双方周四下午到场。", by=act(mediator))
    made.refresh_from_db()
    assert (made.answer, made.answered_by) == ("已约双方周四下午到场。", mediator.user) and not running(case).exists()
    kinds = list(Event.objects.filter(case=case).order_by("seq").values_list("kind", "by_kind"))[-2:]
    assert kinds == [("case.chased", "party"), ("case.chase_answered", "staff")]
    found = Case.objects.get(pk=case.pk)
    assert (found.state, found.handler_id) == ("handling", mediator.user_id)


def test_once_in_three_working_days_and_the_sentence_names_the_day(case, mediator):
    chase(case)
    lifecycle.answer_chase(case, answer="正在核实。", by=act(mediator))
    with at(local("2026-11-06T23:00")):
        assert "2026-11-06" in refused("chased_already", chase, case)
        assert not view_of(case).may_chase
    with at(local("2026-11-07T00:01")):
        assert view_of(case).may_chase
        chase(case)
    assert Chase.objects.count() == 2


def test_how_long_is_a_row_that_a_center_changes(case):
    Limit.objects.filter(key="chase_again").update(amount=1)
    chase(case)
    with at(local("2026-11-05T00:01")):
        chase(case)
    assert Chase.objects.count() == 2


def test_with_the_promise_switched_off_it_is_told_all_the_same(case, mediator):
    Limit.objects.filter(key="chase_answer").update(in_use=False)
    chase(case)
    assert not running(case).exists() and Notice.objects.get().to_user == mediator.user


def test_an_unanswered_one_climbs_and_one_answer_answers_both(case, mediator, section_head):
    chase(case)
    with at(local("2026-11-05T09:01")):
        sweep.sweep_clocks()
    assert Card.objects.get().colour == "yellow"
    assert Notice.objects.filter(to_user=section_head.user, kind="clock.escalated").exists()
    with at(local("2026-11-07T10:00")):
        chase(case)
        assert running(case).count() == 2
        lifecycle.answer_chase(case, answer="让您久等，周一上门。", by=act(mediator))
    assert not running(case).exists() and not Chase.objects.filter(answered_at=None).exists()


def test_where_nobody_has_it_in_hand_the_section_head_is_told_and_without_one_the_director(
    moment, make_case, clerk, mediator, director
):
    chase(factories.send(make_case(), act(clerk)))
    assert Notice.objects.get(kind="case.chased").to_user == director.user
    head = factories.staff("head", mediator.desk, "section_head", name="王长林")
    chase(factories.send(make_case(), act(clerk)))
    assert Notice.objects.filter(kind="case.chased").latest("pk").to_user == head.user


def test_only_the_party_chases_and_only_who_handles_answers(case, mediator, duty_leader, outsider):
    refused("not_allowed", lifecycle.chase, case, by=act(mediator))
    refused("moved_on", lifecycle.answer_chase, case, answer="已办。", by=act(mediator))
    chase(case)
    for stranger in (duty_leader, outsider):
        refused("not_allowed", lifecycle.answer_chase, case, answer="已办。", by=act(stranger))
    refused("text_needed", lifecycle.answer_chase, case, answer="  ", by=act(mediator))
    lifecycle.answer_chase(case, answer="已办。", by=act(mediator))
    refused("moved_on", lifecycle.answer_chase, case, answer="再答。", by=act(mediator))


def test_what_has_ended_is_not_chased_and_its_result_is_the_answer(case, mediator):
    chase(case)
    lifecycle.conclude(case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    assert not running(case).exists()
    refused("moved_on", chase, case)
    refused("moved_on", lifecycle.answer_chase, case, answer="已办结。", by=act(mediator))
    view = view_of(case)
    assert not view.may_chase and view.chase is None


def test_of_a_merged_one_the_person_is_sent_to_the_phone(case, make_case, clerk, mediator):
    other = make_case()
    lifecycle.merge(other, into=case, reason="同一件事", by=act(clerk))
    refused("merged", chase, other)
    chase(case)
    lifecycle.answer_chase(case, answer="周四到场。", by=act(mediator))
    view = view_of(Case.objects.get(pk=other.pk))
    assert not view.may_chase and view.chase is None and "周四到场" not in str(view)


def test_a_chase_is_no_act_on_the_matter_and_neither_is_a_slip(case, director):
    with at(local("2026-11-09T10:00")):
        chase(case)
        lifecycle.supervise(case, demand="请上门。", by=act(director))
    with at(local("2026-11-10T10:00")):
        assert stalls.stalled(Case.objects.all()).exists()


def test_what_the_house_owes_itself_is_no_promise_to_the_citizen(case, director):
    lifecycle.supervise(case, demand="请上门。", by=act(director))
    chase(case)
    assert len(view_of(case).limits) == 1


def test_the_page_asks_and_shows_the_answer_without_a_name(citizen, case, mediator):
    assert CHASE in citizen.get(CASE).content.decode()
    answer = citizen.post(CHASE)
    assert answer.status_code == 302 and answer["Location"] == CASE
    page = citizen.get(CASE).content.decode()
    assert CHASE not in page and "2026-11-06" in page and "<script" not in page
    citizen.post(CHASE)
    assert Chase.objects.count() == 1 and "notice-warning" in citizen.get(CASE).content.decode()
    lifecycle.answer_chase(case, answer="已约双方周四下午到场。", by=act(mediator))
    page = citizen.get(CASE).content.decode()
    assert "已约双方周四下午到场。" in page and mediator.user.name not in page


def test_nobody_chases_who_was_not_let_in(client, case):
    assert client.post(CHASE)["Location"] == "/status/" and not Chase.objects.exists()
    assert client.get(CHASE).status_code == 405


def test_of_a_restricted_matter_the_answer_is_not_shown(moment, client, make_case, petition_officer, clerk):
    case = factories.send(make_case("whistleblowing"), act(clerk))
    lifecycle.sign(case, by=act(petition_officer))
    client.post("/status/", {"number": case.number, "code": case.query_code})
    client.post(CHASE)
    lifecycle.answer_chase(case, answer="被举报人已到案。", by=act(petition_officer))
    page = client.get(CASE).content.decode()
    assert "被举报人" not in page and view_of(case).chase.answered_at


def test_the_case_page_offers_the_answer_while_one_waits(case, mediator, sign_in):
    url = f"/cases/{case.number}/"
    assert "answer_chase" not in sign_in(mediator).get(url).content.decode()
    chase(case)
    assert f"{url}do/answer_chase/" in sign_in(mediator).get(url).content.decode()
    assert sign_in(mediator).post(f"{url}do/answer_chase/", {"answer": "周四到场。"}).status_code == 302
    page = sign_in(mediator).get(url).content.decode()
    assert "answer_chase" not in page and "周四到场。" in page


def test_by_the_api_with_number_and_code(case, client):
    url, asked = reverse("api:status-chase"), {"number": case.number, "code": case.query_code}
    answer = client.post(url, asked)
    assert answer.status_code == 201 and answer.json()["chase"]["due_at"] and not answer.json()["may_chase"]
    again = client.post(url, asked)
    assert again.status_code == 409 and again.json()["code"] == "chased_already"
    assert client.post(url, {**asked, "code": "ABCDEFGH"}).status_code == 422
    assert client.post(reverse("api:status-list"), asked).json()["chase"]["answered_at"] is None


def test_only_a_chased_case_costs_more(citizen, case, settings, django_assert_num_queries):
    settings.KEPT_SECONDS = 60
    citizen.get(CASE)
    with django_assert_num_queries(4):
        citizen.get(CASE)
    chase(case)
    with at(now() + timedelta(minutes=1)):
        citizen.get(CASE)
        with django_assert_num_queries(6):
            citizen.get(CASE)
