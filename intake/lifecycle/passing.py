"""A matter in the hands of an outside office (移送外部).

registered, handling -pass_outside-> passed_outside      of the case; and of its passing:
                      -pass_outside-> sent
sent           -acknowledge_outside-> acknowledged
sent           -fail_outside--------> failed -send_outside_again-> sent
sent, failed, acknowledged -answer_outside-> answered    the case returns where it stood, or is concluded with the answer

A passing is watched: sent and not acknowledged, failed, or not answered in time climbs like every limit of the desk.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now
from intake import clocks, handling, story, tally
from intake.cases import take
from intake.lifecycle.assisting import end_with
from intake.lifecycle.children import check_children, check_parent_waits, tell_parent
from intake.lifecycle.table import (
    MOVES,
    Outcome,
    State,
    check_no_procedure,
    check_reason,
    check_result,
    enter,
    returned_to,
)
from intake.models import Case, OutsideBody, Passing
from intake.permissions import require

Stage = Passing.State
STEPS = Moves(
    acknowledge_outside=({Stage.SENT}, Stage.ACKNOWLEDGED),
    fail_outside=({Stage.SENT}, Stage.FAILED),
    send_outside_again=({Stage.FAILED}, Stage.SENT),
    answer_outside=({Stage.SENT, Stage.FAILED, Stage.ACKNOWLEDGED}, Stage.ANSWERED),
)
RIGHT = "case.pass_outside"  # whoever may pass it also writes down what comes of it
ACKNOWLEDGED, ANSWERED = "outside_ack", "outside_answer"  # the limits: of the acknowledgement, of the answer
REASON = 300


def live(case: Case) -> Passing | None:
    """The passing whose answer is awaited; there is one at most."""
    return case.passings.live().select_related("clock__limit", "body").first()


@transaction.atomic
def pass_outside(
    case: Case,
    *,
    reason: str,
    by: Actor,
    office: str = "",
    body: OutsideBody | None = None,
    channel: str = "",
    contact: str = "",
    letter: str = "",
    sent: bool = True,
) -> Passing | None:
    """Passed to an office outside the center, one of the list or named, with the reason. `sent`: by us; else the person was told to go there.

    Raises Refused: "office_needed", "reason_needed", "in_a_procedure", "child_open", "disputed".
    """
    enter("pass_outside", case, by)
    check_reason(reason)
    name = body.name if body else office.strip()
    if not name:
        raise Refused(_("Name the office that the case is passed to."), "office_needed", status=422)
    check_no_procedure(case)
    check_children(case)
    end_with(case, by)
    before = case.state
    MOVES.take("pass_outside", case, concluded_at=now(), result=f"{name}：{reason}")
    clocks.stop_all(case)
    tally.add(case, open=-1)
    made = _send(case, before, name, body, channel, contact, letter, by) if sent else None
    told: dict[str, Any] = {"passing": made.pk, "channel": made.channel, "letter": made.letter} if made else {}
    story.record(case, "case.passed_outside", by=by, **told, office=name, text=reason)
    return made


@transaction.atomic
def acknowledge_outside(case: Case, *, by: Actor, contact: str = "", letter: str = "") -> None:
    """The office says that it has the matter: who there, under which number."""
    passing = _enter("acknowledge_outside", case, by)
    STEPS.take(
        "acknowledge_outside", passing, acknowledged_at=now(), contact=contact.strip() or passing.contact,
        letter=letter.strip() or passing.letter,
    )  # fmt: skip
    _watch(passing, ANSWERED)
    story.record(case, "outside.acknowledged", by=by, passing=passing.pk, office=passing.office, letter=passing.letter)


@transaction.atomic
def fail_outside(case: Case, *, reason: str, by: Actor) -> None:
    """It did not arrive, or was not taken; the limit of the acknowledgement runs on."""
    passing = _enter("fail_outside", case, by)
    check_reason(reason)
    STEPS.take("fail_outside", passing, failed_at=now(), failed_reason=reason.strip()[:REASON])
    story.record(
        case, "outside.failed", by=by, passing=passing.pk, office=passing.office, tries=passing.tries, text=passing.failed_reason
    )  # fmt: skip


@transaction.atomic
def send_outside_again(case: Case, *, by: Actor, channel: str = "") -> None:
    """Sent once more, perhaps by another channel; counted."""
    passing = _enter("send_outside_again", case, by)
    STEPS.take(
        "send_outside_again", passing, sent_at=now(), sent_by_id=by.user_id, tries=passing.tries + 1,
        channel=channel or passing.channel,
    )  # fmt: skip
    _watch(passing, ACKNOWLEDGED)
    story.record(
        case, "outside.sent_again", by=by, passing=passing.pk, office=passing.office, channel=passing.channel, tries=passing.tries
    )  # fmt: skip


@transaction.atomic
def answer_outside(case: Case, *, answer: str, by: Actor, outcome: str = "") -> None:
    """The outside answer (外部答复): the case returns to where it stood, or is concluded with it where an outcome is named."""
    passing = _enter("answer_outside", case, by)
    check_result(answer)
    if outcome and outcome not in Outcome.values:
        raise Refused(_("Choose the outcome."), "wrong_outcome", status=422)
    if outcome:
        check_children(case)
    else:
        check_parent_waits(case)
    STEPS.take("answer_outside", passing, answer=answer.strip(), answered_by_id=by.user_id, answered_at=now())
    _stop(passing)
    if outcome:
        MOVES.take("conclude_outside", case, outcome=outcome, result=answer.strip(), concluded_at=now())
    else:
        returned_to(passing.state_before).take("answer_outside", case, concluded_at=None, result="")
        _go_on(case)
    story.record(
        case, "outside.answered", by=by, passing=passing.pk, office=passing.office, outcome=str(outcome), text=answer.strip()
    )  # fmt: skip
    tally.add(case, **({"concluded": 1} if outcome else {"open": 1}))
    if outcome:
        tell_parent(case, answer.strip(), by=by)


def _go_on(case: Case) -> None:
    """It is the desk's again: the promise of handling begins anew, or that of sending it on."""
    if case.state == State.HANDLING:
        handling.start(case)
    else:
        clocks.start(case, "send_on", desk=case.desk, about="outside")


def _send(
    case: Case, before: str, name: str, body: OutsideBody | None, channel: str, contact: str, letter: str, by: Actor
) -> Passing:
    preferred = body.channel if body else OutsideBody.Channel.LETTER
    passing = Passing.objects.create(
        case=case, body=body, office=name, channel=channel or preferred, contact=contact.strip() or (body.contact if body else ""),
        letter=letter.strip(), desk=case.desk, state_before=before, sent_at=now(), sent_by_id=by.user_id,
    )  # fmt: skip
    _watch(passing, ACKNOWLEDGED)
    return passing


def _watch(passing: Passing, key: str) -> None:
    """The limit that runs next, in place of the one before."""
    _stop(passing)
    passing.clock = clocks.start(passing.case, key, desk=passing.desk, about=f"passing:{passing.pk}")
    Passing.objects.filter(pk=passing.pk).update(clock=passing.clock)


def _stop(passing: Passing) -> None:
    if passing.clock is not None:
        clocks.stop(passing.case, passing.clock.limit.key, about=passing.clock.about)


def _enter(verb: str, case: Case, by: Actor) -> Passing:
    take(case)
    require(by, RIGHT, case)
    passing = live(case)
    if passing is None or case.state != State.PASSED_OUTSIDE:
        raise Refused(_("No answer of an outside office is awaited here. Load the page again."), "moved_on")
    passing.case = case
    STEPS.check(verb, passing)
    return passing
