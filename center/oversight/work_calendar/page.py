"""A year of the work calendar for the eye: month by month, with holidays, make-up days and days of our own."""

import calendar as grid
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from center.foundation.models import CalendarDay, CalendarYear
from center.foundation.now import today
from center.foundation.workdays import Calendar, statutory_holidays

DAY = timedelta(days=1)
MONDAY = 0


@dataclass(frozen=True)
class Cell:
    """A day: `kind` work, weekend, holiday, made_up, own_rest or own_work; `reason` is read out and shown on hover."""

    day: date
    kind: str
    mark: str
    reason: str
    today: bool


@dataclass(frozen=True)
class Month:
    """Weeks from Monday; None where a week begins or ends in another month."""

    first: date
    weeks: list[list[Cell | None]]
    workdays: int

    @property
    def heads(self) -> list[date]:
        """Seven days from a Monday on, for the heads of the columns."""
        monday = self.first - DAY * self.first.weekday()
        return [monday + DAY * step for step in range(7)]


@dataclass(frozen=True)
class Holiday:
    """Rest days in a row with what they are for, and the days worked to make up for them."""

    name: str
    first: date
    last: date
    days: int
    made_up: list[date]


@dataclass(frozen=True)
class Year:
    """`loaded`: the official notice, None where there is none and every day is provisional."""

    number: int
    loaded: CalendarYear | None
    months: list[Month]
    holidays: list[Holiday]
    own: list[CalendarDay]
    workdays: int


def year(number: int, calendar: Calendar, scopes: list[str]) -> Year:
    """The year by `calendar`; `scopes` are those whose own days lie over the official ones in it."""
    rows = list(CalendarDay.objects.filter(day__year=number, scope__in=["", *scopes]))
    official = {row.day: row for row in rows if row.scope == ""}
    own = {row.day: row for row in sorted(rows, key=lambda row: row.scope.startswith("center:")) if row.scope}
    loaded = CalendarYear.objects.filter(scope="", year=number).first()
    known = {day: row.reason for day, row in official.items() if not row.is_workday}
    if loaded is None:
        known = {day: _("statutory holiday") for day in statutory_holidays(number)} | known
    blocks = _blocks(number, calendar, known)
    names = {first + DAY * step: name for name, first, last in blocks for step in range((last - first).days + 1)}

    def cell(day: date) -> Cell:
        worked = calendar.is_workday(day)
        if day in own:
            kind, mark, reason = ("own_work" if worked else "own_rest"), pgettext("day", "own"), own[day].reason
        elif worked and day in official:
            kind, mark, reason = "made_up", pgettext("day", "work"), official[day].reason
        elif worked:
            kind, mark, reason = "work", "", ""
        elif day in names:
            kind, mark, reason = "holiday", pgettext("day", "off"), names[day]
        else:
            kind, mark, reason = "weekend", "", ""
        return Cell(day, kind, mark, reason, day == today())

    months = [_month(number, month, cell) for month in range(1, 13)]
    made_up = [row for row in official.values() if row.is_workday]
    holidays = [
        Holiday(name, first, last, (last - first).days + 1, sorted(row.day for row in made_up if name and row.reason.startswith(name)))
        for name, first, last in blocks
    ]  # fmt: skip
    return Year(
        number, loaded, months, holidays, sorted(own.values(), key=lambda row: row.day), sum(m.workdays for m in months)
    )


def _month(number: int, month: int, cell) -> Month:
    weeks: list[list[Cell | None]] = [
        [cell(day) if day.month == month else None for day in week]
        for week in grid.Calendar(MONDAY).monthdatescalendar(number, month)
    ]
    worked = sum(one.kind in ("work", "made_up", "own_work") for week in weeks for one in week if one)
    return Month(date(number, month, 1), weeks, worked)


def _blocks(number: int, calendar: Calendar, known: dict[date, str]) -> list[tuple[str, date, date]]:
    """Rest days in a row that hold a holiday: its name, the first and the last. A weekend beside a holiday belongs to it."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    days = [first + DAY * step for step in range((last - first).days + 1)]
    rest = [day for day in days if not calendar.is_workday(day) or day in known]
    found: list[list[date]] = []
    for before, day in pairwise([date.min, *rest]):
        if found and before + DAY == day:
            found[-1].append(day)
        else:
            found.append([day])
    return [
        (next(known[day] for day in block if day in known), block[0], block[-1])
        for block in found
        if any(day in known for day in block)
    ]
