"""Who mediates: chosen by both sides, else assigned; taken on or turned down; withdrawn from on request.

named -take_on-> taken_on -replace-> replaced
named -turn_down-> turned_down;  named -replace-> replaced
"""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now
from center.institution.permissions import not_allowed
from intake import clocks, story
from intake.models import Case, Party
from intake.permissions import may
from mediation import roster
from mediation.lifecycle.table import ASKED, answering, check_party, enter, needed, one_of
from mediation.models import Choice, Mediation, Mediator, Naming, Recusal

State, How, Asked = Naming.State, Naming.How, Recusal.State
NAMINGS = Moves(
    take_on=({State.NAMED}, State.TAKEN_ON),
    turn_down=({State.NAMED}, State.TURNED_DOWN),
    replace=({State.NAMED, State.TAKEN_ON}, State.REPLACED),
)
RECUSALS = Moves(grant=({Asked.ASKED}, Asked.GRANTED), refuse=({Asked.ASKED}, Asked.REFUSED))


@transaction.atomic
def offer_choice(mediation: Mediation, *, by: Actor) -> None:
    """Show the roster to both sides: they have two working days to choose together. 人民调解法 arts. 19, 23(1)."""
    case = enter(mediation, "choose", by, *ASKED)
    if _running(case, "mediation.choose_mediator"):
        raise Refused(_("The sides are choosing already. Write down whom each wants."), "choosing_already")
    mediation.choices.all().delete()
    clocks.start(case, "mediation.choose_mediator", desk=case.desk)
    story.record(case, "mediation.choice_offered", by=by, mediation=mediation.pk)


@transaction.atomic
def choose(mediation: Mediation, *, party: Party, mediator: Mediator, by: Actor) -> Naming | None:
    """Write down whom a side wants; when all that answer want the same, that one is named. Gives the naming then."""
    case = enter(mediation, "choose", by, *ASKED)
    if not answering(mediation).filter(pk=party.pk).exists():
        raise Refused(_("Name a side of this case."), "not_a_side", status=422)
    _check_may_be_named(case, mediator)
    Choice.objects.update_or_create(
        mediation=mediation, party=party, defaults={"mediator": mediator, "at": now()}
    )  # fmt: skip
    story.record(
        case,
        "mediation.chosen",
        by=by,
        mediation=mediation.pk,
        party=party.pk,
        side=str(party.side),
        roster=mediator.pk,
    )
    wanted = dict(mediation.choices.values_list("party", "mediator"))
    asked = list(answering(mediation).values_list("pk", flat=True))
    if {wanted.get(pk) for pk in asked} == {mediator.pk}:
        return _name(mediation, case, mediator, How.CHOSEN, by)
    return None


@transaction.atomic
def assign(mediation: Mediation, *, mediator: Mediator, reason: str = "", by: Actor) -> Naming:
    """Name a mediator for the sides, who did not choose together in time or do not want to. 人民调解法 art. 19."""
    case = enter(mediation, "assign", by, *ASKED)
    _check_may_be_named(case, mediator)
    clock = case.clocks.filter(limit__key="mediation.choose_mediator", stopped_at=None).first()
    if clock and clock.due_at > now() and not reason.strip():
        raise Refused(
            _("The sides may still choose together. Assign somebody when their days have passed, or say why now."),
            "still_choosing",
        )
    return _name(mediation, case, mediator, How.ASSIGNED, by)


@transaction.atomic
def take_on(mediation: Mediation, *, by: Actor) -> None:
    """The named mediator takes the mediation on; for one from outside, whoever leads the mediation here writes it down."""
    case = enter(mediation, "choose", by, *ASKED)
    naming = _open(mediation)
    _check_answers_for(naming, mediation, case, by)
    _taken_on(mediation, case, naming, by)


@transaction.atomic
def turn_down(mediation: Mediation, *, reason: str, by: Actor) -> None:
    """The named mediator cannot: another is assigned within three working days."""
    case = enter(mediation, "choose", by, *ASKED)
    naming = _open(mediation)
    _check_answers_for(naming, mediation, case, by)
    text = needed(reason, _("Say why the mediator cannot take it on."), "reason_needed")
    NAMINGS.take("turn_down", naming, reason=text, decided_at=now())
    story.record(case, "mediation.turned_down", by=by, mediation=mediation.pk, roster=naming.mediator_id, text=text)
    clocks.stop(case, "mediation.take_on")
    _await_assignment(case)


@transaction.atomic
def ask_recusal(mediation: Mediation, *, party: Party | None, reason: str, text: str, by: Actor) -> Recusal:
    """A side, or the mediator, asks that the mediator withdraws (民事诉讼法 art. 47 and 法释〔2016〕14号 by analogy)."""
    case = enter(mediation, "choose", by, *ASKED)
    check_party(mediation, party)
    one_of(
        reason, Recusal.Reason.values, _("Choose the reason for which the mediator should withdraw."), "wrong_reason"
    )
    if mediation.recusals.filter(state=Asked.ASKED).exists():
        raise Refused(_("A request is waiting for its decision already."), "asked_already")
    asked = Recusal.objects.create(mediation=mediation, party=party, reason=reason, text=text.strip(), at=now())
    story.record(
        case, "mediation.recusal_asked", by=by, mediation=mediation.pk, recusal=asked.pk, party=party.pk if party else None, reason=str(reason)
    )  # fmt: skip
    return asked


@transaction.atomic
def decide_recusal(
    mediation: Mediation, *, granted: bool, decision: str, successor: Mediator | None = None, by: Actor
) -> Recusal:
    """The section head or the director decides, never about himself; where it is granted, a successor is named at once."""
    case = enter(mediation, "recuse", by, *ASKED)
    asked = mediation.recusals.filter(state=Asked.ASKED).first()
    if asked is None:
        raise Refused(_("No request waits for a decision. Load the page again."), "moved_on")
    if by.user_id == mediation.mediator_id:
        raise Refused(_("Nobody decides about himself. The director decides."), "own_recusal", status=403)
    text = needed(decision, _("Say why it is decided so. The side will be told."), "reason_needed")
    if granted and successor is None:
        raise Refused(_("Name the successor."), "successor_needed", status=422)
    RECUSALS.take(
        "grant" if granted else "refuse", asked, decision=text, decided_at=now(), decided_by_id=by.user_id, successor=successor if granted else None,
    )  # fmt: skip
    story.record(
        case, "mediation.recusal_decided", by=by, mediation=mediation.pk, recusal=asked.pk, granted=granted, text=text
    )
    if granted and successor is not None:
        if successor.user_id == mediation.mediator_id:
            raise Refused(_("The successor is another than the one who withdraws."), "same_mediator", status=422)
        _check_may_be_named(case, successor)
        _name(mediation, case, successor, How.ASSIGNED, by)
    return asked


def _name(mediation: Mediation, case: Case, mediator: Mediator, how: str, by: Actor) -> Naming:
    for before in mediation.namings.filter(state__in=[State.NAMED, State.TAKEN_ON]):
        NAMINGS.take("replace", before, decided_at=now())
    naming = Naming.objects.create(mediation=mediation, mediator=mediator, how=how, at=now(), by_id=by.user_id)
    for key in ("mediation.choose_mediator", "mediation.assign_mediator", "mediation.take_on"):
        clocks.stop(case, key)
    clocks.start(case, "mediation.take_on", desk=case.desk)
    story.record(
        case, "mediation.named", by=by, mediation=mediation.pk, roster=mediator.pk, how=str(how), naming=naming.pk
    )
    if mediator.user_id is not None and mediator.user_id == by.user_id:
        _taken_on(mediation, case, naming, by)
    elif mediator.user_id is not None:
        notices.owe(
            "mediation.to_take_on", key=f"naming:{naming.pk}", to=[mediator.user_id], about=f"case:{case.number}",
            url=reverse("intake:case", args=[case.number]), number=case.grouped,
        )  # fmt: skip
    return naming


def _taken_on(mediation: Mediation, case: Case, naming: Naming, by: Actor) -> None:
    _check_may_be_named(case, naming.mediator)
    NAMINGS.take("take_on", naming, decided_at=now())
    leads: dict[str, Any] = {"lead": naming.mediator}
    if naming.mediator.user_id is not None:
        leads["mediator_id"] = naming.mediator.user_id
    Mediation.objects.filter(pk=mediation.pk).update(**leads)
    mediation.refresh_from_db(fields=["lead", "mediator"])
    clocks.stop(case, "mediation.take_on")
    story.record(case, "mediation.taken_on", by=by, mediation=mediation.pk, roster=naming.mediator_id)


def _open(mediation: Mediation) -> Naming:
    naming = mediation.namings.filter(state=State.NAMED).select_related("mediator").first()
    if naming is None:
        raise Refused(_("No mediator waits to take this on. Load the page again."), "moved_on")
    return naming


def _check_answers_for(naming: Naming, mediation: Mediation, case: Case, by: Actor) -> None:
    himself = naming.mediator.user_id is not None and naming.mediator.user_id == by.user_id
    for_outside = naming.mediator.user_id is None and (
        by.user_id == mediation.mediator_id or may(by, "mediation.assign", case)
    )
    if not himself and not for_outside:
        raise not_allowed()


def _check_may_be_named(case: Case, mediator: Mediator) -> None:
    roster.check(case, mediator)
    if not roster.candidates(case).filter(pk=mediator.pk).exists():
        raise Refused(
            _("%(name)s does not mediate here, or not in this field. Choose somebody from the list.")
            % {"name": mediator.name},
            "not_on_this_roster",
        )


def _await_assignment(case: Case) -> None:
    if not _running(case, "mediation.assign_mediator"):
        clocks.start(case, "mediation.assign_mediator", desk=case.desk)


def _running(case: Case, key: str) -> bool:
    return case.clocks.filter(limit__key=key, stopped_at=None).exists()
