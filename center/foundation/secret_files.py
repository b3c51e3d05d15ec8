"""Files that hold secrets: read by their owner alone, or not at all."""

import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read(path: Path, what: str) -> str:
    """The text of a secret file. Raises ImproperlyConfigured, which names the file and never what is in it."""
    try:
        mode = path.stat().st_mode
        if mode & OTHERS:
            raise ImproperlyConfigured(
                f"{what}: the file {path} can be read by others than its owner ({stat.S_IMODE(mode):04o}). Say: chmod 600 {path}"
            )
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{what} names {str(path)!r}, which cannot be read.") from error
