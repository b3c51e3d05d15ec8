"""Whether every file still is what it was: its bytes read anew and compared with the digest of the day it came."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from center.papers.models import File

CHUNK = 256 * 1024


@dataclass(frozen=True)
class Fault:
    """A file that is not what it was: missing or altered."""

    file: File
    what: str


def verify(batch: int = 500) -> Iterator[Fault | int]:
    """A `Fault` for each file that is not what it was, and running counts of files read."""
    read = 0
    for file in File.objects.order_by("pk").iterator(batch):
        digest = _digest(file)
        if digest != file.sha256:
            yield Fault(file, "altered" if digest else "missing")
        read += 1
        if read % batch == 0:
            yield read
    yield read


def _digest(file: File) -> str:
    running = hashlib.sha256()
    try:
        with file.content.open("rb") as source:
            while chunk := source.read(CHUNK):
                running.update(chunk)
    except FileNotFoundError:
        return ""
    return running.hexdigest()
