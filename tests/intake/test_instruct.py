"""A leader's instruction (RT10): tasks for the desks and people it names, whose answers go back to the giver; and a case shared by name."""

from datetime import timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, at, now, today
from intake import lifecycle, sweep, task_lists
from intake.lifecycle import assisting, sharing
from intake.models import Attachment, Card, Case, Event, Instruction, Share
from tests.factories import act

RESULT = "双方当面说清，隔墙退回原线。"


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == code


def instruct(case, by, **changes):
    values = {
        "text": "请依法妥善处理，防止激化。",
        "due_on": today() + timedelta(days=5),
        "desks": [case.desk],
    } | changes
    return lifecycle.instruct(case, by=act(by), **values)


def test_it_names_the_leader_and_becomes_a_task_of_each_desk_and_person_by_its_day(
    signed_case, director, mediator, legal_officer
):
    given = instruct(signed_case, director, leader="县委书记", people=[legal_officer.user])
    assert given.leader == "县委书记" and given.tasks.count() == 2
    own, persons = given.tasks.get(to_desk=mediator.desk), given.tasks.get(to_desk=legal_officer.desk)
    assert own.clock.due_at.astimezone(SHANGHAI).date() == given.due_on and persons.handler == legal_officer.user
    assert Notice.objects.filter(kind="task.asked", to_user=legal_officer.user).count() == 1
    assert Case.objects.visible_to(legal_officer.user).filter(pk=signed_case.pk).exists()


def test_the_answer_goes_back_to_the_giver_who_returns_or_closes_it(signed_case, director, mediator, county_director):
    task = instruct(signed_case, director).tasks.get()
    refused("not_declined", assisting.decline_task, task, reason="不办", by=act(mediator))
    assisting.answer_task(task, answer="已上门。", by=act(mediator))
    assert list(task_lists.to_read(director.user)) == [task] and task.clock.limit.key == "task_read"
    refused("not_allowed", assisting.close_task, task, by=act(county_director))
    assisting.return_task(task, reason="请报双方意见", by=act(director))
    lifecycle.conclude(signed_case, outcome="resolved", result=RESULT, by=act(mediator))  # it outlives the case
    assisting.answer_task(task, answer="双方均同意。", by=act(mediator))
    assisting.close_task(task, by=act(director))
    refused("moved_on", assisting.close_task, task, by=act(director))
    lifecycle.archive(signed_case, by=act(mediator))


def test_overdue_it_climbs(signed_case, director, mediator):
    task = instruct(signed_case, director).tasks.get()
    with at(task.clock.due_at + timedelta(minutes=1)):
        sweep.sweep_clocks()
    assert Card.objects.filter(clock=task.clock, colour="yellow").exists()


def test_what_is_asked_of_an_instruction(signed_case, director, mediator, make_case):
    refused("not_allowed", instruct, signed_case, mediator)
    refused("nobody_named", instruct, signed_case, director, desks=[])
    refused("text_needed", instruct, signed_case, director, text=" ")
    refused("wrong_day", instruct, signed_case, director, due_on=today() - timedelta(days=1))
    foreign = Attachment(case=make_case(), label="别的")
    refused("not_of_this_case", instruct, signed_case, director, scan=foreign)
    instruct(signed_case, director)
    refused("asked_already", instruct, signed_case, director)
    lifecycle.conclude(signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    refused("moved_on", instruct, signed_case, director, text="办结以后")


def test_the_page_gives_it_and_outsiders_find_nothing(signed_case, director, mediator, outsider, sign_in):
    url = f"/cases/{signed_case.number}/do/instruct/"
    assert sign_in(outsider).get(url).status_code == 404
    posted = {"text": "请妥善处理。", "due_on": today().isoformat(), "badges": mediator.badge, "leader": "县长"}
    assert sign_in(director).post(url, posted | {"due_on": ""}).status_code == 422
    assert sign_in(director).post(url, posted).status_code == 302
    assert sign_in(director).post(url, posted).status_code == 409
    assert Instruction.objects.count() == 1
    text = sign_in(mediator).get(f"/cases/{signed_case.number}/").content.decode()
    assert "县长" in text and "answer_task" in text and "decline_task" not in text


def test_shared_by_name_until_a_day_to_read_only_or_with_verbs(signed_case, director, outsider, mediator):
    until = today() + timedelta(days=3)
    refused("reason_needed", lifecycle.share, signed_case, user=outsider.user, reason="", by=act(director))
    refused("not_allowed", lifecycle.share, signed_case, user=outsider.user, reason="会商", by=act(mediator))
    refused(
        "not_lent",
        lifecycle.share,
        signed_case,
        user=outsider.user,
        reason="会商",
        verbs=["case.conclude"],
        by=act(director),
    )
    lifecycle.share(signed_case, user=outsider.user, reason="会商", until=until, by=act(director))
    refused("shared_already", lifecycle.share, signed_case, user=outsider.user, reason="会商", by=act(director))
    assert Case.objects.visible_to(outsider.user).filter(pk=signed_case.pk).exists()
    refused("not_allowed", lifecycle.note, signed_case, text="写一句", by=act(outsider))
    lifecycle.end_share(signed_case, user=outsider.user, by=act(director))
    refused("moved_on", lifecycle.end_share, signed_case, user=outsider.user, by=act(director))
    assert not Case.objects.visible_to(outsider.user).filter(pk=signed_case.pk).exists()
    lifecycle.share(signed_case, user=outsider.user, reason="会商", until=until, verbs=["case.note"], by=act(director))
    lifecycle.note(signed_case, text="会商意见：可调。", by=act(outsider))
    refused("not_allowed", lifecycle.conclude, signed_case, outcome="resolved", result=RESULT, by=act(outsider))


def test_on_the_day_after_it_opens_nothing_and_the_hourly_job_writes_that_down(signed_case, director, outsider):
    lifecycle.share(
        signed_case, user=outsider.user, reason="会商", until=today(), verbs=["case.note"], by=act(director)
    )
    outsider.user.__dict__.pop("_scopes", None)
    with at(now() + timedelta(days=1)):
        assert not Case.objects.visible_to(outsider.user).filter(pk=signed_case.pk).exists()
        refused("not_allowed", lifecycle.note, signed_case, text="写一句", by=act(outsider))
        assert sharing.end_past_shares().acted == 1 and sharing.end_past_shares().acted == 0
    assert Share.objects.get().ended_at and Event.objects.filter(case=signed_case).last().kind == "case.share_ended"


def test_what_is_shared_stands_on_the_page_with_its_terms_and_is_ended_there(signed_case, director, outsider, sign_in):
    url = f"/cases/{signed_case.number}/"
    posted = {"badge": outsider.badge, "reason": "共同研判", "until": today().isoformat(), "verbs": ["case.note"]}
    assert sign_in(director).post(f"{url}do/share/", posted | {"reason": ""}).status_code == 422
    assert sign_in(director).post(f"{url}do/share/", posted).status_code == 302
    text = sign_in(director).get(url).content.decode()
    assert "共同研判" in text and f"{url}do/end_share/?user={outsider.user_id}" in text
    assert sign_in(outsider).get(f"{url}do/note/").status_code == 200
    assert sign_in(director).post(f"{url}do/end_share/", {"user": outsider.user_id}).status_code == 302
    assert sign_in(outsider).get(url).status_code == 404
