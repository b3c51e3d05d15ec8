"""The panel of files: what it shows and offers, how it answers, and what it gives out."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from center.foundation.models import AuditRow
from center.papers.models import File
from intake import lifecycle
from intake.models import Attachment, Binding
from tests import samples
from tests.factories import act
from tests.intake.paper_trail import put

HTMX = {"HX-Request": "true"}


def url(door: str, case, *more) -> str:
    return reverse(f"intake:{door}", args=[case.number, *more])


def sent(content: bytes, name="现场.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-anything")


def add(client, case, *contents, headers=None, **more):
    return client.post(url("files", case), {"papers": [sent(one) for one in contents], **more}, headers=headers or {})


def test_several_are_added_at_once_without_script(sign_in, clerk, case):
    party = case.parties.first()
    answer = add(sign_in(clerk), case, samples.picture(), samples.pdf(), party=party.pk, label="借条")
    assert answer.status_code == 302, answer.context["attach_form"].errors
    assert answer.url == url("case", case)
    assert {kept.label for kept in case.attachments.all()} == {"借条"} and case.attachments.filter(
        party=party
    ).count() == 2


def test_a_photo_just_taken_comes_by_its_own_field(sign_in, clerk, case):
    answer = sign_in(clerk).post(
        url("files", case), {"photo": sent(samples.picture(), "image.jpg"), "papers": [sent(samples.pdf())]}
    )
    assert answer.status_code == 302 and {kept.kind for kept in case.attachments.all()} == {"photo", "scan"}


def test_with_script_the_case_answers_in_place_and_says_what_was_done(sign_in, clerk, case):
    answer = add(sign_in(clerk), case, samples.picture(), headers=HTMX)
    assert answer.status_code == 200 and answer["HX-Retarget"] == "#case" and "said" in answer["HX-Trigger"]
    assert "现场.jpg" in answer.content.decode()


def test_one_bad_file_keeps_all_out_and_is_named(sign_in, clerk, case):
    files = [sent(samples.picture(), "好的.jpg"), sent(b"<html>", "坏的.jpg")]
    answer = sign_in(clerk).post(url("files", case), {"papers": files, "label": "现场照片"}, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 422 and "坏的.jpg" in text and "好的.jpg" not in text and "现场照片" in text
    assert not File.objects.exists()


def test_nothing_chosen_is_said_beside_the_field(sign_in, clerk, case):
    answer = sign_in(clerk).post(url("files", case), {"label": "借条"})
    assert (
        answer.status_code == 422
        and "借条" in answer.content.decode()
        and answer.context["attach_form"].errors["papers"]
    )


def test_what_is_on_the_case_already_is_said_beside_the_field(sign_in, clerk, case):
    put(case, clerk)
    assert add(sign_in(clerk), case, samples.picture()).status_code == 422


def test_a_side_of_another_case_cannot_be_named(sign_in, clerk, case, make_case):
    answer = add(sign_in(clerk), case, samples.picture(), party=make_case().parties.first().pk)
    assert answer.status_code == 422 and not File.objects.exists()


def test_more_files_than_are_taken_at_once_are_told_and_none_is_kept(sign_in, clerk, case, settings):
    settings.FILES_PER_REQUEST = 2
    answer = add(sign_in(clerk), case, *(samples.picture(colour=colour) for colour in ("red", "blue", "green")))
    assert answer.status_code == 422 and answer.context["attach_form"].has_error("papers", "too_many_files")
    assert not File.objects.exists()


def test_more_bytes_than_are_taken_at_once_are_dropped_as_they_come(sign_in, clerk, case, settings):
    settings.FILES_REQUEST_BYTES = 100_000
    answer = add(sign_in(clerk), case, samples.pdf(), bytes(200_000), bytes(200_000))
    assert answer.status_code == 422 and answer.context["attach_form"].has_error("papers", "too_many_files")


def test_of_a_file_over_the_limit_no_more_than_the_limit_is_written(sign_in, clerk, case, settings):
    settings.FILE_MAX_BYTES = 300_000
    answer = add(sign_in(clerk), case, bytes(5_000_000))
    assert answer.context["attach_form"].has_error("papers", "file_too_large")
    assert answer.wsgi_request.FILES["papers"].size < 500_000


@pytest.mark.parametrize("who", ["outsider", "auditor", "traffic_mediator"])
def test_an_outsider_finds_no_file_and_adds_none(request, sign_in, who, clerk, case):
    (kept,) = put(case, clerk)
    client = sign_in(request.getfixturevalue(who))
    for door in ("attachment", "attachment_shown", "attachment_small", "detach"):
        assert client.get(url(door, case, kept.pk)).status_code == 404
        assert client.post(url("detach", case, kept.pk), {"reason": "x"}).status_code == 404
    assert client.get(url("files", case)).status_code == 404 and add(client, case, samples.pdf()).status_code == 404


def test_a_reader_sees_the_files_and_is_offered_nothing(sign_in, duty_leader, clerk, case):
    put(case, clerk)
    client = sign_in(duty_leader)
    answer = client.get(url("files", case))
    panel = answer.context["files"]
    assert len(panel.rows) == 1 and not (panel.may_attach or panel.may_detach or panel.may_bind)
    assert 'name="papers"' not in answer.content.decode()
    assert add(client, case, samples.pdf()).status_code == 403


def test_a_file_of_one_case_is_not_found_under_another(sign_in, clerk, case, make_case):
    (kept,) = put(case, clerk)
    assert sign_in(clerk).get(url("attachment", make_case(), kept.pk)).status_code == 404


def test_the_original_is_a_download_and_the_public_copy_a_picture(sign_in, clerk, case):
    content = samples.picture(comment=b"taken at 33.0,118.5")
    (kept,) = put(case, clerk, content)
    client = sign_in(clerk)
    original, shown = client.get(url("attachment", case, kept.pk)), client.get(url("attachment_shown", case, kept.pk))
    assert b"".join(original.streaming_content) == content and original["Content-Disposition"].startswith("attachment")
    assert b"118.5" not in b"".join(shown.streaming_content) and shown["Content-Disposition"].startswith("inline")
    for answer in (original, shown):
        assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Security-Policy"].startswith("sandbox")
        assert answer["Cache-Control"] == "private, no-store"


def test_the_list_shows_a_small_picture(sign_in, clerk, case):
    (kept,) = put(case, clerk, samples.picture(size=(2000, 1000)))
    answer = sign_in(clerk).get(url("attachment_small", case, kept.pk))
    assert answer["Content-Type"] == "image/jpeg" and Image.open(io.BytesIO(answer.content)).size == (240, 120)


def test_there_is_no_small_picture_of_a_recording(sign_in, clerk, case):
    (kept,) = put(case, clerk, samples.wav())
    assert sign_in(clerk).get(url("attachment_small", case, kept.pk)).status_code == 404


def test_a_recording_is_played_in_parts(sign_in, clerk, case):
    (kept,) = put(case, clerk, samples.wav())
    answer = sign_in(clerk).get(url("attachment_shown", case, kept.pk), headers={"Range": "bytes=0-9"})
    assert (
        answer.status_code == 206
        and answer["Content-Type"] == "audio/wav"
        and b"".join(answer.streaming_content) == samples.wav()[:10]
    )


def test_what_waits_for_the_virus_check_is_listed_and_not_opened(sign_in, clerk, case, settings):
    settings.VIRUS_SCANNER = "clamd:///nowhere/clamd.sock"
    (kept,) = put(case, clerk)
    client = sign_in(clerk)
    text = client.get(url("files", case)).content.decode()
    assert kept.file.sha256[:12] in text and "<img" not in text.partition('id="file-list"')[2].partition("</ul>")[0]
    for door in ("attachment", "attachment_shown", "attachment_small"):
        assert client.get(url(door, case, kept.pk)).status_code == 409


def test_bytes_that_are_gone_are_not_found(sign_in, clerk, case):
    (kept,) = put(case, clerk)
    for file in (kept.file, kept.public):
        file.content.storage.delete(file.content.name)
    client = sign_in(clerk)
    for door in ("attachment", "attachment_shown", "attachment_small"):
        assert client.get(url(door, case, kept.pk)).status_code == 404


def test_a_file_of_a_restricted_case_is_opened_on_the_record(sign_in, director, case):
    (kept,) = put(case, director)
    type(case).objects.filter(pk=case.pk).update(confidentiality="sensitive")
    assert sign_in(director).get(url("attachment", case, kept.pk)).status_code == 200
    row = AuditRow.objects.get(action="file_opened")
    assert row.about == f"case:{case.number}" and row.data["attachment"] == kept.pk


def test_taking_off_asks_for_a_reason(sign_in, clerk, case):
    (kept,) = put(case, clerk)
    client = sign_in(clerk)
    assert client.get(url("detach", case, kept.pk)).status_code == 200
    assert client.post(url("detach", case, kept.pk), {"reason": " "}).status_code == 422
    assert client.post(url("detach", case, kept.pk), {"reason": "传错了"}).status_code == 302
    assert client.post(url("detach", case, kept.pk), {"reason": "传错了"}).status_code == 404


def test_pages_are_chosen_and_ordered(sign_in, clerk, case):
    first, second, third = put(case, clerk, *(samples.picture(colour=colour) for colour in ("red", "blue", "green")))
    client = sign_in(clerk)
    assert client.get(url("bind", case)).status_code == 200
    chosen = {
        f"take_{first.pk}": "on",
        f"take_{third.pk}": "on",
        f"place_{first.pk}": "2",
        f"place_{second.pk}": "1",
        f"place_{third.pk}": "1",
    }
    assert client.post(url("bind", case), {**chosen, "label": "借条"}).status_code == 302
    assert Attachment.objects.get(kind="scan").sources == [third.pk, first.pk]


def test_no_page_chosen_is_told_on_the_form(sign_in, clerk, case):
    put(case, clerk, samples.picture(), samples.pdf())
    answer = sign_in(clerk).post(url("bind", case), {"label": "借条"})
    assert answer.status_code == 422 and "借条" in answer.content.decode()


def test_the_page_says_how_far_a_long_binding_is(sign_in, clerk, case):
    (scan,) = put(case, clerk, samples.pdf(12))
    asked = lifecycle.bind_pages(case, attachments=[scan], by=act(clerk))
    Binding.objects.filter(pk=asked.pk).update(pages_done=5)
    text = sign_in(clerk).get(url("files", case), headers=HTMX).content.decode()
    assert 'value="5" max="12"' in text and 'hx-trigger="every 2s"' in text


def test_the_receipt_leads_to_the_files(sign_in, clerk, case):
    assert url("files", case) in sign_in(clerk).get(url("receipt", case)).content.decode()


def test_the_case_page_tells_of_files_in_the_story(sign_in, clerk, case):
    photos = put(case, clerk, samples.picture(), samples.picture(colour="blue"))
    bound = lifecycle.bind_pages(case, attachments=photos, by=act(clerk)).attachment
    lifecycle.detach(case, attachment=bound, reason="页序不对", by=act(clerk))
    text = sign_in(clerk).get(url("case", case)).content.decode()
    assert "页序不对" in text and photos[0].file.sha256[:12] in text


def test_the_number_of_queries_does_not_grow_with_the_files(sign_in, clerk, case):
    client = sign_in(clerk)
    party = case.parties.first()
    put(case, clerk, samples.picture(), samples.tiff(), party=party)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url("files", case))
        return len(queries)

    cost()
    before = cost()
    put(case, clerk, samples.pdf(), samples.wav(), samples.picture(colour="blue"), party=party)
    assert cost() == before
