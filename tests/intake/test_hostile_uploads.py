"""Hundreds of files made to deceive, to burst or to act: each is answered with a code and a sentence, and leaves nothing behind."""

import resource
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from center.papers.models import File
from intake.models import Attachment, Event
from tests.intake import hostile

FILES = hostile.all_of_them()
SECONDS, MEGABYTES = 45, 1600  # of one file, whatever it unpacks to: the patience of the examiner, on a busy machine


@pytest.fixture
def left(settings):
    """What is left in the store."""
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return lambda: [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_they_are_many():
    assert len(FILES) >= 200


@pytest.mark.parametrize("which", FILES)
def test_it_is_refused_and_leaves_nothing(which, sign_in, clerk, case, left, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    name, make, codes = FILES[which]
    content, client, lines, begun = make(), sign_in(clerk), Event.objects.count(), time.monotonic()
    sent = SimpleUploadedFile("x", content, content_type="image/jpeg")
    sent._name = name  # as it stands in the request, before anything of ours has cleaned it
    answer = client.post(reverse("api:case-attach", args=[case.number]), {"files": sent})
    assert answer.status_code == 422, answer.content[:300]
    assert answer.json()["code"] in codes and len(answer.json()["message"]) > 8
    assert time.monotonic() - begun < SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < MEGABYTES
    assert not File.objects.exists() and not Attachment.objects.exists() and Event.objects.count() == lines
    assert left() == [] and not list(tmp_path.glob("paper-*"))


@pytest.mark.parametrize("which", [name for at, name in enumerate(FILES) if at % 12 == 0])
def test_the_page_says_so_in_a_sentence_beside_the_field(which, sign_in, clerk, case, left):
    name, make, _codes = FILES[which]
    sent = SimpleUploadedFile("x", make(), content_type="image/jpeg")
    sent._name = name
    answer = sign_in(clerk).post(reverse("intake:files", args=[case.number]), {"papers": sent, "label": "借条"})
    assert answer.status_code == 422
    assert answer.context["attach_form"].errors["papers"] and "借条" in answer.content.decode()
    assert left() == [] and not File.objects.exists()


@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_good_photo_with_an_odd_name_is_taken_in_and_its_name_reaches_no_path(name, sign_in, clerk, case, left):
    sent = SimpleUploadedFile("x", hostile.picture(), content_type="text/html")
    sent._name = name
    answer = sign_in(clerk).post(reverse("api:case-attach", args=[case.number]), {"files": sent})
    assert answer.status_code == 201, answer.content
    kept = File.objects.get(pk=Attachment.objects.get().file_id)
    assert Path(kept.content.name).name == f"{kept.sha256}.jpg" and len(left()) == 2
    assert len(kept.name) <= 120 and not set(kept.name) & set("/\\\0\r\n\u202e\u2066\ufeff")
    given = sign_in(clerk).get(reverse("intake:attachment", args=[case.number, Attachment.objects.get().pk]))
    assert given["Content-Type"] == "image/jpeg" and (not name.strip() or name not in given["Content-Disposition"])
