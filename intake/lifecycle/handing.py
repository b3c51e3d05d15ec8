"""From desk to desk: sent on, signed for, sent back, transferred, and who at the desk handles it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, now, today
from center.institution.models import Desk, Posting, User
from intake import clocks, handling, story, tally
from intake.cases import bring_along, take
from intake.lifecycle import assisting, classifying, disputing, excluding, objecting
from intake.lifecycle.table import MOVES, State, check_no_procedure, check_reason, enter
from intake.models import Case, Handover, Route
from intake.permissions import require

LINES = {
    "route": "case.routed",
    "transfer": "case.transferred",
    "report_up": "case.reported_up",
    "assign_down": "case.assigned_down",
}  # of the story, by verb
SIGN_FOR = {False: "sign_for", True: "sign_for_urgent"}  # by urgency


@transaction.atomic
def route(
    case: Case,
    *,
    to_desk: Desk,
    by: Actor,
    route: Route | None = None,
    proposed_desk: Desk | None = None,
    reason: str = "",
    answers: excluding.Answers = (),
    override: str = "",
) -> Handover:
    """Send the case to a desk, which must sign for it. Not as proposed needs a reason.

    `answers` are those of the person to the questions of `intake.routing.questions`; what law keeps from the desk is refused
    ("excluded"), unless a director sets it aside with a reason (`override`).
    """
    enter("route", case, by)
    check_destination(case, to_desk, proposed_desk, reason)
    excluding.check(case, to_desk, answers=answers, override=override, by=by)
    clocks.stop(case, "send_on")
    return hand_over("route", case, to_desk=to_desk, by=by, route=route, proposed_desk=proposed_desk, reason=reason)


@transaction.atomic
def transfer(
    case: Case, *, to_desk: Desk, reason: str, by: Actor, answers: excluding.Answers = (), override: str = ""
) -> Handover:
    """Hand a case in hand over to another desk, with a reason; it stays on this desk's reading list. Excluded as for `route`; "bound" after a decision."""
    enter("transfer", case, by)
    check_reason(reason)
    check_no_procedure(case)
    disputing.check_not_bound(case, by)
    excluding.check(case, to_desk, answers=answers, override=override, by=by)
    return hand_over("transfer", case, to_desk=to_desk, by=by, reason=reason)


@transaction.atomic
def sign(case: Case, *, by: Actor, handler: User | None = None) -> None:
    """Sign for the case (签收): it is this desk's now, and a named person's."""
    enter("sign", case, by)
    handover = pending(case)
    person = handler.pk if handler else by.user_id
    if (
        handler
        and not Posting.objects.valid(now().astimezone(SHANGHAI).date()).filter(user=handler, desk=case.desk).exists()
    ):
        raise Refused(
            _("This person has no seat at the desk today. Choose somebody who has."), "not_at_this_desk", status=422
        )
    MOVES.take("sign", case, handler_id=person)
    decide(handover, Handover.State.SIGNED, by)
    stop_sign_for(case, handover)
    handling.start(case)
    story.record(case, "case.signed", by=by, desk=case.desk_id, handover=handover.pk, handler=person)
    tally.add(case, to_sign=-1)


@transaction.atomic
def send_back(case: Case, *, code: str, reason: str, by: Actor, article: str = "") -> None:
    """Return the case unsigned to the desk that sent it (退回), with a reason and, where it is another's, the rule by which it is.

    The desk that sent it sends it on within the limit `send_on`; a second return, or two desks that deny, is a dispute for the
    director. A petition is objected to within five working days (信访工作条例 art. 23(3)). Refused: "bound", "too_late", "article_needed".
    """
    enter("send_back", case, by)
    check_reason(reason)
    if code not in Handover.ReturnReason.values:
        raise Refused(_("Choose one of the reasons for returning."), "reason_needed", status=422)
    handover = pending(case)
    disputing.check_may_return(case, code)
    objecting.check(case, handover, code, article)
    back_to: Desk = handover.from_desk.successor or handover.from_desk  # type: ignore[assignment]  # merged meanwhile: back to what it became
    here = case.desk_id
    MOVES.take("send_back", case, desk_id=back_to.pk, handler_id=None)
    case.desk = back_to
    decide(
        handover, Handover.State.RETURNED, by, return_code=code, return_reason=reason, return_article=article.strip()
    )
    stop_sign_for(case, handover)
    assisting.call_off(case, handover, by)
    clocks.follow(case, back_to)
    bring_along(case)
    story.record(
        case, "case.sent_back", by=by, from_desk=here, to_desk=back_to.pk, handover=handover.pk, code=code, text=reason,
        article=article.strip(),
    )  # fmt: skip
    if disputing.open_if_due(case, handover, by=by) is None:
        clocks.start(case, "send_on", desk=back_to, about=f"handover:{handover.pk}")
    tally.at_desk(case, here, open=-1, to_sign=-1, returned=1)
    tally.add(case, open=1)


@transaction.atomic
def assign(case: Case, *, handler: User, by: Actor) -> None:
    """Name another person at the desk as the handler."""
    take(case)
    require(by, "case.assign", case)
    if not Posting.objects.valid(now().astimezone(SHANGHAI).date()).filter(user=handler, desk=case.desk).exists():
        raise Refused(
            _("This person has no seat at the desk today. Choose somebody who has."), "not_at_this_desk", status=422
        )
    if (
        case.state != State.HANDLING
        or Case.objects.filter(pk=case.pk, state=State.HANDLING).update(handler=handler) != 1
    ):
        raise Refused(_("A handler is named while the case is in hand."), "moved_on")
    case.handler = handler
    story.record(case, "case.assigned", by=by, handler=handler.pk)


def hand_over(
    verb: str,
    case: Case,
    *,
    to_desk: Desk,
    by: Actor,
    route: Route | None = None,
    proposed_desk: Desk | None = None,
    reason: str,
) -> Handover:
    """The move from desk to desk of any verb that makes one, inside a verb that has taken the case and checked it."""
    check_destination(case, to_desk, proposed_desk, reason)
    from_desk, handler = case.desk, case.handler_id
    urgent = case.urgent or (route is not None and route.urgent)
    MOVES.take(verb, case, desk_id=to_desk.pk, handler_id=None, hops=case.hops + 1, urgent=urgent)
    case.desk = to_desk
    handover = write_handover(case, from_desk, by, route, proposed_desk, reason, handler=handler)
    clocks.follow(case, to_desk)
    bring_along(case)
    story.record(case, LINES[verb], by=by, **told_of(handover))
    tally.write(case, {from_desk.pk: {"open": -1}, to_desk.pk: {"open": 1, "to_sign": 1}})
    return handover


def write_handover(
    case: Case,
    from_desk: Desk,
    by: Actor,
    route: Route | None,
    proposed: Desk | None,
    reason: str,
    handler: int | None = None,
) -> Handover:
    """The row of a hand-over to `case.desk`, with whose the case was, and the clock that asks for its sign-for."""
    handover = Handover.objects.create(
        case=case,
        from_desk=from_desk,
        to_desk=case.desk,
        route=route,
        proposed_desk=proposed,
        reason=reason.strip(),
        owned_by={
            "center": from_desk.center_id,
            "desk": from_desk.pk,
            "department": from_desk.department_id,
            "handler": handler,
        },
        sent_at=now(),
        sent_by_id=by.user_id,
    )
    clocks.start(case, SIGN_FOR[case.urgent], desk=case.desk, about=f"handover:{handover.pk}")
    return handover


def stop_sign_for(case: Case, handover: Handover) -> None:
    """It is signed for or returned: the limit of its sign-for ends, whichever of the two it was."""
    for key in SIGN_FOR.values():
        clocks.stop(case, key, about=f"handover:{handover.pk}")


def told_of(handover: Handover) -> dict[str, Any]:
    """What the story keeps of a hand-over."""
    overridden = handover.proposed_desk_id is not None and handover.proposed_desk_id != handover.to_desk_id
    return {
        "from_desk": handover.from_desk_id, "to_desk": handover.to_desk_id, "handover": handover.pk,
        "route": handover.route.key if handover.route else "", "route_version": handover.route.version if handover.route else 0, "overridden": overridden, "text": handover.reason,
    }  # fmt: skip


def pending(case: Case) -> Handover:
    handover = (
        Handover.objects.select_related("from_desk__center", "from_desk__department")
        .filter(case=case, state=Handover.State.PENDING)
        .first()
    )
    if handover is None:
        raise Refused(
            _("No hand-over is waiting any more. Load the page again to see where the case stands."), "moved_on"
        )
    return handover


def decide(handover: Handover, state: str, by: Actor, **changes: str) -> None:
    values = {"state": state, "decided_at": now(), "decided_by_id": by.user_id, **changes}
    if Handover.objects.filter(pk=handover.pk, state=Handover.State.PENDING).update(**values) != 1:
        raise Refused(_("Somebody has just decided on this hand-over. Load the page again."), "moved_on")


def check_destination(case: Case, to_desk: Desk, proposed: Desk | None, reason: str) -> None:
    if to_desk.pk == case.desk_id:
        raise Refused(_("The case is at this desk already."), "same_desk", status=422)
    if not to_desk.in_being(today()):
        raise Refused(
            _("This desk has ended. Choose the one that took its place: %(desk)s.")
            % {"desk": to_desk.successor or "—"},
            "desk_ended",
            status=422,
        )
    classifying.check_not_accused(case, to_desk)
    if proposed and proposed.pk != to_desk.pk and not reason.strip():
        raise Refused(_("Say in a few words why it goes to another desk than proposed."), "reason_needed", status=422)
