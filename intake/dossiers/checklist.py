"""What lies in a dossier and what is missing. Papers find their place by their kind, files by hand or by what they are called."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.foundation.register import Register
from center.papers.models import Paper
from intake.models import Attachment, Case, Dossier, DossierItem, DossierPiece
from intake.papers import subjects

Need = DossierItem.Need
EVIDENCE = "evidence"  # where a file lies of which nothing else is known
AS_PAGES = (Attachment.Kind.PHOTO, Attachment.Kind.SCAN)  # what can be a page; a recording and a Word file stay files


@dataclass(frozen=True)
class DossierKind:
    """The dossiers of a procedure. `needs(case)`: what else than the always required is asked for; None where no dossier is kept."""

    key: str
    series: str  # of the numbers of dossiers
    title: str  # on the cover, in the language of the office
    needs: Callable[[Case], set[str] | None]
    handler: Callable[[Case], str]  # who stands on the cover
    handler_word: str = "承办人"


dossiers: Register[DossierKind] = Register("intake.dossiers")


@dataclass(frozen=True)
class Line:
    """One place: what lies there, and whether the dossier is not whole without something."""

    item: DossierItem
    needed: bool
    papers: list[Paper] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)

    @property
    def there(self) -> bool:
        return bool(self.papers or self.files)

    @property
    def missing(self) -> bool:
        return self.needed and not self.there

    @property
    def label(self) -> str:
        return self.item.name if (get_language() or "").startswith("zh") else self.item.name_en

    @property
    def needs(self) -> Any:
        return _("Always required") if self.item.need == Need.ALWAYS else self.item.get_need_display()


def kind_of(case: Case) -> tuple[DossierKind, set[str]] | None:
    """Which dossier the case has, and what is asked for; nothing where none is kept."""
    for kind in dossiers:
        needs = kind.needs(case)
        if needs is not None:
            return kind, needs
    return None


def lines(case: Case) -> list[Line]:
    """The places of the dossier with what lies in each, in four statements; [] where the case has none."""
    found = kind_of(case)
    if found is None:
        return []
    kind, needs = found
    wanted = {Need.ALWAYS, *needs}
    items = list(DossierItem.objects.filter(procedure=kind.key))
    placed = dict(DossierPiece.objects.filter(dossier__case=case).values_list("attachment_id", "item_id"))
    papers = list(subjects.of_case(case).filter(state=Paper.State.ISSUED).select_related("file").defer("data", "code"))
    files: dict[int, list[Attachment]] = {}
    live = case.attachments.filter(removed_at=None).select_related("file", "public").order_by("position", "at", "pk")
    for attachment in _not_bound(list(live)):
        place = placed.get(attachment.pk) or _guess(attachment, items)
        if place:
            files.setdefault(place, []).append(attachment)
    return [
        Line(
            item, item.need in wanted, [paper for paper in papers if paper.kind in item.papers], files.get(item.pk, [])
        )
        for item in items
    ]


def missing(case: Case) -> list[Line]:
    """What the dossier is not whole without."""
    return [line for line in lines(case) if line.missing]


def check(case: Case) -> None:
    """Raises Refused("dossier_incomplete") with what is missing: it goes into the archive whole (人民调解法 art. 27)."""
    lacking = missing(case)
    found = kind_of(case)
    if lacking:
        raise Refused(
            _(
                "The dossier is not whole: %(missing)s. Nothing was changed. Write the paper, or put the scan into its place in the dossier."
            )
            % {"missing": "、".join(line.label for line in lacking)},
            "dossier_incomplete",
        )
    if found and not Dossier.objects.filter(case=case).exclude(retention="").exists():
        raise Refused(_("Choose on the page of the dossier how long it is kept."), "retention_needed")


def _not_bound(live: list[Attachment]) -> list[Attachment]:
    """Pages that were bound into one PDF lie in it."""
    bound = {pk for attachment in live for pk in attachment.sources}
    return [attachment for attachment in live if attachment.pk not in bound]


def _guess(attachment: Attachment, items: list[DossierItem]) -> int | None:
    label = attachment.label.lower()
    for item in items:
        if any(word.lower() in label for word in item.words):
            return item.pk
    return next((item.pk for item in items if item.key == EVIDENCE), None)
