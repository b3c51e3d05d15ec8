"""Which office is competent where the desk is not: its name, and its phone where the county has it as a row."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.remembering import kept
from center.institution.models import Center, Desk
from intake.models import OutsideBody


@dataclass(frozen=True)
class Office:
    """An office a person is shown to. `center`: the kind of center it is in this house; `body`: the kind of office outside."""

    key: str
    name: Any
    center: str = ""
    body: str = ""
    wide: bool = False  # it is more than that one office outside


OFFICES = {
    office.key: office
    for office in (
        Office("court", _("People's court of the county, litigation service"), body="court"),
        Office("joint_reception", _("Joint reception center for law-and-litigation petitions"), center="joint_reception"),
        Office("police", _("Public security organ"), body="police"),
        Office("traffic_police", _("Traffic police of the county"), body="police", wide=True),
        Office("health", _("Health authority of the county"), body="health"),
        Office("housing", _("Housing and land expropriation mediation center"), center="housing"),
        Office("government", _("People's government of the township or county"), body="land", wide=True),
        Office("township", _("Township government and village committee")),
        Office("lower", _("The office that is handling it")),
        Office("sides", _("Arbitration body or people's court"), body="court", wide=True),
        Office("labour", _("Labour arbitration commission of the county"), body="labour"),
        Office("land_tribunal", _("Mediation and arbitration tribunal for rural land contracts"), center="land_tribunal"),
        Office("petitions", _("Petition desk of the center"), center="county"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Door:
    """An office as a slip names it: the county's own row where there is one."""

    name: Any
    phone: str = ""
    address: str = ""
    hours: str = ""


def handling_desks() -> tuple[Desk, ...]:
    """Every desk that handles, with its center and department; read once for a few seconds."""
    return kept(
        "handling desks", lambda: tuple(Desk.objects.exclude(department=None).select_related("center", "department"))
    )


def door(key: str) -> Door:
    """The office with what the county knows of it."""
    office = OFFICES[key]
    if office.center:
        desk = (
            Desk.objects.select_related("center").filter(center__kind=office.center, department__isnull=False).first()
        )
        if desk is not None and office.center != Center.Kind.COUNTY:
            house = desk.center
            return Door(house.label, desk.phone or house.phone, house.address, house.hours)
        return Door(office.name, desk.center.phone if desk else "")
    body = OutsideBody.objects.filter(kind=office.body, in_use=True).first() if office.body else None
    if body is None:
        return Door(office.name)
    return Door(office.name if office.wide else body.label, body.phone)
