"""What the conditions of the routing table look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Asked(Protocol):
    """A matter as the conditions see it, already written down or not."""

    @property
    def people_count(self) -> int: ...
    @property
    def opponent_outside(self) -> bool: ...
    @property
    def claims_payment(self) -> bool: ...
    @property
    def amount_cents(self) -> int | None: ...
    @property
    def other_side(self) -> str: ...
    @property
    def words(self) -> frozenset[str]: ...
    @property
    def areas(self) -> frozenset[int]: ...
    @property
    def center_id(self) -> int | None: ...


@dataclass(frozen=True)
class Told:
    """The same as the words of a note tell it, or as a past case has it; `words` are the keywords of the table heard in it."""

    people_count: int = 1
    opponent_outside: bool = False
    claims_payment: bool = False
    amount_cents: int | None = None
    other_side: str = ""
    words: frozenset[str] = frozenset()
    areas: frozenset[int] = frozenset()
    center_id: int | None = None


def heard(text: str, keywords: Iterable[str]) -> frozenset[str]:
    """Those of the keywords that occur in a text."""
    return frozenset(word for word in keywords if word in text)
