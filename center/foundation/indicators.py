"""Figures with one definition each; the room that owns the facts registers them, the roof only reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from center.foundation.register import Register


@dataclass(frozen=True)
class Indicator:
    """A figure: `count(scope)` gives a number, `url(scope)` the list that holds exactly what was counted."""

    key: str
    label: Any
    definition: Any  # one sentence, shown on the page by a click
    order: int
    count: Callable[[Any], int]
    url: Callable[[Any], str]
    tone: str = "plain"


indicators: Register[Indicator] = Register("foundation.indicators")
