"""Small whole files of every kind that is taken in, made here; nothing in them is anybody's."""

import base64
import io
import struct
import wave
import zipfile
import zlib

import pikepdf
from PIL import Image

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAABgA"
    "AgAAAAAB+gABAAAAAAAAAIoAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZo"
    "dmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZE"
    "AcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAIAAAAAEAAAAAAAAAAv///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1h"
    "AAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAqm1kYXQAAAAUKAGvGYDuJEpf/+jqqxN/wlBihPwAAAAGRXhpZgAATU0AKgAAAAgAAYglAAQAAAABAAAAGgAA"
    "AAAABAABAAIAAAACTgAAAAACAAUAAAADAAAAUAADAAIAAAACRQAAAAAEAAUAAAADAAAAaAAAAAAAAAAhAAAAAQAAAAAAAAABAAAAAAAAAAEAAAB2AAAAAQAAAB4AAAABAAAAAAAAAAE="
)  # 64 by 32, left half dark, with a position of its own


def picture(kind="JPEG", size=(60, 40), colour="red", **options) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind, **options)
    return content.getvalue()


def tiff(pages=3) -> bytes:
    sheets = [Image.new("L", (80, 120), 40 * page) for page in range(pages)]
    content = io.BytesIO()
    sheets[0].save(content, "TIFF", save_all=True, append_images=sheets[1:], compression="tiff_lzw")
    return content.getvalue()


def pdf(pages=1, change=None, **saving) -> bytes:
    """A PDF of blank sheets; `change` may do to it what it likes before it is saved."""
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page(page_size=(595, 842))
        if change:
            change(made)
        content = io.BytesIO()
        made.save(content, static_id=True, **saving)
        return content.getvalue()


def docx(**parts: bytes) -> bytes:
    return _office("word/document.xml", b'<w:document xmlns:w="urn:w"><w:body/></w:document>', parts)


def xlsx(**parts: bytes) -> bytes:
    return _office("xl/workbook.xml", b'<workbook xmlns="urn:x"><sheets/></workbook>', parts)


def _office(main: str, content: bytes, parts: dict[str, bytes]) -> bytes:
    """`parts` adds or replaces parts of the container, by name."""
    whole = {
        "[Content_Types].xml": b'<Types xmlns="urn:t"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="urn:r"><Relationship Id="1" Type="urn:officeDocument" Target="{main}"/></Relationships>'.encode(),
        main: content,
        **parts,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in whole.items():
            container.writestr(name, part)
    return made.getvalue()


def wav(seconds=0.1) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\1\0" * int(8000 * seconds))
    return content.getvalue()


def mp3(frames=10) -> bytes:
    """MPEG 1, layer 3, 128 kbit/s, 44.1 kHz: silence."""
    return b"ID3\4\0\0\0\0\0\x0a" + bytes(10) + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def aac(frames=10) -> bytes:
    length = 32
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5 | 0x1F, 0xFC])
    return (head + bytes(length - 7)) * frames


def amr(frames=10) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * frames


def amr_wide(frames=10) -> bytes:
    return b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * frames


def ogg(codec=b"OpusHead", pages=4) -> bytes:
    return b"".join(ogg_page(number, codec if number == 0 else b"sound", first=number == 0) for number in range(pages))


def ogg_page(number: int, body: bytes, *, first=False) -> bytes:
    page = b"OggS\0" + bytes([2 if first else 0]) + struct.pack("<qIII", 0, 7, number, 0) + bytes([1, len(body)]) + body
    return page[:22] + struct.pack("<I", _ogg_sum(page)) + page[26:]


def _ogg_sum(page: bytes) -> int:
    """RFC 3533 by the letter, bit by bit."""
    found = 0
    for byte in page:
        found ^= byte << 24
        for _bit in range(8):
            found = (found << 1 ^ 0x04C11DB7 if found & 0x80000000 else found << 1) & 0xFFFFFFFF
    return found


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def m4a(handler=b"soun", brand=b"M4A ") -> bytes:
    track = box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(13))))
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", box(b"mvhd", bytes(100)) + track) + box(b"mdat", bytes(64))


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(width: int, height: int, *more: bytes) -> bytes:
    """A PNG that claims to be so large and holds next to nothing."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + b"".join(more)
        + png_chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + png_chunk(b"IEND", b"")
    )


GOOD = {
    "photo.jpg": (picture(), "image/jpeg"), "progressive.jpg": (picture(size=(300, 200), progressive=True), "image/jpeg"), "photo.png": (picture("PNG"), "image/png"),
    "photo.webp": (picture("WEBP"), "image/webp"), "photo.heic": (HEIC, "image/heic"), "scan.pdf": (pdf(), "application/pdf"), "scan.tif": (tiff(), "image/tiff"),
    "talk.mp3": (mp3(), "audio/mpeg"), "talk.m4a": (m4a(), "audio/mp4"), "talk.3gp.m4a": (m4a(brand=b"3gp5"), "audio/mp4"), "talk.aac": (aac(), "audio/aac"),
    "talk.wav": (wav(), "audio/wav"), "talk.ogg": (ogg(b"\x01vorbis"), "audio/ogg"), "talk.opus": (ogg(), "audio/ogg"), "talk.amr": (amr(), "audio/amr"), "wide.amr": (amr_wide(), "audio/amr"),
    "letter.docx": (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "list.xlsx": (xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}  # fmt: skip
