"""How a plan moves.

planned -begin-> running -> done      carried out piece by piece by the job, each piece whole or not at all
planned -drop-> dropped
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import SYSTEM, Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from center.institution.models import Area, CarryStep, Center, Desk, DeskMove, Reorganisation
from center.institution.permissions import require
from center.institution.reorganising import areas
from center.institution.reorganising.carriers import Carrier, carriers, whole

State, Staff = Reorganisation.State, DeskMove.Staff
VERB = "offices.reorganise"
BATCH = 50  # things in one piece
AFTER = timedelta(days=2)  # so long stragglers are looked for: what was under way in the moment of the merge
MOVES = Moves(
    begin=({State.PLANNED}, State.RUNNING),
    finish=({State.RUNNING}, State.DONE),
    drop=({State.PLANNED}, State.DROPPED),
)


@transaction.atomic
def plan(
    *, kind: str, from_center: Center, to_center: Center, decision: str, effective_on: date, by: Actor, villages: Iterable[Area] = (),
    matters: Iterable[str] = (),
) -> Reorganisation:  # fmt: skip
    """Write a plan: each desk of the one center to the desk of the same department at the other, else to its counter.

    Raises Refused: "same_center", "not_in_being", "decision_needed", "part_needed", "foreign_village", "planned_already".
    """
    require(by, VERB)
    part = list(villages)
    _check(kind, from_center, to_center, decision, part, list(matters))
    try:
        with transaction.atomic():
            made = Reorganisation.objects.create(
                kind=kind, from_center=from_center, to_center=to_center, decision=decision.strip(), effective_on=effective_on,
                planned_by_id=by.user_id, planned_at=now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            _("There is a plan for this center already. Carry it out or drop it first."), "planned_already"
        ) from error
    made.areas.set(part)
    there = {desk.department_id: desk for desk in to_center.desks.valid(today())}
    for desk in from_center.desks.valid(today()):
        to_desk = there.get(desk.department_id) or there.get(None)
        if to_desk is not None:
            DeskMove.objects.create(
                reorganisation=made, from_desk=desk, to_desk=to_desk, matters=sorted(matters),
                staff=Staff.MOVE if kind == Reorganisation.Kind.MERGE else Staff.STAY,
            )  # fmt: skip
    audit.record("reorganisation_planned", by=by, about=f"reorganisation:{made.pk}", kind=kind)
    return made


@transaction.atomic
def arrange(move: DeskMove, *, to_desk: Desk, staff: str, by: Actor) -> None:
    """Send one desk of a plan elsewhere, or say what becomes of its people, before it is carried out."""
    require(by, VERB)
    if to_desk.center_id != move.reorganisation.to_center_id or not to_desk.in_being(today()):
        raise Refused(_("Choose a desk of the center that takes over."), "other_center", status=422)
    if staff not in Staff.values:
        raise Refused(_("Say what becomes of the people of the desk."), "wrong_staff", status=422)
    if move.reorganisation.state != State.PLANNED:
        raise _moved_on()
    DeskMove.objects.filter(pk=move.pk).update(to_desk=to_desk, staff=staff)
    audit.record(
        "reorganisation_arranged",
        by=by,
        about=f"reorganisation:{move.reorganisation_id}",
        desk=move.from_desk_id,
        to_desk=to_desk.pk,
    )


@transaction.atomic
def drop(made: Reorganisation, *, by: Actor) -> None:
    """The plan is not carried out; nothing was changed by it."""
    require(by, VERB)
    MOVES.take("drop", made)
    audit.record("reorganisation_dropped", by=by, about=f"reorganisation:{made.pk}")


@transaction.atomic
def begin(made: Reorganisation, *, by: Actor) -> None:
    """From this moment the old offices take nothing new; what lies there is counted, and goes over by `proceed`.

    Raises Refused: "not_yet" before the day of the decision, "desk_without_way".
    """
    require(by, VERB)
    if made.effective_on > today():
        raise Refused(
            _("The decision takes effect on %(day)s. Until then the plan can be changed.") % {"day": made.effective_on.isoformat()}, "not_yet"
        )  # fmt: skip
    MOVES.take("begin", made, begun_at=now(), begun_by_id=by.user_id)
    moves = list(made.moves.select_related("from_desk", "to_desk"))
    _check_every_desk(made, moves)
    gone = areas.succeed(made, on=today())
    if whole(made):
        _close(made, moves)
    CarryStep.objects.bulk_create(
        CarryStep(reorganisation=made, move=move, key=carrier.key, before=carrier.left(made, move))
        for carrier, move in pieces(made, moves)
    )
    audit.record("reorganisation_begun", by=by, about=f"reorganisation:{made.pk}", villages=gone)


def proceed(made: Reorganisation, *, by: Actor = SYSTEM, most: int | None = None) -> bool:
    """Carry over what is left, in pieces of a transaction each, at most `most` pieces; gives whether all has gone. Safe to kill and to run twice."""
    pieces_left = most
    for step in made.steps.select_related("move__from_desk", "move__to_desk"):
        carrier = carriers[step.key]
        left = carrier.left(made, step.move)
        while left:
            if pieces_left is not None and pieces_left <= 0:
                _note(step, left)
                return False
            if not carrier.carry(made, step.move, BATCH, by):
                _note(step, left)
                return False  # somebody else holds it, or it cannot go: the next run tries again
            pieces_left = None if pieces_left is None else pieces_left - 1
            left = carrier.left(made, step.move)
            _note(step, left)
        _note(step, 0)
    if made.state == State.RUNNING:
        _finish(made, by)
    return True


def sweep() -> int:
    """Go on with every plan that is being carried out, and look for stragglers of those just done; gives how many."""
    due = Reorganisation.objects.filter(state=State.RUNNING) | Reorganisation.objects.filter(
        state=State.DONE, done_at__gte=now() - AFTER
    )
    found = list(due.select_related("from_center__area", "to_center__area"))
    for made in found:
        proceed(made)
    return len(found)


def pieces(made: Reorganisation, moves: list[DeskMove]) -> list[tuple[Carrier, DeskMove | None]]:
    """What is carried, in its order: each kind of thing of the center once, of the desks once for each."""
    found: list[tuple[Carrier, DeskMove | None]] = []
    for carrier in sorted(carriers, key=lambda one: not one.first):
        found += [(carrier, None)] if carrier.of_center else [(carrier, move) for move in moves]
    return found


def _note(step: CarryStep, left: int) -> None:
    changes: dict[str, Any] = {"carried": max(step.before - left, 0) if left else step.before}
    if not left and step.done_at is None:
        changes["done_at"] = now()
    CarryStep.objects.filter(pk=step.pk).update(**changes)


@transaction.atomic
def _finish(made: Reorganisation, by: Actor) -> None:
    if MOVES.take_all("finish", Reorganisation.objects.filter(pk=made.pk), done_at=now()):  # once: two jobs may end it
        made.refresh_from_db(fields=["state", "done_at"])
        audit.record("reorganisation_done", by=by, about=f"reorganisation:{made.pk}")


def _close(made: Reorganisation, moves: list[DeskMove]) -> None:
    """The offices end with yesterday and name what took their place; whoever had ended in them before now leads on to it."""
    last_day = today() - timedelta(days=1)
    for move in moves:
        Desk.objects.filter(successor=move.from_desk_id).update(successor=move.to_desk)
        Desk.objects.filter(pk=move.from_desk_id).update(valid_to=last_day, successor=move.to_desk)
    Center.objects.filter(successor=made.from_center_id).update(successor=made.to_center)
    Center.objects.filter(pk=made.from_center_id).update(valid_to=last_day, successor=made.to_center)


def _check(
    kind: str, from_center: Center, to_center: Center, decision: str, part: list[Area], matters: list[str]
) -> None:
    if from_center.pk == to_center.pk:
        raise Refused(_("Choose two centers."), "same_center", status=422)
    if not (from_center.in_being(today()) and to_center.in_being(today())):
        raise Refused(
            _("One of the two centers has ended. Choose those that are there today."), "not_in_being", status=422
        )
    if not decision.strip():
        raise Refused(_("Write by which decision of the county."), "decision_needed", status=422)
    if kind == Reorganisation.Kind.SPLIT and not (part or matters):
        raise Refused(_("Say which villages or which matters go over."), "part_needed", status=422)
    if any(village.parent_id != from_center.area_id for village in part):
        raise Refused(_("A village that goes over lies in the township that gives it."), "foreign_village", status=422)


def _check_every_desk(made: Reorganisation, moves: list[DeskMove]) -> None:
    """No desk of a center that ends is left without a way."""
    without = made.from_center.desks.valid(today()).exclude(pk__in=[move.from_desk_id for move in moves])
    if whole(made) and without.exists():
        raise Refused(
            _("“%(desk)s” has no desk to go to. Set one up at the center that takes over, and plan anew.") % {"desk": without.first()}, "desk_without_way"
        )  # fmt: skip


def _moved_on() -> Refused:
    return Refused(_("This plan is being carried out already. Nothing was changed."), "moved_on")
