"""The containers of sound: WAV (RIFF), Ogg (RFC 3533) and MP4 (ISO/IEC 14496-12), read to their last byte."""

import zlib
from collections.abc import Iterator

from center.papers.examining.kinds import Unfit

WAV_FORMATS = {1, 3, 6, 7, 0x11, 0xFFFE}  # PCM, float, A-law, μ-law, IMA ADPCM, extensible
OGG_SOUND = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
OGG_HEADER = 27
TRACKS = {b"soun", b"meta", b"text", b"mdir", b"mdta", b"hint"}  # no film
INNER = {b"moov", b"trak", b"mdia"}
MAX_BOXES = 20_000
REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def wav(data: bytes) -> None:
    """Raises Unfit("broken")."""
    if abs(int.from_bytes(data[4:8], "little") + 8 - len(data)) > 1:
        raise Unfit("broken")
    at, seen = 12, {}
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            raise Unfit("broken")
        seen[data[at : at + 4]] = at + 8
        at += 8 + size + (size & 1)
    if not {b"fmt ", b"data"} <= set(seen):
        raise Unfit("broken")
    if int.from_bytes(data[seen[b"fmt "] : seen[b"fmt "] + 2], "little") not in WAV_FORMATS:
        raise Unfit("broken")


def ogg(data: bytes) -> None:
    """Page by page with their checksums; every stream that begins is one of sound. Raises Unfit("broken" | "kind_unknown")."""
    at = pages = 0
    while at < len(data):
        if data[at : at + 5] != b"OggS\0":
            raise Unfit("broken")
        lengths = data[at + OGG_HEADER : at + OGG_HEADER + data[at + 26]]
        body = at + OGG_HEADER + len(lengths)
        end = body + sum(lengths)
        if (
            len(lengths) != data[at + 26]
            or end > len(data)
            or _ogg_sum(data[at:end]) != int.from_bytes(data[at + 22 : at + 26], "little")
        ):
            raise Unfit("broken")
        if data[at + 5] & 2 and not data[body:end].startswith(OGG_SOUND):
            raise Unfit("kind_unknown")
        if pages == 0 and not data[at + 5] & 2:
            raise Unfit("broken")
        at, pages = end, pages + 1
    if pages < 3:
        raise Unfit("broken")


def _ogg_sum(page: bytes) -> int:
    """Ogg's CRC is that of zlib with every bit turned round: a loop in Python takes seconds for what this does in milliseconds."""
    blank = page[:22] + bytes(4) + page[26:]
    turned = zlib.crc32(blank.translate(REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2)


def m4a(data: bytes) -> None:
    """Boxes that fill the file, with at least one track of sound and none of pictures. Raises Unfit("broken" | "kind_unknown" | "too_heavy")."""
    found = [(name, data[start:end]) for name, start, end in _boxes(data, 0, len(data))]
    names = {name for name, _content in found}
    if b"moov" not in names or not names & {b"mdat", b"moof"}:
        raise Unfit("broken")
    tracks = set(_handlers(next(content for name, content in found if name == b"moov")))
    if b"soun" not in tracks or tracks - TRACKS:
        raise Unfit("kind_unknown")


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin and end of what each box holds; the last one may say "to the end"."""
    count = 0
    while at < end:
        size, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        count += 1
        if count > MAX_BOXES:
            raise Unfit("too_heavy")
        if size < head or at + size > end or not name.strip(b" ").isalnum():
            raise Unfit("broken")
        yield name, at + head, at + size
        at += size


def _handlers(moov: bytes, depth: int = 0) -> Iterator[bytes]:
    for name, start, end in _boxes(moov, 0, len(moov)):
        if name == b"hdlr" and depth == 2:
            yield moov[start + 8 : start + 12]
        elif name in INNER and depth < 2:
            yield from _handlers(moov[start:end], depth + 1)
