"""What a desk does with a case in hand, by its department. Mediation and petitions have modules of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from center.config.demonstration import helping, mediating, petitioning
from intake import lifecycle
from intake.models import Case

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life
    from center.config.demonstration.stage import Steps

BY_PHONE, GIVEN_UP, PASSED_ON, SLOW = 0.12, 0.04, 0.04, 0.08
SUPERVISED, ASKED_ABOUT = 0.45, 0.06
COURT = "县人民法院"
OUTSIDE = {  # whose statutory duty it may turn out to be
    "consumer": "县市场监督管理局",
    "environment": "县生态环境局",
    "hidden_danger": "县应急管理局",
    "housing_expropriation": "县住房和城乡建设局",
    "labour": "县人力资源和社会保障局",
    "land_contract": "县自然资源和规划局",
    "legal_aid": "县法律援助中心",
    "other": "县民政局",
    "petition_complaint": "县民政局",
    "petition_suggestion": "县交通运输局",
    "property_management": "县住房和城乡建设局",
    "public_security": "县公安局",
    "wage_arrears": "县人力资源和社会保障局",
}
ANSWERED = ("legal_consultation", "other")


def handle(life: Life) -> Steps:
    """As the desk's department does; afterwards the case is put away."""
    case = life.case
    key = case.desk.department.key if case.desk.department else ""
    if life.coming.rest == "in_hand":
        if life.happens(0.45):
            yield life.soon(30, 500)
            life.note()
        elif not case.restricted and life.happens(ASKED_ABOUT):
            yield life.days(2, 4)
            yield from supervised(life, closes=False)
        return
    if key == "judicial" and life.quarrel and mediating.can(life):
        yield from _judicial(life)
    elif key == "petitions" and petitioning.can(life):
        yield from petitioning.petition(life)
    elif key == "political_legal":
        yield from _litigation(life)
    else:
        yield from _work(life)
    yield from life.afterwards()


def _work(life: Life) -> Steps:
    """Looked into, seen to, concluded; mostly within the seven days promised."""
    slow = life.happens(SLOW)
    until = life.days(8.5, 15) if slow else life.days(0.5, 5.8)
    while life.happens(0.45) and (noted := life.soon(40, 500)) < until:
        yield noted
        life.note()
    if slow and not life.case.restricted and life.happens(SUPERVISED):
        yield life.days(7.2 - life.in_hand_for, 8.2 - life.in_hand_for)
        yield from supervised(life)
    yield max(until, life.soon(5, 60))
    lot = life.chance.random()
    if lot < GIVEN_UP / 2:
        withdraw(life)
    elif lot < GIVEN_UP / 2 + PASSED_ON and life.case.matter.key in OUTSIDE:
        yield from helping.outside(
            life, OUTSIDE[life.case.matter.key], "经核查属于该单位法定职责，已联系对接并告知当事人。"
        )
    elif petitioning.can(life):
        life.conclude(
            Case.Outcome.RESOLVED, life.teller.say(life.trouble, "agreed" if life.trouble.row["agreed"] else "done")
        )
    else:
        life.conclude(Case.Outcome.ANSWERED if life.case.matter.key in ANSWERED else Case.Outcome.RESOLVED)


def supervised(life: Life, *, closes: bool = True) -> Steps:
    """The director asks in writing why it takes so long; the desk replies, and the director is content."""
    director = life.staff.director(life.case.desk, "case.supervise")
    lifecycle.supervise(life.case, demand=life.teller.common("demands"), by=director)
    yield life.soon(60, 500)
    lifecycle.answer_slip(life.case, reply=life.teller.common("replies"), by=life.act("case.answer_slip"))
    if closes:
        yield life.soon(60, 400)
        lifecycle.close_slip(life.case, by=director)


def _litigation(life: Life) -> Steps:
    """Court, procuracy and police receive together; what belongs into their procedures is passed to them."""
    yield life.days(0.5, 3)
    life.note()
    yield life.days(1, 4)
    if life.happens(0.3):
        yield from helping.outside(life, COURT, "属于诉讼程序内事项，已移交并告知当事人办理途径。")
    elif life.happens(0.7):
        life.conclude(Case.Outcome.RESOLVED)
    else:
        life.conclude(Case.Outcome.UNRESOLVED, life.word("not_settled"))


def _judicial(life: Life) -> Steps:
    """A quarrel: some are smoothed out by a call, most go to mediation."""
    lot = 1.0 if life.coming.rest else life.chance.random()
    if lot < BY_PHONE:
        yield life.days(0.3, 5)
        life.conclude(Case.Outcome.RESOLVED)
    elif lot < BY_PHONE + GIVEN_UP:
        yield life.days(0.5, 5)
        withdraw(life)
    else:
        yield from mediating.mediate(life)


def withdraw(life: Life) -> None:
    """The person takes it back."""
    lifecycle.withdraw(life.case, reason=life.teller.common("withdrawn"), by=life.act("case.withdraw"))
