"""The sides of a case as a page shows them: masked, until somebody gives a reason to see; a large group folded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.masking import mask_address, mask_id, mask_name, mask_phone
from intake import parties
from intake.models import Agent, Case, Party, Person

SHORT = 3  # of one side shown with all that is known of them; more are shown by name, the rest behind it
FEW = 10  # of one side shown one by one; the others of a larger group are folded
# What may be revealed of a person, and its mask.
FIELDS = {
    "name": (_("Name"), mask_name),
    "phone": (_("Phone"), mask_phone),
    "id_number": (_("ID number"), mask_id),
    "address": (_("Address"), mask_address),
}


@dataclass(frozen=True)
class Fact:
    """One line about a side: its field, label and masked value."""

    field: str
    label: object
    value: str


@dataclass(frozen=True)
class Acting:
    """Who acts for a side, masked."""

    agent: Agent
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Side:
    """A side for the eye; `person` is None for an organisation. `lacks_guardian`: a minor for whom nobody acts (民法典 art. 23)."""

    party: Party
    name: str
    facts: tuple[Fact, ...]
    acting: tuple[Acting, ...] = ()
    lacks_guardian: bool = False

    @property
    def person(self) -> Person | None:
        return self.party.person


@dataclass(frozen=True)
class Group:
    """All of one side: those shown, the masked names of those folded, and how many there are."""

    side: str
    label: Any
    shown: list[Side]
    folded: list[str]
    representatives: int = 0

    @property
    def count(self) -> int:
        return len(self.shown) + len(self.folded)

    @property
    def many(self) -> bool:
        """Too many to be shown with everything at once."""
        return self.count > SHORT

    @property
    def unrepresented(self) -> bool:
        """A group of applicants too large to come in person, and nobody speaks for it (信访工作条例 art. 20)."""
        many = self.side == Party.Side.APPLICANT and self.count > parties.MOST_REPRESENTATIVES
        return many and not self.representatives


def masked_name(party: Party) -> str:
    """张**, or the full name of an organisation."""
    return mask_name(party.person.name) if party.person else party.organisation


def of_case(case: Case) -> list[Group]:
    """The sides of `case`, applicants first and representatives before the others, in three queries however many there are."""
    light = list(
        case.parties.select_related("person")
        .only("case", "side", "organisation", "representative", "position", "person__name")
        .order_by("position", "pk")
    )
    by_side = [(side, [party for party in light if party.side == side]) for side in Party.Side]
    folds = [
        (side, *fold(parties_of), sum(p.representative for p in parties_of))
        for side, parties_of in by_side
        if parties_of
    ]
    whole = of_parties(
        Party.objects.filter(pk__in=[party.pk for _side, shown, _rest, _count in folds for party in shown])
    )
    sides = {side.party.pk: side for side in whole}
    return [
        Group(side, side.label, [sides[party.pk] for party in shown], [masked_name(party) for party in rest], count)
        for side, shown, rest, count in folds
    ]


def of_parties(found: QuerySet[Party]) -> list[Side]:
    """These parties for the eye, with who acts for each now; in two queries."""
    acting = Prefetch("agents", Agent.objects.filter(ended_at=None).select_related("person"), to_attr="acting")
    return [_side(party) for party in found.select_related("person").prefetch_related(acting)]


def fold(parties_of_side: Iterable[Party]) -> tuple[list[Party], list[Party]]:
    """Those of a side that are shown one by one, representatives first, and the rest where there are many."""
    ordered = sorted(parties_of_side, key=lambda party: (not party.representative, party.position, party.pk))
    return (ordered, []) if len(ordered) <= FEW else (ordered[:FEW], ordered[FEW:])


def facts(person: Person | None) -> tuple[Fact, ...]:
    """What is known of a person, masked; what is not known is left out."""
    if person is None:
        return ()
    return tuple(
        Fact(key, label, mask(getattr(person, key))) for key, (label, mask) in FIELDS.items() if getattr(person, key)
    )


def first_name(case: Case) -> str:
    """The masked name of the first side from the parties already fetched; "" where nobody is named."""
    first = next(iter(case.parties.all()), None)
    return masked_name(first) if first else ""


def _side(party: Party) -> Side:
    acting = tuple(Acting(agent, facts(agent.person)) for agent in party.acting)  # type: ignore[attr-defined]
    return Side(party, masked_name(party), facts(party.person), acting, parties.lacks_guardian(party, party.acting))  # type: ignore[attr-defined]
