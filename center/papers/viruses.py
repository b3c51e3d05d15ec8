"""Asking a virus scanner: ClamAV's daemon by its own protocol, or any function that the settings name.

`VIRUS_SCANNER`: empty for none; `clamd://host:port` or `clamd:///path/of/socket`; or `package.module.function`, which takes a
binary file, gives the name of what it found or an empty text, and raises OSError where it cannot say.
"""

import logging
import socket
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from center.papers.models import File

log = logging.getLogger(__name__)
CHUNK = 64 * 1024
SECONDS = 30
LONGEST_ANSWER = 4096
Check = File.Check


@dataclass(frozen=True)
class Finding:
    """`signature` names the virus, where one was found."""

    check: str
    signature: str = ""


def look(source: IO[bytes]) -> Finding:
    """Have the scanner read `source` from its beginning; a scanner that does not answer is UNAVAILABLE, and logged."""
    if not settings.VIRUS_SCANNER:
        return Finding(Check.NOT_CHECKED)
    source.seek(0)
    try:
        signature = _scanner()(source)
    except OSError as error:
        log.warning("the virus scanner does not answer: %s", type(error).__name__)
        return Finding(Check.UNAVAILABLE)
    return Finding(Check.INFECTED, signature[:100]) if signature else Finding(Check.CLEAN)


def _scanner() -> Callable[[IO[bytes]], str]:
    if settings.VIRUS_SCANNER.startswith("clamd:"):
        return _clamd
    found: Callable[[IO[bytes]], str] = import_string(settings.VIRUS_SCANNER)
    return found


def _clamd(source: IO[bytes]) -> str:
    """clamd's INSTREAM: chunks with their length before them, an empty one last; "stream: OK" or "stream: NAME FOUND"."""
    with closing(_connect()) as line:
        line.sendall(b"zINSTREAM\0")
        while chunk := source.read(CHUNK):
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
            answer += more
    said = answer.rstrip(b"\0").decode("utf-8", "replace").strip()
    if said == "stream: OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise OSError("clamd gave no verdict")


def _connect() -> socket.socket:
    where = urlsplit(settings.VIRUS_SCANNER)
    if where.hostname:
        return socket.create_connection((where.hostname, where.port or 3310), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(where.path)
    except OSError:
        line.close()
        raise
    return line
