"""The files of a case as pages and the API show them: who handed each in, what it is, how it may be looked at."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.papers.models import File
from intake import sides
from intake.lifecycle.attaching import TAKES_FILES
from intake.models import Attachment, Binding, Case
from intake.permissions import may

PICTURES = ("image/jpeg", "image/png", "image/webp")
PLAYED = ("audio/mpeg", "audio/mp4", "audio/aac", "audio/wav", "audio/ogg")  # by browsers; AMR is downloaded
ICONS = {"photo": "photo", "scan": "file-text", "audio": "microphone", "document": "file"}


@dataclass(frozen=True)
class Row:
    """A file for the eye. `picture` or `sound` says how it is shown in the page; else it is downloaded."""

    attachment: Attachment
    file: File
    shown: File
    from_whom: str
    icon: str
    picture: bool
    sound: bool

    @property
    def label(self) -> Any:
        return self.attachment.label or self.attachment.get_kind_display()

    @property
    def sha_short(self) -> str:
        return self.file.sha256[:12]


@dataclass(frozen=True)
class Panel:
    """What the panel of files shows and offers."""

    rows: list[Row]
    coming: list[Binding]
    may_attach: bool
    may_detach: bool
    may_bind: bool

    @property
    def waiting(self) -> bool:
        """Whether a PDF is still being made."""
        return any(binding.state != Binding.State.FAILED for binding in self.coming)


def live(case: Case):
    """The files on the case that were not taken off, in the order in which they came."""
    rows = case.attachments.filter(removed_at=None).select_related("file", "public", "party__person", "by")
    return rows.order_by("position", "at", "pk")


def row(attachment: Attachment) -> Row:
    shown = attachment.public or attachment.file
    party = attachment.party
    whom = f"{party.get_side_display()} {sides.masked_name(party)}" if party else ""
    readable = attachment.file.readable
    return Row(
        attachment,
        attachment.file,
        shown,
        whom,
        ICONS.get(attachment.kind, "paperclip"),
        readable and shown.media_type in PICTURES,
        readable and shown.media_type in PLAYED,
    )


def panel(case: Case, by: Actor) -> Panel:
    """Three statements, however many files there are."""
    rows = [row(attachment) for attachment in live(case)]
    open_for_files = case.state in TAKES_FILES
    pages = sum(one.attachment.kind in (Attachment.Kind.PHOTO, Attachment.Kind.SCAN) for one in rows)
    unfinished = [Binding.State.WAITING, Binding.State.WORKING, Binding.State.FAILED]
    return Panel(
        rows,
        list(Binding.objects.filter(case=case, state__in=unfinished)),
        open_for_files and may(by, "case.attach", case),
        open_for_files and case.state != Case.State.CONCLUDED and may(by, "case.detach", case),
        open_for_files and pages > 1 and may(by, "case.bind_pages", case),
    )


USUAL = [
    _("Copy of the identity card"), _("Contract"), _("IOU or receipt"), _("Photos of the place"), _("Medical record"), _("Written application"),
    _("Power of attorney"), _("Accident certificate"), _("Invoice"), _("Recording of the talk"),
]  # fmt: skip
