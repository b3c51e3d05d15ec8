"""The page of a side: its own agreement by number and code, what is owed, and the proof of a payment (MD7, MD8)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from center.foundation.errors import Refused
from center.foundation.now import at, now, today
from intake.models import Attachment, Event, Party
from mediation import lifecycle
from mediation.lifecycle import Promise
from mediation.models import Instalment, PartyKey, Payment
from tests import factories
from tests.factories import act

TERMS = "乙方赔偿甲方修理费1200元，于三十日内付清，双方再无争议。"
ASK, MINE = reverse("mediation:mine"), reverse("mediation:mine_agreement")


@pytest.fixture
def agreed(opened, mediator):
    payer = Party.objects.get(case=opened.case, side="respondent")
    promised = (Promise(80000, today(), payer=payer), Promise(40000, today() + timedelta(days=31), payer=payer))
    agreement = lifecycle.agree(
        opened, terms=TERMS, form="written", amount_cents=120000, instalments=promised, by=act(mediator)
    )
    lifecycle.give_keys(agreement, by=act(mediator))
    return agreement


def enter(client, agreement, side="respondent"):
    key = PartyKey.objects.get(party__side=side)
    number = agreement.mediation.case.grouped.lower()
    return client.post(ASK, {"number": number, "code": f"{key.code[:4].lower()} {key.code[4:]}"})


def proof(**changes):
    picture = SimpleUploadedFile("转账.jpg", factories.jpeg(), "image/jpeg")
    return {"amount_cents": "800", "paid_on": today().isoformat(), "proof": picture, **changes}


def send(client, row, **changes):
    return client.post(reverse("mediation:mine_pay", args=[row.pk]), proof(**changes))


def test_number_and_code_open_the_own_agreement(agreed, client):
    assert client.get(ASK).status_code == 200 and client.get(MINE).status_code == 302
    assert enter(client, agreed).url == MINE
    shown = client.get(MINE).content.decode()
    assert TERMS in shown and "800.00" in shown and "由您支付" in shown and "第三十三条" in shown
    case = agreed.mediation.case
    other = Party.objects.get(case=case, side="applicant").person
    for secret in (other.name, other.phone, other.id_number, other.address):
        assert not secret or secret not in shown
    assert client.post(reverse("mediation:mine_done")).url == ASK and client.get(MINE).status_code == 302


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(agreed, client, make_case):
    other = make_case()
    code, number = PartyKey.objects.first().code, agreed.mediation.case.number
    answers = [
        client.post(ASK, sent)
        for sent in ({"number": number, "code": "AAAAAAAA"}, {"number": other.number, "code": code}, {"number": number, "code": agreed.mediation.case.query_code})
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {422}
    assert {str(answer.context["form"].non_field_errors()) for answer in answers} == {
        str(answers[0].context["form"].non_field_errors())
    }
    for _time in range(10):
        last = client.post(ASK, {"number": number, "code": "AAAAAAAA"})
    assert last.status_code == 429


def test_after_half_an_hour_and_with_a_new_code_it_is_closed(agreed, client, mediator):
    enter(client, agreed)
    with at(now() + timedelta(minutes=31)):
        assert client.get(MINE).status_code == 302
    enter(client, agreed)
    assert client.get(MINE).status_code == 200
    old = PartyKey.objects.get(party__side="respondent").code
    lifecycle.give_keys(agreed, party=Party.objects.get(side="respondent"), by=act(mediator))
    assert client.get(MINE).status_code == 302 and PartyKey.objects.get(party__side="respondent").code != old


def test_proof_is_handed_in_looked_at_and_told(agreed, client, mediator):
    enter(client, agreed)
    first, second = Instalment.objects.all()
    wrong = send(client, first, amount_cents="9999")
    assert wrong.status_code == 422 and "9999" in wrong.content.decode() and not Attachment.objects.exists()
    bad = send(client, first, proof=SimpleUploadedFile("x.jpg", b"<html>", "image/jpeg"))
    assert bad.status_code == 422 and not Attachment.objects.exists()
    assert send(client, first).status_code == 302
    payment, kept = Payment.objects.get(), Attachment.objects.get()
    assert (kept.party, payment.proof, payment.reported_by, payment.state) == (payment.reported_by, kept, kept.party, "reported")  # fmt: skip
    assert Event.objects.filter(kind="case.attached", by_kind="party").exists()
    assert "工作人员正在核对" in client.get(MINE).content.decode()
    assert send(client, first).status_code == 422
    lifecycle.reject_payment(payment, remark="看不清金额", by=act(mediator))
    assert "看不清金额" in client.get(MINE).content.decode()
    assert send(client, first).status_code == 302 and Attachment.objects.count() == 1  # the same picture again
    lifecycle.confirm_payment(Payment.objects.last(), by=act(mediator))
    assert Instalment.objects.get(pk=first.pk).paid_at and not Instalment.objects.get(pk=second.pk).paid_at


def test_nobody_pays_on_the_agreement_of_others(agreed, client):
    row = Instalment.objects.first()
    assert send(client, row).url == ASK
    enter(client, agreed)
    assert client.post(reverse("mediation:mine_pay", args=[row.pk + 99]), proof()).status_code == 404
    assert client.get(reverse("mediation:mine_copy")).status_code == 404  # no paper was issued


def test_codes_are_given_once_and_printed_for_those_who_gave_them(agreed, mediator, clerk, outsider, sign_in):
    assert lifecycle.give_keys(agreed, by=act(mediator)) == [] and PartyKey.objects.count() == 2
    for who in (clerk, outsider):
        with pytest.raises(Refused):
            lifecycle.give_keys(agreed, by=act(who))
    url = reverse("mediation:slips", args=[agreed.mediation.pk])
    shown = sign_in(mediator).get(url).content.decode()
    assert all(key.code in shown for key in PartyKey.objects.all())
    assert sign_in(clerk).get(url).status_code == 403 and sign_in(outsider).get(url).status_code == 404
