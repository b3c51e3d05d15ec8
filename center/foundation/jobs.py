"""Runs of the periodic jobs, a row each: started, ended, what was looked at, what was done, what failed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from center.foundation.models import JobRun
from center.foundation.now import now

_running: ContextVar[JobRun | None] = ContextVar("running", default=None)


@dataclass
class Round:
    """What one round of a sweep looked at and did."""

    scanned: int = 0
    acted: int = 0
    failed: int = 0


@contextmanager
def recorded(name: str) -> Iterator[JobRun]:
    """Record a run of the job `name`. A run whose worker is killed keeps no end; one that breaks keeps the error's class."""
    row = JobRun.objects.create(name=name, started_at=now())
    token = _running.set(row)
    try:
        yield row
    except BaseException as error:
        row.error = type(error).__name__[:80]
        raise
    finally:
        _running.reset(token)
        row.ended_at = now()
        row.save(update_fields=["ended_at", "scanned", "acted", "failed", "error"])


def report(*, scanned: int = 0, acted: int = 0, failed: int = 0) -> None:
    """Add to the numbers of the run that is being recorded; nothing outside one."""
    row = _running.get()
    if row is not None:
        row.scanned, row.acted, row.failed = row.scanned + scanned, row.acted + acted, row.failed + failed
