"""Which lists can be taken out: each room registers its own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from center.foundation.register import Register


@dataclass(frozen=True)
class Column:
    """A column that may be chosen; a sensitive one always needs a second person."""

    key: str
    label: Any
    sensitive: bool = False


@dataclass(frozen=True)
class ExportKind:
    """A list. `found(user, query)` is the queryset of the list itself, so that number, list and export are the same;
    `cells(records)` gives a dict by column for each of a batch of records; `shown(user)` who has the list; `url` its page.
    """

    key: str
    label: Any
    columns: tuple[Column, ...]
    found: Callable[[Any, QueryDict], QuerySet]
    cells: Callable[[Sequence[Any]], Iterable[dict[str, Any]]]
    shown: Callable[[Any], bool]
    url: str

    def sensitive(self, chosen: Iterable[str]) -> bool:
        """Whether any of the chosen columns is."""
        return bool({column.key for column in self.columns if column.sensitive} & set(chosen))


exports: Register[ExportKind] = Register("papers.exports")
