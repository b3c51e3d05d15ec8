"""What the page of a case shows of its mediation: where it stands, what each side said, and what may be done now."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from intake import proceedings, sides
from intake.models import Case, Party, Proceeding
from intake.permissions import allowed
from mediation import agreement_page, lifecycle, roster
from mediation.forms import AgainForm, AgreeForm, ConsentForm, FailForm, ProposeForm, ReceiveForm, SideForm
from mediation.lifecycle.table import ASKED
from mediation.models import Consent, Mediation

State = Mediation.State
TONES = {
    State.APPLIED: "plain", State.PROPOSED: "plain", State.OPEN: "time", State.AGREED: "done", State.FAILED: "late", State.DECLINED: "late",
    State.ENDED: "done",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """A side, what it said, or the form to write down what it says."""

    party: Party
    name: str
    consent: Consent | None
    form: Form | None


def html(request: HttpRequest, case: Case, proceeding: Proceeding | None) -> str:
    """The panel of the latest mediation, an offer to begin one, or ""."""
    mediation = (
        Mediation.objects.select_related("mediator", "lead", "proceeding", "earlier")
        .filter(proceeding=proceeding)
        .first()
        if proceeding
        else None
    )
    shown = context(request, case, mediation)
    return (
        render_to_string("mediation/_panel.html", shown, request=request)
        if mediation or shown["propose"] or shown["again"]
        else ""
    )


def context(request: HttpRequest, case: Case, mediation: Mediation | None, **bound: Form) -> dict[str, Any]:
    """For `mediation/_panel.html`; `bound` forms (propose, receive, again, consent, side, agree, fail) replace the empty ones."""
    may = allowed(request.actor, case)
    can = {verb for verb in lifecycle.MOVES.allowed(mediation) if f"mediation.{verb}" in may} if mediation else set()
    asking = mediation is not None and mediation.state in ASKED and "mediation.consent" in may
    offers = _may_propose(case, mediation, may)
    answers = _answers(case, mediation, asking, bound.get("consent")) if mediation else []
    lacking = asking and {answer.party.side for answer in answers} != set(lifecycle.MAIN_SIDES)
    waiting = any(answer.consent is None for answer in answers)
    return {
        "case": case,
        "mediation": mediation,
        "took": agreement_page.took_of(mediation) if mediation else "",
        "tone": TONES[State(mediation.state)] if mediation else "",
        "answers": answers,
        "lacking": lacking,
        "propose": bound.get("propose") or (ProposeForm(case=case) if offers else None),
        "receive": bound.get("receive") or (ReceiveForm(case=case) if offers else None),
        "again": bound.get("again") or (AgainForm(case=case) if _may_take_up_again(case, mediation, may) else None),
        "side": bound.get("side") or (SideForm() if asking and "case.add_party" in may else None),
        "agree": bound.get("agree") or (AgreeForm() if "agree" in can and not waiting else None),
        "fail": bound.get("fail") or (FailForm() if "fail" in can else None),
        "other_routes": lifecycle.OTHER_ROUTES,
        "wrong": next(iter(bound.values()), None),
        "open_form": next(iter(bound), ""),
    }


def next_step(proceeding: Proceeding) -> str:
    """The citizen's sentence."""
    mediation = Mediation.objects.filter(proceeding=proceeding).first()
    if mediation is None:
        return ""
    return {
        State.APPLIED: _("The application for mediation is looked at. You are told whether it is taken on."),
        State.DECLINED: _("Mediation was not taken on.") + " " + str(lifecycle.OTHER_ROUTES),
        State.PROPOSED: _(
            "The mediator asks each side whether it wants mediation. Mediation is free of charge and begins only when both agree."
        ),
        State.OPEN: _("Both sides agreed to mediation. The mediator is talking with them; you may end it at any time."),
        State.AGREED: _("Both sides reached an agreement. It binds both; the center follows whether it is kept."),
        State.FAILED: _("Mediation ended without agreement.") + " " + str(lifecycle.OTHER_ROUTES),
        State.ENDED: _("Mediation ended because the matter was withdrawn."),
    }[State(mediation.state)]


def _answers(case: Case, mediation: Mediation, asking: bool, bound: Form | None) -> list[Answer]:
    said = {consent.party_id: consent for consent in mediation.consents.all()}
    return [
        Answer(
            party,
            sides.masked_name(party),
            said.get(party.pk),
            _form(case, party, bound) if asking and party.pk not in said else None,
        )
        for party in lifecycle.answering(mediation)
    ]


def _form(case: Case, party: Party, bound: Form | None) -> Form:
    return bound if bound and str(bound["party"].value()) == str(party.pk) else ConsentForm(case=case, party=party)


def _may_propose(case: Case, mediation: Mediation | None, may: frozenset[str]) -> bool:
    over = mediation is None or mediation.state not in Mediation.UNDER_WAY
    return (
        over
        and case.state == Case.State.HANDLING
        and "mediation.propose" in may
        and not proceedings.live(case)
        and roster.of_case(case).exists()
    )


def _may_take_up_again(case: Case, mediation: Mediation | None, may: frozenset[str]) -> bool:
    """A concluded case whose mediation failed: by who may reopen it. One in hand is simply proposed again."""
    ended = mediation is not None and mediation.state in (State.FAILED, State.DECLINED)
    return ended and case.state == Case.State.CONCLUDED and {"case.reopen", "mediation.propose"} <= may
