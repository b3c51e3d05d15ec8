"""Other desks asked to assist or for a service (RT5): each its own limit and answer; the leading desk does not conclude over their heads."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import at, today
from intake import lifecycle, sweep, task_lists
from intake.lifecycle import assisting
from intake.models import Card, Case, Clock, Event, Handover, Task
from tests import factories
from tests.factories import act

RESULT = "双方当面说清，隔墙退回原线。"


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == code


def asked(case, by, *, desk=None, kind="assist", **changes):
    desk = desk or factories.desk("HHT", "rule_of_law")
    return lifecycle.ask(case, kind=kind, to_desk=desk, text="请审查协议草稿是否合法。", by=act(by), **changes)


@pytest.fixture
def task(signed_case, mediator, legal_officer):
    return asked(signed_case, mediator)


def kinds(case):
    return list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def test_asking_starts_the_desks_own_limit_tells_it_and_lets_it_read(task, signed_case, legal_officer):
    clock = task.clock
    assert (clock.limit.key, clock.desk_id, clock.about) == ("assist", legal_officer.desk_id, f"task:{task.pk}")
    assert Notice.objects.filter(to_user=legal_officer.user, kind="task.asked").count() == 1
    assert Case.objects.visible_to(legal_officer.user).filter(pk=signed_case.pk).exists()
    assert kinds(signed_case)[-1] == "task.asked"


def test_the_whole_way_accepted_and_answered_while_the_case_stays_whose_it_is(
    task, signed_case, mediator, legal_officer
):
    assisting.accept_task(task, by=act(legal_officer))
    lifecycle.note(signed_case, text="已看过草稿。", by=act(legal_officer))  # a desk at work may write
    assisting.answer_task(task, answer="第三条约定的违约金过高，建议调整。", by=act(legal_officer))
    task.refresh_from_db()
    assert (task.state, task.handler, task.answered_by) == ("task_done", legal_officer.user, legal_officer.user)
    assert not Clock.objects.running().filter(about=f"task:{task.pk}").exists()
    assert Notice.objects.filter(to_user=mediator.user, kind="task.answered").exists()
    signed_case.refresh_from_db()
    assert (signed_case.desk_id, signed_case.handler) == (mediator.desk_id, mediator.user)
    lifecycle.conclude(signed_case, outcome="resolved", result=RESULT, by=act(mediator))


def test_the_leading_desk_does_not_conclude_before_the_answer_unless_it_takes_the_task_back(
    task, signed_case, mediator, legal_officer
):
    refused("task_open", lifecycle.conclude, signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    assisting.accept_task(task, by=act(legal_officer))
    refused("task_open", lifecycle.conclude, signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    refused("reason_needed", assisting.revoke_task, task, reason=" ", by=act(mediator))
    refused("not_allowed", assisting.revoke_task, task, reason="不需要了", by=act(legal_officer))
    assisting.revoke_task(task, reason="双方已自行和解", by=act(mediator))
    lifecycle.conclude(signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    assert not Case.objects.visible_to(legal_officer.user).filter(pk=signed_case.pk).exists()


def test_declined_with_a_reason_it_opens_nothing_any_more(task, signed_case, mediator, legal_officer):
    refused("reason_needed", assisting.decline_task, task, reason="", by=act(legal_officer))
    assisting.decline_task(task, reason="不属于法律问题", by=act(legal_officer))
    assert not Case.objects.visible_to(legal_officer.user).filter(pk=signed_case.pk).exists()
    assert Notice.objects.filter(to_user=mediator.user, kind="task.declined").exists()
    asked(signed_case, mediator, kind="referral")  # may be asked again


def test_each_step_is_refused_where_it_does_not_begin_and_twice_is_once(
    task, signed_case, mediator, legal_officer, outsider
):
    refused("asked_already", asked, signed_case, mediator)
    refused("moved_on", assisting.close_task, task, by=act(mediator))
    refused("not_allowed", assisting.accept_task, task, by=act(outsider))
    refused("not_allowed", assisting.answer_task, task, answer="我来答", by=act(mediator))
    assisting.accept_task(task, by=act(legal_officer))
    refused("moved_on", assisting.accept_task, task, by=act(legal_officer))
    refused("moved_on", assisting.decline_task, task, reason="晚了", by=act(legal_officer))
    assisting.answer_task(task, answer="同意。", by=act(legal_officer))
    refused("moved_on", assisting.answer_task, task, answer="再答。", by=act(legal_officer))
    refused("moved_on", assisting.revoke_task, task, reason="晚了", by=act(mediator))


def test_asking_needs_a_case_in_hand_another_desk_words_and_a_day_to_come(case, clerk, signed_case, mediator, outsider):
    refused("same_desk", asked, signed_case, mediator, desk=mediator.desk)
    refused("not_allowed", asked, signed_case, outsider)
    refused("wrong_day", asked, signed_case, mediator, due_on=today() - timedelta(days=1))
    refused("wrong_kind", asked, signed_case, mediator, kind="instruction")
    task = asked(signed_case, mediator, due_on=today() + timedelta(days=9))
    assert task.clock.named_day and task.clock.due_at.astimezone().date() >= today() + timedelta(days=8)
    lifecycle.withdraw(signed_case, reason="当事人不再要求", by=act(mediator))
    task.refresh_from_db()
    assert task.state == "task_revoked"  # what was asked ends with the case
    refused("moved_on", asked, signed_case, mediator)


def test_an_overdue_task_climbs_at_the_desk_that_owes_it(task, signed_case, legal_officer, mediator):
    assisting.accept_task(task, by=act(legal_officer))
    with at(task.clock.due_at + timedelta(minutes=1)):
        sweep.sweep_clocks()
    assert Card.objects.filter(clock=task.clock, colour="yellow").exists()
    assert Notice.objects.filter(to_user=legal_officer.user, kind="clock.overdue").exists()
    assert not Notice.objects.filter(to_user=mediator.user, kind="clock.overdue").exists()


def test_a_task_keeps_its_desk_and_limit_when_the_case_goes_on_and_the_hop_keeps_whose_it_was(
    task, signed_case, mediator, legal_officer
):
    desk = factories.desk("HHT", "governance")
    lifecycle.transfer(signed_case, to_desk=desk, reason="属于综治事项", by=act(mediator))
    assert Clock.objects.get(pk=task.clock_id).desk_id == legal_officer.desk_id
    hop = Handover.objects.filter(case=signed_case).last()
    assert hop.owned_by == {
        "center": mediator.desk.center_id, "desk": mediator.desk_id, "department": mediator.desk.department_id, "handler": mediator.user_id,
    }  # fmt: skip


def test_the_page_shows_and_does_it_and_outsiders_find_nothing(
    task, signed_case, mediator, legal_officer, outsider, sign_in
):
    url = f"/cases/{signed_case.number}/"
    text = sign_in(legal_officer).get(url).content.decode()
    assert f"{url}tasks/{task.pk}/accept_task/" in text and "请审查协议草稿" in text
    assert sign_in(outsider).get(f"{url}tasks/{task.pk}/accept_task/").status_code == 404
    assert sign_in(legal_officer).get(f"{url}tasks/{task.pk}/nothing/").status_code == 404
    assert sign_in(legal_officer).post(f"{url}tasks/{task.pk}/accept_task/").status_code == 302
    assert sign_in(legal_officer).post(f"{url}tasks/{task.pk}/accept_task/").status_code == 409
    bad = sign_in(legal_officer).post(f"{url}tasks/{task.pk}/answer_task/", {"answer": ""})
    assert bad.status_code == 422
    assert (
        sign_in(legal_officer).post(f"{url}tasks/{task.pk}/answer_task/", {"answer": "没有意见。"}).status_code == 302
    )
    assert sign_in(mediator).get(f"{url}do/ask/").status_code == 200
    posted = {"kind": "referral", "to_desk": factories.desk("HHT", "governance").pk, "text": "请安排心理疏导。"}
    assert sign_in(mediator).post(f"{url}do/ask/", posted).status_code == 302
    assert Task.objects.filter(kind="referral").count() == 1


def test_the_list_of_a_desk_costs_the_same_for_many(
    signed_case, mediator, legal_officer, sign_in, django_assert_max_num_queries, make_case, clerk
):
    asked(signed_case, mediator)
    client = sign_in(legal_officer)
    client.get("/tasks/")
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        assert client.get("/tasks/").status_code == 200
    for _more in range(3):
        case = factories.send(make_case(), act(clerk))
        lifecycle.sign(case, by=act(mediator))
        asked(case, mediator)
    with django_assert_max_num_queries(len(one)):
        page = client.get("/tasks/")
    assert len(page.context["to_do"]) == 4 and task_lists.given(mediator.user).count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_one_accepts(signed_case, mediator, legal_officer):
    task = asked(signed_case, mediator)
    other = factories.staff("legal_two", legal_officer.desk, legal_officer.role, name="第二人")
    outcomes, gate = [], threading.Barrier(2)

    def press(who):
        try:
            mine = Task.objects.select_related("case").get(pk=task.pk)
            gate.wait()
            assisting.accept_task(mine, by=act(who))
            outcomes.append("done")
        except Refused as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(who,)) for who in (legal_officer, other)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["done", "moved_on"]
