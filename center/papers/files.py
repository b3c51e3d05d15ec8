"""Taking a file in: checked by its content, its place of taking stripped, its digest kept."""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from center.foundation.errors import Refused
from center.foundation.now import now
from center.papers.models import File

PHOTOS = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"), "WEBP": ("image/webp", ".webp")}
MAX_PIXELS = 60_000_000
LONG_SIDE = 2560


@dataclass(frozen=True)
class Photo:
    """A photo that was read, made upright and small, and holds nothing but its picture; not yet kept."""

    content: bytes
    kind: str  # a key of PHOTOS


def read_photo(upload: BinaryIO, *, size: int) -> Photo:
    """Read a photo (JPEG, PNG, WebP): upright, at most 2,560 px on its long side, without EXIF, XMP or comments.

    Takes up to a second, so it is done before a transaction begins. Raises Refused("file_too_large" | "not_a_photo").
    """
    if size > settings.FILE_MAX_BYTES:
        raise Refused(
            _("This photo is larger than 20 MB. Take it again at a lower quality."), "file_too_large", status=422
        )
    try:
        return _read(upload)
    except Refused:
        raise
    except Exception as error:  # a hostile file makes the decoders raise nearly anything
        raise not_a_photo() from error


def keep(photo: Photo) -> File:
    """Write the bytes to the store and their row; a caller whose transaction fails afterwards must `discard` the bytes."""
    media_type, ending = PHOTOS[photo.kind]
    digest = hashlib.sha256(photo.content).hexdigest()
    file = File(media_type=media_type, size=len(photo.content), sha256=digest, stored_at=now())
    file.content.save(f"{digest}{ending}", ContentFile(photo.content), save=False)
    file.save()
    return file


def discard(file: File) -> None:
    """Remove the bytes of a file whose row was rolled back."""
    file.content.storage.delete(str(file.content.name))


def store_photo(upload: BinaryIO, *, size: int) -> File:
    """Read and keep in one step. Raises Refused("file_too_large" | "not_a_photo")."""
    return keep(read_photo(upload, size=size))


def not_a_photo() -> Refused:
    return Refused(_("This file is not a photo that we can read. Use JPEG, PNG or WebP."), "not_a_photo", status=422)


def _read(upload: BinaryIO) -> Photo:
    opened = Image.open(upload, formats=tuple(PHOTOS))
    if opened.width * opened.height > MAX_PIXELS:
        raise not_a_photo()
    kind = opened.format or ""
    opened.thumbnail((LONG_SIDE, LONG_SIDE))  # a large JPEG is never unpacked in full
    image = ImageOps.exif_transpose(opened)
    clear = kind != "JPEG" and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info)
    image = image.convert("RGBA" if clear else "RGB")
    image.info = {}  # comments, colour profile, XMP and EXIF would be written again
    clean = io.BytesIO()
    image.save(clean, kind, quality=85)
    return Photo(clean.getvalue(), kind)
