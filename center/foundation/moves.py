"""The table of moves of a record, and the one way to make one: compare-and-swap."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused


@dataclass(frozen=True)
class Move:
    """From any of `sources` to `target`."""

    sources: frozenset[str]
    target: str


class Moves:
    """`Moves(conclude=({HANDLING}, CONCLUDED))`: which verbs lead from which states to which."""

    def __init__(self, **moves: tuple[Collection[Any], Any]) -> None:
        self._moves = {
            verb: Move(
                frozenset(str(source.value if hasattr(source, "value") else source) for source in sources),
                str(getattr(target, "value", target)),
            )
            for verb, (sources, target) in moves.items()
        }

    def __iter__(self) -> Iterator[tuple[str, Move]]:
        return iter(self._moves.items())

    def __getitem__(self, verb: str) -> Move:
        return self._moves[verb]

    def can(self, verb: str, record: Model) -> bool:
        """Whether `record` stands where `verb` may begin."""
        return record.state in self._moves[verb].sources  # type: ignore[attr-defined]

    def allowed(self, record: Model) -> list[str]:
        """The verbs that may begin from where `record` stands."""
        return [verb for verb in self._moves if self.can(verb, record)]

    def check(self, verb: str, record: Model) -> None:
        """Raises Refused("moved_on") where `record`, as it was read, does not stand where `verb` may begin."""
        if not self.can(verb, record):
            raise _moved_on()

    def take(self, verb: str, record: Model, **changes: Any) -> None:
        """Move `record` and set `changes` with it, if the database still has it where the move begins.

        Two people may press at once: the second finds no row to move and gets `Refused("moved_on")`, with nothing done.
        """
        move = self._moves[verb]
        values = {"state": move.target, **changes}
        rows = type(record)._default_manager.filter(pk=record.pk, state__in=move.sources).update(**values)
        if rows != 1:
            raise _moved_on()
        for name, value in values.items():
            setattr(record, name, value)

    def take_all(self, verb: str, records: QuerySet[Any], **changes: Any) -> int:
        """Move those of `records` that the database still has where the move begins, in one statement; how many there were."""
        move = self._moves[verb]
        return int(records.filter(state__in=move.sources).update(state=move.target, **changes))

    def begin(self, verb: str, record: Model) -> None:
        """Make the first move of a record that is not written yet, and so can be moved by nobody else."""
        if not record._state.adding or not self.can(verb, record):
            raise ValueError(f"{verb} is no first move of {record!r}")
        record.state = self._moves[verb].target  # type: ignore[attr-defined]


def _moved_on() -> Refused:
    return Refused(
        _(
            "This has meanwhile moved on, or does not stand where this step begins. Nothing was changed. "
            "Load the page again to see where it stands."
        ),
        "moved_on",
    )
