"""Cards given by hand (手工亮牌): a director says why, and takes it back when it was not deserved.

A card of the ladder is a date that passed: nobody gives it and nobody takes it back. One of a colour stands at a time.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.permissions import not_allowed
from intake import posts, story
from intake.cases import take
from intake.lifecycle.supervising import is_issuer
from intake.models import Card, Case, Clock, Rung
from intake.permissions import require

REASON = 300  # characters at most
YELLOW, RED = Card.Colour.YELLOW, Card.Colour.RED


def given_by(by: Actor, case: Case) -> list[Card]:
    """The standing cards of the case that the actor gave by hand, or whose seat the actor holds."""
    by_hand = case.cards.standing().filter(clock=None).select_related("issued_in")
    return [card for card in by_hand if is_issuer(by, card)]


@transaction.atomic
def give_card(case: Case, *, colour: str, reason: str, by: Actor) -> Card:
    """Give a card now. Refused: "not_allowed"; "reason_needed"; "colour"; "moved_on"; "card_stands" where one of this colour does."""
    take(case)
    require(by, "case.give_card", case)
    if by.posting is None or by.user_id is None:
        raise not_allowed()
    text = _text(reason)
    if colour not in Card.Colour.values:
        raise Refused(_("Choose a yellow or a red card."), "colour", status=422)
    if case.state not in Case.OPEN:
        raise Refused(_("This case has ended. A card is given while it is open."), "moved_on")
    if case.cards.standing().filter(colour=colour).exists():
        raise Refused(
            _("A card of this colour stands on the case already. After a yellow one comes a red one."), "card_stands"
        )
    card = Card.objects.create(
        case=case, colour=colour, given_at=now(), reason=text, issued_by_id=by.user_id, issued_in_id=by.posting
    )
    story.record(case, "card.given", by=by, card=card.pk, colour=colour, text=card.reason)
    _tell("card.given", case, card)
    return card


@transaction.atomic
def withdraw_card(case: Case, *, colour: str, reason: str, by: Actor) -> None:
    """Take back the standing card of this colour that one gave; a red one that only its being the second yellow brought falls with it.

    Refused: "not_allowed", "reason_needed", "moved_on" where no such card stands.
    """
    take(case)
    require(by, "case.withdraw_card", case)
    text = _text(reason)
    if case.state not in Case.OPEN:
        raise Refused(_("This case has ended. What has ended does not change."), "moved_on")
    card = next((card for card in given_by(by, case) if card.colour == colour), None)
    if card is None:
        raise Refused(
            _("You have no card of this colour to withdraw here. Only whoever gave one by hand withdraws it."),
            "moved_on",
        )
    _fall(case, card, text, by)
    if card.colour == YELLOW and case.cards.standing().filter(colour=YELLOW).count() < 2:
        for red in case.cards.standing().filter(colour=RED, second_yellow=True):
            _fall(case, red, text, by)
    _tell("card.withdrawn", case, card)


def _text(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("A reason is needed. The desk reads it."), "reason_needed", status=422)
    return reason.strip()[:REASON]


def _fall(case: Case, card: Card, text: str, by: Actor) -> None:
    Card.objects.filter(pk=card.pk, withdrawn_at=None).update(withdrawn_at=now())
    story.record(case, "card.withdrawn", by=by, card=card.pk, colour=card.colour, text=text)


def _tell(kind: str, case: Case, card: Card) -> None:
    """Whoever handles it, or the first above who is there."""
    users = posts.turn(Clock(desk=case.desk), case, Rung.Level.HANDLER).users
    notices.owe(
        kind, key=f"{kind}:{card.pk}", to=users, about=f"case:{case.number}", url=reverse("intake:case", args=[case.number]),
        number=case.grouped, colour=card.colour,
    )  # fmt: skip
