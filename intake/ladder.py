"""The ladder: which steps a running clock takes and when, by rows that a center may change. Pure functions over rung and calendar.

Before the end, steps count from the raw due day: a reminder of one's own duty gains nothing from a holiday. From the end
on they count from the moved one, by which the breach is dated. Days are working days in Shanghai.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from center.foundation.now import SHANGHAI
from center.foundation.remembering import kept
from center.foundation.workdays import DAY, LAST_SECOND, Calendar, add_workdays, next_workday, workdays_between
from intake.models import Clock, Limit, Rung

DATA = Path(__file__).parent / "data" / "ladder.csv"


@dataclass(frozen=True)
class Step:
    """A rung at the moment at which it falls due."""

    rung: Rung
    at: datetime


def load() -> int:
    """Create the rungs that are missing, by kind of limit and key; what a center has changed stays. Gives how many are new."""
    return sum(
        Rung.objects.get_or_create(
            limit_kind=row["limit_kind"], key=row["key"], defaults=_values(row)
        )[1]
        for row in _shipped()
    )  # fmt: skip


def rungs(kind: str) -> list[Rung]:
    """The steps in use for limits of this kind, without the quiet ones; believed for a few seconds as every rule is."""
    return kept(("rungs", kind), lambda: list(Rung.objects.filter(limit_kind=kind, in_use=True, share=None)))


def shares() -> dict[str, list[int]]:
    """The quiet steps in use: percents of the time, by kind of limit."""
    found: dict[str, list[int]] = defaultdict(list)
    for kind, share in Rung.objects.filter(in_use=True, share__isnull=False).values_list("limit_kind", "share"):
        if share is not None:
            found[kind].append(share)
    return found


def when_gone(share: int, began: datetime, due: datetime, unit: str, days: Calendar) -> datetime:
    """When `share` percent of the time is gone, in the unit of the limit: the end of that day; of hours the moment itself."""
    if unit == Limit.Unit.HOURS:
        return began + (due - began) * share / 100
    first, last = began.astimezone(SHANGHAI).date(), due.astimezone(SHANGHAI).date()
    if unit == Limit.Unit.WORKING_DAYS:
        day = add_workdays(first, _part(share, workdays_between(first, last, days)), days)
    else:
        day = first + DAY * _part(share, (last - first).days)
    return datetime.combine(day, LAST_SECOND, SHANGHAI)


def _part(share: int, whole: int) -> int:
    return -(-whole * share // 100)


def passed(clock: Clock, rungs: Iterable[Rung], moment: datetime, days: Calendar) -> list[Step]:
    """The steps whose time has come by `moment`, in order; of a daily one the last only: who was away is told once."""
    steps = [step for rung in rungs for step in _last(clock, rung, moment, days)]
    return sorted(steps, key=lambda step: (step.at, step.rung.offset, step.rung.pk))


def following(clock: Clock, rungs: Iterable[Rung], moment: datetime, days: Calendar) -> datetime | None:
    """When the next step falls due after `moment`; None when there is none left."""
    coming = [at for rung in rungs for at in _next(clock, rung, moment, days)]
    if clock.due_at > moment:
        coming.append(clock.due_at)  # the breach is dated then, whatever rungs there are
    return min(coming, default=None)


def upcoming(clock: Clock, moment: datetime, days: Calendar) -> datetime:
    """The next step after `moment` of a clock whose end the sweep has not seen: a reminder, or the end, even where that has passed."""
    early = [rung for rung in rungs(clock.limit.kind) if rung.offset <= 0]  # what comes after the end is no first step
    step = following(clock, early, moment, days)
    return min(step, clock.due_at) if step else clock.due_at


def _last(clock: Clock, rung: Rung, moment: datetime, days: Calendar) -> Iterator[Step]:
    first = _first(clock, rung, days)
    if first is None or first > moment:
        return
    if not rung.daily:
        yield Step(rung, first)
        return
    day = moment.astimezone(SHANGHAI).date()
    while not (days.is_workday(day) and _at(clock, rung, day) <= moment):
        day -= DAY
    yield Step(rung, max(first, _at(clock, rung, day)))


def _next(clock: Clock, rung: Rung, moment: datetime, days: Calendar) -> Iterator[datetime]:
    first = _first(clock, rung, days)
    if first is None:
        return
    if first > moment:
        yield first
    elif rung.daily:
        day = next_workday(moment.astimezone(SHANGHAI).date(), days)
        while _at(clock, rung, day) <= moment:
            day = add_workdays(day, 1, days)
        yield _at(clock, rung, day)


def _first(clock: Clock, rung: Rung, days: Calendar) -> datetime | None:
    """When the rung first falls due; None for a reminder that would come before the clock began, or after its end."""
    early = rung.act == Rung.Act.REMIND and rung.offset <= 0
    due = (clock.raw_due_at if early else clock.due_at).astimezone(SHANGHAI).date()
    at = _at(clock, rung, add_workdays(due, rung.offset, days))
    return None if early and not clock.started_at < at < clock.due_at else at


def _at(clock: Clock, rung: Rung, day: date) -> datetime:
    """The rung's time on `day`; without one the moment at which the limit ends, never before it."""
    end = clock.due_at.astimezone(SHANGHAI)
    return datetime.combine(day, rung.at if rung.at else end.time(), SHANGHAI)


def horizon(moment: datetime, days: Calendar) -> datetime:
    """Clocks that end before this may have a step before their end; a raw due day lies at most a long holiday before the moved one."""
    first = min((rung.offset for rung in kept(("rungs", ""), _early)), default=0)
    return datetime.combine(add_workdays(moment.astimezone(SHANGHAI).date(), 1 - first, days), time.max, SHANGHAI)


def late_by(clock: Clock, moment: datetime, days: Calendar) -> int:
    """Working days since the end of the limit."""
    return workdays_between(clock.due_at.astimezone(SHANGHAI).date(), moment.astimezone(SHANGHAI).date(), days)


def _early() -> list[Rung]:
    return list(Rung.objects.filter(offset__lt=0, in_use=True))


def _values(row: dict[str, str]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("act", "level", "name", "name_en")},
        "offset": int(row["offset"]), "share": int(row["share"]) if row["share"] else None, "channels": row["channels"].split(), "at": time.fromisoformat(row["at"]) if row["at"] else None,
        "daily": row["daily"] == "yes", "urgent": row["urgent"] == "yes",
    }  # fmt: skip


@cache
def _shipped() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
