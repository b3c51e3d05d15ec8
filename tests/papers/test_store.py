"""The store: a folder, or a server that speaks S3; the same behaviour of both."""

import logging

import boto3
import pytest
from django.core.files.storage import default_storage
from django.test import RequestFactory
from moto.server import ThreadedMotoServer

from center.config.environment import s3_store
from center.papers import files, serving
from center.papers.models import File
from tests import samples

ACCOUNT = {"region": "us-east-1", "access_key": "tester", "secret_key": "of-no-worth"}


@pytest.fixture(scope="module")
def s3():
    """A server of its own on this machine, with an empty bucket."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="tester", aws_secret_access_key="of-no-worth"
    )  # fmt: skip
    client.create_bucket(Bucket="papers")
    yield address, client
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request, settings):
    """Gives the names of what lies in the store."""
    if request.param == "folder":
        folder = settings.STORAGES["default"]["OPTIONS"]["location"]
        from pathlib import Path

        return lambda: sorted(path.name for path in Path(folder).rglob("*") if path.is_file())
    address, client = request.getfixturevalue("s3")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": s3_store("papers", endpoint=address, addressing="path", **ACCOUNT),
    }
    for thing in client.list_objects_v2(Bucket="papers").get("Contents", []):
        client.delete_object(Bucket="papers", Key=thing["Key"])
    return lambda: sorted(
        thing["Key"].rsplit("/", 1)[-1] for thing in client.list_objects_v2(Bucket="papers").get("Contents", [])
    )


@pytest.mark.django_db
def test_what_was_kept_comes_out_the_same(store, read):
    content = samples.picture()
    kept = files.keep_incoming(read(content, "现场.jpg"))
    assert kept.original.content.open("rb").read() == content
    assert store() == sorted(f"{file.sha256}.jpg" for file in (kept.original, kept.public))
    assert File.objects.get(pk=kept.original.pk).name == "现场.jpg"


@pytest.mark.django_db
def test_the_same_file_twice_is_two_and_losing_one_leaves_the_other(store, read):
    incoming = read(samples.pdf())
    first, second = files.keep_incoming(incoming).original, files.keep_incoming(incoming).original
    assert first.content.name != second.content.name and len(store()) == 2
    files.drop(second)
    assert default_storage.exists(first.content.name) and len(store()) == 1 and File.objects.count() == 1


@pytest.mark.django_db
def test_a_part_of_a_recording_is_given_out(store, read):
    kept = files.keep_incoming(read(samples.wav())).original
    answer = serving.answer(RequestFactory().get("/", headers={"Range": "bytes=4-7"}), kept, "talk", inline=True)
    assert answer.status_code == 206 and b"".join(answer.streaming_content) == samples.wav()[4:8]


@pytest.mark.django_db
def test_bytes_that_are_gone_are_not_found(store, read):
    from django.http import Http404

    kept = files.keep_incoming(read(samples.wav())).original
    files.discard(kept)
    with pytest.raises(Http404):
        serving.answer(RequestFactory().get("/"), kept, "talk")


def test_the_bucket_is_private_and_every_address_signed(s3):
    options = s3_store("papers", endpoint=s3[0], addressing="path", **ACCOUNT)["OPTIONS"]
    assert options["default_acl"] is None and options["querystring_auth"] and not options["file_overwrite"]
