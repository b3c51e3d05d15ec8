"""Giving a file out: by its examined type, never run, in parts where a player asks for a part."""

import re
from typing import Any, BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.papers.models import File

INLINE = ("image/jpeg", "image/png", "image/webp")
SOUND = "audio/"
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
LOCKED = "sandbox; default-src 'none'; style-src 'none'; script-src 'none'; frame-ancestors 'none'"


class Part:
    """A stretch of a file, read to its end and no further; closes what it reads from."""

    def __init__(self, source: BinaryIO, start: int, length: int) -> None:
        source.seek(start)
        self._source, self._left = source, length

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._source.close()


def answer(request: HttpRequest, file: File, name: str, *, inline: bool = False) -> HttpResponse:
    """The bytes of `file` as a download called `name`; `inline` shows pictures and plays sound, and nothing else.

    A single `Range` gives 206, one outside the file 416. Raises Refused("not_checked") while a virus check is owed, Http404 where the bytes are gone.
    """
    if not file.readable:
        raise held(file)
    shown = inline and file.media_type.startswith((*INLINE, SOUND))
    wanted = _range(request.headers.get("Range", ""), file.size)
    if wanted is None:
        return _dressed(HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"}))
    start, end = wanted
    response = FileResponse(
        Part(_open(file), start, end - start), as_attachment=not shown, filename=f"{name}{file.ending}", content_type=file.media_type
    )  # fmt: skip
    response.headers["Content-Length"] = str(end - start)
    response.headers["Accept-Ranges"] = "bytes"
    if request.headers.get("Range") and (start, end) != (0, file.size):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    return _dressed(response)


def _range(asked: str, size: int) -> tuple[int, int] | None:
    """From where to where; the whole for what is not understood (RFC 9110, section 14.2), None for what lies outside."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _open(file: File) -> Any:
    try:
        return file.content.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error


def _dressed(response: Any) -> Any:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = LOCKED
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def held(file: File) -> Refused:
    """Why a file is not given out."""
    if file.virus_check == File.Check.INFECTED:
        return Refused(
            _("A virus was found in this file. It is kept as it came, and given to nobody."), "infected", status=409
        )
    return Refused(
        _("This file still waits for the virus check. It can be opened when the scanner answers again."), "not_checked", status=409
    )  # fmt: skip


def made(content: bytes, name: str, media_type: str = "application/pdf") -> HttpResponse:
    """What we have just made ourselves and do not keep: a draft, a blank form, a paper as a Word file."""
    response = HttpResponse(content, content_type=media_type)
    way = "inline" if media_type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    return _dressed(response)
