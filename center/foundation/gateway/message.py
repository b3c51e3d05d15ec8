"""What goes out, and the three ways in which it can fail to."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from center.foundation.register import Register


@dataclass(frozen=True)
class Wording:
    """A message that may leave the house: its kind, and the fields of a notice's data that a gateway's approved template takes.

    What is not named here stays: no name, no code, nothing of what the matter is about (个人信息保护法 art. 6).
    """

    key: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """`token`: the same at every try, by which a gateway knows that it has it already; `values`: of the template's fields."""

    token: UUID
    channel: str
    to: str
    kind: str
    values: Mapping[str, str]
    text: str

    def __repr__(self) -> str:  # an address is never in a log or a traceback
        return f"Message({self.token}, {self.channel}, {self.kind})"


class Never(Exception):
    """It was not sent, and another try would not help."""


class Later(Exception):
    """It was not sent, or sending it again does no harm: try again. `away`: the whole gateway does not answer."""

    def __init__(self, reason: str, *, away: bool = False) -> None:
        super().__init__(reason)
        self.away = away


class Unclear(Exception):
    """It may have been sent, and must not be sent twice."""


wordings: Register[Wording] = Register("foundation.gateway.wordings")
