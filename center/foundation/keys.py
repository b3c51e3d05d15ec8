"""The keys of encryption, look-up and story: from the environment, or in a local run made once and kept under KEY_DIR.

FIELD_KEYS is "id:key,id:key": the first writes, all read. Keys are base64; those of fields hold 32 bytes, the others at least 32.
"""

import base64
import binascii
import os
import re
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from center.foundation import secret_files

SIZE = 32
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")


def field_keys() -> dict[str, bytes]:
    """Keys of encrypted fields by id, the writing one first."""
    return dict(_parse_ring(_text("FIELD_KEYS", "1:")))


def digest_key() -> bytes:
    """Key of the digests by which encrypted values are found."""
    return _parse_key("DIGEST_KEY", _text("DIGEST_KEY"))


def story_key() -> bytes:
    """Key of the chains of story and audit."""
    return _parse_key("STORY_KEY", _text("STORY_KEY"))


def _text(name: str, prefix: str = "") -> str:
    """The setting, else what KEY_DIR keeps under its name; ImproperlyConfigured when there is neither."""
    if given := getattr(settings, name, ""):
        return given
    if settings.KEY_DIR is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return _kept(settings.KEY_DIR, name, prefix)


@cache
def _kept(folder: Path | str, name: str, prefix: str) -> str:
    """The text of the key file, made first if it is not there; of several processes that make it at once one wins, whole."""
    path = Path(folder) / name.lower()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, prefix=".new-") as draft:  # mode 0600, O_EXCL
            draft.write(prefix + base64.b64encode(secrets.token_bytes(SIZE)).decode())
            draft.flush()
            os.fsync(draft.fileno())
            with suppress(FileExistsError):  # another process was quicker; its key is ours
                os.link(draft.name, path)
    return secret_files.read(path, name)


@cache
def _parse_ring(text: str) -> tuple[tuple[str, bytes], ...]:
    ring: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key_id, _, key = entry.partition(":")
        if not KEY_ID.fullmatch(key_id) or key_id in ring:
            raise ImproperlyConfigured(
                "FIELD_KEYS must read id:key,id:key with each id once, of letters, digits, - and _."
            )
        ring[key_id] = _parse_key("FIELD_KEYS", key)
        if len(ring[key_id]) != SIZE:
            raise ImproperlyConfigured(f"Each key in FIELD_KEYS must be {SIZE} bytes in base64.")
    if not ring:
        raise ImproperlyConfigured("FIELD_KEYS holds no key.")
    return tuple(ring.items())


@cache
def _parse_key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < SIZE:
        raise ImproperlyConfigured(f"A key in {name} must be at least {SIZE} bytes in base64.")
    return key
