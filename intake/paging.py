"""Pages of a long list that never count it whole."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

SIZE = 50
CAP = 1000  # beyond this a list says "1000+"
LAST = 400  # pages; who needs more narrows the list


@dataclass(frozen=True)
class Page:
    """One page: `rows` at most 50, `count` at most 1,000 (then `more_than` is true)."""

    rows: list[Any] = field(repr=False)
    number: int
    has_next: bool
    count: int
    more_than: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_number(self) -> int:
        return self.number - 1

    @property
    def next_number(self) -> int:
        return self.number + 1


def page(queryset: QuerySet, number: str | None) -> Page:
    """Page `number` (the first, if it is no number): the 51st row tells whether there is another. Two statements, or one where the list ends."""
    wanted = min(int(number), LAST) if number and number.isascii() and number.isdigit() and len(number) < 6 else 1
    wanted = max(wanted, 1)
    first = (wanted - 1) * SIZE
    rows = list(queryset[first : first + SIZE + 1])
    has_next = len(rows) > SIZE and wanted < LAST
    ended_here = len(rows) <= SIZE and (rows or wanted == 1)
    count = first + len(rows) if ended_here else queryset.order_by()[: CAP + 1].count()
    return Page(rows[:SIZE], wanted, has_next, min(count, CAP), count > CAP)
