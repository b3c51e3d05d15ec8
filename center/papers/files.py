"""Taking a file in: examined by its content, checked for viruses, its digest kept; the original unchanged, and a public copy beside it."""

import hashlib
import io
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings
from django.core.files import File as Content
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.papers import viruses
from center.papers.examiner import examine
from center.papers.examining.kinds import Kind
from center.papers.models import File

NAME = 120  # characters kept of the name of a file
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Photo:
    """A photo that was examined, made upright and small, and holds nothing but its picture; not yet kept."""

    content: bytes
    kind: Kind


@dataclass(frozen=True)
class Incoming:
    """A file that was examined and not yet kept. `folder` holds the original and its copy, and goes when this goes."""

    folder: tempfile.TemporaryDirectory
    kind: Kind
    size: int
    sha256: str
    name: str
    pages: int | None
    copy: Kind | None
    check: str

    @property
    def original_path(self) -> Path:
        return Path(self.folder.name) / "original"

    @property
    def copy_path(self) -> Path:
        return Path(self.folder.name) / "copy"


@dataclass(frozen=True)
class Kept:
    """The rows of a file: the original, and the public copy where there is one."""

    original: File
    public: File | None


def read(upload: BinaryIO, *, size: int, name: str = "", by: Actor, about: str = "") -> Incoming:
    """Examine a file before a transaction begins; half a second at most for what phones and scanners send.

    Raises Refused("file_too_large" | "infected") and the codes of `examiner.SENTENCES`; a virus is written into the audit.
    """
    incoming = _examined(upload, size, name)
    if incoming.check == File.Check.INFECTED:
        audit.record("file_infected", by=by, about=about, sha256=incoming.sha256, size=incoming.size)
        raise Refused(
            _(
                "The virus scanner found something harmful in this file. It was not kept. Tell the person who brought it."
            ),
            "infected",
            status=422,
        )
    return incoming


def read_photo(upload: BinaryIO, *, size: int) -> Photo:
    """Read a photo of which only the public copy is kept. Raises Refused("file_too_large" | "not_a_photo")."""
    try:
        incoming = _examined(upload, size, "", look=False)
    except Refused as refusal:
        if refusal.code == "file_too_large":
            raise
        raise not_a_photo() from refusal
    if incoming.kind.group != "photo" or incoming.copy is None:
        raise not_a_photo()
    return Photo(incoming.copy_path.read_bytes(), incoming.copy)


def keep(photo: Photo) -> File:
    """Write the bytes to the store and their row; a caller whose transaction fails afterwards must `discard` the bytes."""
    return store(io.BytesIO(photo.content), photo.kind)


def keep_incoming(incoming: Incoming) -> Kept:
    """The same for an original and its copy, before a transaction begins; what turns out not to be needed is dropped (`drop`)."""
    with incoming.original_path.open("rb") as source:
        original = store(source, incoming.kind, name=incoming.name, pages=incoming.pages, check=incoming.check)
    if incoming.copy is None:
        return Kept(original, None)
    try:
        with incoming.copy_path.open("rb") as source:
            return Kept(original, store(source, incoming.copy, pages=incoming.pages))
    except BaseException:
        drop(original)
        raise


def store(
    source: IO[bytes], kind: Kind, *, name: str = "", pages: int | None = None, check: str = File.Check.NOT_CHECKED
) -> File:
    """Bytes and row of one file that is known to be of `kind`."""
    running, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        running.update(chunk)
        size += len(chunk)
    source.seek(0)
    digest = running.hexdigest()
    checked_at = now() if check in (File.Check.CLEAN, File.Check.INFECTED) else None
    file = File(
        media_type=kind.media_type, size=size, sha256=digest, stored_at=now(), name=name, pages=pages, virus_check=check, checked_at=checked_at
    )  # fmt: skip
    file.content.save(f"{digest}{kind.ending}", Content(source), save=False)
    try:
        file.save()
    except BaseException:
        discard(file)
        raise
    return file


def discard(file: File) -> None:
    """Remove the bytes of a file whose row was rolled back."""
    file.content.storage.delete(str(file.content.name))


def drop(file: File | None) -> None:
    """Remove row and bytes of a file that nothing names."""
    if file is not None and file.pk:
        file.delete()
        discard(file)


def store_photo(upload: BinaryIO, *, size: int) -> File:
    """Read and keep in one step. Raises Refused("file_too_large" | "not_a_photo")."""
    return keep(read_photo(upload, size=size))


def not_a_photo() -> Refused:
    return Refused(
        _("This file is not a photo that we can read. Use JPEG, PNG, WebP or HEIC."), "not_a_photo", status=422
    )


def clean_name(name: str) -> str:
    """The last part of a name that came with a file, without control characters and marks that turn text round; for reading only."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        character
        for character in last
        if not unicodedata.category(character).startswith(("C", "Z")) or character == " "
    )
    return shown.strip(" .")[:NAME]


def _examined(upload: BinaryIO, size: int, name: str, *, look: bool = True) -> Incoming:
    if size > settings.FILE_MAX_BYTES:
        raise _too_large()
    folder = tempfile.TemporaryDirectory(prefix="paper-")
    digest, written = hashlib.sha256(), 0
    original = Path(folder.name) / "original"
    upload.seek(0)
    with original.open("wb") as target:
        while chunk := upload.read(CHUNK):
            written += len(chunk)
            if written > settings.FILE_MAX_BYTES:
                raise _too_large()
            digest.update(chunk)
            target.write(chunk)
    found = examine(original, Path(folder.name) / "copy")
    with original.open("rb") as source:
        finding = viruses.look(source) if look else viruses.Finding(File.Check.NOT_CHECKED)
    return Incoming(
        folder, found.kind, written, digest.hexdigest(), clean_name(name), found.pages, found.copy, finding.check
    )


def _too_large() -> Refused:
    return Refused(
        _("This file is larger than %(megabytes)s MB. Take the photo at a lower quality, or send the scan in parts.")
        % {"megabytes": settings.FILE_MAX_BYTES // 1024**2},
        "file_too_large",
        status=422,
    )
