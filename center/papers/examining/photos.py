"""Photos, and scans of many pages in one TIFF: decoded whole, and written anew for the public copy."""

import io
from collections.abc import Iterator
from typing import BinaryIO

import pi_heif
from PIL import Image, ImageOps

from center.papers.examining import alone
from center.papers.examining.kinds import HEIC, JPEG, PNG, TIFF, WEBP, Kind, Unfit

pi_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = None  # MAX_PIXELS is asked before anything is unpacked, with an answer of our own

FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF", TIFF: "TIFF"}
MAX_PIXELS = 60_000_000
MAX_PASSES = (
    1_500_000_000  # pixels of a JPEG times its scans: 364 KB of a thousand scans keep a decoder busy for half a minute
)
MAX_FRAMES = 200  # pages of a TIFF
LONG_SIDE = 2560
QUALITY = 85


def public_copy(source: BinaryIO, kind: Kind) -> tuple[bytes, Kind]:
    """The picture alone: upright, at most 2,560 px on its long side, without EXIF, XMP or comments; HEIC becomes JPEG.

    Raises Unfit("broken" | "too_heavy" | "animated" | "two_kinds").
    """
    alone.check(source)
    source.seek(0)
    opened = Image.open(source, formats=[FORMATS[kind]])
    check_pixels(opened)
    if kind is JPEG:
        _check_passes(source, opened.width * opened.height)
    if kind in (PNG, WEBP) and getattr(opened, "is_animated", False):
        raise Unfit("animated")
    image = upright(opened)
    made = kind if kind in (PNG, WEBP) else JPEG
    clear = made is not JPEG and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info)
    return write(image.convert("RGBA" if clear else "RGB"), made), made


def pages(source: BinaryIO) -> Iterator[Image.Image]:
    """The pages of a TIFF one by one, small enough for paper at 200 dpi. Raises as `public_copy`."""
    alone.check(source)
    source.seek(0)
    opened = Image.open(source, formats=["TIFF"])
    count = 0
    while True:
        count += 1
        if count > MAX_FRAMES:
            raise Unfit("too_heavy")
        check_pixels(opened)
        yield upright(opened.copy()).convert("RGB")
        try:
            opened.seek(count)
        except EOFError:
            return


def upright(opened: Image.Image) -> Image.Image:
    """Made small first, so that a large JPEG is never unpacked in full; then turned as its EXIF says."""
    opened.thumbnail((LONG_SIDE, LONG_SIDE))
    return ImageOps.exif_transpose(opened)


def write(image: Image.Image, kind: Kind) -> bytes:
    """The pixels and nothing else."""
    image.info = {}  # comments, colour profile, XMP and EXIF would be written again
    clean = io.BytesIO()
    image.save(clean, FORMATS[kind], quality=QUALITY)
    return clean.getvalue()


def check_pixels(opened: Image.Image) -> None:
    if opened.width * opened.height > MAX_PIXELS:
        raise Unfit("too_heavy")


def _check_passes(source: BinaryIO, pixels: int) -> None:
    """A phone writes one to ten scans, with its previews some dozens; each is a pass over all pixels."""
    source.seek(0)
    if source.read().count(b"\xff\xda") * pixels > MAX_PASSES:
        raise Unfit("too_heavy")
    source.seek(0)
