"""A file that is two kinds at once opens as whatever its reader likes: such a one is not taken in."""

import zipfile
from typing import BinaryIO

from center.papers.examining.kinds import Unfit

PAGES = (b"<script", b"<html>", b"<html ", b"<!doctype", b"<svg xmlns", b"<?php ", b"<?php\n")  # in small letters
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
PDF_MAY_BEGIN = 1024  # where readers of PDF still look for its first line


def check(source: BinaryIO) -> None:
    """For pictures and sound, which hold no text of pages and no archive. Raises Unfit("two_kinds")."""
    source.seek(0)
    whole = source.read()
    small = whole.lower()
    if (
        b"%PDF-" in whole[:PDF_MAY_BEGIN]
        or any(mark in small for mark in PAGES)
        or any(mark in whole for mark in ARCHIVES)
        or zipfile.is_zipfile(source)
    ):
        raise Unfit("two_kinds")
