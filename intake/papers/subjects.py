"""What a paper is filled from: the proceeding of its procedure, the case where it belongs to none, and the party it is made for."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.papers.models import Paper
from center.papers.registers import PaperKind, kinds
from intake.models import Case, Party, Proceeding

Subject = Case | Proceeding


def about(case: Case) -> str:
    """The text key by which the papers of a case are found."""
    return f"case:{case.number}"


def of_case(case: Case):
    """The papers of a case, in the order in which they were begun."""
    return Paper.objects.filter(about=about(case)).order_by("drafted_at", "pk")


def latest(case: Case, kind: PaperKind) -> Subject | None:
    """What a new paper of this kind would be about."""
    if not kind.procedure:
        return case
    found = case.proceedings.filter(key=kind.procedure).select_related(
        "case__matter", "case__desk__center__area__parent"
    )
    return found.order_by("-pk").first()


def offered(case: Case) -> Iterator[tuple[PaperKind, Subject]]:
    """The kinds that fit where the case stands."""
    there = {proceeding.key: proceeding for proceeding in case.proceedings.order_by("pk")}
    for kind in kinds:
        subject = there.get(kind.procedure) if kind.procedure else case
        if subject is not None and kind.offered(subject):
            yield kind, subject


def key_of(subject: Subject, party: Party | None) -> str:
    """How a paper keeps what it is filled from: "proceeding:12", "proceeding:12/party:31", "" for the case."""
    first = f"proceeding:{subject.pk}" if isinstance(subject, Proceeding) else ""
    return f"{first}/party:{party.pk}" if party else first


def of_paper(case: Case, paper: Paper) -> tuple[Subject, Party | None]:
    """The way back from the key. Raises Refused("moved_on") where it is no longer there."""
    first, _slash, second = paper.subject.partition("/")
    subject: Subject | None = case
    if first:
        subject = case.proceedings.filter(pk=first.partition(":")[2]).first()
    party = case.parties.select_related("person").filter(pk=second.partition(":")[2]).first() if second else None
    if subject is None or (second and party is None):
        raise Refused(_("What this paper is about is no longer on the case. Write a new one."), "moved_on")
    return subject, party


def fill(kind: PaperKind, subject: Subject, party: Party | None) -> dict[str, Any]:
    """What the case gives to a paper of this kind."""
    return dict(kind.fill(subject, party=party) if kind.each_party else kind.fill(subject))
