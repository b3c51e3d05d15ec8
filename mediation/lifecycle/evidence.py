"""The evidence list, and questions put to experts, while the clock stands still where its law says so."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now, today
from intake import story
from intake.lifecycle import clocks as clock_verbs
from intake.models import Attachment, Case, Clock, ClockPause, Limit, Party
from mediation.lifecycle.table import ASKED, Kind, check_file, check_party, enter, needed, one_of
from mediation.lifecycle.table import State as Where
from mediation.models import Appraisal, Evidence, Mediation

MOST_PAGES = 2000


@transaction.atomic
def add_evidence(
    mediation: Mediation,
    *,
    party: Party,
    label: str,
    pages: int,
    by: Actor,
    original_seen: bool = False,
    confidential: bool = False,
    attachment: Attachment | None = None,
) -> Evidence:
    """Put a piece on the evidence list; a confidential one is told to no other side (法释〔2016〕14号 art. 26 by analogy)."""
    case = enter(mediation, "evidence", by, *ASKED)
    check_party(mediation, party)
    check_file(mediation, attachment)
    label = needed(label, _("Say what the piece of evidence is."), "label_needed")
    if not 1 <= pages <= MOST_PAGES:
        raise Refused(_("Write how many pages it has."), "pages_needed", status=422)
    piece = Evidence.objects.create(
        mediation=mediation, party=party, label=label, pages=pages, original_seen=original_seen, confidential=confidential, attachment=attachment,
        at=now(), by_id=by.user_id,
    )  # fmt: skip
    story.record(
        case, "mediation.evidence_listed", by=by, mediation=mediation.pk, evidence=piece.pk, party=party.pk, side=str(party.side), pages=pages,
    )  # fmt: skip
    return piece


@transaction.atomic
def send_to_appraisal(
    mediation: Mediation,
    *,
    kind: str,
    body: str,
    question: str,
    letter: str,
    expected_on: date,
    by: Actor,
    joint: bool = False,
    fee_cents: int | None = None,
    applicant_percent: int | None = None,
) -> Appraisal:
    """Put a question to experts. Where the limit pauses on an appraisal, it stands still until the opinion is back.

    In a medical dispute both sides entrust it together (医疗纠纷预防和处理条例 arts. 34, 38); the fee is advanced and at last
    borne by responsibility (art. 36). Other limits run on: their law knows no pause.
    """
    case = enter(mediation, "evidence", by, Where.OPEN)
    one_of(kind, Appraisal.Body.values, _("Choose what kind of body it is."), "wrong_body")
    body = needed(body, _("Name the body that appraises."), "body_needed")
    question = needed(question, _("Write the question that is put."), "question_needed")
    letter = needed(letter, _("Write the number of the letter that entrusts it."), "letter_needed")
    if mediation.kind == Kind.MEDICAL and not joint:
        raise Refused(
            _(
                "In a medical dispute both sides entrust the appraisal together (Regulations on Medical Disputes art. 34). Ask both to sign the letter."
            ),
            "joint_needed",
        )
    if applicant_percent is not None and not 0 <= applicant_percent <= 100:
        raise Refused(_("A share of the fee lies between 0 and 100 percent."), "wrong_share", status=422)
    if fee_cents is not None and fee_cents < 0:
        raise Refused(_("Write the fee in yuan."), "wrong_fee", status=422)
    if expected_on < today():
        raise Refused(_("The opinion is expected today or later."), "wrong_day", status=422)
    if mediation.appraisals.filter(returned_on=None).exists():
        raise Refused(_("An appraisal is under way already. Its opinion comes back first."), "under_way")
    appraisal = Appraisal.objects.create(
        mediation=mediation, kind=kind, body=body, question=question, joint=joint, letter=letter, sent_on=today(), expected_on=expected_on,
        fee_cents=fee_cents, applicant_percent=applicant_percent, by_id=by.user_id,
    )  # fmt: skip
    story.record(
        case,
        "mediation.appraisal_sent",
        by=by,
        mediation=mediation.pk,
        appraisal=appraisal.pk,
        until=expected_on.isoformat(),
    )
    pause = _pause(mediation, case, letter, expected_on, by)
    if pause:
        Appraisal.objects.filter(pk=appraisal.pk).update(pause=pause)
        appraisal.pause = pause
    return appraisal


@transaction.atomic
def appraisal_back(appraisal: Appraisal, *, opinion: str, by: Actor) -> None:
    """The opinion is back: the limit runs on, its end moved by what the appraisal took. 医疗纠纷预防和处理条例 arts. 36, 38."""
    case = enter(appraisal.mediation, "evidence", by, Where.OPEN)
    text = needed(opinion, _("Write what the opinion says, or its number."), "opinion_needed")
    if Appraisal.objects.filter(pk=appraisal.pk, returned_on=None).update(returned_on=today(), opinion=text) != 1:
        raise Refused(_("This opinion is back already. Load the page again."), "moved_on")
    appraisal.refresh_from_db()
    story.record(case, "mediation.appraisal_returned", by=by, mediation=appraisal.mediation_id, appraisal=appraisal.pk)
    open_pause = ClockPause.objects.filter(pk=appraisal.pause_id or 0, ended_at=None).select_related("clock").first()
    if open_pause:
        clock_verbs.resume(open_pause.clock, by=by)


def running(mediation: Mediation, case: Case) -> Clock | None:
    """The limit of the mediation, while it runs."""
    clocks = case.clocks.filter(limit__key=mediation.limit_key, stopped_at=None)
    return clocks.select_related("limit", "desk", "case").first()


def _pause(mediation: Mediation, case: Case, letter: str, until: date, by: Actor) -> ClockPause | None:
    clock = running(mediation, case)
    if clock is None or clock.limit.pauses_on != Limit.Ground.APPRAISAL or clock.paused_at:
        return None
    ends_when = "收到鉴定意见书"
    return clock_verbs.pause(
        clock, ground=Limit.Ground.APPRAISAL, proof=letter, ends_when=ends_when, until=until, by=by
    )  # fmt: skip
