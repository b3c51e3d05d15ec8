"""How a competence dispute (管辖争议) ends.

a second return, or two desks that deny --> open -decide_dispute-> decided

The director of the common superior decides within the limit `dispute`, and the decision binds. The time it took is not
charged to the desk that gets the case: its sign-for begins anew.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.models import Desk, Role
from center.institution.permissions import not_allowed, posting_of
from intake import clocks, disputes, handling, story, tally
from intake.cases import bring_along, take
from intake.lifecycle.disputing import LIMIT, about
from intake.lifecycle.handing import write_handover
from intake.lifecycle.table import MOVES, State, check_reason
from intake.models import Case, Dispute, Handover
from intake.permissions import require


@transaction.atomic
def decide_dispute(case: Case, *, to_desk: Desk, reason: str, by: Actor) -> Handover | None:
    """Say which desk is competent (管辖裁定), with the reason: it binds. Gives the hand-over; none where the case is at that desk already.

    Refused: "moved_on" where nothing is in dispute; "not_allowed" but for the director of the common superior; "not_competent_desk" for a counter.
    """
    take(case)
    require(by, "case.decide_dispute", case)
    dispute = disputes.open_dispute(case)
    if dispute is None or case.state != State.REGISTERED:
        raise Refused(
            _("Nothing is in dispute here any more. Load the page again to see where the case stands."), "moved_on"
        )
    if not decides(dispute, by):
        raise not_allowed()
    check_reason(reason)
    if to_desk.department_id is None:
        raise Refused(_("A counter takes in and sends on; name a desk that handles."), "not_competent_desk", status=422)
    values = {"decided_at": now(), "decided_by": by.user_id, "to_desk": to_desk, "reason": reason.strip()}
    if Dispute.objects.filter(pk=dispute.pk, decided_at=None).update(**values) != 1:
        raise Refused(_("Somebody has just decided this. Load the page again."), "moved_on")
    clocks.stop(case, LIMIT, about=about(dispute))
    clocks.stop(case, "send_on")
    said = {"dispute": dispute.pk, "to_desk": to_desk.pk, "text": reason.strip()}
    if to_desk.pk == case.desk_id:
        _keep(case, by, said)
        return None
    return _send(case, to_desk, reason, by, said)


def _keep(case: Case, by: Actor, said: dict[str, Any]) -> None:
    """The desk that holds it is the competent one: it is in hand there again."""
    MOVES.take("keep", case, handler_id=None)
    handling.start(case)
    story.record(case, "case.dispute_decided", by=by, **said)


def _send(case: Case, to_desk: Desk, reason: str, by: Actor, said: dict[str, Any]) -> Handover:
    from_desk = case.desk
    MOVES.take("route", case, desk_id=to_desk.pk, handler_id=None, hops=case.hops + 1)
    case.desk = to_desk
    handover = write_handover(case, from_desk, by, None, None, reason)
    clocks.follow(case, to_desk)
    bring_along(case)
    story.record(case, "case.dispute_decided", by=by, from_desk=from_desk.pk, handover=handover.pk, **said)
    tally.write(case, {from_desk.pk: {"open": -1}, to_desk.pk: {"open": 1, "to_sign": 1}})
    return handover


def decides(dispute: Dispute, by: Actor) -> bool:
    """The director of the common superior, or the county's."""
    posting = posting_of(by)
    if posting is None:
        return by.kind == ActorKind.SYSTEM
    return posting.role == Role.COUNTY_DIRECTOR or posting.desk.center_id == dispute.center_id
