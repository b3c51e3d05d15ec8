"""What the rail on the left offers, and the figures a director may see: each room registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from center.foundation.register import Register

LOOKED_UP = 80  # from this order on: what is looked up or set now and then, no work of the day


@dataclass(frozen=True)
class Entry:
    """One line of the rail: `order` is the order of the day, `shown(user)` who sees it, `count(user)` the small numeral."""

    key: str
    label: Any
    url: str  # url name
    icon: str
    order: int
    shown: Callable[[Any], bool]
    count: Callable[[Any], int] | None = None


navigation: Register[Entry] = Register("foundation.navigation")
