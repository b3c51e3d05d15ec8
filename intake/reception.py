"""What a counter does with somebody who comes, in one transaction: write the matter down, and settle it or send it on.

The page and the API both take in through here, so that both propose, explain and keep the same.
"""

from dataclasses import dataclass

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.institution.models import Desk
from intake import lifecycle
from intake.models import Case
from intake.registration import Registration
from intake.routing import Proposal, Question, propose


@dataclass(frozen=True)
class Settlement:
    """Settled while the person stands there: an outcome of `lifecycle.ON_THE_SPOT`, the words told, and the person's own yes."""

    outcome: str
    result: str
    agreed: bool = False


@dataclass(frozen=True)
class Sending:
    """Where it goes: as proposed (no desk named), or to `desk` for a reason."""

    desk: Desk | None = None
    reason: str = ""


def question(data: Registration, desk: Desk) -> Question:
    """What routing asks of a registration made at `desk`."""
    return Question(
        center=desk.center, matter=data.matter, people_count=data.people_count, opponent_outside=data.opponent_outside,
        claims_payment=data.claims_payment, township=lifecycle.township_of(data.area),
    )  # fmt: skip


def take_in(data: Registration, *, desk: Desk, by: Actor, step: Settlement | Sending | None = None) -> Case:
    """Register at `desk` and make the first step; the same client key gives the case it made before, and steps no second time.

    Raises Refused as `register`, `settle`, `route` and `propose` do; nothing is kept then.
    """

    def first(case: Case) -> None:
        if isinstance(step, Settlement):
            lifecycle.settle(case, outcome=step.outcome, result=step.result, agreed=step.agreed, by=by)
        elif isinstance(step, Sending):
            _send(case, data, desk, step, by)

    return lifecycle.register(data, desk=desk, by=by, then=first)


def proposal_for(data: Registration, desk: Desk) -> Proposal | None:
    """The proposal, or nothing where the table or the county has no answer: then the counter names the desk."""
    try:
        return propose(question(data, desk))
    except Refused:
        return None


def _send(case: Case, data: Registration, desk: Desk, sending: Sending, by: Actor) -> None:
    proposal = proposal_for(data, desk) if sending.desk else propose(question(data, desk))
    lifecycle.route(
        case, to_desk=sending.desk or proposal.desk, route=proposal.route if proposal else None,
        proposed_desk=proposal.desk if proposal else None, reason=sending.reason, by=by,
    )  # fmt: skip
