"""Dossiers of a few mediations, put together through the verbs as a mediator does; the others still lie at their desks, waiting for theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from center.config.demonstration import papers
from center.foundation.now import today
from center.papers.registers import kinds
from intake import lifecycle
from intake.dossiers import checklist
from intake.dossiers import lifecycle as dossiers
from intake.models import Dossier
from intake.papers import lifecycle as written
from intake.papers import subjects

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life

PUT_TOGETHER = 0.02  # of the dossiers: each takes most of a second to set and to bind
MOST = 12
TYPED = {
    "clerk": "周小芳", "performance": "按协议约定的期限当面支付，收款人出具收条。", "responsibility": "双方各自承担相应责任，互不追究其他责任。",
    "record": "调解员宣读当事人权利义务，双方表示清楚，不申请回避。双方先后陈述经过，调解员核对材料，分别说明法律规定，双方同意各让一步。", "result": "双方自愿达成一致意见。",
    "claim": "请求调解处理。",
}  # fmt: skip
WRITTEN = ("acceptance", "rights", "minutes", "agreement", "oral", "termination")


def ready(life: Life) -> bool:
    """Whether the case may go into the archive: it needs no dossier, or this one is put together now."""
    case = life.case
    if not checklist.lines(case):
        return True
    if Dossier.objects.count() >= MOST or not life.happens(PUT_TOGETHER):
        return False
    by = life.act("paper.issue")
    for name in WRITTEN:
        kind = kinds[f"mediation.{name}"]
        subject = subjects.latest(case, kind)
        if subject is not None and kind.offered(subject):
            asked = {field.key for field in kind.asked}
            paper = written.write(
                case, kind=kind, typed={key: text for key, text in TYPED.items() if key in asked}, by=by
            )
            written.issue(case, paper=paper, by=by)
            if kind.series:
                for party in case.parties.all():
                    written.serve(case, paper=paper, party=party, way="served_direct", served_on=today(), by=by)
    lifecycle.attach(case, papers=[papers.sheet(2)], label="当事人身份证明", by=life.act("case.attach"))
    dossiers.arrange(case, retention="long", note="", places={}, by=by)
    dossiers.bind(case, by=by)
    return True
