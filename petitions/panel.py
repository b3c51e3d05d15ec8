"""What the page of a case shows of its petition: where it stands, what was told, and what may be done now."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from center.institution.models import Center
from intake import proceedings
from intake.models import Case, Proceeding
from intake.permissions import allowed
from petitions import lifecycle
from petitions.forms import AcceptForm, DecideForm, OpenForm, RefuseForm
from petitions.models import Petition

State = Petition.State
TONES = {
    State.RECEIVED: "plain",
    State.ACCEPTED: "time",
    State.REFUSED: "late",
    State.DECIDED: "done",
    State.ENDED: "done",
}


def html(request: HttpRequest, case: Case, proceeding: Proceeding | None) -> str:
    """The panel of the latest petition, an offer to take the case in as one, or ""."""
    petition = (
        Petition.objects.select_related("proceeding").filter(proceeding=proceeding).first() if proceeding else None
    )
    if petition is None and not _belongs_here(case):
        return ""
    if petition:
        petition.proceeding.case = case
    shown = context(request, case, petition)
    return render_to_string("petitions/_panel.html", shown, request=request) if petition or shown["open"] else ""


def context(request: HttpRequest, case: Case, petition: Petition | None, **bound: Form) -> dict[str, Any]:
    """For `petitions/_panel.html`; `bound` forms (open, accept, refuse, decide) replace the empty ones."""
    may = allowed(request.actor, case)
    can = {verb for verb in lifecycle.MOVES.allowed(petition) if f"petition.{verb}" in may} if petition else set()
    return {
        "case": case,
        "petition": petition,
        "tone": TONES[State(petition.state)] if petition else "",
        "open": bound.get("open") or (OpenForm(case=case) if _may_open(case, petition, may) else None),
        "accept": bound.get("accept") or (AcceptForm(petition=petition) if petition and "accept" in can else None),
        "refuse": bound.get("refuse") or (RefuseForm() if "refuse" in can else None),
        "decide": bound.get("decide") or (DecideForm(case=case) if "decide" in can else None),
        "review": lifecycle.REVIEW,
        "wrong": next(iter(bound.values()), None),
        "open_form": next(iter(bound), ""),
    }


def next_step(proceeding: Proceeding) -> str:
    """The citizen's sentence."""
    petition = Petition.objects.filter(proceeding=proceeding).first()
    if petition is None:
        return ""
    if petition.state == State.ACCEPTED and petition.category == Petition.Category.CLAIM:
        return _("Your petition was accepted and is answered in writing within 60 days.")
    if petition.state == State.DECIDED and petition.category == Petition.Category.CLAIM:
        return str(lifecycle.REVIEW)
    return {
        State.RECEIVED: _(
            "Your petition was received. Within 15 days you are told in writing whether and by whom it is handled."
        ),
        State.ACCEPTED: _("Your petition was accepted and is being studied. You will be told the answer."),
        State.REFUSED: _("Another office or route is right for your petition; you were told which."),
        State.DECIDED: _("Your petition was answered."),
        State.ENDED: _("Your petition ended because the matter was withdrawn."),
    }[State(petition.state)]


def _belongs_here(case: Case) -> bool:
    """Whether a petition is offered: at the petition desks, for their matters, and at the joint reception center (art. 22)."""
    departments = {case.desk.department.key if case.desk.department else "", case.matter.department.key}
    return "petitions" in departments or case.desk.center.kind == Center.Kind.JOINT_RECEPTION


def _may_open(case: Case, petition: Petition | None, may: frozenset[str]) -> bool:
    over = petition is None or petition.state not in Petition.UNDER_WAY
    return over and case.state == Case.State.HANDLING and "petition.open" in may and not proceedings.live(case)
