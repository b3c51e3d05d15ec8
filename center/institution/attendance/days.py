"""Who is there on a day, in a number of statements that does not grow with the desks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from center.foundation import calendar
from center.institution.models import Absence, Attendance, Posting, Rota, Shift

FIRST_MONDAY = date(2024, 1, 1)  # weeks of every round are counted from it
WEEK = timedelta(days=7)


class Presence(StrEnum):
    HERE = "here"
    ON_CALL = "on_call"
    OFF = "off"  # no day of theirs
    AWAY = "away"


@dataclass(frozen=True)
class Place:
    """Where somebody is on a day: the window, within how many minutes of a call, why away, and who stands in."""

    presence: Presence
    window: str = ""
    minutes: int | None = None
    reason: str = ""
    deputy: str = ""

    @property
    def there(self) -> bool:
        """Whether work can be given to them: in the house, or to be called in."""
        return self.presence in (Presence.HERE, Presence.ON_CALL)

    @property
    def word(self) -> str:
        """As the week page says it."""
        if self.presence == Presence.AWAY:
            return _("Away: %(reason)s") % {"reason": self.reason}
        if self.presence == Presence.ON_CALL:
            return _("On call, %(minutes)s min") % {"minutes": self.minutes} if self.minutes else _("On call")
        if self.presence == Presence.OFF:
            return _("Not in")
        return self.window or _("In")


def away(day: date) -> QuerySet[Absence]:
    """The absences of that day; `user__in=away(day).values("user")` leaves those people out."""
    return Absence.objects.on(day)


def round_week(day: date, of_weeks: int) -> int:
    """Which week, from 1, of a round of so many weeks the day lies in."""
    return (day - FIRST_MONDAY) // WEEK % of_weeks + 1


def places(postings: Iterable[Posting], days: Iterable[date]) -> dict[tuple[int, date], Place]:
    """Posting id and day -> where they are; five statements for any number of both."""
    seats, span = list(postings), sorted(days)
    if not seats or not span:
        return {}
    pks = [seat.pk for seat in seats]
    written = {(row.posting_id, row.day): row for row in Shift.objects.filter(posting__in=pks, day__in=span)}
    rota: dict[int, list[Rota]] = {}
    for row in Rota.objects.filter(posting__in=pks):
        rota.setdefault(row.posting_id, []).append(row)
    absences = list(
        Absence.objects.filter(user__in={seat.user_id for seat in seats}, ended_at=None)
        .filter(first_day__lte=span[-1], last_day__gte=span[0])
        .prefetch_related("covers__user")
    )
    official = calendar.current()
    return {
        (seat.pk, day): _place(seat, day, written.get((seat.pk, day)), rota.get(seat.pk, []), absences, official)
        for seat in seats for day in span
    }  # fmt: skip


def _place(
    seat: Posting, day: date, shift: Shift | None, rota: list[Rota], absences: list[Absence], official: Any
) -> Place:
    absence = next(
        (one for one in absences if one.user_id == seat.user_id and one.first_day <= day <= one.last_day), None
    )
    if absence is not None:
        deputies = [cover.user.name for cover in absence.covers.all() if cover.covers_id == seat.pk]
        return Place(Presence.AWAY, reason=str(absence.get_reason_display()), deputy="、".join(deputies))
    window = (shift.window if shift else "") or seat.desk.window
    if shift is not None:
        return Place(Presence.HERE if shift.present else Presence.OFF, window=window)
    if seat.attendance == Attendance.ON_CALL:
        return Place(Presence.ON_CALL, minutes=seat.call_in_minutes)
    if seat.attendance == Attendance.ROTATING:
        turn = any(row.weekday == day.weekday() and row.week == round_week(day, row.of_weeks) for row in rota)
        return Place(Presence.HERE if turn and official.is_workday(day) else Presence.OFF, window=window)
    return Place(Presence.HERE if official.is_workday(day) else Presence.OFF, window=window)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
