"""What a file is, is told by its content; what belongs to the kinds that are taken in is taken in."""

import io
import struct

import pikepdf
import pytest
from PIL import Image

from center.papers import examiner, files
from tests import samples


@pytest.mark.parametrize("name", samples.GOOD)
def test_every_kind_is_known_by_its_content_whatever_it_is_called(read, name):
    content, media_type = samples.GOOD[name]
    assert read(content, "anything.exe").kind.media_type == media_type


def test_the_original_is_the_same_byte_for_byte(read):
    content, _kind = samples.GOOD["photo.jpg"]
    incoming = read(content)
    assert incoming.original_path.read_bytes() == content


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png", "photo.webp", "photo.heic"])
def test_the_public_copy_of_a_photo_tells_nothing_of_where_it_was_taken(read, name):
    incoming = read(samples.GOOD[name][0])
    copy = Image.open(incoming.copy_path)
    assert copy.format in ("JPEG", "PNG", "WEBP")
    assert not dict(copy.getexif()) and not {"exif", "xmp", "comment", "icc_profile"} & set(copy.info)


def test_the_public_copy_of_a_phone_s_heic_is_the_picture(read):
    incoming = read(samples.HEIC)
    copy = Image.open(incoming.copy_path).convert("L")
    assert copy.size == (64, 32) and copy.getpixel((5, 16)) < 60 < 200 < copy.getpixel((60, 16))


def test_a_photo_with_its_preview_beside_it_is_one_photo(read):
    """Phones write several pictures into one JPEG (MPO)."""
    first, second, content = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (30, 20), "blue"), io.BytesIO()
    first.save(content, "MPO", save_all=True, append_images=[second])
    incoming = read(content.getvalue())
    assert (incoming.kind.media_type, incoming.copy.media_type) == ("image/jpeg", "image/jpeg")
    assert files.read_photo(io.BytesIO(content.getvalue()), size=1).kind.media_type == "image/jpeg"


def test_a_photo_with_its_short_film_behind_it_is_taken_in(read):
    """Phones of several makers append a second of film; the public copy has none of it."""
    content = samples.picture() + samples.m4a(b"vide", b"mp42")
    incoming = read(content)
    assert b"ftyp" not in incoming.copy_path.read_bytes()


def test_the_pages_of_a_scan_are_counted(read):
    assert read(samples.pdf(7)).pages == 7
    assert read(samples.tiff(3)).pages == 3


def test_a_scan_of_several_pages_can_be_looked_at_as_pdf(read):
    incoming = read(samples.tiff(3))
    with pikepdf.open(incoming.copy_path) as copy:
        assert len(copy.pages) == 3


def test_a_link_in_a_document_is_no_harm(read):
    link = b'<Relationships xmlns="urn:r"><Relationship Id="1" Type="urn:x/hyperlink" Target="x:y" TargetMode="External"/></Relationships>'
    assert read(samples.docx(**{"word/_rels/document.xml.rels": link})).kind.ending == ".docx"


def test_a_pdf_that_opens_at_a_page_is_no_harm(read):
    def opens_at_first_page(made):
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])

    assert read(samples.pdf(2, opens_at_first_page)).pages == 2


def test_a_recording_that_was_stopped_in_the_middle_of_a_frame_is_whole_enough(read):
    assert read(samples.mp3(20)[:-100]).kind.ending == ".mp3"


def test_a_recording_that_lost_half_of_what_its_encoder_wrote_is_not(refusal):
    frame = bytearray(b"\xff\xfb\x90\x00" + bytes(413))
    frame[36:48] = b"Xing" + struct.pack(">II", 2, 417 * 40)
    assert refusal(bytes(frame) + (b"\xff\xfb\x90\x00" + bytes(413)) * 19) == "broken"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\Users\\王\\合同.pdf", "合同.pdf"), ("a\0b.jpg", "ab.jpg"), ("photo\u202egpj.exe", "photogpj.exe"),
        ("x" * 300, "x" * 120), ("\u200b\ufeff", ""), ("..", ""), ("借条 2026.jpg", "借条 2026.jpg"),
    ],
)  # fmt: skip
def test_of_a_name_only_what_can_be_read_is_kept(sent, kept):
    assert files.clean_name(sent) == kept


def test_the_process_that_examines_knows_no_key(monkeypatch, read):
    """What the examined process may see of the environment is a list of three names."""
    monkeypatch.setenv("FIELD_KEYS", "1:secret")
    assert "FIELD_KEYS" not in examiner.known_environment()
    assert set(examiner.known_environment()) <= {"PATH", "LANG", "LD_LIBRARY_PATH"}
    assert read(samples.picture()).kind.media_type == "image/jpeg"


def test_nothing_is_left_on_the_disk(read, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    incoming = read(samples.picture())
    assert any(tmp_path.iterdir())
    del incoming
    assert not any(tmp_path.iterdir())
