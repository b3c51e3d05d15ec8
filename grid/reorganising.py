"""What of the grids goes over when townships are merged or split: who takes care of a grid takes care of its successor."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.now import today
from center.institution.models import DeskMove, Posting, Reorganisation
from center.institution.reorganising.carriers import Carrier, carriers
from grid.models import Assignment


def _left(plan: Reorganisation, move: DeskMove | None) -> QuerySet[Assignment]:
    held = Assignment.objects.exclude(valid_to__lt=today())
    return held.filter(grid__successor__isnull=False, grid__parent__parent=plan.from_center.area_id)


@transaction.atomic
def _carry(plan: Reorganisation, move: DeskMove | None, batch: int, by: Actor) -> int:
    """The grid's successor, in the seat that the person has now."""
    gone = 0
    for held in _left(plan, move).select_related("grid", "posting").order_by("pk")[:batch]:
        seat = held.posting
        if seat.valid_to is not None and seat.valid_to < today():
            there = Posting.objects.not_ended(today()).filter(user=seat.user_id, role=seat.role)
            seat = there.filter(desk__center=plan.to_center_id).first() or seat
        gone += Assignment.objects.filter(pk=held.pk).update(grid=held.grid.successor_id, posting=seat)
    return gone


carriers.add(
    Carrier(
        "grids", _("Grids in somebody's care"), lambda plan, move: _left(plan, move).count(), _carry, of_center=True
    )
)
