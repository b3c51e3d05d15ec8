"""What the sides say when they are asked whether they want mediation."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake import story
from intake.cases import take
from intake.models import Party
from intake.permissions import require
from mediation.lifecycle.ending import without_agreement
from mediation.lifecycle.table import MAIN_SIDES, MOVES, REFUSED, State, in_office_words, main_sides, unanswered
from mediation.models import Consent, Mediation


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
        without_agreement(mediation, in_office_words(REFUSED[Party.Side(party.side)]), by)
    elif mediation.state == State.PROPOSED and not unanswered(mediation):
        MOVES.take("open", mediation, opened_at=now())
        story.record(case, "mediation.opened", by=by, mediation=mediation.pk)
