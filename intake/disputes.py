"""Competence disputes: when a return makes one, whose director decides, and what a decision binds."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import QuerySet

from center.institution import offices
from center.institution.models import Center
from intake.models import Case, Dispute, Handover

DENIES = (Handover.ReturnReason.NOT_COMPETENT, Handover.ReturnReason.WRONG_AREA)


def open_dispute(case: Case) -> Dispute | None:
    """The dispute that waits for its decision; there is one at most."""
    return case.disputes.filter(decided_at=None).select_related("center").first()


def waiting(centers: Collection[int] | None) -> QuerySet[Dispute]:
    """Those of open cases that wait, of some centers or (None) of all."""
    found = Dispute.objects.filter(decided_at=None, case__state__in=Case.OPEN)
    return found if centers is None else found.filter(center__in=centers)


def why(case: Case) -> str:
    """Why the returns since the last decision are a dispute; empty where they are none yet."""
    returned = _returned(case)
    denying = {one.to_desk_id for one in returned if one.return_code in DENIES}
    if len(denying) > 1:
        return Dispute.Why.TWO_DESKS
    return Dispute.Why.RETURNED_AGAIN if len(returned) >= settings.RETURNS_TO_DISPUTE else ""


def deciding(case: Case) -> Center | None:
    """The center of the common superior: the own one where only its desks are concerned, else the county's."""
    centers = {center for one in _returned(case) for center in (one.from_desk.center_id, one.to_desk.center_id)}
    if len(centers) == 1:
        return Center.objects.get(pk=centers.pop())
    return offices.county()


def bound(case: Case) -> Dispute | None:
    """The decision by which the desk of the case must keep it; nothing where none was made or the desk is another."""
    last = case.disputes.exclude(decided_at=None).last()
    return last if last is not None and last.to_desk_id == case.desk_id else None


def _returned(case: Case) -> list[Handover]:
    last = case.disputes.exclude(decided_at=None).last()
    found = case.handovers.filter(state=Handover.State.RETURNED).select_related("from_desk", "to_desk")
    return list(found.filter(decided_at__gt=last.decided_at) if last else found)
