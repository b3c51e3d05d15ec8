"""One matter on which several work: another desk assists, a part is split off, the director instructs, a colleague reads along, an office outside answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from center.foundation.now import today
from center.institution import actors
from center.institution.models import Desk
from intake import lifecycle
from intake.lifecycle import assisting
from intake.models import Case, MatterType, OutsideBody, Party

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life
    from center.config.demonstration.stage import Steps


def together(life: Life, *, latest: bool) -> Steps:
    """In the latest scene the second task, the part and the instruction are left open."""
    case = life.case
    handler, director = life.act("case.ask"), life.staff.director(case.desk, "case.instruct")
    legal = _desk(case, "rule_of_law")
    task = lifecycle.ask(case, kind="assist", to_desk=legal, text="请就借条的效力和利息约定提出法律意见。", by=handler)
    yield life.soon(40, 120)
    adviser = actors.of(life.staff.pick(legal, "task.answer", life.chance))
    assisting.accept_task(task, by=adviser)
    yield life.soon(60, 240)
    assisting.answer_task(
        task, answer="借条真实有效；约定利息超过合同成立时一年期贷款市场报价利率四倍的部分不受保护。", by=adviser
    )
    instruction = lifecycle.instruct(
        case,
        text="请依法妥善调处，办理结果专报。",
        leader="镇党委书记",
        due_on=today() + timedelta(days=6),
        desks=[case.desk],
        by=director,
    )
    yield life.soon(20, 90)
    part = lifecycle.split(
        case, parties=case.parties.filter(side=Party.Side.APPLICANT), matter=MatterType.objects.get(key="neighbour"),
        narrative="同一当事人另反映院墙滴水问题，与借款无关。", to_desk=case.desk, reason="与借款无关，分开办理", by=life.act("case.split"),
    )  # fmt: skip
    lifecycle.ask(
        case, kind="referral", to_desk=_desk(case, "governance"), text="请网格员上门了解双方近况。", by=life.act("case.ask")
    )  # fmt: skip
    if latest:
        return
    yield life.soon(100, 300)
    referred = case.tasks.get(kind="referral")
    assisting.answer_task(
        referred,
        answer="已上门，双方情绪平稳。",
        by=actors.of(life.staff.pick(referred.to_desk, "task.answer", life.chance)),
    )
    lifecycle.pass_outside(
        part,
        body=OutsideBody.objects.get(key="housing"),
        reason="涉及违法建设，属该单位职责",
        by=life.act("case.pass_outside"),
    )
    yield life.soon(60, 200)
    lifecycle.acknowledge_outside(part, contact="执法科", letter="住建〔2026〕31号", by=life.act("case.pass_outside"))
    yield life.days(2, 3)
    lifecycle.answer_outside(
        part,
        answer="经现场查看，已责令邻户改装滴水檐，现已改好。",
        outcome=Case.Outcome.RESOLVED,
        by=life.act("case.pass_outside"),
    )
    life.conclude(Case.Outcome.RESOLVED)
    own = instruction.tasks.get()
    assisting.answer_task(own, answer="已依法调处，双方按约还款。", by=life.act("task.answer"))
    yield life.soon(30, 120)
    assisting.close_task(own, by=director)
    yield from life.afterwards()


def outside(life: Life, office: str, reason: str) -> Steps:
    """Passed to an office outside, which says that it has it, and mostly answers in time."""
    by = life.act("case.pass_outside")
    lifecycle.pass_outside(life.case, office=office, reason=reason, by=by)
    yield life.soon(60, 300)
    lifecycle.acknowledge_outside(life.case, by=by)
    yield life.days(4, 20)
    answer = "已依法受理并作出处理，结果已书面告知当事人。"
    lifecycle.answer_outside(life.case, answer=answer, outcome=Case.Outcome.RESOLVED, by=by)


def _desk(case: Case, department: str) -> Desk:
    return Desk.objects.select_related("center", "department").get(center=case.desk.center, department__key=department)
