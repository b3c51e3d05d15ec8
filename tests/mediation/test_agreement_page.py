"""The agreement on the file page and in the API: written, signed, sealed, paid, visited, taken to court (MD6, MD7, MD8, DS5)."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.now import now, today
from intake.models import Case, Event, Party
from mediation import agreement_page, lifecycle
from mediation.agreement_forms import equal_parts
from mediation.lifecycle import Promise, Terms
from mediation.models import Agreement, Confirmation, FollowUp, Instalment, Payment, Signature
from tests.factories import act

TERMS = "乙方赔偿甲方修理费1200元，分三次付清，双方再无争议。"
STROKES = json.dumps([[[10, 20], [30, 40], [60, 90], [100, 100], [200, 250]]])


def step(client, mediation, verb, **sent):
    return client.post(reverse("mediation:step", args=[mediation.pk, verb]), sent)


def page(client, mediation, part):
    return client.get(reverse("mediation:file", args=[mediation.pk]), {"part": part}).content.decode()


def text(**changes):
    return {"agreement_form": "written", "terms": TERMS, "amount_cents": "1200", "monthly": "3", "first_day": today().isoformat(), **changes}  # fmt: skip


def test_from_the_text_to_the_last_payment_without_script(opened, mediator, sign_in):
    client = sign_in(mediator)
    payer = Party.objects.get(case=opened.case, side="respondent")
    assert step(client, opened, "draft", **text(payer=payer.pk)).status_code == 302
    assert [one.amount_cents for one in Instalment.objects.all()] == [40000] * 3
    assert TERMS in page(client, opened, "agreement")
    for party in Party.objects.filter(case=opened.case):
        assert step(client, opened, "seal", lawful="on").status_code == 409
        assert (
            step(client, opened, "sign", party=party.pk, way="sign_screen", strokes=STROKES, device="平板").status_code
            == 302
        )
    shown = page(client, opened, "agreement")
    assert "电子签名法" in shown and "平板" in shown and "/do/draft/" not in shown
    assert step(client, opened, "seal").status_code == 422
    assert step(client, opened, "seal", lawful="on").status_code == 302
    assert Case.objects.get().outcome == "mediated"
    shown = page(client, opened, "agreement")
    assert "第三十三条" in shown and "30" in shown
    for one in Instalment.objects.all():
        sent = {"instalment": one.pk, "amount_cents": "400", "paid_on": today().isoformat()}
        assert step(client, opened, "report_payment", **sent).status_code == 302
    assert Agreement.objects.get().state == "performed"
    assert "0 分钟" in page(client, opened, "payments")
    assert "从登记到付款" in client.get(reverse("intake:case", args=[opened.case.number])).content.decode()


def test_what_was_typed_wrongly_comes_back(opened, mediator, sign_in):
    client = sign_in(mediator)
    for sent, kept in [
        (text(uneven="明天 五百"), "明天 五百"),
        (text(terms="短"), TERMS[:0] + "短"),
        (text(first_day=""), TERMS),
        (text(amount_cents="", uneven=""), TERMS),
    ]:
        answer = step(client, opened, "draft", **sent)
        assert answer.status_code == 422 and kept in answer.content.decode()
    party = Party.objects.filter(case=opened.case).first()
    assert step(client, opened, "draft", **text()).status_code == 302
    empty = step(client, opened, "sign", party=party.pk, way="sign_screen")
    assert empty.status_code == 422 and not Signature.objects.exists()
    assert step(client, opened, "sign", party=party.pk, way="sign_paper").status_code == 302
    assert step(client, opened, "redraft", reason="金额写错").status_code == 302
    assert step(client, opened, "draft", **text(monthly="", first_day="", uneven=f"{today()} 500 现金\n{today() + timedelta(days=40)} 700 转账")).status_code == 302  # fmt: skip
    assert [(one.amount_cents, one.way) for one in Instalment.objects.all()] == [(50000, "现金"), (70000, "转账")]


@pytest.mark.parametrize(
    ("total", "number", "parts"),
    [(100, 3, [33, 33, 34]), (120000, 1, [120000]), (2, 3, [0, 0, 2])],
)
def test_equal_parts_are_whole_cents_and_add_up(total, number, parts):
    made = equal_parts(total, number, date(2026, 1, 31))
    assert [cents for cents, _on in made] == parts
    assert [on for _cents, on in made] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)][:number]


def test_visit_court_and_what_is_not_kept(opened, mediator, sign_in):
    client, by = sign_in(mediator), act(mediator)
    lifecycle.agree(opened, terms=TERMS, form="written", amount_cents=1000, by=by)
    parties = [party.pk for party in Party.objects.filter(case=opened.case)]
    day = today().isoformat()
    asked = {"parties": parties, "court": "盱眙县人民法院", "applied_on": day}
    assert step(client, opened, "court_accepts", on=day).status_code == 409
    assert step(client, opened, "apply_for_confirmation", **{**asked, "parties": parties[:1]}).status_code == 422
    assert step(client, opened, "apply_for_confirmation", **asked, excluded=["status"]).status_code == 409
    assert step(client, opened, "apply_for_confirmation", **asked).status_code == 302
    assert step(client, opened, "court_accepts", on=day).status_code == 302
    assert (
        step(client, opened, "court_decides", on=day, confirmed="yes", ruling="（2026）苏0830民特1号").status_code
        == 302
    )
    assert Confirmation.objects.get().state == "conf_confirmed"
    assert "苏0830民特1号" in page(client, opened, "agreement")
    visit = {
        "party": parties[0],
        "visited_on": day,
        "kept": "kept_not",
        "satisfied": "not_content",
        "text": "还没给钱。",
    }
    assert step(client, opened, "follow_up", **visit, danger="on").status_code == 302
    assert FollowUp.objects.get().danger and "还没给钱。" in page(client, opened, "payments")
    assert step(client, opened, "break_off", reason="拒不付款").status_code == 302
    assert Agreement.objects.get().state == "broken" and "拒不付款" in page(client, opened, "agreement")


def test_reported_payments_are_counted_or_not(opened, mediator, sign_in):
    client = sign_in(mediator)
    agreement = lifecycle.agree(opened, terms=TERMS, form="oral", amount_cents=1000, by=act(mediator))
    payments = [
        Payment.objects.create(instalment=agreement.instalments.get(), amount_cents=500, paid_on=today(), at=now()) for _n in range(2)
    ]  # fmt: skip
    assert step(client, opened, "reject_payment", payment=payments[0].pk, remark="看不清").status_code == 302
    assert step(client, opened, "confirm_payment", payment=payments[1].pk).status_code == 302
    assert step(client, opened, "confirm_payment", payment=payments[1].pk).status_code == 422
    assert "看不清" in page(client, opened, "payments") and "5.00" in page(client, opened, "payments")


def test_the_api_takes_the_same_steps(opened, mediator, sign_in):
    client = sign_in(mediator)

    def call(verb, **sent):
        return client.post(f"/api/v1/mediations/{opened.pk}/{verb}/", sent, content_type="application/json").status_code

    assert call("sign", party=1, way="sign_paper") == 400 and call("seal", lawful=True) == 409
    assert call("agree", agreement_form="oral", terms=TERMS) == 400  # the lawfulness was not looked at
    assert call("draft", **text()) == 200
    for party in Party.objects.filter(case=opened.case):
        assert call("sign", party=party.pk, way="sign_paper") == 200
    assert call("seal", lawful=True) == 200
    one = Instalment.objects.first()
    assert call("report_payment", instalment=one.pk, amount_cents="400", paid_on=today().isoformat()) == 200
    assert call("give_keys") == 200 and Event.objects.filter(kind="agreement.keys").count() == 1


def test_the_short_form_takes_the_day_of_payment(opened, mediator, sign_in):
    client, later = sign_in(mediator), today() + timedelta(days=9)
    url = reverse("mediation:agree", args=[opened.pk])
    sent = {"agreement_form": "written", "terms": TERMS, "amount_cents": "1200", "due_on": later.isoformat()}
    assert client.post(url, sent).status_code == 422 and not Agreement.objects.exists()
    assert client.post(url, {**sent, "lawful": "on"}).status_code == 302
    assert Instalment.objects.get().due_on == later


def test_who_does_not_mediate_reads_no_agreement_here_and_takes_no_step(opened, clerk, outsider, mediator, sign_in):
    lifecycle.draft(opened, text=Terms(TERMS, amount_cents=1000), by=act(mediator))
    client = sign_in(clerk)
    assert TERMS not in page(client, opened, "agreement")
    assert step(client, opened, "seal", lawful="on").status_code == 403
    assert step(sign_in(outsider), opened, "seal", lawful="on").status_code == 404


def test_the_payments_cost_the_same_with_two_and_with_twenty(opened, mediator, sign_in):
    client, counts = sign_in(mediator), []
    for number in (2, 20):
        promised = tuple(Promise(100, today() + timedelta(days=n)) for n in range(number))
        lifecycle.draft(opened, text=Terms(TERMS, amount_cents=100 * number, instalments=promised), by=act(mediator))
        page(client, opened, "payments")
        with CaptureQueriesContext(connection) as queries:
            page(client, opened, "payments")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_how_long_it_took_is_said_as_one_says_it():
    said = [agreement_page.in_words(timedelta(minutes=minutes)) for minutes in (0, 52, 119, 120, 2879, 2880)]
    assert said == ["0 分钟", "52 分钟", "119 分钟", "2小时", "47小时", "2 天"]
