"""How a mediation moves.

propose -> proposed -open-> open -agree-> agreed         both sides agreed to mediate, then to terms
           proposed, open -fail-> failed                 a side refuses, or no agreement is reached
           proposed, open -end-> ended                   the case was withdrawn
"""

from typing import Any

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
from center.institution.models import Center, User
from intake import clocks, proceedings, story
from intake import lifecycle as case_lifecycle
from intake.cases import take
from intake.models import Case, Party
from intake.permissions import require
from mediation import roster
from mediation.models import Consent, Mediation

State = Mediation.State
MOVES = Moves(
    open=({State.PROPOSED}, State.OPEN),
    agree=({State.OPEN}, State.AGREED),
    fail=({State.PROPOSED, State.OPEN}, State.FAILED),
    end=({State.PROPOSED, State.OPEN}, State.ENDED),
)
MAIN_SIDES = (Party.Side.APPLICANT, Party.Side.RESPONDENT)
TERMS_LENGTH = case_lifecycle.RESULT_LENGTH
REFUSED = {
    Party.Side.APPLICANT: _("The applicant does not want mediation."),
    Party.Side.RESPONDENT: _("The other side does not want mediation."),
}  # no name: the citizen reads it
OTHER_ROUTES = _(
    "If mediation does not succeed, you may apply for arbitration or to the competent administrative office where the law provides for it, or sue in court"
    " (People's Mediation Act art. 26)."
)


@transaction.atomic
def propose(case: Case, *, mediator: User, by: Actor) -> Mediation:
    """Begin a mediation on a case in hand, led by `mediator`, who sits at its desk; the sides are asked next.

    Normally finished within one month (司法部令75号 art. 33), at the medical center within 30 working days (医疗纠纷预防和处理条例 art. 38).
    """
    take(case)
    require(by, "mediation.propose", case)
    if not roster.of_case(case).filter(pk=mediator.pk).exists():
        raise Refused(_("This person does not mediate at the desk today. Choose somebody who does."), "not_a_mediator")
    proceeding = proceedings.begin(case, "mediation")
    mediation = Mediation.objects.create(proceeding=proceeding, mediator=mediator, proposed_at=now())
    clocks.start(case, limit_of(case), desk=case.desk)
    story.record(case, "mediation.proposed", by=by, mediation=mediation.pk, mediator=mediator.pk)
    if mediator.pk != by.user_id:
        notices.owe(
            "mediation.named", key=f"mediation:{mediation.pk}:named", to=[mediator.pk], about=f"case:{case.number}",
            url=reverse("intake:case", args=[case.number]), number=case.grouped,
        )  # fmt: skip
    return mediation


@transaction.atomic
def consent(mediation: Mediation, *, party: Party, answer: str, channel: str, by: Actor) -> None:
    """Write down what a side says to mediation: when all agree it opens, when one refuses it is over (人民调解法 arts. 17, 26)."""
    case = take(mediation.case)
    require(by, "mediation.consent", case)
    mediation.refresh_from_db(fields=["state"])
    if mediation.state not in Mediation.UNDER_WAY:
        raise Refused(_("This mediation is over. Load the page again to see how it ended."), "moved_on")
    asked = main_sides(case)
    if {other.side for other in asked} != set(MAIN_SIDES):
        raise Refused(_("Mediation needs two sides. Add the other side to the case first."), "other_side_needed")
    if (
        party.pk not in {other.pk for other in asked}
        or answer not in Consent.Answer.values
        or channel not in Consent.Channel.values
    ):
        raise Refused(_("Choose a side of this case, its answer, and how it was given."), "answer_needed")
    if mediation.consents.filter(party=party).exists():
        raise Refused(_("This side has answered already. Load the page again to see its answer."), "answered_already")
    Consent.objects.create(
        mediation=mediation, party=party, answer=answer, channel=channel, at=now(), recorded_by_id=by.user_id
    )
    story.record(
        case,
        "mediation.answered",
        by=by,
        mediation=mediation.pk,
        party=party.pk,
        side=str(party.side),
        answer=str(answer),
        channel=str(channel),
    )
    if answer == Consent.Answer.REFUSED:
        _fail(mediation, _in_office_words(REFUSED[Party.Side(party.side)]), by)
    elif mediation.state == State.PROPOSED and not unanswered(mediation):
        MOVES.take("open", mediation, opened_at=now())
        story.record(case, "mediation.opened", by=by, mediation=mediation.pk)


@transaction.atomic
def agree(mediation: Mediation, *, terms: str, form: str, amount_cents: int | None = None, by: Actor) -> None:
    """Both sides agreed on terms, written or oral: the mediation ends, and the case with it. 人民调解法 arts. 28-31."""
    case = take(mediation.case)
    require(by, "mediation.agree", case)
    terms = terms.strip()
    if (
        len(terms) < TERMS_LENGTH
        or form not in Mediation.Form.values
        or (amount_cents is not None and amount_cents < 0)
    ):
        raise Refused(
            _("Write down what was agreed, in at least ten characters, and whether in writing or orally."),
            "terms_needed",
        )
    if unanswered(mediation):
        raise Refused(
            _("A side that joined later has not been asked yet. Write down its answer first."), "answer_missing"
        )
    MOVES.take("agree", mediation, terms=terms, agreement_form=form, amount_cents=amount_cents, ended_at=now())
    clocks.stop(case, limit_of(case))
    story.record(case, "mediation.agreed", by=by, mediation=mediation.pk, form=str(form), amount_cents=amount_cents)
    proceedings.end(mediation.proceeding)
    case_lifecycle.conclude(case, outcome=Case.Outcome.MEDIATED, result=terms, by=by)


@transaction.atomic
def fail(mediation: Mediation, *, reason: str, by: Actor) -> None:
    """No agreement: the mediation ends, and the sides are told of arbitration, administration and court. 人民调解法 art. 26."""
    case = take(mediation.case)
    require(by, "mediation.fail", case)
    if not reason.strip():
        raise Refused(_("Say in a few words why there is no agreement. The sides will read it."), "reason_needed")
    _fail(mediation, reason.strip(), by)


def end(mediation: Mediation, *, by: Actor) -> None:
    """The case was withdrawn and takes the mediation with it; called inside `withdraw`, which holds the case and ends the proceeding."""
    MOVES.take("end", mediation, ended_at=now())
    story.record(mediation.case, "mediation.ended", by=by, mediation=mediation.pk)


def main_sides(case: Case) -> list[Party]:
    """Those whose consent is needed: applicants and the other side."""
    return list(case.parties.filter(side__in=MAIN_SIDES).select_related("person").order_by("position", "pk"))


def unanswered(mediation: Mediation) -> bool:
    """Whether a main side has not been asked yet."""
    return (
        mediation.case.parties.filter(side__in=MAIN_SIDES).exclude(pk__in=mediation.consents.values("party")).exists()
    )


def limit_of(case: Case) -> str:
    """The limit that runs here: a special one comes before the general norm."""
    return "medical.mediate" if case.desk.center.kind == Center.Kind.MEDICAL else "mediation.norm"


def _fail(mediation: Mediation, reason: str, by: Actor) -> None:
    case = mediation.case
    MOVES.take("fail", mediation, failure_reason=reason, ended_at=now())
    clocks.stop(case, limit_of(case))
    story.record(case, "mediation.failed", by=by, mediation=mediation.pk, text=reason)
    proceedings.end(mediation.proceeding)
    case_lifecycle.conclude(
        case, outcome=Case.Outcome.NOT_MEDIATED, result=f"{reason}\n{_in_office_words(OTHER_ROUTES)}", by=by
    )


def _in_office_words(sentence: Any) -> str:
    """What is kept with the case is written in the language of the office, whatever language the page is read in."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(sentence)
