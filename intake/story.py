"""The story of a case: append-only lines, each chained to the one before; and how to tell whether one was altered."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation import chain
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake.models import Case, Event


def first_head(number: str) -> str:
    """The head of a story with no line yet: bound to the number of its case."""
    return chain.link("", "case", number)


def compose(case: Case, kind: str, *, by: Actor, **data: Any) -> Event:
    """The next line of `case`, not yet written; advances `story_seq` and `story_head` on the object."""
    event = Event(
        case=case, seq=case.story_seq + 1, kind=kind, by_kind=str(by.kind), by_id=by.id, by_posting=by.posting, by_badge=by.badge,
        at=now(), data=data, salt=secrets.token_hex(8),
    )  # fmt: skip
    event.data_digest = chain.data_digest(event.salt, data)
    event.digest = _digest(case.story_head, event)
    case.story_seq, case.story_head = event.seq, event.digest
    return event


def record(case: Case, kind: str, *, by: Actor, **data: Any) -> Event:
    """Write one line and advance the head, inside the verb's transaction. Ids before text in `data`.

    Raises Refused("moved_on") when another line was written since `case` was read.
    """
    return record_all(case, [(kind, data)], by=by)[0]


def record_all(case: Case, lines: Iterable[tuple[str, dict[str, Any]]], *, by: Actor) -> list[Event]:
    """The same for several lines, (kind, data) each, in two statements."""
    before = case.story_seq
    events = [compose(case, kind, by=by, **data) for kind, data in lines]
    if not events:
        return []
    if (
        Case.objects.filter(pk=case.pk, story_seq=before).update(story_seq=case.story_seq, story_head=case.story_head)
        != 1
    ):
        raise Refused(
            _("Somebody else has just written to this case. Nothing was changed. Load the page again."), "moved_on"
        )
    return Event.objects.bulk_create(events)


@dataclass(frozen=True)
class Fault:
    """Where a story does not fit: the case, the line, and what is wrong (altered, missing, cut)."""

    number: str
    seq: int
    what: str


def verify(batch: int = 2000) -> Iterator[Fault | int]:
    """Walk every story in order; gives a `Fault` for the first bad line of each broken case, and running counts of lines read."""
    heads = {
        pk: (number, seq, head)
        for pk, number, seq, head in Case.objects.values_list("pk", "number", "story_seq", "story_head")
    }
    current, previous, count, read, broken = None, "", 0, 0, False
    seen: set[int] = set()
    for event in Event.objects.order_by("case_id", "seq").iterator(batch):
        read += 1
        if event.case_id != current:
            if current is not None and not broken:
                yield from _end(heads[current], count, previous)
            current, previous, count, broken = event.case_id, first_head(heads[event.case_id][0]), 0, False
            seen.add(current)
        if not broken:
            what = _what_is_wrong(event, count, previous)
            if what:
                broken = True
                yield Fault(heads[event.case_id][0], event.seq, what)
            previous, count = event.digest, event.seq
        if read % batch == 0:
            yield read
    if current is not None and not broken:
        yield from _end(heads[current], count, previous)
    yield from (Fault(number, seq, "missing") for pk, (number, seq, _head) in heads.items() if pk not in seen)
    yield read


def _what_is_wrong(event: Event, count: int, previous: str) -> str:
    if event.seq != count + 1:
        return "missing"
    if event.data is not None and chain.data_digest(event.salt, event.data) != event.data_digest:
        return "altered"
    return "" if _digest(previous, event) == event.digest else "altered"


def _end(head: tuple[str, int, str], count: int, previous: str) -> Iterator[Fault]:
    number, seq, digest = head
    if (seq, digest) != (count, previous):
        yield Fault(number, count + 1, "cut")


def _digest(previous: str, event: Event) -> str:
    return chain.link(
        previous,
        event.seq,
        event.kind,
        event.by_kind,
        event.by_id,
        event.by_posting,
        event.by_badge,
        event.at,
        event.data_digest,
    )
