"""PDFs: opened without repair, every object looked at; what acts by itself or carries other files is not taken in."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf

from center.papers.examining.kinds import Unfit

MAX_PAGES = 2000
MAX_OBJECTS = 300_000
DEPTH = 60
TAIL = 1024  # bytes after the last %%EOF in which a writer may leave blanks
ACTS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/Rendition",
    "/Movie",
    "/GoToE",
    "/GoToR",
    "/RichMediaExecute",
}
CARRIES = {"/FileAttachment", "/RichMedia", "/3D", "/Screen", "/Movie", "/Sound"}
KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AA", "/RichMediaContent"}


def page_count(source: BinaryIO) -> int:
    """How many pages. Raises Unfit("pdf_locked" | "broken" | "active" | "two_kinds" | "too_heavy")."""
    _check_ends(source)
    source.seek(0)
    try:
        pdf = pikepdf.open(source, attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Unfit("pdf_locked") from error
    with pdf:
        if pdf.is_encrypted:
            raise Unfit("pdf_locked")
        count = len(pdf.pages)
        if not 1 <= count <= MAX_PAGES:
            raise Unfit("broken" if not count else "too_heavy")
        for number, thing in enumerate(pdf.objects):
            if number > MAX_OBJECTS:
                raise Unfit("too_heavy")
            for part in _dictionaries(thing):
                _check_still(part)
        return count


def _check_ends(source: BinaryIO) -> None:
    """Nothing before, nothing behind: another kind of file hides there."""
    source.seek(0)
    whole = source.read()
    end = whole.rfind(b"%%EOF")
    if end < 0:
        raise Unfit("broken")
    if whole[end + 5 :].strip(b"\r\n\t \0") or len(whole) - end > TAIL or whole.count(b"%PDF-") > 1:
        raise Unfit("two_kinds")


def _dictionaries(thing: Any, depth: int = 0) -> Iterator[Any]:
    """`thing` and what lies directly in it; what is referred to comes round by itself."""
    if depth > DEPTH:
        raise Unfit("too_heavy")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        held = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        yield held
        inner = list(held.values())
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)


def _check_still(part: Any) -> None:
    keys = set(part.keys())
    named = {str(part[key]) for key in ("/S", "/Subtype", "/Type") if isinstance(part.get(key), pikepdf.Name)}
    if keys & KEYS or named & (ACTS | CARRIES | {"/EmbeddedFile"}):
        raise Unfit("active")
