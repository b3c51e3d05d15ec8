"""What the page of an import shows: where it stands, how many rows of which kind, what is wrong, what became of them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.institution import permissions
from intake import paging
from intake.importing.columns import BY_KEY
from intake.lifecycle import batching
from intake.models import Batch, BatchRow, Case

Row, State = BatchRow.State, Batch.State
TONES = {State.READING: "plain", State.CHECKED: "near", State.RUNNING: "plain", State.DONE: "done", State.UNDOING: "plain", State.UNDONE: "done"}  # fmt: skip
SHOWN = {"": [Row.FAULTY, Row.KEPT], "faulty": [Row.FAULTY], "known": [Row.KNOWN], "taken": [Row.TAKEN, Row.KEPT], "undone": [Row.UNDONE], "kept": [Row.KEPT]}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A fault for the eye: the heading of its column, and what to do."""

    column: Any
    message: str


@dataclass(frozen=True)
class Line:
    """A row for the eye; `case` only where the reader may see it."""

    row: BatchRow
    said: list[Said]
    case: Case | None


def context(batch: Batch, user: Any, by: Actor, asked: dict[str, Any]) -> dict[str, Any]:
    """For `intake/_batch.html`; the number of statements does not grow with the rows."""
    counts = batching.counts(batch)
    which = asked.get("show", "") if asked.get("show", "") in SHOWN else ""
    if not which:
        which = "faulty" if counts[Row.FAULTY] else "kept" if counts[Row.KEPT] else "taken"
    page = paging.page(
        batch.rows.filter(state__in=SHOWN[which]).defer("content").select_related("case").order_by("line"),
        asked.get("page"),
    )
    posting = permissions.posting_of(by)
    verbs = permissions.verbs_of(posting) if posting else frozenset()
    return {
        "batch": batch,
        "tone": TONES[State(batch.state)],
        "counts": counts,
        "progress": progress(batch, counts),
        "page": page,
        "lines": lines(page.rows, user),
        "which": which,
        "query": f"show={which}",
        "chips": chips(counts, which),
        "may_take_in": batch.state == State.CHECKED and counts[Row.READY] > 0 and "case.import" in verbs,
        "may_undo": batch.state in (State.CHECKED, State.DONE) and "case.void" in verbs,
    }  # fmt: skip


def progress(batch: Batch, counts: dict[str, int]) -> int:
    """How many of a hundred parts of the step under way are done."""
    done, whole = {
        State.READING: (
            batch.rows.filter(line__lte=batch.rows_done).count() if batch.rows_done else 0,
            batch.rows_read,
        ),
        State.RUNNING: (counts[Row.TAKEN], counts[Row.TAKEN] + counts[Row.READY]),
        State.UNDOING: (
            counts[Row.UNDONE] + counts[Row.KEPT],
            counts[Row.UNDONE] + counts[Row.KEPT] + counts[Row.TAKEN],
        ),
    }.get(State(batch.state), (1, 1))
    return 100 * done // whole if whole else 100


def lines(rows: list[BatchRow], user: Any) -> list[Line]:
    """The rows of a page; one statement for the cases the reader may see."""
    seen = set(
        Case.objects.visible_to(user)
        .filter(pk__in=[row.case_id for row in rows if row.case_id])
        .values_list("pk", flat=True)
    )
    return [
        Line(
            row,
            [Said(_heading(one["column"]), one["message"]) for one in row.faults],
            row.case if row.case_id in seen else None,
        )
        for row in rows
    ]


def chips(counts: dict[str, int], which: str) -> list[dict[str, Any]]:
    """The kinds of rows there are, each a link."""
    kinds = [("faulty", _("With faults"), counts[Row.FAULTY]), ("known", _("Already taken in"), counts[Row.KNOWN]), ("taken", State.DONE.label, counts[Row.TAKEN] + counts[Row.KEPT]), ("kept", _("Kept: worked on since"), counts[Row.KEPT]), ("undone", _("Undone"), counts[Row.UNDONE])]  # fmt: skip
    return [{"key": key, "label": label, "count": count, "on": key == which} for key, label, count in kinds if count]


def _heading(column: str) -> Any:
    return BY_KEY[column].label if column in BY_KEY else column
