"""The code with which each side opens the page of its own agreement."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake import story
from intake.models import Party
from intake.registration import new_code, token_digest
from mediation.lifecycle.performing import enter
from mediation.lifecycle.table import answering
from mediation.models import Agreement, PartyKey


@transaction.atomic
def give_keys(agreement: Agreement, *, by: Actor, party: Party | None = None) -> list[PartyKey]:
    """Each side gets its code, once; with `party` that side gets a new one, and its old one opens nothing any more."""
    case = enter(agreement, "agree", by, *Agreement.State.values[2:])
    sides = list(answering(agreement.mediation))
    if party is not None:
        if party.pk not in {side.pk for side in sides}:
            raise Refused(_("Name a side of this case."), "not_a_side", status=422)
        PartyKey.objects.filter(party=party).delete()
    had = set(PartyKey.objects.filter(party__in=sides).values_list("party_id", flat=True))
    made = []
    for side in sides:
        if side.pk not in had:
            code = new_code()
            made.append(PartyKey.objects.create(party=side, code=code, digest=digest_of(case.number, code), at=now()))
    if made:
        story.record(case, "agreement.keys", by=by, agreement=agreement.pk, parties=[key.party_id for key in made])
    return made


def digest_of(number: str, code: str) -> str:
    """Under which a code is found: of one case only."""
    return token_digest(f"party:{number}:{code}")
