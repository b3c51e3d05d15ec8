"""What the rooms above tell the counter: their procedures, and the kinds of lines they write into a story."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from center.foundation.actor import Actor
from center.foundation.register import Register
from intake.models import Case, Proceeding


@dataclass(frozen=True)
class Procedure:
    """A way to settle a case, offered by a room above.

    `end(proceeding, by)` closes the room's own record when the case is withdrawn; `panel(request, case, proceeding)` is what
    the case page shows (HTML; proceeding None: an offer to begin, or ""); `next_step(proceeding)` is the citizen's sentence.
    `beside`: it may go on beside another for the sake of the case, and ends when the case is concluded.
    """

    key: str
    label: Any
    end: Callable[[Proceeding, Actor], None]
    panel: Callable[[HttpRequest, Case, Proceeding | None], str]
    next_step: Callable[[Proceeding], str]
    beside: bool = False


@dataclass(frozen=True)
class EventKind:
    """A kind of story line: its word, icon, and whether the citizen reads it too (`public` is the citizen's wording)."""

    key: str
    label: Any
    icon: str = "check"
    public: Any = ""


procedures: Register[Procedure] = Register("intake.procedures")
event_kinds: Register[EventKind] = Register("intake.event_kinds")
