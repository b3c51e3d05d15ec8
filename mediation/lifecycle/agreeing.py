"""How an agreement comes about (人民调解法 arts. 28-31).

draft  -> draft -sign-> signing -seal-> in_effect       in writing: every side signs, the mediator signs, the committee seals
          signing -redraft-> draft                      the text is changed: everybody signs anew
agree  -> in_effect                                     orally, or in writing where all of it lies signed and sealed on paper

The agreement takes effect with the last signature and the seal, an oral one at once (arts. 29-30); the mediation and the case end then, and what was
promised begins to run. Signing and the end of the mediation are one transaction.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from intake import clocks, proceedings, story
from intake import lifecycle as case_lifecycle
from intake.models import Agent, Case, Party
from mediation.lifecycle.consenting import check_may_settle, check_speaks
from mediation.lifecycle.table import MOVES, TERMS_LENGTH, State, answering, enter, one_of, stop_clocks, unanswered
from mediation.models import Agreement, Consent, Instalment, Mediation, Signature

Written = Agreement.State
AGREEMENT = Moves(
    redraft=({Written.DRAFT, Written.SIGNING}, Written.DRAFT),
    sign=({Written.DRAFT, Written.SIGNING}, Written.SIGNING),
    seal=({Written.SIGNING}, Written.IN_EFFECT),
    perform=({Written.IN_EFFECT}, Written.PERFORMED),
    break_off=({Written.IN_EFFECT}, Written.BROKEN),
)
CONFIRM, FOLLOW_UP, PAYING, VISIT = (
    "mediation.confirm_apply", "mediation.follow_up", "mediation.instalment", "mediation.visit",
)  # fmt: skip
STROKES = 60_000  # characters of a signature on the screen
MOST_INSTALMENTS = 120


@dataclass(frozen=True)
class Promise:
    """A payment as it is written down: cents, the last day, who pays and how."""

    amount_cents: int
    due_on: date
    payer: Party | None = None
    way: str = ""


@dataclass(frozen=True)
class Terms:
    """What is agreed (人民调解法 art. 29): facts and points in dispute, responsibility, content, manner, place and time of performance."""

    terms: str
    form: str = Mediation.Form.WRITTEN
    facts: str = ""
    responsibility: str = ""
    performance: str = ""
    place: str = ""
    amount_cents: int | None = None
    instalments: Sequence[Promise] = ()


@transaction.atomic
def draft(mediation: Mediation, *, text: Terms, by: Actor) -> Agreement:
    """Write the agreement down, or change what nobody has signed yet."""
    case = enter(mediation, "agree", by, State.OPEN)
    promises = _checked(mediation, case, text)
    agreement = Agreement.objects.filter(mediation=mediation).first()
    if agreement is None:
        agreement = Agreement(mediation=mediation, drafted_at=now(), **_columns(text))
        agreement.save(force_insert=True)
    else:
        if agreement.state != Written.DRAFT:
            raise Refused(
                _("Somebody has signed this text. Take the signatures back first, then change it."), "signed_already"
            )
        AGREEMENT.take("redraft", agreement, **_columns(text))
        agreement.instalments.all().delete()
    _promise(agreement, promises)
    story.record(case, "agreement.drafted", by=by, mediation=mediation.pk, agreement=agreement.pk)
    return agreement


@transaction.atomic
def redraft(agreement: Agreement, *, reason: str, by: Actor) -> None:
    """The text is to be changed: the signatures on the old one count no more."""
    case = enter(agreement.mediation, "agree", by, State.OPEN)
    if not reason.strip():
        raise Refused(_("Say in a few words why the text is changed."), "reason_needed", status=422)
    agreement.refresh_from_db(fields=["state"])
    if agreement.state != Written.SIGNING:
        raise Refused(_("Nobody has signed this text yet; change it as it is."), "not_signed")
    AGREEMENT.take("redraft", agreement, digest="")
    agreement.signatures.all().delete()
    story.record(case, "agreement.redrafted", by=by, agreement=agreement.pk, text=reason.strip())


@transaction.atomic
def sign(
    agreement: Agreement, *, party: Party, way: str, by: Actor, agent: Agent | None = None, said_by: str = "", strokes: str = "",
    device: str = "", read_aloud: bool = False,
) -> Signature:  # fmt: skip
    """A side signs the text as it stands, on paper or on the screen, before the member of staff who writes it down.

    A minor signs by the guardian, an agent needs special powers (民事诉讼法 art. 62). Raises Refused("not_a_signer" | "signed_already" | "strokes_needed").
    """
    case = enter(agreement.mediation, "agree", by, State.OPEN)
    agreement.refresh_from_db()
    one_of(way, Signature.Way.values, _("Say whether it is signed on paper or on the screen."), "way_needed")
    if party.pk not in set(answering(agreement.mediation).values_list("pk", flat=True)):
        raise Refused(_("Those sign whose dispute it is, or who speak for them."), "not_a_signer", status=422)
    if agreement.signatures.filter(party=party).exists():
        raise Refused(_("This side has signed already."), "signed_already")
    check_speaks(party, agent, said_by=said_by)
    if agent is not None:
        check_may_settle(agent)
    if way == Signature.Way.SCREEN and not _strokes(strokes):
        raise Refused(
            _("Nothing was drawn. Let the person sign in the field, or on paper."), "strokes_needed", status=422
        )
    digest = agreement.digest or digest_of(agreement)
    AGREEMENT.take("sign", agreement, digest=digest)
    made = Signature.objects.create(
        agreement=agreement, party=party, agent=agent, said_by=said_by.strip(), way=way,
        strokes=strokes if way == Signature.Way.SCREEN else "", read_aloud=read_aloud, device=device[:80], digest=digest, at=now(), witness_id=by.user_id,
    )  # fmt: skip
    story.record(
        case,
        "agreement.signed",
        by=by,
        agreement=agreement.pk,
        party=party.pk,
        side=str(party.side),
        way=str(way),
        digest=digest,
    )
    return made


@transaction.atomic
def seal(agreement: Agreement, *, lawful: bool, by: Actor) -> None:
    """The mediator signs and the committee's seal is put on the paper: the agreement takes effect (人民调解法 art. 29).

    `lawful`: it was looked at whether it breaks mandatory law, or harms the public, a third party or good morals (民事诉讼法解释 art. 358).
    Raises Refused("not_looked_at" | "signatures_missing").
    """
    case = enter(agreement.mediation, "agree", by, State.OPEN)
    _check_lawful(lawful)
    if unsigned(agreement):
        raise Refused(_("A side has not signed yet. The agreement takes effect when all have."), "signatures_missing")
    moment = now()
    AGREEMENT.take(
        "seal", agreement, lawful_by_id=by.user_id, mediator_signed_at=moment, sealed_at=moment, sealed_by_id=by.user_id, effective_at=moment
    )  # fmt: skip
    take_effect(agreement, case, by)


@transaction.atomic
def agree(
    mediation: Mediation,
    *,
    terms: str,
    form: str,
    amount_cents: int | None = None,
    by: Actor,
    lawful: bool = True,
    **more: Any,
) -> Agreement:
    """Both sides agreed, and it is in effect: orally, or signed by all and sealed on the paper that lies before the mediator. 人民调解法 arts. 28-31.

    `more`: the other fields of `Terms`. The mediation ends, and the case with it.
    """
    case = enter(mediation, "agree", by, State.OPEN)
    text = Terms(terms=terms, form=form, amount_cents=amount_cents, **more)
    promises = _checked(mediation, case, text)
    _check_lawful(lawful)
    if Agreement.objects.filter(mediation=mediation, state=Written.SIGNING).exists():
        raise Refused(_("The agreement is being signed. Seal it, or take the signatures back first."), "being_signed")
    Agreement.objects.filter(mediation=mediation).delete()  # a draft nobody has signed
    written, moment = form == Mediation.Form.WRITTEN, now()
    signed = {"mediator_signed_at": moment, "sealed_at": moment, "sealed_by_id": by.user_id} if written else {}
    agreement = Agreement(
        mediation=mediation, state=Written.IN_EFFECT, lawful_by_id=by.user_id, drafted_at=moment, effective_at=moment, **signed, **_columns(text)
    )  # fmt: skip
    signatures = _on_paper(mediation, by) if written else []
    agreement.save(force_insert=True)
    _promise(agreement, promises)
    agreement.digest = digest_of(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(digest=agreement.digest)
    for signature in signatures:
        signature.agreement, signature.digest = agreement, agreement.digest
    Signature.objects.bulk_create(signatures)
    take_effect(agreement, case, by)
    return agreement


def take_effect(agreement: Agreement, case: Case, by: Actor) -> None:
    """The end of the mediation and of the case; what was promised begins to run: thirty days for the court (art. 33), each payment, the visit (art. 31)."""
    mediation = agreement.mediation
    MOVES.take(
        "agree", mediation, terms=agreement.terms, agreement_form=agreement.form, amount_cents=agreement.amount_cents, ended_at=now()
    )  # fmt: skip
    stop_clocks(mediation, case)
    story.record(
        case, "mediation.agreed", by=by, mediation=mediation.pk, agreement=agreement.pk, form=str(agreement.form), amount_cents=agreement.amount_cents
    )  # fmt: skip
    proceedings.end(mediation.proceeding)
    case_lifecycle.conclude(case, outcome=Case.Outcome.MEDIATED, result=agreement.terms, by=by)
    clocks.start(case, CONFIRM, desk=case.desk)
    clocks.start(case, FOLLOW_UP, desk=case.desk)
    for one in agreement.instalments.all():
        clocks.start(case, PAYING, desk=case.desk, about=f"instalment:{one.pk}", due_on=one.due_on)


def unsigned(agreement: Agreement) -> list[Party]:
    """The sides whose signature is missing."""
    return list(answering(agreement.mediation).exclude(pk__in=agreement.signatures.values("party")))


def digest_of(agreement: Agreement) -> str:
    """SHA-256 of what is signed: the words, and who pays how much by when."""
    said = {
        name: getattr(agreement, name)
        for name in ("form", "facts", "responsibility", "terms", "performance", "place", "amount_cents")
    }
    said["instalments"] = [
        [one.number, one.amount_cents, one.due_on.isoformat(), one.payer_id, one.way] for one in agreement.instalments.order_by("number")
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _checked(mediation: Mediation, case: Case, text: Terms) -> list[Promise]:
    """What may be written down, with the payments in the order of their days."""
    if len(text.terms.strip()) < TERMS_LENGTH or text.form not in Mediation.Form.values or (text.amount_cents or 0) < 0:
        raise Refused(
            _("Write down what was agreed, in at least ten characters, and whether in writing or orally."),
            "terms_needed",
            status=422,
        )
    if unanswered(mediation):
        raise Refused(
            _("A side that joined later has not been asked yet. Write down its answer first."), "answer_missing"
        )
    promises = sorted(text.instalments, key=lambda one: one.due_on)
    if not promises and text.amount_cents:
        promises = [Promise(text.amount_cents, today())]  # no day was named: it is owed at once
    if len(promises) > MOST_INSTALMENTS or any(one.amount_cents <= 0 or one.due_on < today() for one in promises):
        raise Refused(
            _("Each payment needs an amount and a day that has not passed, and there are at most %(most)s of them.") % {"most": MOST_INSTALMENTS},
            "wrong_instalment",
            status=422,
        )  # fmt: skip
    if any(one.payer is not None and one.payer.case_id != case.pk for one in promises):
        raise Refused(_("Name a side of this case as the payer."), "not_a_side", status=422)
    if promises and text.amount_cents is not None and sum(one.amount_cents for one in promises) != text.amount_cents:
        raise Refused(
            _("The payments do not add up to the amount agreed. Correct one of them."), "sum_differs", status=422
        )
    return promises


def _columns(text: Terms) -> dict[str, Any]:
    total = (
        text.amount_cents
        if text.amount_cents is not None
        else sum(one.amount_cents for one in text.instalments) or None
    )
    return {
        "form": text.form, "terms": text.terms.strip(), "facts": text.facts.strip(), "responsibility": text.responsibility.strip(),
        "performance": text.performance.strip(), "place": text.place.strip(), "amount_cents": total,
    }  # fmt: skip


def _promise(agreement: Agreement, promises: list[Promise]) -> None:
    Instalment.objects.bulk_create(
        Instalment(
            agreement=agreement, number=number, payer=one.payer, amount_cents=one.amount_cents, due_on=one.due_on, way=one.way.strip()
        )
        for number, one in enumerate(promises, 1)
    )  # fmt: skip


def _on_paper(mediation: Mediation, by: Actor) -> list[Signature]:
    """Everybody signed the paper: the party itself, or whoever must sign for it and answered for it before."""
    said = {
        consent.party_id: consent
        for consent in Consent.objects.filter(mediation=mediation).select_related("agent__person", "agent__party")
    }
    made = []
    for party in answering(mediation):
        consent = said[party.pk]
        agent = consent.agent if consent.agent and consent.agent.kind == Agent.Kind.GUARDIAN else None
        if party.person is None and consent.agent is not None:
            agent = consent.agent
            check_may_settle(agent)
        check_speaks(party, agent, said_by=consent.said_by)
        made.append(
            Signature(party=party, agent=agent, said_by=consent.said_by, way=Signature.Way.PAPER, at=now(), witness_id=by.user_id)
        )  # fmt: skip
    return made


def _check_lawful(lawful: bool) -> None:
    if not lawful:
        raise Refused(
            _(
                "Look first whether it breaks mandatory law or harms the public, a third party or good morals (interpretation of the Civil Procedure Law art. 358), and say so."
            ),
            "not_looked_at",
            status=422,
        )


def _strokes(text: str) -> bool:
    """Whether these are lines drawn in the field: lists of points between 0 and 1000."""
    if not text or len(text) > STROKES:
        return False
    try:
        lines = json.loads(text)
    except ValueError:
        return False
    return (
        isinstance(lines, list)
        and sum(len(line) for line in lines if isinstance(line, list)) >= 5
        and all(
            isinstance(line, list)
            and all(
                isinstance(point, list) and len(point) == 2 and all(isinstance(n, int) and 0 <= n <= 1000 for n in point) for point in line
            )
            for line in lines
        )
    )  # fmt: skip
