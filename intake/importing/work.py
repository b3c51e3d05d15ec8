"""What a worker does with a batch, piece by piece: try its rows, take them in, or take them back. Safe to run twice, and after any crash.

A worker holds a batch for `LEASE` and renews it with every piece; when it dies, the next sweep finds the lease run out and goes
on where the rows themselves say. Two workers on one batch do no harm: each row has one client key, each step a state to start from.
"""

import json
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.utils.translation import gettext as _

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import now
from center.foundation.remembering import remembering
from center.institution.models import Posting
from intake import lifecycle, reception, sources
from intake.importing.asking import Asking
from intake.importing.rows import Reader
from intake.importing.sheet import Fault, fault
from intake.lifecycle.batching import STEPS
from intake.models import Batch, BatchRow, Case

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
SLICE = 60.0  # seconds, after which the task makes room for others and is sent anew
TRIED, TAKEN = 200, 20  # rows in one piece
State, Row = Batch.State, BatchRow.State


@dataclass(frozen=True)
class Desk:
    """What a worker has before him for a batch: how cells are read, and what is asked of each row."""

    reader: Reader
    asking: Asking


def step(pk: int) -> bool:
    """Work on the batch for a while; True when something is left to do. Does nothing while another worker holds it."""
    batch = _claim(pk)
    if batch is None:
        return False
    until = time.monotonic() + SLICE
    pieces = {State.READING: _try, State.RUNNING: _take_in, State.UNDOING: _undo}
    try:
        while pieces[State(batch.state)](batch):
            _renew(batch)
            if time.monotonic() > until:
                return True
        return False
    finally:
        Batch.objects.filter(pk=pk).update(busy_until=None)


def left_behind() -> list[int]:
    """The batches with work to do that nobody holds."""
    return list(Batch.objects.busy().filter(_free()).order_by("pk").values_list("pk", flat=True))


def actor(user: int | None, posting: int | None, token: int | None) -> Actor:
    """Who pressed, as the story keeps it: the same person in the same seat, or the program with its key."""
    seat = Posting.objects.filter(pk=posting).first() if posting else None
    kind, who = (ActorKind.API, token) if token else (ActorKind.STAFF, user)
    return Actor(kind, id=who, posting=posting, badge=seat.badge if seat else "", user_id=user)


def _free() -> Q:
    return Q(busy_until=None) | Q(busy_until__lt=now())


def _claim(pk: int) -> Batch | None:
    claimed = Batch.objects.busy().filter(_free(), pk=pk).update(busy_until=now() + LEASE)
    return Batch.objects.select_related("desk__center", "desk__department").get(pk=pk) if claimed else None


def _desk(batch: Batch) -> Desk:
    """Laid out once for each stretch of work, so that a rule that is changed meanwhile is in force within a minute."""
    if "_desk" not in batch.__dict__:
        batch.__dict__["_desk"] = Desk(Reader(batch.desk, batch.source), Asking(batch.desk))
    laid: Desk = batch.__dict__["_desk"]
    return laid


def _renew(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(busy_until=now() + LEASE, rows_done=batch.rows_done)


def _finish(batch: Batch, verb: str, **changes: Any) -> bool:
    """The step is over; False, so that the work ends. Another worker who held the batch too may have been first."""
    with suppress(Refused):
        STEPS.take(verb, batch, **changes)
    return False


# -- reading: every row tried ---------------------------------------------------------------------------------------------


def _try(batch: Batch) -> bool:
    """The next rows against the counter's checks and what is known already."""
    todo = list(batch.rows.filter(line__gt=batch.rows_done).order_by("line")[:TRIED])
    if not todo:
        goes_on = batch.goes_on and batch.rows.filter(state=Row.READY).exists()
        if not goes_on:
            return _finish(batch, "tried")
        _finish(batch, "go_on", rows_done=0)
        return batch.state == State.RUNNING
    desk = _desk(batch)
    if "_seen" not in batch.__dict__:
        batch.__dict__["_seen"] = _numbers_before(batch, todo[0].line)
    seen: dict[str, int] = batch.__dict__["_seen"]
    wrong = []
    with remembering():
        found = {row.pk: _tried(row, desk) for row in todo}
    taken = _known(batch, {number for number, _faults in found.values()})
    for row in todo:
        number, faults = found[row.pk]
        if number in taken:
            wrong.append(BatchRow(pk=row.pk, state=Row.KNOWN, case=taken[number], faults=[]))
            continue
        if number and number in seen:
            faults = [*faults, _twice(seen[number])]
        if faults:
            wrong.append(BatchRow(pk=row.pk, state=Row.FAULTY, case=None, faults=faults))
        if number:
            seen.setdefault(number, row.line)
    BatchRow.objects.bulk_update(wrong, ["state", "faults", "case"])
    batch.rows_done = todo[-1].line
    Batch.objects.filter(pk=batch.pk).update(rows_done=batch.rows_done)
    return True


def _tried(row: BatchRow, desk: Desk) -> tuple[str, list[Fault]]:
    """The sender's number of a row, and what the counter would say against it."""
    try:
        found, faults = _object(row, desk)
        return sources.spelled(found.get("outside_number")), faults or list(desk.asking.ask(found).faults)
    except DatabaseError:
        raise
    except Exception:  # an object nobody thought of must not keep the others from being tried
        log.exception("row %s of batch %s could not be tried", row.line, row.batch_id)
        return "", [_broken()]


def _object(row: BatchRow, desk: Desk) -> tuple[dict[str, Any], list[Fault]]:
    """The registering object of a row, and what is wrong with its cells before any check."""
    content = json.loads(row.content)
    if "object" in content:
        return {**content["object"], "source": desk.reader.source}, list(content.get("faults", []))
    found, faults = desk.reader.registering(content["cells"])
    said = [*content.get("faults", []), *faults]
    if said:  # with what the checks say of the other columns, so that a row is corrected once
        named = {one["column"] for one in said}
        said += [one for one in desk.asking.ask(found).faults if one["column"] not in named]
    return found, said


def _numbers_before(batch: Batch, line: int) -> dict[str, int]:
    """The senders' numbers of the rows that an earlier worker tried already."""
    numbers: dict[str, int] = {}
    for row in batch.rows.filter(line__lt=line).order_by("line").iterator(500):
        content = json.loads(row.content)
        number = sources.spelled((content.get("cells") or content.get("object") or {}).get("outside_number", ""))
        numbers.setdefault(number, row.line)
    numbers.pop("", None)
    return numbers


def _known(batch: Batch, numbers: set[str]) -> dict[str, Case]:
    wanted = {number for number in numbers if sources.NUMBER.fullmatch(number)}
    cases = Case.objects.filter(visit__source=batch.source, visit__outside_number__in=wanted).select_related("visit")
    return {case.visit.outside_number: case for case in cases.order_by("-pk")} if wanted else {}


def _twice(line: int) -> Fault:
    return fault(
        "outside_number", _("Row %(line)s has the same number. Keep one of the two.") % {"line": line}, "twice"
    )


# -- running: row by row, each in its own transaction ---------------------------------------------------------------------


def _take_in(batch: Batch) -> bool:
    todo = list(batch.rows.filter(state=Row.READY).order_by("line")[:TAKEN])
    if not todo:
        return _finish(batch, "taken_in", done_at=now())
    by = actor(batch.by_id, batch.by_posting, batch.by_token)
    desk = _desk(batch)
    for row in todo:
        _settle(row, _register(batch, row, desk, by))
    batch.rows_done += len(todo)
    return True


def _register(batch: Batch, row: BatchRow, desk: Desk, by: Actor) -> dict[str, Any]:
    """What becomes of a row: the case it is now, or the sentence why not. Rules may have changed since it was tried."""
    try:
        found, faults = _object(row, desk)
        answer = desk.asking.ask(found, f"batch:{batch.pk}:{row.line}")
        if faults or answer.faults or answer.data is None:
            return {"state": Row.FAULTY, "faults": [*faults, *answer.faults]}
        case = reception.take_in(replace(answer.data, batch=batch), desk=batch.desk, by=by, step=answer.step)
        return {"state": Row.TAKEN, "case": case, "content": "", "faults": []}
    except Refused as refusal:
        if refusal.code == "outside_number_known":
            number = sources.spelled(found.get("outside_number", ""))
            return {"state": Row.KNOWN, "case": sources.case_of(batch.source, number), "content": ""}
        return {"state": Row.FAULTY, "faults": [fault("", refusal.message, refusal.code)]}
    except DatabaseError:
        raise  # nothing is known of this row: the next worker goes on with it
    except Exception:
        log.exception("row %s of batch %s could not be taken in", row.line, batch.pk)
        return {"state": Row.FAULTY, "faults": [_broken()]}


def _settle(row: BatchRow, values: dict[str, Any]) -> None:
    """Compare-and-swap: another worker may have done the same row meanwhile, with the same case."""
    BatchRow.objects.filter(pk=row.pk, state=Row.READY).update(**values)


def _broken() -> Fault:
    return fault(
        "",
        _(
            "This row could not be taken in. Nothing of it was kept. Register it at the counter and tell the administrator."
        ),
        "broken",
    )


# -- undoing --------------------------------------------------------------------------------------------------------------


def _undo(batch: Batch) -> bool:
    todo = list(batch.rows.filter(state=Row.TAKEN).select_related("case").order_by("line")[:TAKEN])
    if not todo:
        batch.rows.exclude(content="").update(content="")
        return _finish(batch, "undone", undone_at=now())
    by = actor(batch.undone_by_id, batch.undone_by_posting, batch.undone_by_token)
    for row in todo:
        _take_back(row, batch, by)
    batch.rows_done += len(todo)
    return True


def _take_back(row: BatchRow, batch: Batch, by: Actor) -> None:
    values: dict[str, Any] = {"state": Row.UNDONE}
    case = row.case
    try:
        if case is not None:
            lifecycle.void(case, reason=batch.undone_reason, by=by)
    except Refused as refusal:
        if (
            case is not None and Case.objects.get(pk=case.pk).state != Case.State.VOIDED
        ):  # else another worker has done it
            values = {"state": Row.KEPT, "faults": [fault("", refusal.message, refusal.code)]}
    BatchRow.objects.filter(pk=row.pk, state=Row.TAKEN).update(**values)


def forget_old_rows() -> int:
    """Empty the rows of batches that nobody has corrected for `IMPORT_KEPT_DAYS`; what is wrong with them stays to be read."""
    old = now() - timedelta(days=settings.IMPORT_KEPT_DAYS)
    return (
        BatchRow.objects.filter(batch__at__lt=old)
        .exclude(batch__state__in=Batch.BUSY)
        .exclude(content="")
        .update(content="")
    )
