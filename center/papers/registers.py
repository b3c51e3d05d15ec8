"""What the rooms above tell this one: the kinds of paper they make, and the series by which papers are numbered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from center.foundation.register import Register


@dataclass(frozen=True)
class Series:
    """One row of numbers per office and year. `pattern` takes year, word (of the office) and serial: "({year}){word}人调字第{serial}号"."""

    key: str
    pattern: str


@dataclass(frozen=True)
class Field:
    """One thing that stands on a paper. `asked`: whoever writes the paper types it; the others come from the case."""

    key: str
    label: Any
    required: bool = True
    asked: bool = False
    long: bool = False


@dataclass(frozen=True)
class PaperKind:
    """A paper of a room: its template, its fields and how they are filled.

    `fill(subject)` gives the data from the record above (a mediation, an application for legal aid); `offered(subject)` whether the paper
    fits where the record stands; `verb` is the right that writes and issues it; `series` empty: it bears no number of its own;
    `each_party`: made once for each party, whom `fill` then gets as `party`. `public`: the blank form lies in the hall and on the web.
    """

    key: str
    label: Any
    template: Path
    fields: tuple[Field, ...]
    fill: Callable[..., Mapping[str, Any]]
    verb: str
    procedure: str = ""
    series: str = ""
    offered: Callable[[Any], bool] = lambda subject: True
    each_party: bool = False
    public: bool = False
    word: Callable[[Mapping[str, Any], Mapping[str, Any]], bytes] | None = None  # (data, frame) as a Word file
    on_service: Callable[..., None] | None = None  # (case, party, day, by): what the day of service begins

    @property
    def asked(self) -> tuple[Field, ...]:
        """What is typed by whoever writes the paper."""
        return tuple(field for field in self.fields if field.asked)


kinds: Register[PaperKind] = Register("papers.kinds")
series: Register[Series] = Register("papers.series")
