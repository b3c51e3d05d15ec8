"""The mediation file: one page with a section for each part of the work, open to those who read the case, its forms to those who may."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpRequest

from intake import sides
from intake.permissions import allowed, may
from mediation import agreement_page, shielding, steps
from mediation.lifecycle import danger, minutes
from mediation.lifecycle.table import answering
from mediation.models import Mediation, MinutesPage, Session, Summons
from mediation.step_table import Step
from mediation.steps import PARTS

MEDIATES = "mediation.session"  # who does not mediate reads neither minutes nor evidence


@dataclass(frozen=True)
class Offered:
    """A step with its form; `open` when it was sent and must be looked at again."""

    step: Step
    form: Form
    open: bool


def part_of(asked: str) -> str:
    return asked if asked in {part.key for part in PARTS} else PARTS[0].key


def context(
    request: HttpRequest, mediation: Mediation, part: str, sent: tuple[str, Form] | None = None
) -> dict[str, Any]:
    """For `mediation/file.html`; `sent` is the verb and the form that must be looked at again."""
    rights = allowed(request.actor, mediation.case)  # type: ignore[attr-defined]
    verb, form = sent or ("", None)
    offered = [
        Offered(
            step,
            form if step.verb == verb and form else step.form(mediation=mediation, verb=step.verb),
            step.verb == verb,
        )
        for step in steps.offered(mediation, rights, part)
    ]
    mediates = MEDIATES in rights
    shown = _shown(request, mediation, part) if mediates or part in ("sides", "mediator", "sessions", "danger") else {}
    return {
        "mediation": mediation, "case": mediation.case, "parts": PARTS, "part": part, "offered": offered, "mediates": mediates, "wrong": form, **shown,
    }  # fmt: skip


def _shown(request: HttpRequest, mediation: Mediation, part: str) -> dict[str, Any]:
    by = request.actor  # type: ignore[attr-defined]
    if part == "sides":
        shielded = shielding.shielded(mediation.case)
        said = {consent.party_id: consent for consent in mediation.consents.select_related("agent__person")}
        asked = list(answering(mediation))
        return {
            "rows": [(party, sides.masked_name(party), said.get(party.pk), party.pk in shielded) for party in asked],
            "askings": mediation.askings.select_related("party__person"),
            "mandates": mediation.mandates.all(),
        }
    if part == "mediator":
        return {
            "namings": mediation.namings.select_related("mediator"),
            "choices": [(sides.masked_name(one.party), one.mediator) for one in mediation.choices.select_related("party__person", "mediator")],
            "recusals": mediation.recusals.select_related("decided_by", "successor"),
        }  # fmt: skip
    if part == "sessions":
        return {"sessions": sessions(mediation)}
    if part == "evidence":
        pieces = mediation.evidence.select_related("party__person", "attachment")
        return {
            "evidence": [(piece, sides.masked_name(piece.party)) for piece in pieces],
            "appraisals": mediation.appraisals.select_related("pause"),
        }
    if part == "notes":
        return {"notes": minutes.private_notes(mediation, by)}
    if part == "danger":
        return {"danger": danger.seen_by(mediation, by)}
    if part == "agreement":
        return {"may_give": may(by, "mediation.agree", mediation.case), **agreement_page.agreement(mediation)}
    if part == "payments":
        return agreement_page.payments(mediation)
    if part == "money":
        return {"calculations": mediation.calculations.select_related("by")}
    return {"took": agreement_page.took_of(mediation)}


def sessions(mediation: Mediation) -> Any:
    """With room, who was told, and the pages of the minutes with whose confirmation they bear."""
    told = Summons.objects.select_related("party__person")
    pages = MinutesPage.objects.prefetch_related("confirmations__party__person")
    found = Session.objects.filter(mediation=mediation).select_related("room", "mediator")
    return found.prefetch_related(Prefetch("summonses", told), Prefetch("pages", pages)).order_by("-begins")
