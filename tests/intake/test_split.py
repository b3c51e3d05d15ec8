"""A case split (RT8): parts with chosen parties, own number, desk and limits; the parent waits for mandatory ones and reads how they ended."""

import threading

import pytest
from django.db import connection

from center.foundation.errors import Refused
from center.foundation.models import Notice
from intake import lifecycle, story
from intake.models import Case, Clock, Event, MatterType, Party
from tests.factories import act

RESULT = "双方当面说清，隔墙退回原线。"


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == code


def split(case, by, *, desk=None, parties=None, **changes):
    values = {
        "parties": case.parties.filter(side="applicant") if parties is None else parties, "matter": MatterType.objects.get(key="debt"),
        "narrative": "双方之间另有一笔三千元借款。", "to_desk": desk or case.desk, "reason": "与宅基地纠纷无关",
    }  # fmt: skip
    return lifecycle.split(case, by=act(by), **(values | changes))


def test_a_part_has_its_own_number_and_limits_and_only_the_parties_that_were_chosen(signed_case, mediator):
    child = split(signed_case, mediator)
    assert child.number != signed_case.number and child.parent == signed_case and child.mandatory
    assert (child.state, child.desk, child.handler) == ("handling", mediator.desk, mediator.user)
    assert list(child.parties.values_list("side", flat=True)) == ["applicant"] and signed_case.parties.count() == 2
    assert Clock.objects.running().filter(case=child).exists()
    assert Event.objects.filter(case=signed_case).last().kind == "case.split"
    assert [fault for fault in story.verify() if not isinstance(fault, int)] == []


def test_at_another_desk_it_waits_for_sign_for(signed_case, mediator, legal_officer):
    child = split(signed_case, mediator, desk=legal_officer.desk)
    assert child.state == "routed" and Clock.objects.running().filter(case=child, limit__key="sign_for").exists()
    lifecycle.sign(child, by=act(legal_officer))
    assert Case.objects.visible_to(mediator.user).filter(pk=child.pk).exists()  # it came from this desk
    assert not Case.objects.visible_to(legal_officer.user).filter(pk=signed_case.pk).exists()


def test_the_parent_waits_for_a_mandatory_part_and_reads_its_result(signed_case, mediator, legal_officer, director):
    child = split(signed_case, mediator, desk=legal_officer.desk)
    refused("child_open", lifecycle.conclude, signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    refused("child_open", lifecycle.pass_outside, signed_case, office="人民法院", reason="依法诉讼", by=act(mediator))
    lifecycle.sign(child, by=act(legal_officer))
    lifecycle.conclude(child, outcome="resolved", result="借款当场归还，收条附卷。", by=act(legal_officer))
    told = Event.objects.filter(case=signed_case).last()
    assert (told.kind, told.data["text"], told.data["child"]) == (
        "case.child_ended",
        "借款当场归还，收条附卷。",
        child.pk,
    )
    assert Notice.objects.filter(to_user=mediator.user, kind="case.child_ended").exists()
    lifecycle.conclude(signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    refused("parent_ended", lifecycle.reopen, child, reason="未履行", by=act(director))


def test_a_part_that_is_not_mandatory_keeps_nobody_waiting(signed_case, mediator, director):
    child = split(signed_case, mediator, mandatory=False)
    lifecycle.conclude(signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    lifecycle.withdraw(child, reason="不再要求", by=act(mediator))
    assert Event.objects.filter(case=signed_case, kind="case.child_ended").count() == 1


def test_a_part_passed_outside_is_not_finished(signed_case, mediator):
    child = split(signed_case, mediator)
    lifecycle.pass_outside(child, office="人民法院", reason="依法诉讼", by=act(mediator))
    refused("child_open", lifecycle.conclude, signed_case, outcome="resolved", result=RESULT, by=act(mediator))
    lifecycle.answer_outside(child, answer="法院已判决并执行完毕。", outcome="resolved", by=act(mediator))
    lifecycle.conclude(signed_case, outcome="resolved", result=RESULT, by=act(mediator))


def test_what_is_asked_of_a_split(case, signed_case, mediator, outsider, make_case):
    refused("not_allowed", split, signed_case, outsider)
    refused("parties_needed", split, signed_case, mediator, parties=signed_case.parties.filter(side="respondent"))
    refused("parties_needed", split, signed_case, mediator, parties=make_case().parties.all())
    refused("text_needed", split, signed_case, mediator, narrative=" ")
    refused("reason_needed", split, signed_case, mediator, reason="")
    child = split(signed_case, mediator)
    refused("split_already", split, signed_case, mediator)
    refused("child_itself", split, child, mediator, narrative="再分")


def test_each_page_shows_the_other_where_it_may_be_seen(signed_case, mediator, legal_officer, outsider, sign_in):
    url = f"/cases/{signed_case.number}/do/split/"
    assert sign_in(outsider).get(url).status_code == 404
    party = signed_case.parties.get(side="applicant")
    posted = {
        "parties": [party.pk], "matter": MatterType.objects.get(key="debt").pk, "narrative": "另有借款。", "to_desk": legal_officer.desk_id,
        "mandatory": "on", "reason": "分开办理",
    }  # fmt: skip
    assert sign_in(mediator).post(url, posted | {"parties": []}).status_code == 422
    assert sign_in(mediator).post(url, posted).status_code == 302
    assert sign_in(mediator).post(url, posted).status_code == 409
    child = Case.objects.get(parent=signed_case)
    assert f"/cases/{child.number}/" in sign_in(mediator).get(f"/cases/{signed_case.number}/").content.decode()
    page = sign_in(legal_officer).get(f"/cases/{child.number}/").content.decode()
    assert f'href="/cases/{signed_case.number}/"' not in page  # counted, not linked
    assert Party.objects.filter(case=child).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_split_and_a_conclusion_at_once_leave_no_open_part_behind_a_closed_parent(signed_case, mediator):
    gate, outcomes = threading.Barrier(2), []

    def press(act_on):
        try:
            mine = Case.objects.get(pk=signed_case.pk)
            gate.wait()
            act_on(mine)
            outcomes.append("done")
        except Refused as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    acts = [
        lambda mine: split(mine, mediator),
        lambda mine: lifecycle.conclude(mine, outcome="resolved", result=RESULT, by=act(mediator)),
    ]
    threads = [threading.Thread(target=press, args=(one,)) for one in acts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert outcomes.count("done") == 1
    parent = Case.objects.get(pk=signed_case.pk)
    assert not (parent.state == "concluded" and parent.children.filter(state__in=Case.OPEN).exists())
