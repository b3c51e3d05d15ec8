"""The arithmetic of hash chains: canonical JSON, a salted digest of the data, and a keyed digest over the one before."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from center.foundation import keys


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def data_digest(salt: str, data: Any) -> str:
    """H(salt, data): stays when the data is redacted, so that the chain still verifies."""
    return hashlib.sha256(salt.encode() + b"\0" + canonical(data)).hexdigest()


def link(previous: str, *parts: Any) -> str:
    """HMAC over the previous link and the parts of this one; datetimes are written in UTC with microseconds."""
    spelled = [
        part.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") if isinstance(part, datetime) else part for part in parts
    ]
    return hmac.new(keys.story_key(), previous.encode() + b"\0" + canonical(spelled), hashlib.sha256).hexdigest()
