"""Earlier visits of the person who stands at the counter, found by document or phone while it is typed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from center.foundation.masking import mask_name, mask_phone
from intake.models import Case, Party, Person
from intake.registration import id_digest, phone_digest

MOST = 5


@dataclass(frozen=True)
class Earlier:
    """`cases`: the newest that the reader may see; `others`: how many more there are that he may not, restricted ones left out.

    `name` and `phone` are masked, from the last visible visit with this document: for the clerk to compare.
    """

    cases: tuple[Case, ...] = ()
    others: int = 0
    name: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.cases or self.others)


def visits(user: Any, *, id_kind: str = "", id_number: str = "", phone: str = "") -> Earlier:
    """What is known of a person with this document or this phone, both in the spelling of `intake.identity`; in three queries."""
    who = Q()
    if id_number:
        who |= Q(person__id_digest=id_digest(id_kind, id_number))
    if phone:
        who |= Q(person__phone_digest=phone_digest(phone))
    if not who:
        return Earlier()
    came = Party.objects.filter(who, side=Party.Side.APPLICANT)
    cases = Case.objects.filter(pk__in=came.values("case"))
    visible = cases.visible_to(user)
    newest = tuple(visible.select_related("matter", "desk__center").order_by("-registered_at")[:MOST])
    others = cases.filter(restricted=False).exclude(pk__in=visible.values("pk")).count()
    return Earlier(newest, others, **_on_file(newest, id_kind, id_number))


def _on_file(cases: tuple[Case, ...], kind: str, number: str) -> dict[str, str]:
    if not cases or not number:
        return {}
    person = Person.objects.filter(
        id_digest=id_digest(kind, number), parties__case__in=[case.pk for case in cases]
    ).first()
    return {"name": mask_name(person.name), "phone": mask_phone(person.phone)} if person else {}
