"""How a case ends, and is taken up again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake import clocks, handling, proceedings, story, tally
from intake.dossiers import checklist
from intake.guides import consulting
from intake.lifecycle.assisting import check_none_open, end_with
from intake.lifecycle.children import check_children, check_parent_waits, tell_parent
from intake.lifecycle.handing import decide, pending
from intake.lifecycle.table import (
    MOVES,
    Outcome,
    State,
    check_no_procedure,
    check_on_the_spot,
    check_reason,
    check_result,
    enter,
)
from intake.models import Case, Clock, Guide, Handover


@transaction.atomic
def settle(
    case: Case, *, outcome: str, result: str, by: Actor, agreed: bool = False, guide: Guide | None = None
) -> None:
    """Settled at the counter while the person stands there (当场办结): a question answered, a quarrel settled, or shown the right door.

    `guide`: from which it was answered; its version is kept.
    """
    enter("settle", case, by)
    check_on_the_spot(outcome, result)
    MOVES.take(
        "settle", case, outcome=outcome, result=result, concluded_at=now(), handler_id=by.user_id, on_the_spot=True
    )
    clocks.stop_all(case)  # that of sending it on, where it had come back
    story.record(
        case, "case.settled", by=by, outcome=str(outcome), agreed=agreed, text=result, **consulting.told(guide)
    )
    if guide:
        consulting.keep(case, guide, by)
    tally.add(case, open=-1, concluded=1, on_the_spot=1)


@transaction.atomic
def conclude(case: Case, *, outcome: str, result: str, by: Actor, guide: Guide | None = None) -> None:
    """Close the case with its outcome (办结). Refused while a procedure is under way: that one ends first.

    `guide`: from which a question was answered; its version is kept.
    """
    enter("conclude", case, by)
    if outcome not in Outcome.values:
        raise Refused(_("Choose the outcome."), "wrong_outcome", status=422)
    check_result(result)
    check_no_procedure(case)
    check_none_open(case)
    check_children(case)
    MOVES.take("conclude", case, outcome=outcome, result=result, concluded_at=now())
    proceedings.close_beside(case, by=by)
    clocks.stop_all(case)
    story.record(case, "case.concluded", by=by, outcome=str(outcome), text=result, **consulting.told(guide))
    if guide:
        consulting.keep(case, guide, by)
    tally.add(case, open=-1, concluded=1)
    tell_parent(case, result, by=by)


@transaction.atomic
def archive(case: Case, *, by: Actor) -> None:
    """Put the concluded case into the archive (归档), when no clock runs any more."""
    enter("archive", case, by)
    if Clock.objects.running().filter(case=case).exists():
        raise Refused(_("A period of this case is still running. It can be archived when none runs."), "clock_running")
    checklist.check(case)
    MOVES.take("archive", case)
    story.record(case, "case.archived", by=by)


@transaction.atomic
def reopen(case: Case, *, reason: str, by: Actor) -> None:
    """Take a concluded case up again, approved by name, with a reason (再开)."""
    enter("reopen", case, by)
    check_reason(reason)
    check_parent_waits(case)
    concluded, on_the_spot = case.concluded_at, int(case.on_the_spot)
    MOVES.take("reopen", case, outcome="", concluded_at=None, on_the_spot=False)
    handling.start(case)
    story.record(case, "case.reopened", by=by, text=reason)
    tally.add(case, open=1)
    tally.write(case, {case.desk_id: {"concluded": -1, "on_the_spot": -on_the_spot}}, at=concluded)


@transaction.atomic
def withdraw(case: Case, *, reason: str, by: Actor) -> None:
    """The person takes the matter back (撤回). A procedure under way ends with it."""
    enter("withdraw", case, by)
    check_reason(reason)
    waiting = case.state == State.ROUTED
    MOVES.take("withdraw", case, concluded_at=now())
    proceedings.close_all(case, by=by)
    end_with(case, by)
    _end_outside(case, waiting, by)
    story.record(case, "case.withdrawn", by=by, text=reason)
    tell_parent(case, reason, by=by)


@transaction.atomic
def decline(case: Case, *, reason: str, by: Actor) -> None:
    """Not taken on (不予受理), with the reason that the person is told."""
    enter("decline", case, by)
    check_reason(reason)
    MOVES.take("decline", case, concluded_at=now(), result=reason)
    _end_outside(case, False, by)
    story.record(case, "case.declined", by=by, text=reason)
    tell_parent(case, reason, by=by)


def _end_outside(case: Case, waiting: bool, by: Actor) -> None:
    if waiting:
        decide(pending(case), Handover.State.CANCELLED, by)
    clocks.stop_all(case)
    tally.add(case, open=-1, to_sign=-1 if waiting else 0)
