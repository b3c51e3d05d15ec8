"""Asking for more time (延期审批): the desk asks, whoever the law names decides, and what is approved is an extension like any other.

        -ask_extension----> asked
asked   -approve_extension-> approved     by whom the row of the limit names, and never by whoever asked
        -refuse_extension--> refused      with a reason

One waits at a time. What the law allows, the cap and once only, is checked when it is asked and again when it is approved.
"""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now
from center.institution.permissions import not_allowed
from intake import approving, story
from intake.lifecycle.clocks import check_extension, extended_by, grant, is_agreed, taken
from intake.models import Case, Clock, ClockExtension, ExtensionRequest

State = ExtensionRequest.State
REASON = 300  # characters at most
MOVES = Moves(
    approve_extension=({State.ASKED}, State.APPROVED),
    refuse_extension=({State.ASKED}, State.REFUSED),
)


@transaction.atomic
def ask_extension(clock: Clock, *, amount: int, reason: str, by: Actor) -> ExtensionRequest:
    """Ask for `amount` more, in the unit the law extends by, before the end; on the last working day the center's director decides.

    Refused: "not_allowed"; "stopped"; "expired"; "by_agreement" where the parties agree; "no_extension", "extended_already"
    and "beyond_cap", naming the article; "reason_needed"; "request_waits".
    """
    clock, case = taken(clock, "clock.ask", by)
    if by.user_id is None or by.posting is None:
        raise not_allowed()
    if is_agreed(clock.limit):
        raise Refused(
            _("Nobody approves this extension: the parties agree on it, and the agreement is recorded."), "by_agreement"
        )
    check_extension(clock, amount, reason)
    if clock.requests.waiting().exists():
        raise Refused(
            _("An extension of this limit was asked for already and waits for the decision."), "request_waits"
        )
    late = approving.is_late(clock, now())
    made = ExtensionRequest.objects.create(
        clock=clock, amount=amount, reason=reason.strip()[:REASON], late=late, asked_by_id=by.user_id, asked_in_id=by.posting,
        asked_at=now(),
    )  # fmt: skip
    story.record(
        case, "clock.extension_asked", by=by, clock=clock.pk, limit=clock.limit.key, request=made.pk, amount=amount,
        unit=extended_by(clock.limit), late=late, reason=made.reason,
    )  # fmt: skip
    _owe("clock.extension_asked", made, case, list(approving.approvers(clock, case, late=late)))
    return made


@transaction.atomic
def approve_extension(clock: Clock, *, told_on: date | None = None, told_how: str = "", by: Actor) -> ClockExtension:
    """Approve what was asked for: it counts when the party has been told. Refused: "not_allowed"; "stopped"; "moved_on";
    "own_request"; "not_the_approver"; what `extend` refuses."""
    clock, case, request = _enter(clock, by)
    MOVES.check("approve_extension", request)
    check_extension(clock, request.amount, request.reason)
    made = grant(clock, case, amount=request.amount, reason=request.reason, told_on=told_on, told_how=told_how, by=by)
    MOVES.take("approve_extension", request, decided_by_id=by.user_id, decided_at=now(), extension_id=made.pk)
    _owe("clock.extension_approved", request, case, [request.asked_by_id])
    return made


@transaction.atomic
def refuse_extension(clock: Clock, *, answer: str, by: Actor) -> None:
    """Refuse what was asked for, and say why: the limit stays. Refused: as for approving, and "reason_needed"."""
    clock, case, request = _enter(clock, by)
    text = answer.strip()[:REASON]
    if not text:
        raise Refused(_("A reason is needed. The desk reads it."), "reason_needed", status=422)
    MOVES.take("refuse_extension", request, decided_by_id=by.user_id, decided_at=now(), answer=text)
    story.record(
        case, "clock.extension_refused", by=by, clock=clock.pk, limit=clock.limit.key, request=request.pk, text=text
    )
    _owe("clock.extension_refused", request, case, [request.asked_by_id])


def _enter(clock: Clock, by: Actor) -> tuple[Clock, Case, ExtensionRequest]:
    """The clock taken and the request that waits; only for whom the law names, and never for whoever asked."""
    clock, case = taken(clock, "clock.extend", by)
    request = clock.requests.waiting().first()
    if request is None:
        raise Refused(_("No request for an extension waits here any more. Load the page again."), "moved_on")
    if request.asked_by_id == by.user_id:
        raise Refused(_("Nobody decides on his own request. Somebody else who may does."), "own_request", status=403)
    approving.check(by, clock, late=request.late)
    return clock, case, request


def _owe(kind: str, request: ExtensionRequest, case: Case, to: list[int]) -> None:
    limit = request.clock.limit
    notices.owe(
        kind, key=f"{kind}:{request.pk}", to=to, about=f"case:{case.number}", url=reverse("intake:case", args=[case.number]),
        number=case.grouped, limit=limit.name, limit_en=limit.name_en,
    )  # fmt: skip
