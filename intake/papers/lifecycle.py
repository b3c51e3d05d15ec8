"""The verbs of the papers of a case.

write -> draft -issue-> issued -void-> void;  an issued paper is served on each party once (送达)
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, now, today
from center.papers import files, issuing
from center.papers.models import Paper
from center.papers.registers import PaperKind, kinds
from intake import story
from intake.cases import take
from intake.models import Attachment, Case, Party, Service
from intake.papers import subjects
from intake.permissions import require

State, Way = Paper.State, Service.Way
TAKES_PAPERS = (*Case.OPEN, Case.State.CONCLUDED)


@transaction.atomic
def write(case: Case, *, kind: PaperKind, typed: Mapping[str, Any], by: Actor, party: Party | None = None) -> Paper:
    """Begin a paper: what the case gives, and what was typed over it. Raises Refused("not_offered" | "closed" | "not_a_side")."""
    _enter(case, "paper.write", by)
    subject = subjects.latest(case, kind)
    if subject is None or not kind.offered(subject):
        raise Refused(_("This paper does not fit where the case stands. Load the page again."), "not_offered")
    if kind.each_party and (party is None or party.case_id != case.pk):
        raise Refused(_("Choose the party for whom this paper is made."), "not_a_side", status=422)
    party = party if kind.each_party else None
    return issuing.draft(
        kind, center=case.desk.center, about=subjects.about(case), data=_data(kind, subject, party, typed), by=by,
        subject=subjects.key_of(subject, party),
    )  # fmt: skip


@transaction.atomic
def revise(case: Case, *, paper: Paper, typed: Mapping[str, Any], by: Actor) -> None:
    """Change what was typed on a draft; what the case gives is taken from it anew."""
    _enter(case, "paper.write", by)
    _own(case, paper)
    subject, party = subjects.of_paper(case, paper)
    issuing.revise(paper, data=_data(kinds[paper.kind], subject, party, typed))


@transaction.atomic
def discard(case: Case, *, paper: Paper, by: Actor) -> None:
    """Throw a draft away."""
    _enter(case, "paper.write", by)
    _own(case, paper)
    issuing.discard(paper)


def issue(case: Case, *, paper: Paper, by: Actor, copies: int = 1) -> None:
    """Number and set the paper; from now on it is not changed. Raises what `issuing.issue` raises, and keeps no bytes then."""
    try:
        with transaction.atomic():
            _enter(case, kinds[paper.kind].verb, by)
            _own(case, paper)
            issuing.issue(paper, by=by, copies=copies)
            story.record(
                case,
                "paper.issued",
                by=by,
                paper=paper.pk,
                paper_kind=paper.kind,
                title=paper.title,
                number=paper.number,
            )
    except BaseException:
        if paper.file_id is not None and not Paper.objects.filter(pk=paper.pk, file=paper.file_id).exists():
            files.discard(paper.file)  # type: ignore[arg-type]
        raise


@transaction.atomic
def void(case: Case, *, paper: Paper, reason: str, by: Actor) -> None:
    """An issued paper no longer holds; its number stays with the reason."""
    _enter(case, "paper.void", by)
    _own(case, paper)
    issuing.void(paper, reason=reason, by=by)
    story.record(
        case, "paper.voided", by=by, paper=paper.pk, title=paper.title, number=paper.number, text=reason.strip()
    )


@transaction.atomic
def serve(
    case: Case, *, paper: Paper, party: Party, way: str, served_on: date, by: Actor, received_by: str = "", relation: str = "",
    address: str = "", agreed_by: str = "", witness: str = "", tracking: str = "", proof: Attachment | None = None,
) -> Service:  # fmt: skip
    """Write down that a paper was brought to a party, how, when and by what proof; its day begins what counts from it.

    The ways follow the Civil Procedure Law (民事诉讼法 arts. 87-95), which a mediation body applies by analogy.
    """
    _enter(case, "paper.serve", by)
    _own(case, paper)
    if paper.state != State.ISSUED:
        raise Refused(_("Only a paper that was issued and holds is served."), "not_issued")
    if party.case_id != case.pk:
        raise Refused(_("Name a side of this case."), "not_a_side", status=422)
    _check_day(paper, served_on)
    _check_way(way, address, agreed_by, witness, tracking, proof)
    if proof is not None and (proof.case_id != case.pk or proof.removed_at is not None):
        raise Refused(_("The proof must be a file of this case."), "not_a_file", status=422)
    row = Service(
        case=case, paper=paper, party=party, way=way, served_on=served_on, received_by=received_by.strip(), relation=relation.strip(),
        address=address.strip(), agreed_by=agreed_by.strip(), witness=witness.strip(), tracking=tracking.strip(), proof=proof,
        at=now(), by_id=by.user_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("This paper was served on this party already. Load the page again."), "served_already"
        ) from error
    begins = kinds[paper.kind].on_service if paper.kind in kinds else None
    if begins:
        begins(case, party, served_on, by)
    story.record(
        case, "paper.served", by=by, paper=paper.pk, party=party.pk, side=str(party.side), title=paper.title, number=paper.number,
        way=str(way), served_on=served_on.isoformat(),
    )  # fmt: skip
    return row


def _enter(case: Case, verb: str, by: Actor) -> None:
    take(case)
    require(by, verb, case)
    if case.state not in TAKES_PAPERS:
        raise Refused(_("This case is closed, and its papers with it. Nothing was changed."), "closed")


def _own(case: Case, paper: Paper) -> None:
    """The paper as it stands now, if it is one of this case."""
    paper.refresh_from_db()
    if paper.about != subjects.about(case):
        raise Refused(_("This paper belongs to another case."), "moved_on")


def _data(kind: PaperKind, subject: subjects.Subject, party: Party | None, typed: Mapping[str, Any]) -> dict[str, Any]:
    asked = {field.key for field in kind.asked}
    return {**subjects.fill(kind, subject, party), **{key: value for key, value in typed.items() if key in asked}}


def _check_day(paper: Paper, served_on: date) -> None:
    issued = paper.issued_at.astimezone(SHANGHAI).date() if paper.issued_at else today()
    if not issued <= served_on <= today():
        raise Refused(
            _("The day of service lies between the day on which the paper was issued and today."),
            "wrong_day",
            status=422,
        )


def _check_way(way: str, address: str, agreed_by: str, witness: str, tracking: str, proof: Attachment | None) -> None:
    if way not in Way.values:
        raise Refused(_("Choose how the paper was served."), "way_needed", status=422)
    if way == Way.ELECTRONIC and not (agreed_by.strip() and address.strip()):
        raise Refused(
            _(
                "Electronic service needs the party's consent: write how it agreed and where it was sent (Civil Procedure Law art. 90)."
            ),
            "consent_needed",
            status=422,
        )
    if way == Way.LEFT and not witness.strip() and proof is None:
        raise Refused(
            _(
                "Left at the home, a paper counts with a witness or with a photo or film as proof (Civil Procedure Law art. 89)."
            ),
            "witness_needed",
            status=422,
        )
    if way == Way.POST and not tracking.strip():
        raise Refused(_("Write the number of the registered letter."), "tracking_needed", status=422)
    if way == Way.NOTICE and proof is None:
        raise Refused(_("Add the published notice as proof."), "proof_needed", status=422)
