"""Judicial confirmation (司法确认): both sides together, within thirty days (人民调解法 art. 33; 民事诉讼法 arts. 205-206).

apply -> conf_applied -court_accepts-> conf_accepted -court_decides-> conf_confirmed, conf_refused
         conf_applied -court_declines-> conf_not_accepted;  conf_applied, conf_accepted -take_back-> conf_withdrawn
"""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import SHANGHAI, today
from intake import clocks, story
from intake.models import Case, Clock, Party
from mediation.lifecycle.agreeing import CONFIRM
from mediation.lifecycle.performing import enter
from mediation.lifecycle.table import answering, needed
from mediation.models import Agreement, Confirmation

State = Confirmation.State
MOVES = Moves(
    court_accepts=({State.APPLIED}, State.ACCEPTED),
    court_declines=({State.APPLIED}, State.NOT_ACCEPTED),
    court_confirms=({State.ACCEPTED}, State.CONFIRMED),
    court_refuses=({State.ACCEPTED}, State.REFUSED),
    take_back=({State.APPLIED, State.ACCEPTED}, State.WITHDRAWN),
)
EXCLUDED = {
    "status": _("It is about a marriage, parentage, adoption or another status."),
    "rights": _("It would confirm who owns or holds a real right or an intellectual property."),
    "jurisdiction": _("It is no matter for civil courts, or not for the court asked."),
}  # 民事诉讼法解释 art. 355


@transaction.atomic
def apply_for_confirmation(
    agreement: Agreement,
    *,
    parties: Sequence[Party],
    court: str,
    applied_on: date,
    by: Actor,
    excluded: Collection[str] = (),
) -> Confirmation:
    """Both sides ask the court, in time. Raises Refused("not_confirmable" | "jointly" | "too_late" | "applied_already")."""
    case = enter(agreement, "confirm", by, Agreement.State.IN_EFFECT)
    name = needed(court, _("Name the court that is asked."))
    for reason in excluded:
        if reason in EXCLUDED:
            words = {"why": EXCLUDED[reason]}
            raise Refused(
                _("A court does not confirm this agreement: %(why)s (Interpretation of the Civil Procedure Law art. 355)") % words,
                "not_confirmable",
            )  # fmt: skip
    if Confirmation.objects.filter(agreement=agreement).exists():
        raise Refused(_("The application is recorded already."), "applied_already")
    if {party.pk for party in parties} != set(answering(agreement.mediation).values_list("pk", flat=True)):
        raise Refused(
            _("The sides apply together (People's Mediation Act art. 33). All of them must want it."),
            "jointly",
            status=422,
        )
    _check_in_time(agreement, case, applied_on)
    made = Confirmation.objects.create(agreement=agreement, court=name, applied_on=applied_on, by_id=by.user_id)
    clocks.stop(case, CONFIRM)
    story.record(
        case, "confirmation.applied", by=by, agreement=agreement.pk, confirmation=made.pk, on=applied_on.isoformat()
    )
    return made


@transaction.atomic
def court_accepts(confirmation: Confirmation, *, on: date, by: Actor) -> None:
    """The court takes the application on; it decides that in three days (法释〔2011〕5号 art. 4)."""
    _move(confirmation, "court_accepts", by, on, accepted_on=on)


@transaction.atomic
def court_declines(confirmation: Confirmation, *, on: date, reason: str, by: Actor) -> None:
    """The court does not take it on."""
    _move(confirmation, "court_declines", by, on, decided_on=on, reason=_why(reason))


@transaction.atomic
def court_decides(
    confirmation: Confirmation, *, confirmed: bool, on: date, ruling: str, by: Actor, reason: str = ""
) -> None:
    """The ruling: valid and enforceable (民事诉讼法 art. 206), or refused with the reason (民事诉讼法解释 art. 358)."""
    number = needed(ruling, _("Write the number of the court's ruling."))
    verb = "court_confirms" if confirmed else "court_refuses"
    _move(
        confirmation, verb, by, on, decided_on=on, ruling=number, reason=reason.strip() if confirmed else _why(reason)
    )


@transaction.atomic
def take_back(confirmation: Confirmation, *, on: date, reason: str, by: Actor) -> None:
    """A side takes the joint application back before the ruling."""
    _move(confirmation, "take_back", by, on, decided_on=on, reason=_why(reason))


def _move(confirmation: Confirmation, verb: str, by: Actor, on: date, **changes: object) -> None:
    case = enter(confirmation.agreement, "confirm", by, *Agreement.State.values[2:])
    confirmation.refresh_from_db()
    if on > today() or on < (confirmation.accepted_on or confirmation.applied_on):
        raise Refused(
            _("Name the day on the court's paper: not before the application, and not a day to come."),
            "wrong_day",
            status=422,
        )
    MOVES.take(verb, confirmation, **changes)
    story.record(case, f"confirmation.{verb}", by=by, confirmation=confirmation.pk, on=on.isoformat())


def _check_in_time(agreement: Agreement, case: Case, applied_on: date) -> None:
    effective = agreement.effective_at
    if effective is None or applied_on > today() or applied_on < effective.astimezone(SHANGHAI).date():
        raise Refused(
            _("Name the day of the application: not before the agreement, and not a day to come."),
            "wrong_day",
            status=422,
        )
    limit = (
        Clock.objects.filter(case=case, limit__key=CONFIRM, started_at__gte=effective).order_by("started_at").first()
    )
    if limit and applied_on > limit.due_at.astimezone(SHANGHAI).date():
        raise Refused(
            _("Thirty days have passed since the agreement took effect: it can no longer be confirmed (People's Mediation Act art. 33). A side may sue on it (art. 32)."),
            "too_late",
        )  # fmt: skip


def _why(reason: str) -> str:
    return needed(reason, _("Write the court's or the side's reason in a few words."), "reason_needed")
