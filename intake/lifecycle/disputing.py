"""Where a return makes a competence dispute (管辖争议): it is opened, nobody sends the case on, and what was decided binds.

The verb that decides is in `deciding.py`.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution.models import Desk, Posting, Role
from center.institution.permissions import posting_of
from intake import clocks, disputes, story
from intake.models import Case, Dispute, Handover

LIMIT = "dispute"


def check_not_bound(case: Case, by: Actor) -> None:
    """Raises Refused("bound") where a decision gave the case to this desk and somebody else than a director hands it on."""
    posting = posting_of(by)
    if posting is not None and posting.role in (Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR):
        return
    if disputes.bound(case):
        raise Refused(_bound(), "bound")


def check_may_return(case: Case, code: str) -> None:
    """Raises Refused("bound") for a return on the ground that was decided already."""
    if code in disputes.DENIES and disputes.bound(case):
        raise Refused(_bound(), "bound")


def open_if_due(case: Case, handover: Handover, *, by: Actor) -> Dispute | None:
    """After a return: where it makes a dispute, flag the hand-over, start the limit, and tell the director who decides."""
    why, center = disputes.why(case), disputes.deciding(case)
    if not why or center is None:
        return None
    Handover.objects.filter(pk=handover.pk).update(disputed=True)
    handover.disputed = True
    dispute = Dispute.objects.create(case=case, handover=handover, why=why, center=center, opened_at=now())
    clock = clocks.start(case, LIMIT, desk=_seat(center.pk) or case.desk, about=about(dispute))
    story.record(case, "case.disputed", by=by, dispute=dispute.pk, dispute_why=str(why), center=center.pk)
    notices.owe(
        "case.disputed", key=f"dispute:{dispute.pk}", to=_directors(dispute), urgent=case.urgent, about=f"case:{case.number}",
        url=reverse("intake:case", args=[case.number]), number=case.grouped, due=clock.due_at.isoformat() if clock else "",
    )  # fmt: skip
    return dispute


def _directors(dispute: Dispute) -> list[int]:
    seats = Posting.objects.valid(today()).filter(
        desk__center=dispute.center_id, role__in=(Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR)
    )
    if dispute.case.restricted:
        seats = seats.filter(cleared=True)
    return list(seats.values_list("user", flat=True))


def _seat(center: int) -> Desk | None:
    """The director's office of a center, at whose desk the limit runs."""
    return (
        Desk.objects.select_related("center", "department")
        .filter(center=center, department__key="political_legal")
        .first()
    )


def about(dispute: Dispute) -> str:
    """What the clock of a dispute is about."""
    return f"dispute:{dispute.pk}"


def _bound() -> Any:
    return _(
        "The director has decided that this desk is competent, and the decision binds. If something new has come up, ask the director."
    )
