"""The people of a desk that goes over: their seat ends and begins anew at the other desk, or ends."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.now import today
from center.institution import lifecycle
from center.institution.models import DeskMove, Posting, Reorganisation, Role, Rota
from center.institution.reorganising.carriers import Carrier, carriers

Staff = DeskMove.Staff
KEPT = ("badge", "cleared", "accusations", "attendance", "call_in_minutes")


def _left(plan: Reorganisation, move: DeskMove | None) -> QuerySet[Posting]:
    if move is None or move.staff == Staff.STAY:
        return Posting.objects.none()
    return Posting.objects.not_ended(today()).filter(desk=move.from_desk_id)


def _count(plan: Reorganisation, move: DeskMove | None) -> int:
    return _left(plan, move).count()


def _carry(plan: Reorganisation, move: DeskMove | None, batch: int, by: Actor) -> int:
    gone = 0
    for pk in list(_left(plan, move).order_by("covers", "pk").values_list("pk", flat=True)[:batch]):
        gone += _seat(plan, move, pk, by)
    return gone


@transaction.atomic
def _seat(plan: Reorganisation, move: DeskMove | None, pk: int, by: Actor) -> bool:
    """End one seat with yesterday; whoever goes with the work has one like it from today. A center has one director: that of the center that ended does not go."""
    rows = Posting.objects.select_related("user", "desk__center", "desk__department")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    seat = rows.filter(pk=pk).first()
    if seat is None or move is None or (seat.valid_to is not None and seat.valid_to < today()):
        return False
    goes = move.staff == Staff.MOVE and seat.role != Role.CENTER_DIRECTOR and seat.covers_id is None
    last, rota = seat.valid_to, list(seat.rota.values("of_weeks", "week", "weekday"))
    there = Posting.objects.not_ended(today()).filter(user=seat.user_id, desk=move.to_desk_id, role=seat.role)
    begins = max(seat.valid_from, today())
    # A seat that has not been sat in yet has no yesterday: it is held for its first day by nobody, as its desk has ended.
    Posting.objects.filter(pk=pk).update(valid_to=max(today() - timedelta(days=1), seat.valid_from))
    if seat.valid_from >= today():
        Posting.objects.filter(pk=pk).update(
            valid_from=today() - timedelta(days=1), valid_to=today() - timedelta(days=1)
        )
    lifecycle.withdraw_grants()
    lifecycle.audit.record("posting_ended", by=by, about=f"posting:{pk}", reorganisation=plan.pk)
    if goes and not there.exists():
        new = lifecycle.appoint(
            seat.user, desk=move.to_desk, role=seat.role, valid_from=begins, valid_to=last, by=by,
            **{name: getattr(seat, name) for name in KEPT},
        )  # fmt: skip
        Rota.objects.bulk_create(Rota(posting=new, **row) for row in rota)
    return True


carriers.add(Carrier("postings", _("Postings"), _count, _carry, first=True))
