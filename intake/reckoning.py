"""When a limit ends that begins on a given day: what `manage.py due` and the page of limits answer.

From the rows and the calendar of the database; where there is none, or nothing is loaded, from what the portal ships with.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.db import DatabaseError, connection

from center.foundation import calendar, workdays
from center.foundation.models import CalendarYear
from center.foundation.now import SHANGHAI
from intake import limits
from intake.models import Limit

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?")
NEAR_KEYS = 5


class NoSuchDate(ValueError):
    """The text is no day or moment that a limit can be counted from."""


class NoSuchLimit(KeyError):
    """No limit has this key; `near` are those that resemble it."""

    def __init__(self, key: str, near: list[str]) -> None:
        super().__init__(key)
        self.key, self.near = key, near


@dataclass(frozen=True)
class Rules:
    """What limits are counted by. `shipped`: from the files of the portal, without a database."""

    limits: Sequence[Limit]
    calendar: workdays.Calendar
    shipped: bool


@dataclass(frozen=True)
class Reckoned:
    """The answer. `bare`: the start was a day without a time, read as 00:00; `in_force`: the version was, on that day."""

    limit: Limit
    start: datetime
    bare: bool
    due: workdays.Due
    in_force: bool
    shipped: bool


def rules() -> Rules:
    """Limits and official calendar of the database, each from the portal's own files where the database has none."""
    rows: list[Limit] = []
    days: workdays.Calendar | None = None
    if _has_database():
        try:
            rows = list(Limit.objects.order_by("key", "valid_from"))
            days = calendar.current() if CalendarYear.objects.filter(scope="").exists() else None
        except DatabaseError:  # no tables yet
            rows, days = [], None
    known = {limit.key for limit in rows}
    rows += [limit for limit in limits.shipped() if limit.key not in known]
    return Rules(rows, days or _shipped_calendar(), shipped=not known or days is None)


def reckon(key: str, text: str, by: Rules) -> Reckoned:
    """When limit `key` ends that begins at `text` (2026-11-24 or 2026-11-24T09:30, in Shanghai).

    Raises NoSuchLimit, and NoSuchDate for what is no date or leads out of the calendar.
    """
    versions = [limit for limit in by.limits if limit.key == key]
    if not versions:
        raise NoSuchLimit(key, near(key, sorted({limit.key for limit in by.limits})))
    start, bare = moment(text)
    current = limits.in_force(versions, start.date())
    limit = current or min(versions, key=lambda version: abs(version.valid_from - start.date()))
    try:
        due = limit.due(start, by.calendar)
    except OverflowError as error:
        raise NoSuchDate(text) from error
    return Reckoned(limit, start, bare, due, current is not None, by.shipped)


def moment(text: str) -> tuple[datetime, bool]:
    """The moment in Shanghai that `text` names, and whether it was a bare day; NoSuchDate where it names none."""
    found = MOMENT.fullmatch(text.strip())
    if found is None:
        raise NoSuchDate(text)
    day, clock = found.groups()
    try:
        start = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock or "00:00"), SHANGHAI)
    except ValueError as error:
        raise NoSuchDate(text) from error
    return start, clock is None


def near(key: str, known: list[str]) -> list[str]:
    """The keys that resemble `key`, nearest first: those of the same parts, those spelled alike, then those that share a part of it."""
    wanted = key.strip().lower()
    alike = difflib.get_close_matches(wanted, known, NEAR_KEYS, cutoff=0.6)
    parts = {part for part in re.split(r"[^a-z0-9]+", wanted) if len(part) > 2}
    same = [one for one in known if parts and parts == set(re.split(r"[._]", one))]
    sharing = [one for one in known if parts & set(re.split(r"[._]", one)) and one not in alike]
    return list(dict.fromkeys(same + alike + sharing))[:NEAR_KEYS]


def _has_database() -> bool:
    """A SQLite file that is not there is not made just by asking."""
    return connection.vendor != "sqlite" or Path(str(connection.settings_dict["NAME"])).exists() or _in_memory()


def _in_memory() -> bool:
    return "memory" in str(connection.settings_dict["NAME"])


def _shipped_calendar() -> workdays.Calendar:
    years = calendar.seed_years()
    days = {day: said.is_workday for exceptions in years.values() for day, said in exceptions.items()}
    return workdays.Calendar(days, frozenset(years))
