"""How a petition moves.

open_petition -> received -accept-> accepted -decide-> decided     notice in writing, then an opinion
                 received -refuse-> refused                        another office's or another route's
                 received, accepted -end-> ended                   the case was withdrawn
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now
from intake import clocks, handling, proceedings, story
from intake import lifecycle as case_lifecycle
from intake.cases import take
from intake.models import Case, Clock, Party
from intake.permissions import require
from petitions.models import Petition

State, Category, Outcome = Petition.State, Petition.Category, Petition.Outcome
MOVES = Moves(
    accept=({State.RECEIVED}, State.ACCEPTED),
    refuse=({State.RECEIVED}, State.REFUSED),
    decide=({State.ACCEPTED}, State.DECIDED),
    end=({State.RECEIVED, State.ACCEPTED}, State.ENDED),
)
NOTICE, HANDLING = "petition.direct_notice", "petition.handling"
REVIEW = _(
    "If you do not accept this opinion, you may ask the next higher organ for a review within 30 days of receiving it (Regulations on Petition Work art. 35)."
)


@transaction.atomic
def open_petition(case: Case, *, form: str, category: str, by: Actor) -> Petition:
    """Take the case in as a petition: written notice is owed within 15 days of receipt (art. 23(2)).

    No notice is owed to somebody who gave no name (art. 23). An accusation is taken in only as a restricted matter (art. 30(3)).
    """
    take(case)
    require(by, "petition.open", case)
    if form not in Petition.Form.values or category not in Category.values:
        raise Refused(_("Choose how the petition came and what kind it is."), "kind_needed")
    if category == Category.ACCUSATION and not case.restricted:
        raise Refused(
            _(
                "An accusation is kept confidential (Regulations on Petition Work art. 30(3)), and this case is open to others. Register it anew as a restricted matter and withdraw this case."
            ),
            "not_restricted",
        )
    proceeding = proceedings.begin(case, "petition")
    petition = Petition.objects.create(
        proceeding=proceeding, form=form, category=category, received_at=case.registered_at
    )
    if case.parties.filter(side=Party.Side.APPLICANT).exists():
        clocks.start(case, NOTICE, desk=case.desk, at=case.registered_at)
    else:
        handling.start(case)  # no notice is owed; the promise of the center still brings it on
    story.record(case, "petition.received", by=by, petition=petition.pk, form=str(form), category=str(category))
    if case.handler_id and case.handler_id != by.user_id:
        notices.owe(
            "petition.received", key=f"petition:{petition.pk}:received", to=[case.handler_id], about=f"case:{case.number}",
            url=reverse("intake:case", args=[case.number]), number=case.grouped,
        )  # fmt: skip
    return petition


@transaction.atomic
def accept(petition: Petition, *, text: str, by: Actor) -> None:
    """Accepted, and the petitioner told so in writing (art. 23). A claim is decided within 60 days (arts. 31(6), 34).

    A notice given late does not lengthen the handling: the 60 days then run from the last day on which it was owed.
    """
    case = take(petition.case)
    require(by, "petition.accept", case)
    if not text.strip():
        raise Refused(
            _(
                "Write down what the petitioner is told: that the matter is accepted, by whom and by when it is answered."
            ),
            "text_needed",
        )
    moment = now()
    MOVES.take("accept", petition, notice=text.strip(), notified_at=moment, accepted_at=moment)
    counted_from = _accepted_for_counting(case, moment)
    clocks.stop(case, NOTICE)
    if petition.category == Category.CLAIM:
        handling.stop(case)
        clocks.start(case, HANDLING, desk=case.desk, at=counted_from)
    else:
        handling.start(
            case
        )  # the law sets no limit for suggestions and accusations (arts. 29, 30): the promise of the center runs
    story.record(case, "petition.accepted", by=by, petition=petition.pk, text=text.strip())


@transaction.atomic
def refuse(petition: Petition, *, where: str, reason: str, by: Actor) -> None:
    """Not accepted, for it is another office's or another route's: the petitioner is told where to go (arts. 22, 23, 31)."""
    case = take(petition.case)
    require(by, "petition.refuse", case)
    if not where.strip() or not reason.strip():
        raise Refused(
            _("Name the office or route that is right, and why. The petitioner will read it."), "reason_needed"
        )
    moment = now()
    MOVES.take(
        "refuse", petition, refused_to=where.strip(), refusal_reason=reason.strip(), notified_at=moment, ended_at=moment
    )
    clocks.stop(case, NOTICE)
    story.record(case, "petition.refused", by=by, petition=petition.pk, where=where.strip(), text=reason.strip())
    proceedings.end(petition.proceeding)
    case_lifecycle.pass_outside(case, office=where.strip(), reason=reason.strip(), by=by, sent=False)


@transaction.atomic
def decide(petition: Petition, *, outcome: str, request: str, facts: str, view: str, law: str, by: Actor) -> None:
    """The opinion is issued, with all that it must contain (art. 32); to a claim the right of review is told (art. 35)."""
    case = take(petition.case)
    require(by, "petition.decide", case)
    parts = {"request": request.strip(), "facts": facts.strip(), "view": view.strip(), "law": law.strip()}
    if outcome not in Outcome.values or not all(parts.values()):
        raise Refused(
            _(
                "An opinion names the request, the facts, the view taken and the law it rests on, and its outcome (art. 32)."
            ),
            "opinion_incomplete",
        )
    moment = now()
    MOVES.take("decide", petition, outcome=outcome, decided_at=moment, ended_at=moment, **parts)
    clocks.stop(case, HANDLING)
    story.record(case, "petition.decided", by=by, petition=petition.pk, outcome=str(outcome))
    proceedings.end(petition.proceeding)
    case_lifecycle.conclude(case, outcome=Case.Outcome.OPINION, result=_told(petition), by=by)


def end(petition: Petition, *, by: Actor) -> None:
    """The case was withdrawn and takes the petition with it; called inside `withdraw`, which holds the case and ends the proceeding."""
    MOVES.take("end", petition, ended_at=now())
    story.record(petition.case, "petition.ended", by=by, petition=petition.pk)


def _accepted_for_counting(case: Case, moment: datetime) -> datetime:
    owed = Clock.objects.running().filter(case=case, limit__key=NOTICE).first()
    return min(moment, owed.due_at) if owed else moment


def _told(petition: Petition) -> str:
    """The result as the petitioner reads it, in the language of the office, whatever language the page is read in."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [f"{Outcome(petition.outcome).label}: {petition.view}", petition.law]
        if petition.category == Category.CLAIM:
            lines.append(str(REVIEW))
        return "\n".join(lines)
