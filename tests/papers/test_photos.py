"""What happens to a photo that comes in."""

import hashlib
import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from PIL import Image, PngImagePlugin

from center.foundation.errors import Refused
from center.papers import files
from center.papers.models import File

GPS, ORIENTATION, XMP = (
    0x8825,
    0x0112,
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>33,0N</exif:GPSLatitude></x:xmpmeta>',
)


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


def picture(kind="JPEG", size=(40, 20), mode="RGB", **options) -> io.BytesIO:
    """An upload of this kind: left half dark, right half light."""
    image = Image.new(mode, size)
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "white"), (size[0] // 2, 0))
    upload = io.BytesIO()
    image.save(upload, kind, **options)
    upload.seek(0)
    return upload


def with_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # held upright: to be turned by a quarter
    exif.get_ifd(GPS).update({1: "N", 2: (33.0, 0.0, 0.0), 3: "E", 4: (118.0, 30.0, 0.0)})
    return exif


def read(upload: io.BytesIO) -> Image.Image:
    return Image.open(io.BytesIO(files.read_photo(upload, size=len(upload.getvalue())).content))


def refusal(upload: io.BytesIO, size: int | None = None) -> str:
    with pytest.raises(Refused) as refused:
        files.read_photo(upload, size=len(upload.getvalue()) if size is None else size)
    assert refused.value.status == 422
    return refused.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_read_by_its_content(kind):
    image = read(picture(kind))
    assert (image.format, image.size) == (kind, (40, 20))


def test_where_and_how_it_was_taken_is_stripped():
    image = read(
        picture(exif=with_exif(), comment=b"taken at 33.0,118.5", xmp=XMP, icc_profile=b"profile of a phone" * 20)
    )
    assert not dict(image.getexif())
    assert not {"comment", "xmp", "exif", "icc_profile"} & set(image.info)


@pytest.mark.parametrize(("kind", "extra"), [("PNG", {"pnginfo": "text"}), ("WEBP", {"xmp": XMP})])
def test_the_same_holds_for_the_other_kinds(kind, extra):
    if "pnginfo" in extra:
        extra = {"pnginfo": PngImagePlugin.PngInfo()}
        extra["pnginfo"].add_text("Location", "33.0,118.5")
    image = read(picture(kind, exif=with_exif(), **extra))
    assert not dict(image.getexif())
    assert not {"Location", "xmp", "exif", "XML:com.adobe.xmp"} & set(image.info)


def test_it_is_stored_upright():
    image = read(picture(exif=with_exif()))
    assert image.size == (20, 40)
    assert image.convert("L").getpixel((10, 2)) < 60 < 200 < image.convert("L").getpixel((10, 37))


def test_a_large_one_is_made_smaller():
    assert max(read(picture(size=(4000, 3000))).size) == 2560


def test_a_clear_ground_stays_clear():
    assert read(picture("PNG", mode="RGBA")).mode == "RGBA"


def test_a_text_by_the_name_of_a_photo_is_refused():
    assert refusal(io.BytesIO(b"<script>alert(1)</script>" * 50)) == "not_a_photo"


def test_nothing_at_all_is_refused():
    assert refusal(io.BytesIO(b"")) == "not_a_photo"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_refused(kind):
    whole = picture(kind, size=(300, 300)).getvalue()
    assert refusal(io.BytesIO(whole[: len(whole) // 2])) == "not_a_photo"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_a_picture_of_another_kind_is_refused(kind):
    assert refusal(picture(kind)) == "not_a_photo"


@pytest.mark.parametrize("side", [9_000, 30_000, 2_000_000_000])
def test_a_small_file_that_unpacks_to_gigabytes_is_refused_unopened(side):
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    assert (
        refusal(
            io.BytesIO(
                b"\x89PNG\r\n\x1a\n"
                + chunk(b"IHDR", head)
                + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
                + chunk(b"IEND", b"")
            )
        )
        == "not_a_photo"
    )


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings):
    assert refusal(picture(), size=settings.FILE_MAX_BYTES + 1) == "file_too_large"


@pytest.mark.django_db
def test_it_is_kept_under_its_digest_and_found_by_it():
    file = files.store_photo(picture(), size=1000)
    content = default_storage.open(file.content.name).read()
    assert file.sha256 == hashlib.sha256(content).hexdigest() == File.objects.get(sha256=file.sha256).sha256
    assert (file.size, file.media_type) == (len(content), "image/jpeg")
    assert file.sha256 in file.content.name


@pytest.mark.django_db
def test_the_same_photo_twice_is_two_files_and_losing_one_leaves_the_other():
    photo = files.read_photo(picture(), size=1000)
    first, second = files.keep(photo), files.keep(photo)
    files.discard(second)
    assert default_storage.exists(first.content.name)
    assert not default_storage.exists(second.content.name)
