"""The papers of a case as its page and their own page show them."""

from dataclasses import dataclass
from typing import Any

from center.foundation.actor import Actor
from center.papers.models import Paper
from center.papers.registers import PaperKind, kinds
from intake import sides
from intake.dossiers import checklist
from intake.models import Case, Party, Service
from intake.papers import lifecycle, subjects
from intake.permissions import allowed

TONES = {Paper.State.DRAFT: "plain", Paper.State.ISSUED: "time", Paper.State.VOID: "done"}


@dataclass(frozen=True)
class Brought:
    """One party and how the paper reached it."""

    service: Service
    name: str


@dataclass(frozen=True)
class Row:
    """A paper for the eye."""

    paper: Paper
    label: Any
    tone: str
    served: list[Brought]

    @property
    def issued(self) -> bool:
        return self.paper.state == Paper.State.ISSUED


@dataclass(frozen=True)
class Panel:
    """What the panel of papers shows and offers; `here`: whether it is shown at all."""

    rows: list[Row]
    may_write: bool
    may_serve: bool
    here: bool
    dossier: bool  # whether the case has come so far that its dossier is put together


@dataclass(frozen=True)
class Offer:
    """A kind that fits now, and for whom it is made where it is made for each party."""

    kind: PaperKind
    parties: list[tuple[Party, str]]


def panel(case: Case, by: Actor) -> Panel:
    """Two statements, however many papers there are; a third for the right to write where there are none."""
    rows = rows_of(case)
    may = allowed(by, case) if case.state in lifecycle.TAKES_PAPERS else frozenset()
    write = "paper.write" in may
    keys = {kind.procedure for kind in kinds}
    here = bool(rows) or (write and ("" in keys or case.proceedings.filter(key__in=keys).exists()))
    return Panel(rows, write, "paper.serve" in may, here, here and checklist.kind_of(case) is not None)


def rows_of(case: Case) -> list[Row]:
    served: dict[int, list[Brought]] = {}
    for service in case.served.select_related("party__person").defer(
        "party__person__id_number", "party__person__phone", "party__person__address"
    ):
        served.setdefault(service.paper_id, []).append(Brought(service, sides.masked_name(service.party)))
    found = subjects.of_case(case).select_related("issued_by", "void_by").defer("data", "code")
    return [
        Row(
            paper,
            kinds[paper.kind].label if paper.kind in kinds else paper.title,
            TONES[Paper.State(paper.state)],
            served.get(paper.pk, []),
        )
        for paper in found
    ]


def offers(case: Case) -> list[Offer]:
    """What may be written now."""
    parties = [(party, sides.masked_name(party)) for party in case.parties.select_related("person")]
    return [Offer(kind, parties if kind.each_party else []) for kind, _subject in subjects.offered(case)]
