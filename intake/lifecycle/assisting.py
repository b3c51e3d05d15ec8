"""What other desks are asked to do in a case: assist (协办), a service (转介), a report (交办), an instruction carried out (批示).

          -ask-----------> asked
asked     -accept_task---> accepted
asked     -decline_task--> declined        an assist or a referral only: what is ordered is not declined
asked, accepted -finish_task-> done        an assist or a referral, with its opinion
                -answer_task-> answered    a report or an instruction: it goes back to whoever asked
answered  -close_task----> done
          -return_task---> accepted
asked, accepted -revoke_task-> revoked

The case stays whose it is. An assist or a referral ends before the case is concluded; what was ordered outlives it.
"""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from center.institution.models import Desk, Posting, User
from center.institution.permissions import VERBS, cleared_for, not_allowed
from intake import clocks, posts, story
from intake.cases import take
from intake.lifecycle.supervising import is_issuer
from intake.lifecycle.table import State, check_reason
from intake.models import Case, Clock, Handover, Instruction, Rung, Task
from intake.permissions import at_desk, may, require

Kind, Stage = Task.Kind, Task.State
ASKED, ANSWER = 500, 5000  # characters at most
LIMITS = {Kind.ASSIST: "assist", Kind.REFERRAL: "referral", Kind.REPORT: "report_back", Kind.INSTRUCTION: "instruction"}
READ = "task_read"  # the limit within which an answer is closed or returned
MOVES = Moves(
    accept_task=({Stage.ASKED}, Stage.ACCEPTED),
    decline_task=({Stage.ASKED}, Stage.DECLINED),
    finish_task=({Stage.ASKED, Stage.ACCEPTED}, Stage.DONE),
    answer_task=({Stage.ASKED, Stage.ACCEPTED}, Stage.ANSWERED),
    close_task=({Stage.ANSWERED}, Stage.DONE),
    return_task=({Stage.ANSWERED}, Stage.ACCEPTED),
    revoke_task=({Stage.ASKED, Stage.ACCEPTED}, Stage.REVOKED),
)


@transaction.atomic
def ask(case: Case, *, kind: str, to_desk: Desk, text: str, by: Actor, due_on: date | None = None) -> Task:
    """The leading desk asks another one to assist, or for a service. Refused: "moved_on", "same_desk", "asked_already", "text_needed", "wrong_day"."""
    take(case)
    require(by, "case.ask", case)
    if case.state != State.HANDLING:
        raise Refused(_("Another desk is asked while the case is in hand."), "moved_on")
    if kind not in Task.OURS:
        raise Refused(_("Choose whether it is to assist or to give a service."), "wrong_kind", status=422)
    if to_desk.pk == case.desk_id:
        raise Refused(_("The case is at this desk already."), "same_desk", status=422)
    return give(case, kind=kind, to_desk=to_desk, text=text, by=by, due_on=due_on)


def give(
    case: Case, *, kind: str, to_desk: Desk, text: str, by: Actor, due_on: date | None = None, instruction: Instruction | None = None,
    from_desk: Desk | None = None,
    handler: User | None = None,
) -> Task:  # fmt: skip
    """Write a task down, start its limit and tell the desk; inside a verb that has taken the case and checked the right."""
    check_day(due_on)
    task = Task(
        case=case, kind=kind, instruction=instruction, from_desk=from_desk or case.desk, to_desk=to_desk, text=_said(text, ASKED),
        issued_by_id=by.user_id, issued_in_id=by.posting, issued_at=now(), handler=handler,
    )  # fmt: skip
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("This desk has been asked already and has not answered yet."), "asked_already") from None
    _start(task, LIMITS[Kind(kind)], to_desk, due_on)
    story.record(case, "task.asked", by=by, task=task.pk, task_kind=str(kind), to_desk=to_desk.pk, text=task.text)
    tell_desk("task.asked", task, seq=case.story_seq)
    return task


@transaction.atomic
def accept_task(task: Task, *, by: Actor) -> None:
    """The desk takes the task on; whoever says so has it in hand."""
    case = _enter("accept_task", task, by)
    MOVES.take("accept_task", task, handler_id=by.user_id, accepted_at=now())
    story.record(case, "task.accepted", by=by, **_told(task))


@transaction.atomic
def decline_task(task: Task, *, reason: str, by: Actor) -> None:
    """The desk does not take it on, and says why. Refused: "not_declined" for what was ordered."""
    case = _enter("decline_task", task, by)
    check_reason(reason)
    if task.kind not in Task.OURS:
        raise Refused(
            _("What was assigned or instructed is not declined. Answer what stands in its way."), "not_declined"
        )
    MOVES.take("decline_task", task, reason=reason.strip(), ended_at=now())
    _stop(task)
    story.record(case, "task.declined", by=by, **_told(task), text=task.reason)
    _tell_asker("task.declined", task, seq=case.story_seq)


@transaction.atomic
def answer_task(task: Task, *, answer: str, by: Actor) -> None:
    """The opinion, the service given, the report. What was ordered goes back to whoever asked, who closes or returns it."""
    ordered = task.kind not in Task.OURS
    verb = "answer_task" if ordered else "finish_task"
    case = _enter(verb, task, by)
    values: dict[str, Any] = {"answer": _said(answer, ANSWER), "answered_by_id": by.user_id, "answered_at": now()}
    if not ordered:
        values["ended_at"] = now()
    MOVES.take(verb, task, **values, handler_id=task.handler_id or by.user_id)
    _stop(task)
    if ordered:
        _start(task, READ, task.from_desk)
    story.record(case, "task.answered", by=by, **_told(task), text=task.answer)
    _tell_asker("task.answered", task, seq=case.story_seq)


@transaction.atomic
def close_task(task: Task, *, by: Actor) -> None:
    """Whoever gave the order is content with the answer."""
    case = _enter("close_task", task, by)
    MOVES.take("close_task", task, ended_at=now())
    _stop(task)
    story.record(case, "task.closed", by=by, **_told(task))
    tell_desk("task.closed", task, seq=case.story_seq)


@transaction.atomic
def return_task(task: Task, *, reason: str, by: Actor) -> None:
    """The answer is not enough: it is asked for again, within the limit anew."""
    case = _enter("return_task", task, by)
    check_reason(reason)
    MOVES.take("return_task", task, reason=reason.strip())
    _stop(task)
    _start(task, LIMITS[Kind(task.kind)], task.to_desk)
    story.record(case, "task.returned", by=by, **_told(task), text=task.reason)
    tell_desk("task.returned", task, seq=case.story_seq)


@transaction.atomic
def revoke_task(task: Task, *, reason: str, by: Actor) -> None:
    """Whoever asked no longer needs it, and says why."""
    case = _enter("revoke_task", task, by)
    check_reason(reason)
    _revoke(case, task, reason, by)


def check_none_open(case: Case) -> None:
    """Raises Refused("task_open") while another desk that the leading one asked still owes its answer."""
    if case.tasks.open().ours().exists():
        raise Refused(
            _("Another desk was asked and has not answered. Wait for it, or take the request back with a reason."),
            "task_open",
        )


def call_off(case: Case, handover: Handover, by: Actor) -> None:
    """An assignment came back unsigned: its limit ends, and no report is owed. The case is taken."""
    clocks.stop(case, "assigned", about=f"handover:{handover.pk}")
    owed = case.tasks.filter(kind=Kind.REPORT, to_desk=handover.to_desk_id, state__in=MOVES["revoke_task"].sources)
    for task in list(owed.select_related("to_desk", "clock__limit")):
        _revoke(case, task, "", by)


def end_with(case: Case, by: Actor) -> None:
    """The case goes another way: what the leading desk asked for its own sake is taken back. The case is taken."""
    for task in list(case.tasks.open().ours().select_related("to_desk", "clock__limit")):
        _revoke(case, task, "", by)


def may_do(by: Actor, verb: str, task: Task) -> bool:
    """Whether the actor may do this to the task, wherever it stands: the desk that was asked, or whoever asked."""
    if verb in ("accept_task", "decline_task", "answer_task", "finish_task"):
        return at_desk(by, "task.answer", task.case, task.to_desk)
    if task.kind in Task.OURS:
        return may(by, "case.ask", task.case)
    if task.kind == Kind.REPORT:
        return at_desk(by, "case.assign_down", task.case, task.from_desk)
    return may(by, "case.instruct", task.case) and is_issuer(by, task)


def possible(task: Task) -> list[str]:
    """The verbs that may begin where the task stands, one for each button."""
    ordered = task.kind not in Task.OURS
    left_out = {"finish_task", "decline_task"} if ordered else {"finish_task"}
    verbs = MOVES.allowed(task)
    return [verb for verb in verbs if verb not in left_out]


def check_day(due_on: date | None) -> None:
    """Raises Refused("wrong_day") for a day that has passed."""
    if due_on is not None and due_on < today():
        raise Refused(_("The day by which it is due has passed. Choose today or a later one."), "wrong_day", status=422)


def tell_desk(kind: str, task: Task, *, seq: int) -> None:
    """Whoever has the task in hand, else everybody who may answer at the desk, else the first above who is there."""
    case = task.case
    users: set[int | None] = {task.handler_id} if task.handler_id else _at(task.to_desk, case)
    if not users:
        users = set(posts.turn(task.clock or Clock(desk=task.to_desk), case, Rung.Level.SECTION).users)
    _owe(kind, task, users, seq)


def _enter(verb: str, task: Task, by: Actor) -> Case:
    case: Case = take(task.case)
    task.refresh_from_db(fields=["state", "handler", "clock", "answer", "reason"])
    MOVES.check(verb, task)
    if not may_do(by, verb, task):
        raise not_allowed()
    return case


def _revoke(case: Case, task: Task, reason: str, by: Actor) -> None:
    MOVES.take("revoke_task", task, reason=reason.strip(), ended_at=now())
    _stop(task)
    story.record(case, "task.revoked", by=by, **_told(task), text=task.reason)
    tell_desk("task.revoked", task, seq=case.story_seq)


def _start(task: Task, key: str, desk: Desk, due_on: date | None = None) -> None:
    """A limit of the task at this desk; the last one is kept with it."""
    task.clock = clocks.start(task.case, key, desk=desk, about=f"{clocks.TASK}{task.pk}", due_on=due_on)
    Task.objects.filter(pk=task.pk).update(clock=task.clock)


def _stop(task: Task) -> None:
    """Its running limit; which of them runs stands on the task."""
    if task.clock is not None:
        clocks.stop(task.case, task.clock.limit.key, about=task.clock.about)


def _at(desk: Desk, case: Case) -> set[int | None]:
    seats = cleared_for(Posting.objects.valid(today()).filter(desk=desk), case.confidentiality)
    return {user for user, role in seats.values_list("user", "role") if "task.answer" in VERBS[role]}


def _tell_asker(kind: str, task: Task, *, seq: int) -> None:
    """Whoever has the case in hand, of an order whoever gave it."""
    asker = task.case.handler_id if task.kind in Task.OURS else task.issued_by_id
    _owe(kind, task, {asker or task.issued_by_id}, seq)


def _owe(kind: str, task: Task, users: set[int | None], seq: int) -> None:
    case = task.case
    notices.owe(
        kind, key=f"task:{task.pk}:{seq}", to=[user for user in users if user], about=f"case:{case.number}",
        url=reverse("intake:case", args=[case.number]), number=case.grouped, desk=task.to_desk.name, desk_en=task.to_desk.name_en,
    )  # fmt: skip


def _told(task: Task) -> dict[str, Any]:
    return {"task": task.pk, "task_kind": str(task.kind), "to_desk": task.to_desk_id}


def _said(text: str, most: int) -> str:
    if not text.strip():
        raise Refused(_("Write what should be kept."), "text_needed", status=422)
    return text.strip()[:most]
