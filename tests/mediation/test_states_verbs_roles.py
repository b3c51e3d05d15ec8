"""Every state × verb × role of a mediation, by one table (issue 6): who may, where it begins, and a sentence for every refusal."""

import re
from datetime import timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.now import now, today
from intake import lifecycle as case_lifecycle
from intake.models import Agent, Attachment, Case, Party
from mediation import agreement_steps, lifecycle
from mediation.lifecycle.sessions import Plan
from mediation.models import Mediation, Mediator, Room
from mediation.steps import BY_VERB
from tests import factories
from tests.factories import act

ROLES = [
    "clerk", "mediator", "petition_officer", "legal_officer", "section_head", "department_head", "director", "county_director", "duty_leader",
    "grid_worker", "outsider", "system_administrator", "auditor",
]  # fmt: skip
MEDIATE, HEAD = (
    {"mediator", "section_head", "director", "county_director"},
    {"section_head", "director", "county_director"},
)
STATES = ["applied", "proposed", "open", "agreed", "failed", "declined", "ended"]
ASKED = {"proposed", "open"}
# verb: who may by right, and in which states it is not refused with "moved_on"
TABLE = {
    "accept": (MEDIATE, {"applied"}),
    "decline": (MEDIATE, {"applied"}),
    "ask": (MEDIATE, ASKED),
    "consent": (MEDIATE, ASKED),
    "no_answer": (MEDIATE, ASKED),
    "represent": (MEDIATE, ASKED),
    "prove_powers": (MEDIATE, {"applied", *ASKED}),
    "shield": (MEDIATE, {"applied", *ASKED}),
    "unshield": (MEDIATE, {"applied", *ASKED}),
    "offer_choice": (MEDIATE, ASKED),
    "choose": (MEDIATE, ASKED),
    "assign": (HEAD, ASKED),
    "take_on": (MEDIATE, ASKED),
    "turn_down": (MEDIATE, ASKED),
    "ask_recusal": (MEDIATE, ASKED),
    "decide_recusal": (HEAD, ASKED),
    "schedule": (MEDIATE, {"open"}),
    "end_for_absence": (MEDIATE, {"open"}),
    "add_evidence": (MEDIATE, ASKED),
    "send_to_appraisal": (MEDIATE, {"open"}),
    "note_privately": (MEDIATE, ASKED),
    "note_danger": (MEDIATE, ASKED),
    "tell_police": (MEDIATE, {"applied", *ASKED}),
    "end_danger": (HEAD, {"applied", *ASKED}),
    "yield_to": (MEDIATE, ASKED),
    "agree": (MEDIATE, {"open"}),
    "fail": (MEDIATE, ASKED),
}


@pytest.fixture
def stage(make_case, clerk, mediator):
    """A mediation in the state that is asked for: stage("open")."""

    def make(state):
        case = factories.send(make_case(), act(clerk))
        case_lifecycle.sign(case, by=act(mediator))
        by = act(mediator)
        if state in ("applied", "declined"):
            mediation = lifecycle.receive(case, by=by)
            if state == "declined":
                lifecycle.decline(mediation, reason="不属于调解范围", by=by)
            return mediation
        mediation = lifecycle.propose(case, mediator=mediator.user, by=by)
        if state != "proposed":
            for party in case.parties.all():
                lifecycle.consent(mediation, party=party, answer="agreed", channel="phone", by=by)
        if state == "agreed":
            lifecycle.agree(mediation, terms="双方各让一步，于三日内恢复原状。", form="written", by=by)
        elif state == "failed":
            lifecycle.fail(mediation, reason="分歧过大", by=by)
        elif state == "ended":
            case_lifecycle.withdraw(case, reason="自行和解", by=by)
        return mediation

    return make


@pytest.fixture
def press(mediator, county):
    """Call a verb with arguments that would do: press(verb, mediation, by)."""
    line = Mediator.objects.create(
        center=county["HHT"], user=mediator.user, name="陈建国", body="镇调委会", certificate="1", at=now()
    )
    room = Room.objects.create(center=county["HHT"], name="调解一室")

    def call(verb, mediation, by):
        party = Party.objects.filter(case=mediation.case).first()
        stranger = Attachment(case_id=0, label="x")
        begins = now() + timedelta(days=9)
        plan = Plan(begins, begins + timedelta(hours=1), (party,), room=room)
        given = {
            "accept": {"mediator": mediator.user}, "decline": {"reason": "不属于调解范围"}, "ask": {"party": party, "channel": "phone"},
            "consent": {"party": party, "answer": "agreed", "channel": "phone"}, "no_answer": {"party": party},
            "represent": {"side": "applicant", "represented": [], "further_names": "甲", "proof": stranger},
            "prove_powers": {"agent": Agent(party=party, person=party.person, kind="agent"), "proof": stranger},
            "shield": {"party": party, "reason": "家庭暴力"}, "unshield": {"party": party, "reason": "本人同意"}, "offer_choice": {},
            "choose": {"party": party, "mediator": line}, "assign": {"mediator": line}, "take_on": {}, "turn_down": {"reason": "出差"},
            "ask_recusal": {"party": party, "reason": "bias", "text": ""}, "decide_recusal": {"granted": False, "decision": "理由不成立"},
            "schedule": {"plan": plan}, "end_for_absence": {"party": party}, "add_evidence": {"party": party, "label": "照片", "pages": 2},
            "send_to_appraisal": {"kind": "price", "body": "价格认定中心", "question": "损失多少", "letter": "1号", "expected_on": today()},
            "note_privately": {"text": "底线两千元"}, "note_danger": {"signs": {"threat"}, "note": "扬言报复"},
            "tell_police": {"station": "黄花塘派出所", "how": "值班民警，电话"}, "end_danger": {"reason": "已经平息"}, "yield_to": {"office": "court"},
            "agree": {"terms": "双方各让一步，于三日内恢复原状。", "form": "oral"}, "fail": {"reason": "分歧过大"},
        }[verb]  # fmt: skip
        getattr(lifecycle, verb)(Mediation.objects.get(pk=mediation.pk), **given, by=by)

    return call


def code_of(call, *arguments):
    """How it was refused, or "" where it was done; the sentence says something and names no code."""
    from django.db import transaction

    try:
        with transaction.atomic():
            call(*arguments)
            transaction.set_rollback(True)
    except Refused as refusal:
        sentence = str(refusal.message)
        assert len(sentence) >= 10 and not re.search(r"[a-z]_[a-z]|%\(", sentence), sentence
        return refusal.code
    return ""


def test_every_step_of_the_pages_is_in_the_table():
    elsewhere = {
        "hold",
        "cancel",
        "write_page",
        "confirm_pages",
        "appraisal_back",
        "request_police",
        *(one.verb for one in agreement_steps.STEPS),
    }  # of a session, an appraisal, the end; those of the agreement have tables of their own
    assert set(BY_VERB) - elsewhere <= set(TABLE)


def test_every_state_and_verb(stage, press, section_head):
    """From a state where it does not begin, a verb is refused, and nothing is changed."""
    wrong, done = [], {}
    for state in STATES:
        mediation = stage(state)
        for verb, (_who, states) in TABLE.items():
            code = code_of(press, verb, mediation, act(section_head))
            if state not in states and code not in ("moved_on", "answer_missing"):
                wrong.append((state, verb, code))
            if not code:
                done.setdefault(state, set()).add(verb)
        assert Mediation.objects.get(pk=mediation.pk).state == state
    assert wrong == []
    assert done == {
        "applied": {"accept", "decline", "shield"},
        "proposed": {"ask", "consent", "shield", "offer_choice", "choose", "assign", "ask_recusal", "add_evidence", "note_danger", "fail"},
        "open": {
            "shield", "offer_choice", "choose", "assign", "ask_recusal", "schedule", "add_evidence", "send_to_appraisal", "note_danger", "agree", "fail",
        },
    }  # fmt: skip


def test_every_verb_and_role(request, stage, press):
    """Who has no right to a verb reads that, wherever the mediation stands; who has it never does, but for what is the mediator's own."""
    mediation = stage("open")
    own = {"take_on", "turn_down", "note_privately", "decide_recusal"}
    wrong = []
    for role in ROLES:
        by = act(request.getfixturevalue(role))
        for verb, (who, _states) in TABLE.items():
            code = code_of(press, verb, mediation, by)
            if role not in who and code != "not_allowed":
                wrong.append((role, verb, code))
            if role in who and code == "not_allowed" and verb not in own:
                wrong.append((role, verb, code))
    assert wrong == [] and Case.objects.get(pk=mediation.case.pk).state == "handling"
