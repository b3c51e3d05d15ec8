"""A petition: received, the petitioner told in writing within 15 days, an opinion within 60; an accusation goes to those who may look into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from center.config.demonstration import periods
from intake.models import Visit
from petitions import lifecycle as petitions
from petitions.models import Petition

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life
    from center.config.demonstration.stage import Steps

Category, Form, Outcome = Petition.Category, Petition.Form, Petition.Outcome
CATEGORIES = {
    "petition_complaint": Category.CLAIM,
    "petition_suggestion": Category.SUGGESTION,
    "whistleblowing": Category.ACCUSATION,
}
FORMS: dict[str, Any] = {
    Visit.Source.PHONE: Form.PHONE,
    Visit.Source.ONLINE: Form.ONLINE,
    Visit.Source.LETTER: Form.LETTER,
}
DISCIPLINE, BUREAU = "县纪委监委", "县行政复议机关"
NOT_OURS, HARD, EXTENDED = 0.05, 0.04, 0.6
PARTS: dict[str, str] = {Outcome.SUPPORT: "agreed", Outcome.EXPLAIN: "done"}


def can(life: Life) -> bool:
    """Whether it is a matter for the Regulations on Petition Work."""
    return life.case.matter.key in CATEGORIES


def petition(life: Life) -> Steps:
    """From receipt to the opinion."""
    case, category = life.case, CATEGORIES[life.case.matter.key]
    yield life.soon(20, 700)
    form = FORMS.get(case.visit.source, Form.VISIT)
    received = petitions.open_petition(case, form=form, category=category, by=life.act("petition.open"))
    if life.coming.rest and life.happens(0.4):
        return
    yield _noticed(life)
    if category == Category.ACCUSATION:
        _refuse(life, received, DISCIPLINE, "属于纪检监察机关受理范围，材料已密封移交。")
    elif not life.coming.rest and life.happens(NOT_OURS):
        _refuse(life, received, BUREAU, life.word("refused"))
    else:
        petitions.accept(received, text=life.word("opened", category), by=life.act("petition.accept"))
        if not life.coming.rest:
            yield from _decide(life, received, category)


def _decide(life: Life, received: Petition, category: str) -> Steps:
    for _visit in range(life.chance.choice((0, 1, 1, 2))):
        yield life.days(1, 7)
        life.note()
    if category == Category.SUGGESTION or life.happens(0.45):
        yield life.days(3, 12)
    else:
        yield life.days(14, 36)
    if category != Category.SUGGESTION and life.happens(HARD):
        yield life.days(18, 22)
        if life.happens(EXTENDED):
            periods.extend(life, petitions.HANDLING, "情况复杂，需要向上级主管部门核实政策。", 30)
        yield life.days(10, 25)
    weights = [62, 38, 0] if category == Category.SUGGESTION else [52, 36, 12]
    outcome = life.chance.choices(Outcome.values, weights=weights)[0]
    view = life.teller.say(life.trouble, PARTS[outcome]) if outcome in PARTS else life.word("reject")
    petitions.decide(
        received,
        outcome=outcome,
        request=life.trouble.claim,
        facts=life.word("facts"),
        view=view,
        law=life.word("law", category),
        by=life.act("petition.decide"),
    )


def _noticed(life: Life):
    """When the written notice goes out: mostly within two days, hardly ever late."""
    lot = life.chance.random()
    return life.soon(15, 900) if lot < 0.75 else life.days(3, 12) if lot < 0.975 else life.days(16, 20)


def _refuse(life: Life, received: Petition, where: str, reason: str) -> None:
    petitions.refuse(received, where=where, reason=reason, by=life.act("petition.refuse"))
