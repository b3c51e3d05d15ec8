"""What the page of a case shows of legal aid: an offer by one press, where an application stands, and what may be done now."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from center.foundation.actor import Actor
from intake.legal_aid import lifecycle, rights, rules
from intake.legal_aid.forms import FORMS, WORDS, ApplyForm, StepForm
from intake.models import Case, LegalAid, Proceeding
from intake.permissions import may

State = LegalAid.State
TONES = {
    State.APPLIED: "plain", State.ASKED: "near", State.GRANTED: "time", State.ASSIGNED: "time", State.ACCEPTED: "time",
    State.OBJECTED: "near", State.REFUSED: "late",
}  # fmt: skip
MAIN = {"grant", "supply", "assign", "accept", "finish", "uphold"}
PRINTED = {
    "application": lambda aid: True,
    "missing": lambda aid: aid.papers_owed,
    "decision": lambda aid: aid.decided_at is not None and aid.state != State.OBJECTED,
    "assignment": lambda aid: aid.provider_id is not None,
}


@dataclass(frozen=True)
class Step:
    """A step that may be taken now: its verb, word and form."""

    verb: str
    label: Any
    form: StepForm
    main: bool
    open: bool


def html(request: HttpRequest, case: Case, proceeding: Proceeding | None) -> str:
    """The panel of the latest application, an offer to make one, or ""."""
    aid = _latest(proceeding)
    if aid:
        aid.proceeding.case = case
    shown = context(request, case, aid)
    return render_to_string("intake/legal_aid/_panel.html", shown, request=request) if aid or shown["apply"] else ""


def context(
    request: HttpRequest, case: Case, aid: LegalAid | None, *, apply: ApplyForm | None = None, verb: str = "", form: StepForm | None = None
) -> dict[str, Any]:  # fmt: skip
    """For `intake/legal_aid/_panel.html`; a bound form takes the place of the empty one."""
    return {
        "case": case,
        "aid": aid,
        "tone": TONES.get(State(aid.state), "done") if aid else "",
        "steps": steps(request.actor, aid, verb, form) if aid else [],
        "apply": apply or (ApplyForm(case=case) if _may_apply(request.actor, case, aid) else None),
        "one_press": case.matter.key in rules.PROPOSED_GROUND and apply is None,
        "wrong": apply or form,
        "missing": missing(aid) if aid else [],
        "printed": [kind for kind, fits in PRINTED.items() if fits(aid)] if aid else [],
        "presses": bool(aid and aid.state in (State.APPLIED, State.ASKED) and rules.time_presses(aid)),
    }


def steps(by: Actor, aid: LegalAid, verb: str = "", form: StepForm | None = None) -> list[Step]:
    """What `by` may do now, the main step first."""
    possible = [one for one in FORMS if _possible(one, aid)]
    return [
        Step(one, WORDS[one], form if one == verb and form else FORMS[one](aid=aid, auto_id=f"{one}_%s"), one in MAIN, one == verb)
        for one in rights.allowed(by, aid, possible)
    ]  # fmt: skip


def missing(aid: LegalAid) -> list[Any]:
    """The papers that are missing, in words."""
    return [rules.PAPERS[key] for key in aid.missing if key in rules.PAPERS] + (
        [aid.missing_other] if aid.missing_other else []
    )


def next_step(proceeding: Proceeding) -> str:
    """The citizen's sentence."""
    aid = LegalAid.objects.filter(proceeding=proceeding).first()
    if aid is None:
        return ""
    return {
        State.APPLIED: _("Your application for legal aid is decided within seven days."),
        State.ASKED: _(
            "Papers are missing from your application for legal aid. You were told which; please bring them in time."
        ),
        State.GRANTED: _("You are given legal aid. A lawyer is named within three days."),
        State.ASSIGNED: _("A lawyer was named for you and will call you."),
        State.ACCEPTED: _("Your lawyer is at work."),
        State.OBJECTED: _("Your objection is reviewed by the justice bureau within five days."),
    }.get(State(aid.state), "")


def _latest(proceeding: Proceeding | None) -> LegalAid | None:
    if proceeding is None:
        return None
    related = ("proceeding", "desk__center", "desk__department", "applicant__person", "provider")
    found = LegalAid.objects.select_related(*related).defer(
        "applicant__person__id_number", "applicant__person__phone", "applicant__person__address"
    )
    return found.filter(proceeding=proceeding).first()


def _may_apply(by: Actor, case: Case, aid: LegalAid | None) -> bool:
    offered = case.matter.key in rules.OFFERED
    over = aid is None or aid.state not in LegalAid.UNDER_WAY
    return offered and over and case.state in Case.OPEN and may(by, "legal_aid.apply", case)


def _possible(verb: str, aid: LegalAid) -> bool:
    if verb == "supply" and aid.early and aid.state in lifecycle.GIVEN:
        return aid.papers_owed
    if verb == "ask_papers" and aid.asked_at is not None:
        return False
    if verb == "give_early" and not (lifecycle.MOVES.can(verb, aid) and rules.time_presses(aid)):
        return False
    return lifecycle.MOVES.can(verb, aid)
