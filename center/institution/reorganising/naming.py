"""What a part of a center is named by: the matters of the rooms above, told through a register."""

from dataclasses import dataclass
from typing import Any

from center.foundation.register import Register


@dataclass(frozen=True)
class Parts:
    """A room's list of (key, label), read when a form is made."""

    key: str
    read: Any


parts: Register[Parts] = Register("institution.parts")


def part_words() -> list[tuple[str, str]]:
    """All that a split may name, with its word."""
    return [pair for entry in parts for pair in entry.read()]
