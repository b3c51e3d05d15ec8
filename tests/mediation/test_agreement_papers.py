"""The papers of an agreement say what was written down: responsibility, payments, place, the visit and the court."""

from datetime import timedelta

from center.foundation.now import today
from intake.models import Party
from mediation import lifecycle
from mediation.lifecycle import Promise
from mediation.papers import facts, filling
from tests.factories import act

TERMS = "乙方赔偿甲方修理费1200元，分两次付清，双方再无争议。"


def test_agreement_visit_and_application_are_filled_from_what_was_written_down(opened, mediator):
    payer = Party.objects.get(case=opened.case, side="respondent")
    later = today() + timedelta(days=31)
    agreement = lifecycle.agree(
        opened, terms=TERMS, form="written", facts="转弯未让直行。", responsibility="乙方负全部责任。", place="中心窗口", amount_cents=120000,
        instalments=(Promise(80000, today(), payer, "现金"), Promise(40000, later, payer, "转账")), by=act(mediator),
    )  # fmt: skip
    data = filling.agreement(opened.proceeding)
    assert (data["facts"], data["responsibility"], data["place"]) == (
        "转弯未让直行。",
        "乙方负全部责任。",
        "中心窗口",
    )
    assert [(row["due"], row["amount"], row["way"]) for row in data["instalments"]] == [
        (facts.day(today()), "人民币800.00元", "现金"),
        (facts.day(later), "人民币400.00元", "转账"),
    ]
    assert "分2期" in data["performance"] and payer.person.name in data["performance"]
    lifecycle.follow_up(agreement, party=payer, visited_on=today(), kept="kept_part", satisfied="fairly", text="已付八百元。", by=act(mediator))  # fmt: skip
    visit = filling.follow_up(opened.proceeding)
    assert (visit["visited"], visit["satisfaction"], visit["risk"]) == (payer.person.name, "基本满意", "无")
    assert visit["performance"] == "部分履行。已付八百元。"
    both = list(lifecycle.answering(opened))
    lifecycle.apply_for_confirmation(
        agreement, parties=both, court="盱眙县人民法院", applied_on=today(), by=act(mediator)
    )
    assert filling.confirmation(opened.proceeding)["court"] == "盱眙县人民法院"


def test_one_payment_is_a_sentence_and_no_table(opened, mediator):
    lifecycle.agree(opened, terms=TERMS, form="oral", amount_cents=120000, by=act(mediator))
    data = filling.agreement(opened.proceeding)
    assert data["instalments"] == [] and "一次性给付人民币1,200.00元" in data["performance"]
