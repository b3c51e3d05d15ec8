"""Word and Excel files of today (ISO/IEC 29500): a container of XML, every part unpacked and read within bounds."""

import re
import zipfile
from itertools import pairwise
from typing import BinaryIO
from xml.parsers import expat

from center.papers.examining.kinds import DOCX, XLSX, Kind, Unfit

MAX_PARTS = 2000
MAX_UNPACKED = 200 * 1024 * 1024
CHUNK = 256 * 1024
LOCAL_HEADER, END_OF_DIRECTORY = 30, 22  # bytes
MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
ACTIVE = re.compile(
    r"vbaproject|vbadata|activex|/embeddings/|/externallinks/|/macrosheets/|/dialogsheets/|customui|\.(bin|exe|dll|js|vbs|bat|cmd|lnk|zip|rar|7z|docm|xlsm|ole|mht|mhtml|html?|rtf)$"
)
HARMLESS = re.compile(r"printersettings\d*\.bin$")
ACTIVE_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject", "controlproperties")


def read(source: BinaryIO) -> Kind:
    """Which of the two it is. Raises Unfit("kind_unknown" | "broken" | "active" | "two_kinds" | "too_heavy")."""
    with zipfile.ZipFile(source) as container:
        parts = container.infolist()
        _check_container(source, container, parts)
        kind = next((kind for name, kind in MAIN.items() if name in container.namelist()), None)
        if kind is None or "[Content_Types].xml" not in container.namelist():
            raise Unfit("kind_unknown")
        left = MAX_UNPACKED
        for part in parts:
            left -= _read_part(container, part, left)
    return kind


def _check_container(source: BinaryIO, container: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unfit("too_heavy")
    if len({name.lower() for name in names}) != len(names):
        raise Unfit("two_kinds")  # which of the two is opened depends on the reader
    if any(name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name or "\0" in name for name in names):
        raise Unfit("broken")
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit("office_old")
    if any(ACTIVE.search(f"/{name}".lower()) and not HARMLESS.search(name.lower()) for name in names):
        raise Unfit("active")
    _check_no_gap(source, container, parts)


def _check_no_gap(source: BinaryIO, container: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Begins with its first part, ends with its directory, and no part lies over another (the bomb of one kernel)."""
    source.seek(0, 2)
    size = source.tell()
    source.seek(max(0, size - END_OF_DIRECTORY))
    if source.read(4) != b"PK\x05\x06" or container.comment or min(part.header_offset for part in parts) != 0:
        raise Unfit("two_kinds")
    ordered = sorted(parts, key=lambda part: part.header_offset)
    for here, following in pairwise(ordered):
        if here.header_offset + LOCAL_HEADER + here.compress_size > following.header_offset:
            raise Unfit("too_heavy")


def _read_part(container: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Unpack one part against its checksum, and read XML without entities. Gives its true size."""
    name, size = part.filename.lower(), 0
    parser = _parser(name) if name.endswith((".xml", ".rels", ".vml")) else None
    with container.open(part) as content:
        while chunk := content.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise Unfit("too_heavy")
            if parser:
                parser.Parse(chunk, False)
    if parser:
        parser.Parse(b"", True)
    return size


def _parser(name: str):
    """Of one part: no document type, no entities; where parts are listed, no macros and nothing fetched from elsewhere."""
    parser = expat.ParserCreate()

    def refuse(*_said: object) -> None:
        raise Unfit("active")

    def listed(_tag: str, words: dict[str, str]) -> None:
        kind = words.get("Type", "").lower()
        outside = words.get("TargetMode", "").lower() == "external" and not kind.endswith("/hyperlink")
        if outside or any(word in words.get("ContentType", "").lower() for word in ACTIVE_TYPES):
            raise Unfit("active")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    if name.endswith(".rels") or name == "[content_types].xml":
        parser.StartElementHandler = listed
    return parser
