"""Files put on a case: what is kept, what is refused, who may."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from center.papers.models import File
from intake.models import Attachment, Event


def jpeg(size=(60, 40), colour="red", **options) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "JPEG", **options)
    return content.getvalue()


def upload(content: bytes, name="现场.jpg", kind="image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def send(client, case, *contents, **more):
    return client.post(
        reverse("intake:files", args=[case.number]), {"papers": [upload(one) for one in contents], **more}
    )


@pytest.mark.django_db
def test_a_photo_is_kept_as_it_came_with_a_public_copy_beside_it(sign_in, clerk, case):
    content = jpeg(comment=b"taken at 33.0,118.5")
    assert send(sign_in(clerk), case, content, label="现场照片").status_code == 302
    kept = Attachment.objects.get()
    assert kept.file.content.open("rb").read() == content
    assert b"118.5" not in kept.public.content.open("rb").read()
