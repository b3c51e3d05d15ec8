"""Whether the agreement is kept: payments with their proof, reminders, the visit, and the dossier's way into the archive (MD7)."""

from datetime import date, datetime, timedelta

import pytest

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, at, today
from intake.models import Clock, Event, Party
from mediation import lifecycle, tasks
from mediation.lifecycle import Promise
from mediation.models import Agreement, Instalment, Payment
from tests.factories import act

TERMS = "乙方赔偿甲方修理费1200元，分两次付清，双方再无争议。"


@pytest.fixture
def party(opened):
    return Party.objects.get(case=opened.case, side="respondent")


@pytest.fixture
def agreed(opened, mediator, party):
    """1,200 yuan in two payments: today and in a month."""
    both = (Promise(80000, today(), payer=party), Promise(40000, today() + timedelta(days=31), payer=party))
    return lifecycle.agree(opened, terms=TERMS, form="written", amount_cents=120000, instalments=both, by=act(mediator))


def pay(instalment, by, **changes):
    given = {"amount_cents": instalment.amount_cents, "paid_on": today(), "by": act(by), **changes}
    return lifecycle.report_payment(instalment, **given)


def refused(code, act_, *args, **kwargs):
    with pytest.raises(Refused) as told:
        act_(*args, **kwargs)
    assert told.value.code == code


def running(key):
    return Clock.objects.running().filter(limit__key=key).count()


def test_paid_at_the_table_it_is_performed_and_nothing_is_owed_any_more(opened, mediator):
    """1,200 yuan in hand within the hour: nothing is left to confirm, to visit or to remind of."""
    agreement = lifecycle.agree(opened, terms=TERMS, form="oral", amount_cents=120000, by=act(mediator))
    assert (running("mediation.confirm_apply"), running("mediation.follow_up")) == (1, 1)
    pay(agreement.instalments.get(), mediator)
    assert Agreement.objects.get().state == "performed" and not Clock.objects.running().exists()


def test_staff_count_at_once_and_parts_add_up(agreed, mediator):
    first, second = agreed.instalments.all()
    pay(first, mediator, amount_cents=30000)
    assert Instalment.objects.get(pk=first.pk).paid_at is None
    refused("wrong_amount", pay, first, mediator, amount_cents=60000)
    pay(first, mediator, amount_cents=50000)
    refused("paid_already", pay, first, mediator)
    assert running("mediation.instalment") == 1 and Agreement.objects.get().state == "in_effect"
    pay(second, mediator)
    assert Agreement.objects.get().state == "performed" and running("mediation.instalment") == 0


def test_a_side_reports_with_its_proof_and_staff_look_at_it(agreed, mediator, party):
    first = agreed.instalments.first()
    citizen = Actor(ActorKind.PARTY, id=party.pk)
    payment = lifecycle.report_payment(first, amount_cents=80000, paid_on=today(), by=citizen, party=party)
    assert Instalment.objects.get(pk=first.pk).paid_at is None
    assert Notice.objects.filter(kind="payment.reported", to_user=mediator.user).count() == 1
    with pytest.raises(Refused) as told:
        lifecycle.report_payment(first, amount_cents=80000, paid_on=today(), by=citizen, party=party)
    assert told.value.code == "reported_already"
    lifecycle.reject_payment(payment, remark="转账记录看不清", by=act(mediator))
    again = lifecycle.report_payment(first, amount_cents=80000, paid_on=today(), by=citizen, party=party)
    lifecycle.confirm_payment(again, by=act(mediator))
    with pytest.raises(Refused):
        lifecycle.confirm_payment(Payment.objects.get(pk=again.pk), by=act(mediator))
    assert Instalment.objects.get(pk=first.pk).paid_at is not None


def test_days_and_people_are_checked(agreed, mediator, clerk, outsider):
    first = agreed.instalments.first()
    refused("wrong_day", pay, first, mediator, paid_on=today() + timedelta(days=1))
    refused("wrong_day", pay, first, mediator, paid_on=date(2020, 1, 1))
    refused("wrong_amount", pay, first, mediator, amount_cents=0)
    for who in (clerk, outsider):
        refused("not_allowed", pay, first, who)
    refused(
        "not_allowed", lifecycle.report_payment, first, amount_cents=100, paid_on=today(), by=Actor(ActorKind.PARTY)
    )
    assert not Payment.objects.exists()


def test_the_payer_is_reminded_once_and_a_late_payment_asks_for_a_visit(opened, mediator, party):
    """T-3 by message, late: a visit within three working days, and the number of the case is all that leaves the house."""
    Party.objects.filter(pk=party.pk)
    person = party.person
    person.phone = "13800001234"
    person.save()
    noon = datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)
    with at(noon):
        agreement = lifecycle.agree(
            opened, terms=TERMS, form="oral", amount_cents=120000, instalments=(Promise(120000, date(2026, 6, 10), payer=party),), by=act(mediator)
        )  # fmt: skip
        tasks.follow_agreements()
        assert not Notice.objects.filter(kind="payment.near").exists()
    with at(noon + timedelta(days=6)):
        tasks.follow_agreements()
        tasks.follow_agreements()
    told = Notice.objects.get(kind="payment.near")
    assert (told.channel, set(told.data)) == ("sms", {"number", "due"})
    with at(noon + timedelta(days=10)):
        tasks.follow_agreements()
        tasks.follow_agreements()
    assert Notice.objects.filter(kind="payment.late").count() == 1 and running("mediation.visit") == 1
    assert Event.objects.filter(kind__in=["payment.near", "payment.late"]).count() == 2
    with at(noon + timedelta(days=11)):
        lifecycle.follow_up(
            agreement, party=party, visited_on=date(2026, 6, 12), kept="kept_not", satisfied="not_content", text="答应月底付清。", by=act(mediator)
        )  # fmt: skip
        assert running("mediation.visit") == running("mediation.follow_up") == 0
        lifecycle.break_off(agreement, reason="逾期未付，电话不接", by=act(mediator))
    assert Agreement.objects.get().state == "broken"
    refused("moved_on", lifecycle.break_off, agreement, reason="再一次", by=act(mediator))


def test_without_money_the_visit_says_that_it_is_kept(opened, mediator, party):
    agreement = lifecycle.agree(opened, terms=TERMS, form="oral", by=act(mediator))
    visit = {"party": party, "visited_on": today(), "satisfied": "content", "text": "墙已拆除。", "by": act(mediator)}
    refused("kept_needed", lifecycle.follow_up, agreement, kept="maybe", **visit)
    lifecycle.follow_up(agreement, kept="kept_all", **visit)
    assert Agreement.objects.get().state == "performed"


def test_unused_rights_end_so_that_the_case_can_be_archived(opened, mediator):
    """After thirty days nobody can ask the court any more (人民调解法 art. 33): the clock ends by itself."""
    with at(datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)):
        lifecycle.agree(opened, terms=TERMS, form="oral", by=act(mediator))
    with at(datetime(2026, 7, 1, 23, tzinfo=SHANGHAI)):
        tasks.lapse_mediations()
        assert running("mediation.confirm_apply") == 1
    with at(datetime(2026, 7, 2, 1, tzinfo=SHANGHAI)):
        tasks.lapse_mediations()
        assert running("mediation.confirm_apply") == 0
