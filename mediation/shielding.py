"""What one side may learn of another: pages and papers that a side reads ask here, never the person's row itself.

人民调解法 art. 15(4): a mediator does not leak privacy; 反家庭暴力法 art. 5: the privacy of who suffers violence is protected.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from center.foundation.masking import mask_address, mask_phone
from intake.models import Case, Party
from mediation.models import Mediation, Shield


@dataclass(frozen=True)
class Facing:
    """A party as another side may see it."""

    name: str
    address: str
    phone: str


def shielded(case: Case) -> set[int]:
    """The ids of the parties whose address and phone are kept from the other sides."""
    return set(Shield.objects.filter(party__case=case).values_list("party", flat=True))


def facing(party: Party, reader: Party | None) -> Facing:
    """`party` for the eyes of `reader`, a party of the same case (None: a paper that every side gets).

    To itself everything; to another side the name with what an agreement must state of the parties (人民调解法 art. 29): the address to its
    village and a masked phone, and of a shielded party neither.
    """
    person = party.person
    name = person.name if person else party.organisation
    if reader is not None and reader.pk == party.pk:
        return Facing(name, person.address if person else "", person.phone if person else "")
    if Shield.objects.filter(party=party).exists():
        return Facing(name, _("Kept confidential"), _("Kept confidential"))
    return Facing(name, mask_address(person.address) if person else "", mask_phone(person.phone) if person else "")


def for_side(mediation: Mediation, reader: Party) -> list[Facing]:
    """All parties of the case as this one may see them."""
    return [facing(party, reader) for party in mediation.case.parties.select_related("person")]


def evidence_for(mediation: Mediation, reader: Party | None):
    """The evidence list as a side, or a pack for the court (None), may see it: without what another side gave in confidence."""
    open_to_all = mediation.evidence.filter(confidential=False)
    if reader is None:
        return open_to_all
    return open_to_all | mediation.evidence.filter(party=reader)
