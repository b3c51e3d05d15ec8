"""Photos and scans bound into one PDF: their order, upright on A4, named by their sources; long ones by the worker."""

import io
import tracemalloc
from datetime import timedelta

import pikepdf
import pytest
from PIL import Image

from center.foundation.errors import Refused
from center.foundation.now import at, now
from center.papers import files
from center.papers.models import File
from intake import binding, lifecycle, tasks
from intake.models import Attachment, Binding, Event
from tests import samples
from tests.factories import act
from tests.intake.paper_trail import put

A4 = (595, 842)
ORIENTATION = 0x0112


def colours(*names) -> list[bytes]:
    return [samples.picture(size=(400, 600), colour=name) for name in names]


def bind(case, attachments, by, **more) -> Binding:
    return lifecycle.bind_pages(case, attachments=attachments, by=act(by), **more)


def refusal(*given) -> str:
    with pytest.raises(Refused) as refused:
        bind(*given)
    return refused.value.code


def pages(attachment: Attachment) -> list[tuple[tuple[int, int], Image.Image | None]]:
    """Size in points, and the picture, of each page."""
    found = []
    with pikepdf.open(io.BytesIO(attachment.file.content.open("rb").read())) as pdf:
        for page in pdf.pages:
            box = [float(value) for value in page.mediabox]
            images = list(page.get_images().values())
            found.append(
                ((round(box[2]), round(box[3])), pikepdf.PdfImage(images[0]).as_pil_image() if images else None)
            )
    return found


def test_the_pages_stand_in_the_order_chosen(clerk, case):
    red, green, blue = put(case, clerk, *colours("red", "green", "blue"))
    bound = bind(case, [blue, red, green], clerk, label="借条三页").attachment
    found = [image.getpixel((200, 300)) for _size, image in pages(bound)]
    assert [max(range(3), key=pixel.__getitem__) for pixel in found] == [2, 0, 1]
    assert (bound.sources, bound.label, bound.kind, bound.file.pages) == (
        [blue.pk, red.pk, green.pk],
        "借条三页",
        "scan",
        3,
    )


def test_each_is_upright_on_a4_as_it_is_itself(clerk, case):
    turned = Image.Exif()
    turned[ORIENTATION] = 6
    wide, tall, turning = (
        samples.picture(size=(600, 400)),
        samples.picture(size=(400, 600)),
        samples.picture(size=(600, 300), exif=turned),
    )
    bound = bind(case, put(case, clerk, wide, tall, turning), clerk).attachment
    assert [size for size, _image in pages(bound)] == [A4[::-1], A4, A4]


def test_scans_bring_all_their_pages(clerk, case):
    bound = bind(case, put(case, clerk, samples.pdf(3), samples.tiff(2), samples.picture()), clerk).attachment
    assert bound.file.pages == 6 == len(pages(bound))


def test_the_sources_stay_and_the_story_names_them(clerk, case):
    photos = put(case, clerk, *colours("red", "blue"))
    bound = bind(case, photos, clerk).attachment
    line = Event.objects.get(kind="case.pages_bound")
    assert line.data == {
        "attachment": bound.pk,
        "sources": [photo.pk for photo in photos],
        "pages": 2,
        "sha256": bound.file.sha256,
    }
    assert case.attachments.filter(removed_at=None).count() == 3


def test_it_holds_nothing_of_where_the_photos_were_taken(clerk, case):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 0.0, 0.0)})
    bound = bind(case, put(case, clerk, samples.picture(exif=exif, comment=b"taken at 33.0,118.5")), clerk).attachment
    content = bound.file.content.open("rb").read()
    assert b"33.0,118.5" not in content and b"Exif" not in content


def test_few_pages_are_bound_while_the_person_waits(clerk, case):
    asked = bind(case, put(case, clerk, *colours("red", "blue")), clerk)
    assert asked.state == Binding.State.DONE and asked.attachment.file.pages == 2


def test_many_pages_wait_for_the_worker_and_say_how_far_it_is(clerk, case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as called:
        asked = bind(case, put(case, clerk, samples.pdf(12)), clerk)
    assert asked.state == Binding.State.WAITING and asked.pages == 12 and called == [tasks.send_bindings]
    tasks.bind_waiting_pages()
    asked.refresh_from_db()
    assert asked.state == Binding.State.DONE and asked.pages_done == 12 and asked.attachment.file.pages == 12
    tasks.bind_waiting_pages()
    assert Attachment.objects.filter(kind="scan").count() == 2


def test_what_a_lost_worker_left_is_taken_up_again(clerk, case):
    asked = bind(case, put(case, clerk, samples.pdf(12)), clerk)
    with at(now() - timedelta(hours=1)):
        binding.MOVES.take("begin", asked, begun_at=now())
    assert binding.make_waiting() == 1
    asked.refresh_from_db()
    assert asked.state == Binding.State.DONE


def test_one_that_is_being_made_is_left_alone(clerk, case):
    asked = bind(case, put(case, clerk, samples.pdf(12)), clerk)
    binding.MOVES.take("begin", asked, begun_at=now())
    assert binding.make_waiting() == 0
    with pytest.raises(Refused):
        binding.make(asked)


def test_a_failure_stays_on_the_row_and_leaves_no_file(clerk, case):
    (scan,) = put(case, clerk, samples.pdf(12))
    asked = bind(case, [scan], clerk)
    files.discard(scan.file)
    before = File.objects.count()
    assert binding.make_waiting() == 1
    asked.refresh_from_db()
    assert asked.state == Binding.State.FAILED and File.objects.count() == before and case.attachments.count() == 1


def test_a_failure_while_the_person_waits_is_told(clerk, case):
    photos = put(case, clerk, *colours("red", "blue"))
    files.discard(photos[0].public)
    assert refusal(case, photos, clerk) == "binding_failed"


def test_only_pages_of_this_case_that_are_still_on_it(clerk, case, make_case):
    sound, photo = put(case, clerk, samples.wav(), samples.picture())
    (elsewhere,) = put(make_case(), clerk)
    assert refusal(case, [sound], clerk) == "not_pages"
    assert refusal(case, [photo, elsewhere], clerk) == "not_pages"
    assert refusal(case, [], clerk) == "no_file"
    lifecycle.detach(case, attachment=photo, reason="传错了", by=act(clerk))
    assert refusal(case, [photo], clerk) == "not_pages"


def test_not_more_pages_than_one_pdf_should_have(clerk, case):
    scans = put(case, clerk, samples.pdf(150), samples.pdf(51))
    assert refusal(case, scans, clerk) == "too_many_pages"


def test_nothing_is_bound_that_waits_for_the_virus_check(clerk, case, settings):
    settings.VIRUS_SCANNER = "clamd:///nowhere/clamd.sock"
    assert refusal(case, put(case, clerk), clerk) == "not_checked"


@pytest.mark.parametrize("who", ["outsider", "duty_leader", "department_head"])
def test_others_may_not(request, who, clerk, case):
    photos = put(case, clerk)
    assert refusal(case, photos, request.getfixturevalue(who)) == "not_allowed"


@pytest.mark.slow
def test_fifty_photos_are_never_in_memory_together(clerk, case):
    noise = Image.effect_noise((1300, 900), 90).convert("RGB")  # which no compression makes small
    photos = []
    for start in range(0, 50, 10):
        contents = []
        for left in range(start, start + 10):
            content = io.BytesIO()
            noise.crop((left, 0, left + 1200, 900)).save(content, "JPEG", quality=60)
            contents.append(content.getvalue())
        photos += put(case, clerk, *contents)
    asked = bind(case, photos, clerk)
    tracemalloc.start()
    binding.make(asked)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    asked.refresh_from_db()
    assert asked.attachment.file.pages == 50
    assert most < asked.attachment.file.size / 3, (most, asked.attachment.file.size)
