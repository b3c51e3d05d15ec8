"""Has a file examined in a process of its own, and says in a sentence why one is not taken in."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.papers.examining.kinds import KINDS, Kind

PATIENCE = 40  # seconds for one file, on a machine that is busy
SENTENCES = {
    "file_empty": _("This file is empty. Choose it again, or take the photo again."),
    "kind_unknown": _(
        "This is none of the kinds of file that are taken in. Bring a photo (JPEG, PNG, WebP, HEIC), a scan (PDF, TIFF), "
        "a sound recording (MP3, M4A, AAC, WAV, OGG, AMR) or a document (DOCX, XLSX)."
    ),
    "broken": _("This file is damaged or was cut off on the way. Open it, save it anew and send it again."),
    "pdf_locked": _("This PDF is protected by a password or against copying. Save it without protection and send it again."),
    "office_old": _(
        "This document is of an old kind or under a password. Save it as DOCX, XLSX or PDF, without a password, and send it again."
    ),
    "active": _(
        "This document holds a programme, other files, or parts fetched from elsewhere, and could do harm. Print it to a PDF, or save it without macros."
    ),
    "two_kinds": _("This file is more than one kind of file at once, and is not taken in. Open it and save it anew."),
    "too_heavy": _("This file unpacks to more than can be shown. Save it smaller, or send it in parts."),
    "animated": _("A moving picture is not taken in. Send a photo, or several."),
}  # fmt: skip


@dataclass(frozen=True)
class Examined:
    """What a file is; `copy` is the kind of its public copy, where it has one."""

    kind: Kind
    pages: int | None
    copy: Kind | None


def examine(path: Path, copy: Path) -> Examined:
    """Look at the file at `path`; its public copy is written to `copy`. 50 to 150 ms for what a phone sends.

    Raises Refused with 422 and one of the codes of SENTENCES.
    """
    found = _answer(path, copy)
    if "unfit" in found:
        raise refused(found["unfit"])
    return Examined(KINDS[found["kind"]], found.get("pages"), KINDS.get(found.get("copy", "")))


def refused(code: str) -> Refused:
    return Refused(SENTENCES[code], code, status=422)


def _answer(path: Path, copy: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "center.papers.examining", str(path), str(copy), str(copy.parent)]
    try:
        done = subprocess.run(
            command,
            cwd=settings.ROOT,
            env=known_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode == 0:
            return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"unfit": "too_heavy"}
    except ValueError:
        return {"unfit": "broken"}
    return {"unfit": "too_heavy" if done.returncode < 0 else "broken"}  # ended by a limit, or by a fault of a decoder


def known_environment() -> dict[str, str]:
    """No variable of ours goes along: the process that reads hostile files knows no key and no address."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
