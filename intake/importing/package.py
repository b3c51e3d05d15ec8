"""What an Excel file is before anybody opens it: the zip around it, its size unpacked, what hides in it."""

import re
import zipfile
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused

MOST_PARTS = 200
MOST_RATIO, LOOKED_AT = 200, 1 << 20  # how many times larger a part may unpack, from a size at which it matters
CHUNK = 1 << 20
OVERLAP = 64
ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
FOREIGN_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8|us-ascii)", re.IGNORECASE)
BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"<\x00", b"\x00<")
HEADS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _("This is an old Excel file (.xls), or one with a password. Open it in Excel and save it as .xlsx without a password."),
    b"%PDF": _("This is a PDF file. Import the Excel file it was made from."),
}  # fmt: skip
MACROS = re.compile(r"vbaproject|/macrosheets/|/activex/|/ctrlprops/", re.IGNORECASE)
OUTSIDE = re.compile(r"/externallinks/|/embeddings/|connections\.xml$|/querytables/|/model/|customdata/", re.IGNORECASE)
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=\"([A-Z]{1,3}\d+(?::[A-Z]{1,3}\d+)?)\"")


def check(upload: BinaryIO, *, size: int) -> None:
    """Raises Refused with a sentence unless `upload` is an .xlsx workbook that may be opened; reads it part by part, never whole."""
    if size > settings.IMPORT_MAX_BYTES:
        raise too_large()
    upload.seek(0)
    head = upload.read(512)
    _check_head(head)
    try:
        with zipfile.ZipFile(upload) as package:
            _check_parts(package)
            for part in package.infolist():
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_xml(package, part)
    except Refused:
        raise
    except Exception as error:  # a hostile zip makes the module raise nearly anything
        raise unreadable() from error
    upload.seek(0)


def merged_cells(upload: BinaryIO, path: str) -> list[str]:
    """The ranges that are merged in the sheet at `path` of the package."""
    upload.seek(0)
    found: dict[str, None] = {}
    with zipfile.ZipFile(upload) as package, package.open(path) as part:
        tail = b""
        while (chunk := part.read(CHUNK)) and len(found) < MOST_PARTS:
            text = tail + chunk
            found |= dict.fromkeys(match.group(1).decode() for match in MERGED.finditer(text))
            tail = text[-4 * OVERLAP :]
    upload.seek(0)
    return list(found)


def too_large() -> Refused:
    return Refused(
        _("This file is larger than %(most)s MB. Divide it into several files.")
        % {"most": settings.IMPORT_MAX_BYTES // 2**20},
        "file_too_large",
        status=422,
    )


def unreadable() -> Refused:
    return Refused(
        _("This file cannot be read as an Excel workbook. Open it in Excel, save it again as .xlsx, and import that."),
        "unreadable",
        status=422,
    )


def _check_head(head: bytes) -> None:
    if not head:
        raise Refused(_("This file is empty. Choose another one."), "empty_file", status=422)
    for begins, sentence in HEADS.items():
        if head.startswith(begins):
            raise Refused(sentence, "not_xlsx", status=422)
    if not head.startswith(b"PK\x03\x04"):
        raise Refused(
            _(
                "This is not an Excel workbook (.xlsx). A CSV or web page loses the zeros and digits of long numbers: "
                "copy its columns into the template and import that."
            ),
            "not_xlsx",
            status=422,
        )


def _check_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(name.lower() for name in names)) != len(names):
        raise unreadable()
    if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
        raise unreadable()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > settings.IMPORT_MAX_UNPACKED or any(
        part.file_size > LOOKED_AT and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts
    ):
        raise Refused(
            _("This workbook is far larger inside than it looks. Copy the rows alone into the template."),
            "bomb",
            status=422,
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused(_("This file is locked with a password. Save it without one."), "not_xlsx", status=422)
    if "xl/workbook.bin" in names:
        raise Refused(_("This is a binary workbook (.xlsb). Save it as .xlsx."), "not_xlsx", status=422)
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise Refused(_("This is not an Excel workbook (.xlsx), whatever its name says."), "not_xlsx", status=422)
    if any(MACROS.search(name) for name in names) or b"macroEnabled" in package.read("[Content_Types].xml")[:CHUNK]:
        raise Refused(_("This workbook holds macros. Save it as .xlsx without them."), "macros", status=422)
    if any(OUTSIDE.search(name) for name in names):
        raise Refused(
            _("This workbook is tied to other files or holds objects. Copy the cells as values into the template."),
            "tied_to_others",
            status=422,
        )


def _check_xml(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No entities, no other encoding than UTF-8, in which such could hide; the end of one piece is read again with the next."""
    with package.open(part) as opened:
        tail, first = b"", True
        while chunk := opened.read(CHUNK):
            text = tail + chunk
            if first and (text.startswith(BYTE_ORDER) or FOREIGN_ENCODING.search(text[:200])):
                raise unreadable()
            if ENTITIES.search(text):
                raise unreadable()
            tail, first = text[-OVERLAP:], False
