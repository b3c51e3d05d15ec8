"""An agreement in writing: drafted, signed by every side, signed and sealed by the committee, and only then in effect (MD6, DS5)."""

import json
from datetime import timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.now import today
from center.papers.models import File
from intake.models import Agent, Attachment, Case, Clock, Event, Party
from mediation import lifecycle
from mediation.lifecycle import Promise, Terms
from mediation.models import Agreement, Mediation, Signature
from tests.factories import act

WORDS = "乙方于三日内拆除砌墙，恢复巷道原状，并支付甲方误工费。"
STROKES = json.dumps([[[10, 20], [30, 40], [60, 90]], [[100, 100], [200, 250], [300, 300]]])


@pytest.fixture
def drafted(opened, mediator):
    """A text with two payments that nobody has signed."""
    both = (Promise(80000, today()), Promise(40000, today() + timedelta(days=31)))
    return lifecycle.draft(
        opened, text=Terms(WORDS, amount_cents=120000, instalments=both, place="黄花塘镇中心"), by=act(mediator)
    )


def side(agreement, name):
    return Party.objects.get(case=agreement.mediation.case, side=name)


def sign(agreement, name, by, **changes):
    lifecycle.sign(agreement, party=side(agreement, name), by=act(by), **{"way": "sign_paper", **changes})


def refused(code, act_, *args, **kwargs):
    with pytest.raises(Refused) as told:
        act_(*args, **kwargs)
    assert told.value.code == code


def test_it_takes_effect_with_the_last_signature_and_the_seal(drafted, mediator):
    """人民调解法 art. 29."""
    sign(drafted, "applicant", mediator)
    refused("signatures_missing", lifecycle.seal, drafted, lawful=True, by=act(mediator))
    assert Mediation.objects.get().state == "open" and Case.objects.get().state == "handling"
    sign(drafted, "respondent", mediator, way="sign_screen", strokes=STROKES, device="柜台平板", read_aloud=True)
    lifecycle.seal(drafted, lawful=True, by=act(mediator))
    agreement, case = Agreement.objects.get(), Case.objects.get()
    assert (agreement.state, Mediation.objects.get().state, case.outcome) == ("in_effect", "agreed", "mediated")
    assert agreement.effective_at == agreement.sealed_at == agreement.mediator_signed_at
    assert {one.digest for one in Signature.objects.all()} == {agreement.digest}
    running = Clock.objects.running().filter(limit__key="mediation.instalment").order_by("due_at")
    assert [clock.named_day for clock in running] == [True, True]


def test_nobody_signs_twice_nor_for_another(drafted, mediator):
    sign(drafted, "applicant", mediator)
    with pytest.raises(Refused) as told:
        sign(drafted, "applicant", mediator)
    assert told.value.code == "signed_already"
    stranger = Party.objects.create(case=drafted.mediation.case, side="third", organisation="宏达运输有限公司")
    refused("not_a_signer", lifecycle.sign, drafted, party=stranger, way="sign_paper", by=act(mediator))


@pytest.mark.parametrize(
    "strokes", ["", "[]", "not json", "[[1, 2]]", '[[[1, 2], [3, 4]]]', '[[[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]]', "[[" + "[1,2]," * 20_000 + "[1,2]]]"]
)  # fmt: skip
def test_a_signature_on_the_screen_is_drawn(drafted, mediator, strokes):
    with pytest.raises(Refused) as told:
        sign(drafted, "applicant", mediator, way="sign_screen", strokes=strokes)
    assert told.value.code == "strokes_needed" and not Signature.objects.exists()


def test_a_signed_text_is_not_changed_until_the_signatures_are_taken_back(drafted, mediator):
    sign(drafted, "applicant", mediator)
    text = Terms(WORDS + "另道歉。", amount_cents=1000)
    refused("signed_already", lifecycle.draft, drafted.mediation, text=text, by=act(mediator))
    refused("being_signed", lifecycle.agree, drafted.mediation, terms=WORDS, form="written", by=act(mediator))
    lifecycle.redraft(drafted, reason="对方要求补充道歉", by=act(mediator))
    lifecycle.draft(drafted.mediation, text=text, by=act(mediator))
    assert not Signature.objects.exists() and Agreement.objects.get().terms.endswith("另道歉。")


def test_an_agent_with_general_powers_does_not_settle(drafted, mediator):
    """民事诉讼法 art. 62 by analogy."""
    case = drafted.mediation.case
    scan = File.objects.create(media_type="image/jpeg", size=1, sha256="0" * 64, stored_at=case.registered_at)
    paper = Attachment.objects.create(case=case, file=scan, label="授权委托书", at=case.registered_at)
    agent = Agent.objects.create(
        party=side(drafted, "applicant"), person=side(drafted, "respondent").person, kind="agent", powers="general", at=case.registered_at, proof=paper
    )  # fmt: skip
    with pytest.raises(Refused) as told:
        sign(drafted, "applicant", mediator, agent=agent)
    assert told.value.code == "special_powers_needed"
    Agent.objects.filter(pk=agent.pk).update(powers="special")
    sign(drafted, "applicant", mediator, agent=Agent.objects.get(pk=agent.pk))
    assert Signature.objects.get().agent_id == agent.pk


def test_it_is_looked_at_whether_it_is_lawful(drafted, mediator, opened):
    """民事诉讼法解释 art. 358."""
    sign(drafted, "applicant", mediator)
    sign(drafted, "respondent", mediator)
    refused("not_looked_at", lifecycle.seal, drafted, lawful=False, by=act(mediator))
    assert Agreement.objects.get().state == "signing"


def test_payments_add_up_and_lie_ahead(opened, mediator):
    for promises, code in [
        ((Promise(50000, today()),), "sum_differs"),
        ((Promise(0, today()), Promise(120000, today())), "wrong_instalment"),
        ((Promise(120000, today() - timedelta(days=1)),), "wrong_instalment"),
        (tuple(Promise(1000, today()) for _n in range(121)), "wrong_instalment"),
    ]:
        text = Terms(WORDS, amount_cents=120000, instalments=promises)
        refused(code, lifecycle.draft, opened, text=text, by=act(mediator))
    assert not Agreement.objects.exists()


def test_who_may_not_mediate_neither_drafts_nor_signs_nor_seals(drafted, clerk, outsider):
    for who in (clerk, outsider):
        for verb, given in [
            (lifecycle.sign, {"party": side(drafted, "applicant"), "way": "sign_paper"}),
            (lifecycle.seal, {"lawful": True}),
            (lifecycle.redraft, {"reason": "试一试"}),
        ]:
            refused("not_allowed", verb, drafted, by=act(who), **given)


def test_a_failed_mediation_takes_no_signature(drafted, mediator):
    lifecycle.fail(drafted.mediation, reason="双方对数额分歧过大", by=act(mediator))
    with pytest.raises(Refused) as told:
        sign(drafted, "applicant", mediator)
    assert told.value.code == "moved_on" and Event.objects.filter(kind="agreement.signed").count() == 0
