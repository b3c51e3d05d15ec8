"""How a file is given out."""

import pytest
from django.test import RequestFactory

from center.foundation.errors import Refused
from center.papers import files, serving
from center.papers.models import File
from tests import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def sound(read):
    return files.keep_incoming(read(samples.wav())).original


def ask(file, inline=True, **headers):
    return serving.answer(RequestFactory().get("/", headers=headers), file, "HHT-1", inline=inline)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-44", -44, None), ("bytes=5-5", 5, 6), ("bytes=0-999999999", 0, None)],
)  # fmt: skip
def test_a_player_gets_the_part_it_asks_for(sound, asked, start, end):
    answer = ask(sound, Range=asked)
    content = b"".join(answer.streaming_content)
    assert content == samples.wav()[start:end] and int(answer["Content-Length"]) == len(content)
    assert answer.status_code == (200 if len(content) == sound.size else 206)


@pytest.mark.parametrize("asked", ["", "bytes=x-y", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=" + "9" * 40 + "-"])
def test_what_is_not_understood_gets_the_whole(sound, asked):
    answer = ask(sound, Range=asked)
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == samples.wav()


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-4", "bytes=-0"])
def test_a_part_outside_is_told_so(sound, asked):
    answer = ask(sound, Range=asked)
    assert answer.status_code == 416 and answer["Content-Range"] == f"bytes */{sound.size}"


@pytest.mark.parametrize(
    ("name", "inline"),
    [("photo.png", True), ("talk.mp3", True), ("scan.pdf", False), ("letter.docx", False), ("photo.heic", False)],
)
def test_only_pictures_and_sound_are_shown_in_the_page(read, name, inline):
    answer = ask(files.keep_incoming(read(samples.GOOD[name][0])).original)
    assert answer["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert answer["Content-Type"] == samples.GOOD[name][1]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Security-Policy"].startswith(
        "sandbox; default-src 'none'"
    )


@pytest.mark.parametrize(
    ("check", "code"), [(File.Check.UNAVAILABLE, "not_checked"), (File.Check.INFECTED, "infected")]
)
def test_what_may_not_be_opened_is_not_given_out(sound, check, code):
    sound.virus_check = check
    with pytest.raises(Refused) as refused:
        ask(sound)
    assert refused.value.code == code
