"""Whether a paper that somebody holds is one of ours, and still holds: by its number and code, and by its bytes where the file is there."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from center.foundation import fields, throttle
from center.foundation.errors import Refused
from center.papers.models import Paper

TRIES, WINDOW = 20, timedelta(minutes=10)  # of one address
LONGEST = 80  # characters looked at
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Proof:
    """What anybody who holds the paper may know of it. `same`: whether a file that was shown is ours, byte by byte; None: none was shown."""

    paper: Paper
    same: bool | None = None

    @property
    def holds(self) -> bool:
        return self.paper.state == Paper.State.ISSUED


def prove(*, number: str, code: str, address: str, file: BinaryIO | None = None) -> Proof:
    """The paper with this number and code; `file` is read and not kept. Raises Refused("too_many" | "not_found").

    A wrong number and a wrong code read alike, so that nobody learns which numbers there are.
    """
    paper = _by_code(code, address)
    if paper is None or _plain(paper.number) != _plain(number):
        raise Refused(
            _(
                "No paper with this number and code was issued here. Compare both with your paper; a paper without a code is checked at the desk."
            ),
            "not_found",
            status=422,
        )
    return Proof(paper, _same(paper, file) if file else None)


def prove_by_code(*, code: str, address: str) -> Proof:
    """The same by the QR code, which holds nothing but the code. Raises Refused("too_many" | "not_found")."""
    paper = _by_code(code, address)
    if paper is None:
        raise Refused(_("This QR code is not one of a paper issued here."), "not_found", status=422)
    return Proof(paper)


def _by_code(code: str, address: str) -> Paper | None:
    if not throttle.hit(f"verify.address:{address}", limit=TRIES, per=WINDOW):
        raise Refused(_("That was tried very often. Please wait ten minutes and try again."), "too_many", status=429)
    wanted = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code[:LONGEST]).upper())
    found = Paper.objects.filter(code_digest=fields.digest(wanted, "paper.code")).exclude(number="")
    return found.select_related("center", "file").defer("data").first()


def _plain(number: str) -> str:
    """A number however it is typed: any kind of bracket, with or without 第 and 号."""
    return re.sub(r"[^0-9A-Z\u4e00-\u9fff]|[第号]", "", unicodedata.normalize("NFKC", number[:LONGEST]).upper())


def _same(paper: Paper, file: BinaryIO) -> bool:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return paper.file is not None and digest.hexdigest() == paper.file.sha256
