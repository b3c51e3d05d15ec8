"""What of mediation goes over when centers are merged: the roster and the rooms."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.institution.models import DeskMove, Reorganisation
from center.institution.reorganising.carriers import Carrier, carriers, rows, whole
from mediation.models import Mediator, Room


def _rooms(plan: Reorganisation, move: DeskMove | None) -> QuerySet[Room]:
    return Room.objects.filter(center=plan.from_center_id) if whole(plan) else Room.objects.none()


@transaction.atomic
def _carry_rooms(plan: Reorganisation, move: DeskMove | None, batch: int, by: Actor) -> int:
    """A room whose name is taken over there says where it was."""
    taken = set(Room.objects.filter(center=plan.to_center_id).values_list("name", flat=True))
    gone = 0
    for room in _rooms(plan, move).order_by("pk")[:batch]:
        name = f"{room.name}（原{plan.from_center.name}）"[:80] if room.name in taken else room.name
        gone += Room.objects.filter(pk=room.pk).update(center=plan.to_center_id, name=name)
        taken.add(name)
    return gone


carriers.add(
    rows("roster", _("Mediators on the roster"), lambda: Mediator.objects.all(), field="center", of_center=True)
)
carriers.add(Carrier("rooms", _("Rooms"), lambda plan, move: _rooms(plan, move).count(), _carry_rooms, of_center=True))
