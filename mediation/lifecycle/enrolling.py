"""Keeping the roster and the rooms of a center: no case is concerned, so the audit tells of it."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution import permissions
from center.institution.models import Center, Posting, User
from intake.models import MatterType, Person
from mediation.lifecycle.table import needed, one_of
from mediation.models import Mediator, Room, Tie


@transaction.atomic
def enrol(
    center: Center,
    *,
    name: str,
    body: str,
    by: Actor,
    user: User | None = None,
    fields: Iterable[MatterType] = (),
    certificate: str = "",
    certificate_until: date | None = None,
    expert: bool = False,
) -> Mediator:
    """Put somebody on the roster of a center: staff, or invited from outside. 人民调解法 arts. 13-14, 20."""
    _check_heads(center, by)
    name = needed(name, _("Write the name."), "name_needed")
    body = needed(body, _("Write the committee or body."), "body_needed")
    if user is not None and not Posting.objects.held(today()).filter(user=user, desk__center=center).exists():
        raise Refused(_("This member of staff has no seat at the center."), "no_seat", status=422)
    try:
        with transaction.atomic():
            mediator = Mediator.objects.create(
                center=center, user=user, name=name, body=body, certificate=certificate.strip(), certificate_until=certificate_until, expert=expert,
                at=now(),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("This person, or this certificate, is on the roster already."), "enrolled_already") from None
    mediator.fields.set(fields)
    audit.record("mediation.enrolled", by=by, about=f"mediator:{mediator.pk}", center=center.pk)
    return mediator


@transaction.atomic
def renew(mediator: Mediator, *, certificate: str, until: date | None, by: Actor) -> None:
    """Write down a new certificate, or its new last day."""
    _check_heads(mediator.center, by)
    number = needed(certificate, _("Write the number of the certificate."), "certificate_needed")
    Mediator.objects.filter(pk=mediator.pk).update(certificate=number, certificate_until=until)
    mediator.refresh_from_db()
    audit.record("mediation.renewed", by=by, about=f"mediator:{mediator.pk}", until=until.isoformat() if until else "")


@transaction.atomic
def set_status(mediator: Mediator, *, status: str, by: Actor) -> None:
    """Suspend somebody, take off the roster, or put back on. 人民调解法 art. 15."""
    _check_heads(mediator.center, by)
    one_of(status, Mediator.Status.values, _("Choose a status."), "wrong_status")
    Mediator.objects.filter(pk=mediator.pk).update(status=status)
    mediator.refresh_from_db()
    audit.record("mediation.status_set", by=by, about=f"mediator:{mediator.pk}", status=str(status))


@transaction.atomic
def tie(mediator: Mediator, *, kind: str, by: Actor, person: Person | None = None, organisation: str = "") -> Tie:
    """Write down to whom a mediator is tied: cases with that side are not mediated by this one."""
    _check_heads(mediator.center, by)
    one_of(kind, Tie.Kind.values, _("Choose what ties them."), "wrong_tie")
    if person is None and not organisation.strip():
        raise Refused(_("Name the person or the organisation."), "side_needed", status=422)
    made = Tie.objects.create(mediator=mediator, person=person, organisation=organisation.strip(), kind=kind)
    audit.record("mediation.tied", by=by, about=f"mediator:{mediator.pk}", tie=made.pk)
    return made


@transaction.atomic
def add_room(center: Center, *, name: str, seats: int, by: Actor) -> Room:
    """A room of the center in which sides can meet."""
    _check_heads(center, by)
    name = needed(name, _("Write the name of the room."), "name_needed")
    try:
        with transaction.atomic():
            room = Room.objects.create(center=center, name=name, seats=seats)
    except IntegrityError:
        raise Refused(_("The center has a room of this name already."), "room_exists") from None
    audit.record("mediation.room_added", by=by, about=f"room:{room.pk}", center=center.pk)
    return room


def heads(by: Actor, center: Center) -> bool:
    """Whether the actor keeps the roster and the rooms of this center."""
    if by.kind == ActorKind.SYSTEM:
        return True
    posting = permissions.posting_of(by)
    if posting is None or "mediation.roster" not in permissions.VERBS[posting.role]:
        return False
    return permissions.REACH[posting.role] is permissions.Reach.COUNTY or posting.desk.center_id == center.pk


def _check_heads(center: Center, by: Actor) -> None:
    if not heads(by, center):
        raise permissions.not_allowed()
