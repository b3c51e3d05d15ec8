"""What a counter does with somebody who comes, in one transaction: write the matter down, and settle it or send it on.

The page and the API both take in through here, so that both propose, explain and keep the same.
"""

from dataclasses import dataclass, replace

from django.db import transaction

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import today
from center.foundation.remembering import kept
from center.institution.models import Desk
from intake import cases, lifecycle
from intake.models import Case
from intake.registration import Destination, Registration, Settlement
from intake.routing import Proposal, Question, propose
from intake.routing.proposing import words

__all__ = ["Joining", "Sending", "Settlement", "answer", "proposal_for", "question", "take_in"]


@dataclass(frozen=True)
class Sending:
    """Where it goes: as proposed (no desk named), or to `desk` for a reason; `proposal` where it was asked for already."""

    desk: Desk | None = None
    reason: str = ""
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Joining:
    """It is taken up in a case on file and goes nowhere by itself; the person keeps a number of his own."""

    into: Case
    reason: str


def question(data: Registration, desk: Desk) -> Question:
    """What routing asks of a registration made at `desk`."""
    return Question(
        center=desk.center, matter=data.matter, people_count=data.concerned, opponent_outside=data.opponent_outside,
        claims_payment=data.claims_payment, township=lifecycle.township_of(data.area), amount_cents=data.amount_cents,
        other_side=data.other_side, words=words(data.narrative, data.claim), area=data.area,
    )  # fmt: skip


def take_in(data: Registration, *, desk: Desk, by: Actor, step: Settlement | Sending | Joining | None = None) -> Case:
    """Register at `desk` and make the first step; the same client key gives the case it made before, and steps no second time.

    Raises Refused as `register`, `settle`, `route`, `merge`, `link` and `propose` do; nothing is kept then.
    """
    if data.links or isinstance(step, Joining):
        return _take_in_related(data, desk, by, step)
    return lifecycle.register(data, desk=desk, by=by, step=_first(data, desk, step))


@transaction.atomic
def _take_in_related(data: Registration, desk: Desk, by: Actor, step: Settlement | Sending | Joining | None) -> Case:
    """The same with cases on file that it belongs with: their rows are taken before the number, as every verb takes case rows first."""
    if known := lifecycle.registered(data.client_key, by):
        return known
    others = {link.other.pk: link.other for link in data.links}
    if isinstance(step, Joining):
        others[step.into.pk] = step.into
    for _pk, other in sorted(others.items()):
        cases.take(other)
    case = lifecycle.register(replace(data, links=()), desk=desk, by=by)
    for link in data.links:  # before it goes on: an accusation is closed to the clerk afterwards
        lifecycle.link(case, other=link.other, kind=link.kind, reason=link.reason, by=by)
    if isinstance(step, Joining):
        lifecycle.merge(case, into=step.into, reason=step.reason, by=by)
    elif step is not None:
        _go(case, _first(data, desk, step), by)
    return case


def _go(case: Case, step: Settlement | Destination | None, by: Actor) -> None:
    """The first step of a case that is written already."""
    if isinstance(step, Settlement):
        lifecycle.settle(case, outcome=step.outcome, result=step.result, agreed=step.agreed, guide=step.guide, by=by)
    elif isinstance(step, Destination):
        lifecycle.route(
            case, to_desk=step.desk, route=step.route, proposed_desk=step.proposed, reason=step.reason, by=by
        )


def _first(data: Registration, desk: Desk, step: Settlement | Sending | None) -> Settlement | Destination | None:
    return _destination(data, desk, step) if isinstance(step, Sending) else step


def proposal_for(data: Registration, desk: Desk) -> Proposal | None:
    """The proposal, or nothing where the table or the county has no answer: then the counter names the desk."""
    return answer(question(data, desk))


def answer(asked: Question) -> Proposal | None:
    """The same to a question that is put already; believed for a few seconds, as every rule is."""
    return kept(("proposal", asked, today()), lambda: _answer(asked))


def _answer(asked: Question) -> Proposal | None:
    try:
        return propose(asked)
    except Refused:
        return None


def _destination(data: Registration, desk: Desk, sending: Sending) -> Destination:
    proposal = sending.proposal or proposal_for(data, desk)
    if proposal is None and sending.desk is None:
        proposal = propose(question(data, desk))  # says why there is none
    if proposal is None:
        return Destination(sending.desk or desk, reason=sending.reason)
    return Destination(sending.desk or proposal.desk, proposal.route, proposal.desk, sending.reason)
