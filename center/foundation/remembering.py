"""Reading once what rules and postings say: a load for many people within its own bounds, a process for a few seconds."""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.conf import settings

MOST_KEPT = 5_000  # answers; then all are read anew

Found = TypeVar("Found")
_answers: dict[Hashable, tuple[float, Any]] = {}
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within it `remembered` reads each thing once. Only where nobody changes rules or postings meanwhile."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def remembered(key: Hashable, read: Callable[[], Found]) -> Found:
    """What `read` gives: read anew each time, but once for each key within `remembering`."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: Found = kept[key]
    return found


def kept(key: Hashable, read: Callable[[], Found]) -> Found:
    """What `read` gave to this process within the last KEPT_SECONDS: for rules and offices, never for postings and cases.

    A rule that is changed is in force at every window when those seconds are over. What is given is not to be changed.
    """
    return remembered(key, lambda: _answer(key, read))


def _answer(key: Hashable, read: Callable[[], Found]) -> Found:
    now, (until, found) = time.monotonic(), _answers.get(key, (0.0, None))
    if now < until:
        return found
    found = read()
    if settings.KEPT_SECONDS:
        if len(_answers) >= MOST_KEPT:
            _answers.clear()
        _answers[key] = (now + settings.KEPT_SECONDS, found)
    return found
