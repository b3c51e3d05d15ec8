"""The virus scanner, with a small server that speaks the protocol of clamd."""

import socketserver
import struct
import threading

import pytest

from center.foundation.models import AuditRow
from center.papers import checking, files
from center.papers.models import File
from tests import samples

# The test string of the European Institute for Computer Antivirus Research, in two parts, so that no scanner takes this file for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.BaseRequestHandler):
    """INSTREAM as clamd has it: a command ending in NUL, chunks with their length, an empty one, an answer ending in NUL."""

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.request.recv(1)
        content = b""
        while size := struct.unpack(">I", self._exactly(4))[0]:
            content += self._exactly(size)
        if command != b"zINSTREAM\0":
            answer = b"UNKNOWN COMMAND"
        elif len(content) > self.server.longest:
            answer = b"INSTREAM size limit exceeded. ERROR"
        else:
            answer = b"stream: Eicar-Signature FOUND" if EICAR in content else b"stream: OK"
        self.request.sendall(answer + b"\0")

    def _exactly(self, size):
        content = b""
        while len(content) < size:
            content += self.request.recv(size - len(content))
        return content


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        server.daemon_threads, server.longest = True, 10**9
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.VIRUS_SCANNER = f"clamd://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def gone(settings):
    settings.VIRUS_SCANNER = "clamd:///nowhere/clamd.sock"


def by_name(source):
    return "named" if b"Location" in source.read() else ""


@pytest.mark.django_db
def test_a_clean_file_is_kept_as_clean(clamd, read):
    kept = files.keep_incoming(read(samples.picture()))
    assert kept.original.virus_check == File.Check.CLEAN and kept.original.checked_at and kept.original.readable


@pytest.mark.django_db
def test_a_virus_is_refused_with_a_sentence_and_written_into_the_audit(clamd, refusal):
    assert refusal(samples.picture(comment=EICAR)) == "infected"
    row = AuditRow.objects.get(action="file_infected")
    assert len(row.data["sha256"]) == 64 and not File.objects.exists()


@pytest.mark.django_db
def test_without_a_scanner_a_file_is_kept_as_not_checked_and_can_be_read(settings, read):
    settings.VIRUS_SCANNER = ""
    kept = files.keep_incoming(read(samples.picture())).original
    assert kept.virus_check == File.Check.NOT_CHECKED and kept.readable


@pytest.mark.django_db
def test_while_the_scanner_is_away_a_file_is_kept_and_held(settings, read):
    gone(settings)
    kept = files.keep_incoming(read(samples.picture())).original
    assert kept.virus_check == File.Check.UNAVAILABLE and not kept.readable
    settings.VIRUS_UNCHECKED_READABLE = True
    assert kept.readable


@pytest.mark.django_db
def test_a_scanner_that_gives_no_verdict_is_as_good_as_away(clamd, read):
    clamd.longest = 10
    assert read(samples.picture()).check == File.Check.UNAVAILABLE


@pytest.mark.django_db
def test_when_the_scanner_is_back_what_waited_is_decided(settings, clamd, read):
    address, settings.VIRUS_SCANNER = settings.VIRUS_SCANNER, "clamd:///nowhere/clamd.sock"
    clean = files.keep_incoming(read(samples.picture())).original
    bad = files.keep_incoming(read(samples.picture(comment=EICAR))).original
    assert checking.check_waiting() == 0
    settings.VIRUS_SCANNER = address
    assert checking.check_waiting() == 2 and checking.check_waiting() == 0
    clean.refresh_from_db()
    bad.refresh_from_db()
    assert clean.readable and bad.virus_check == File.Check.INFECTED and not bad.readable
    assert AuditRow.objects.get(action="file_infected").about == f"file:{bad.pk}"


@pytest.mark.django_db
def test_a_function_can_be_the_scanner(settings, refusal, read):
    settings.VIRUS_SCANNER = f"{__name__}.by_name"
    assert refusal(samples.picture(comment=b"Location")) == "infected"
    assert read(samples.picture()).check == File.Check.CLEAN
