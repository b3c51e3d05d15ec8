"""How a case ends, and is taken up again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake import clocks, handling, proceedings, story, tally
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
from intake.models import Case, Clock, Handover


@transaction.atomic
def settle(case: Case, *, outcome: str, result: str, by: Actor, agreed: bool = False) -> None:
    """Settled at the counter while the person stands there (当场办结): a question answered, a quarrel settled, or shown the right door."""
    enter("settle", case, by)
    check_on_the_spot(outcome, result)
    MOVES.take(
        "settle", case, outcome=outcome, result=result, concluded_at=now(), handler_id=by.user_id, on_the_spot=True
    )
    story.record(case, "case.settled", by=by, outcome=str(outcome), agreed=agreed, text=result)
    tally.add(case, open=-1, concluded=1, on_the_spot=1)


@transaction.atomic
def conclude(case: Case, *, outcome: str, result: str, by: Actor) -> None:
    """Close the case with its outcome (办结). Refused while a procedure is under way: that one ends first."""
    enter("conclude", case, by)
    if outcome not in Outcome.values:
        raise Refused(_("Choose the outcome."), "wrong_outcome", status=422)
    check_result(result)
    check_no_procedure(case)
    MOVES.take("conclude", case, outcome=outcome, result=result, concluded_at=now())
    clocks.stop_all(case)
    story.record(case, "case.concluded", by=by, outcome=str(outcome), text=result)
    tally.add(case, open=-1, concluded=1)


@transaction.atomic
def archive(case: Case, *, by: Actor) -> None:
    """Put the concluded case into the archive (归档), when no clock runs any more."""
    enter("archive", case, by)
    if Clock.objects.running().filter(case=case).exists():
        raise Refused(_("A period of this case is still running. It can be archived when none runs."), "clock_running")
    MOVES.take("archive", case)
    story.record(case, "case.archived", by=by)


@transaction.atomic
def reopen(case: Case, *, reason: str, by: Actor) -> None:
    """Take a concluded case up again, approved by name, with a reason (再开)."""
    enter("reopen", case, by)
    check_reason(reason)
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
    _end_outside(case, waiting, by)
    story.record(case, "case.withdrawn", by=by, text=reason)


@transaction.atomic
def decline(case: Case, *, reason: str, by: Actor) -> None:
    """Not taken on (不予受理), with the reason that the person is told."""
    enter("decline", case, by)
    check_reason(reason)
    MOVES.take("decline", case, concluded_at=now(), result=reason)
    _end_outside(case, False, by)
    story.record(case, "case.declined", by=by, text=reason)


@transaction.atomic
def pass_outside(case: Case, *, office: str, reason: str, by: Actor) -> None:
    """Passed to an office outside the center (移送外部), named, with the reason."""
    enter("pass_outside", case, by)
    check_reason(reason)
    if not office.strip():
        raise Refused(_("Name the office that the case is passed to."), "office_needed", status=422)
    check_no_procedure(case)
    MOVES.take("pass_outside", case, concluded_at=now(), result=f"{office}：{reason}")
    _end_outside(case, False, by)
    story.record(case, "case.passed_outside", by=by, office=office, text=reason)


def _end_outside(case: Case, waiting: bool, by: Actor) -> None:
    if waiting:
        decide(pending(case), Handover.State.CANCELLED, by)
    clocks.stop_all(case)
    tally.add(case, open=-1, to_sign=-1 if waiting else 0)
