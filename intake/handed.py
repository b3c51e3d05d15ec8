"""What the page of a case shows of others' work on it: tasks, offices outside, parts split off, colleagues by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from center.foundation.actor import Actor
from center.foundation.now import today
from intake import actions, permissions, task_lists
from intake.lifecycle import passing
from intake.models import Case, CaseUserPermission, Share
from intake.task_lists import Line


@dataclass(frozen=True)
class Reader:
    """A colleague by name, and the terms; none of a share from before they were kept."""

    user: Any
    share: Share | None


@dataclass(frozen=True)
class Handed:
    """`parent` and `parts`: what the reader may see of them; `hidden`: how many of them the reader may not."""

    tasks: list[Line]
    passings: list[Line]
    readers: list[Reader]
    may_end: bool
    parent: Case | None
    parts: list[Case]
    hidden: int


def of_case(case: Case, user: Any, by: Actor, now: datetime) -> Handed:
    """In a number of statements that does not grow with the case."""
    rights = permissions.allowed(by, case)
    parent, parts, hidden = _family(case, user)
    return Handed(
        tasks=task_lists.of_case(case, now, by), passings=_passings(case, now, rights), readers=_readers(case),
        may_end="case.share" in rights, parent=parent, parts=parts, hidden=hidden,
    )  # fmt: skip


def _passings(case: Case, now: datetime, rights: frozenset[str]) -> list[Line]:
    """Where the case was passed outside, the last first; what comes next is offered to whoever may pass it."""
    rows = list(case.passings.select_related("clock__limit", "body", "answered_by"))
    may = passing.RIGHT in rights and case.state == Case.State.PASSED_OUTSIDE
    return [
        Line(line.of, line.clock, [actions.BY_VERB[verb] for verb in passing.STEPS.allowed(line.of)] if may else [])
        for line in task_lists.lines(rows, now)
    ]


def _readers(case: Case) -> list[Reader]:
    named = CaseUserPermission.objects.filter(content_object=case, permission__codename="view_case")
    terms = {share.user_id: share for share in case.shares.filter(ended_at=None)}
    people = [row.user for row in named.select_related("user").order_by("user__name")]
    readers = [Reader(user, terms.get(user.pk)) for user in people]
    return [reader for reader in readers if not (reader.share and reader.share.until and reader.share.until < today())]


def _family(case: Case, user: Any) -> tuple[Case | None, list[Case], int]:
    wanted = set(case.children.values_list("pk", flat=True)) | ({case.parent_id} if case.parent_id else set())
    if not wanted:
        return None, [], 0
    rows = Case.objects.visible_to(user).filter(pk__in=wanted).order_by("pk")
    seen = {
        row.pk: row for row in rows.select_related("matter", "desk__center").defer("query_code", "token", "narrative")
    }
    parts = [row for pk, row in seen.items() if pk != case.parent_id]
    return seen.get(case.parent_id) if case.parent_id else None, parts, len(wanted) - len(seen)
