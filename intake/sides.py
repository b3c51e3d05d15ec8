"""The sides of a case as a page shows them: masked, until somebody gives a reason to see."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from center.foundation.masking import mask_address, mask_id, mask_name, mask_phone
from intake.models import Case, Party, Person

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
class Side:
    """A side for the eye; `person` is None for an organisation."""

    party: Party
    name: str
    facts: tuple[Fact, ...]

    @property
    def person(self) -> Person | None:
        return self.party.person


def masked_name(party: Party) -> str:
    """张**, or the full name of an organisation."""
    return mask_name(party.person.name) if party.person else party.organisation


def of_case(case: Case) -> list[Side]:
    """The sides of `case`, applicant first, in one query."""
    parties = case.parties.select_related("person").order_by("position", "pk")
    return [Side(party, masked_name(party), facts(party.person)) for party in parties]


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
