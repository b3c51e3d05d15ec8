"""The time of day, asked in one place, so that demo, import and tests can act at another moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _moment.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in Shanghai, by which the law counts."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Act as if it were `moment` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("the moment must carry a time zone")
    token = _moment.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moment.reset(token)
