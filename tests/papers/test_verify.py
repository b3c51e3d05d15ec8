"""Files are compared with the digest of the day they came."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from center.papers import files
from tests import samples

pytestmark = pytest.mark.django_db


def test_all_as_they_came(read, capsys):
    files.keep_incoming(read(samples.picture()))
    call_command("verify_files")
    assert "2" in capsys.readouterr().out


def test_what_was_altered_or_is_gone_is_named(read, capsys):
    altered, missing = (files.keep_incoming(read(content)).original for content in (samples.pdf(), samples.wav()))
    store = altered.content.storage
    store.delete(altered.content.name)
    store.save(altered.content.name, ContentFile(b"another"))
    files.discard(missing)
    with pytest.raises(CommandError):
        call_command("verify_files")
    said = capsys.readouterr().out
    assert altered.sha256 in said and missing.sha256 in said
