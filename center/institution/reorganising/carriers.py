"""What goes over with an office. Each room registers its own; what is left is always counted from the rows themselves, so that a run that died goes on where it stood."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from center.foundation.actor import Actor
from center.foundation.register import Register
from center.institution.models import DeskMove, Reorganisation


@dataclass(frozen=True)
class Carrier:
    """`left(plan, move)`: how many are still to go; `carry(plan, move, n, by)`: take at most n over, each whole or not at all.

    `of_center`: asked once for the whole plan (move is None), else once for each desk.
    """

    key: str
    label: Any
    left: Callable[[Reorganisation, DeskMove | None], int]
    carry: Callable[[Reorganisation, DeskMove | None, int, Actor], int]
    of_center: bool = False
    first: bool = False  # people go before their work, which looks where they are


carriers: Register[Carrier] = Register(
    "institution.carriers"
)  # in the order in which things go, but for those that go first


def rows(
    key: str, label: Any, which: Callable[[], QuerySet], *, field: str, case: str = "", of_center: bool = False, only_whole: bool = False
) -> Carrier:  # fmt: skip
    """Rows that name the desk (or center) in `field` and need nothing but the new one; `case` is the way to their case.

    Of a desk of which only a part goes, the rows of the cases that have gone follow them.
    """

    def todo(plan: Reorganisation, move: DeskMove | None) -> QuerySet:
        old = plan.from_center_id if move is None else move.from_desk_id
        found = which().filter(**{field: old})
        if whole(plan):
            return found
        if move is None or not case or only_whole:
            return found.none()
        return found.filter(Q(**{f"{case}__desk": move.to_desk_id}))

    def left(plan: Reorganisation, move: DeskMove | None) -> int:
        return todo(plan, move).count()

    def carry(plan: Reorganisation, move: DeskMove | None, batch: int, by: Actor) -> int:
        new = plan.to_center_id if move is None else move.to_desk_id
        with transaction.atomic():
            pks = list(todo(plan, move).order_by("pk").values_list("pk", flat=True)[:batch])
            return which().filter(pk__in=pks).update(**{field: new})

    return Carrier(key, label, left, carry, of_center)


def whole(plan: Reorganisation) -> bool:
    """Whether everything goes; of a split only a part does."""
    return plan.kind == Reorganisation.Kind.MERGE
