"""The kinds of file that are taken in, and how each begins. A name and what a browser claims decide nothing."""

from dataclasses import dataclass
from typing import BinaryIO

HEAD = 4096  # bytes by which a kind is told


class Unfit(Exception):
    """A file that is not taken in; `code` is the word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Kind:
    """`group` is photo, scan, audio or document; `ending` is given to a download, whatever the file was called."""

    media_type: str
    ending: str
    group: str


JPEG = Kind("image/jpeg", ".jpg", "photo")
PNG = Kind("image/png", ".png", "photo")
WEBP = Kind("image/webp", ".webp", "photo")
HEIC = Kind("image/heic", ".heic", "photo")
PDF = Kind("application/pdf", ".pdf", "scan")
TIFF = Kind("image/tiff", ".tif", "scan")
MP3 = Kind("audio/mpeg", ".mp3", "audio")
M4A = Kind("audio/mp4", ".m4a", "audio")
AAC = Kind("audio/aac", ".aac", "audio")
WAV = Kind("audio/wav", ".wav", "audio")
OGG = Kind("audio/ogg", ".ogg", "audio")
AMR = Kind("audio/amr", ".amr", "audio")
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", "document")
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "document")
KINDS = {
    kind.media_type: kind
    for kind in (JPEG, PNG, WEBP, HEIC, PDF, TIFF, MP3, M4A, AAC, WAV, OGG, AMR, DOCX, XLSX)
}  # fmt: skip

OFFICE = Kind("application/zip", ".zip", "container")  # of which only its inside tells which of the two it is
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
M4A_BRANDS = {
    b"M4A ",
    b"M4B ",
    b"mp41",
    b"mp42",
    b"isom",
    b"iso2",
    b"iso5",
    b"iso6",
    b"3gp4",
    b"3gp5",
    b"3gp6",
    b"MSNV",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word and Excel before 2007, and any office file under a password


def recognise(source: BinaryIO) -> Kind:
    """The kind by its first bytes, or `OFFICE`. Raises Unfit("file_empty" | "office_old" | "kind_unknown")."""
    source.seek(0)
    head = source.read(HEAD)
    if not head:
        raise Unfit("file_empty")
    if head.startswith(OLE):
        raise Unfit("office_old")
    for kind, begins in (
        (JPEG, b"\xff\xd8\xff"), (PNG, b"\x89PNG\r\n\x1a\n"), (PDF, b"%PDF-"), (TIFF, b"II*\0"), (TIFF, b"MM\0*"), (OGG, b"OggS"),
        (AMR, b"#!AMR\n"), (AMR, b"#!AMR-WB\n"), (OFFICE, b"PK\x03\x04"), (MP3, b"ID3"),
    ):  # fmt: skip
        if head.startswith(begins):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE"):
        return WEBP if head[8:12] == b"WEBP" else WAV
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS | M4A_BRANDS:
        return HEIC if head[8:12] in HEIC_BRANDS else M4A
    if len(head) > 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return AAC if head[1] & 0xF6 == 0xF0 else MP3
    raise Unfit("kind_unknown")
