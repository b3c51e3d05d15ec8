"""When people come, and when the house works: hall hours, weekdays, holidays, and what each month brings."""

import random
from bisect import bisect_left
from datetime import date, datetime, time, timedelta

from center.foundation.now import SHANGHAI
from center.foundation.workdays import SATURDAY, Calendar

DAY = timedelta(days=1)
MORNING, AFTERNOON = (time(8, 30), time(12, 0)), (time(14, 0), time(17, 30))
MORNING_MINUTES, DAY_MINUTES = 210, 420
WEEKDAYS = (1.25, 1.1, 1.0, 0.95, 0.85)  # Monday is market day in many towns, and what the weekend left
ON_SATURDAY = 0.07  # a counter is manned, few come
RECENT, MORE_RECENTLY = 28, 1.35
GROWTH = 0.15  # more matters reach the center in the second year than in the first
BY_MONTH = {
    #                      Jan  Feb  Mar  Apr  May  Jun  Jul  Aug  Sep  Oct  Nov  Dec
    "wage_arrears":       (2.8, 1.3, 0.5, 0.5, 0.6, 0.8, 0.7, 0.7, 0.8, 0.9, 1.2, 2.2),
    "labour":             (1.3, 0.9, 1.3, 1.1, 1.0, 0.9, 0.8, 0.8, 0.9, 0.9, 1.0, 1.2),
    "marriage_family":    (1.0, 1.5, 1.2, 1.0, 1.0, 0.9, 0.9, 0.9, 0.9, 1.1, 0.9, 0.9),
    "debt":               (1.5, 1.0, 0.8, 0.8, 0.9, 0.9, 0.9, 0.9, 1.0, 1.0, 1.1, 1.5),
    "land_contract":      (0.4, 0.6, 1.8, 1.7, 1.2, 1.3, 0.6, 0.6, 1.3, 1.7, 0.9, 0.4),
    "environment":        (0.5, 0.5, 0.7, 0.9, 1.2, 1.6, 1.9, 1.8, 1.3, 0.9, 0.6, 0.5),
    "hidden_danger":      (0.8, 0.7, 0.8, 0.9, 1.1, 1.6, 1.8, 1.7, 1.1, 0.8, 0.7, 0.8),
    "public_security":    (0.9, 1.0, 0.8, 0.9, 1.0, 1.3, 1.6, 1.6, 1.1, 0.9, 0.8, 0.8),
    "traffic_accident":   (1.4, 1.1, 0.9, 0.8, 0.8, 1.0, 1.0, 0.9, 1.0, 1.1, 1.4, 1.5),
    "property_management":(0.9, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 1.4, 1.1, 0.9, 1.0, 1.0),
    "neighbour":          (0.8, 0.8, 1.1, 1.1, 1.0, 1.2, 1.2, 1.1, 1.0, 1.0, 0.9, 0.7),
}  # fmt: skip


class Hours:
    """The hours in which the house works, by the calendar in force."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self._calendar = calendar
        self.days = [first + DAY * step for step in range((last - first).days + 1)]
        self.open_days = [
            first + DAY * step for step in range((last - first).days + 120) if calendar.is_workday(first + DAY * step)
        ]

    def later(self, moment: datetime, minutes: float) -> datetime:
        """`minutes` of working time after `moment`."""
        local = moment.astimezone(SHANGHAI)
        place, gone = self._place(local)
        days, gone = divmod(gone + max(1.0, minutes), DAY_MINUTES)
        return self._at(place + int(days), gone)

    def days_later(self, moment: datetime, days: float, chance: random.Random) -> datetime:
        """Some time in hall hours about `days` calendar days after `moment`, on a working day, never before it."""
        day = (moment + DAY * max(0.0, days)).astimezone(SHANGHAI).date()
        found = self._at(bisect_left(self.open_days, day), chance.uniform(10, DAY_MINUTES - 10))
        return found if found > moment else self.later(moment, chance.uniform(20, 200))

    def before(self, moment: datetime, workdays: int, chance: random.Random) -> datetime:
        """Some time in hall hours that many working days before `moment`; 0 is the last day with hall hours behind it."""
        place, gone = self._place(moment.astimezone(SHANGHAI))
        if gone < 30:
            place, gone = place - 1, DAY_MINUTES
        place = max(0, place - workdays)
        return self._at(place, chance.uniform(5, (gone if not workdays else DAY_MINUTES) - 10))

    def _place(self, local: datetime) -> tuple[int, float]:
        """The index of the open day and the minutes of it that are gone; the evening is the end of its day."""
        place = bisect_left(self.open_days, local.date())
        if place >= len(self.open_days) or self.open_days[place] != local.date():
            return place, 0.0
        minute = local.hour * 60 + local.minute + local.second / 60
        morning = min(max(minute - (8 * 60 + 30), 0), MORNING_MINUTES)
        return place, morning + min(max(minute - 14 * 60, 0), DAY_MINUTES - MORNING_MINUTES)

    def _at(self, place: int, gone: float) -> datetime:
        day = self.open_days[min(place, len(self.open_days) - 1)]
        begin, left = (MORNING[0], gone) if gone < MORNING_MINUTES else (AFTERNOON[0], gone - MORNING_MINUTES)
        return datetime.combine(day, begin, SHANGHAI) + timedelta(seconds=int(left * 60))


def weights(hours: Hours, calendar: Calendar) -> list[float]:
    """How many visitors each of `hours.days` draws, relative to a Wednesday two years ago."""
    count = len(hours.days)
    return [
        _of_day(day, calendar) * (1 + GROWTH * place / count) * (MORE_RECENTLY if count - place <= RECENT else 1)
        for place, day in enumerate(hours.days)
    ]


def field_weights(hours: Hours, calendar: Calendar) -> list[float]:
    """The same for reports from the grids, which are walked on rest days too."""
    return [1.0 if calendar.is_workday(day) else 0.55 for day in hours.days]


def of_month(matter: str, month: int) -> float:
    """How much of a matter a month brings, relative to its mean."""
    return BY_MONTH[matter][month - 1] if matter in BY_MONTH else 1.0


def arrival(day: date, chance: random.Random) -> datetime:
    """When a visitor of that day comes in: most before eleven, few after half past four."""
    if chance.random() < 0.62:
        begin, minutes = MORNING[0], chance.triangular(0, 195, 50)
    else:
        begin, minutes = AFTERNOON[0], chance.triangular(0, 195, 60)
    return datetime.combine(day, begin, SHANGHAI) + timedelta(seconds=int(minutes * 60))


def in_the_field(day: date, chance: random.Random) -> datetime:
    """When a grid worker reports: on the rounds of the morning and before supper."""
    return datetime.combine(day, time(7), SHANGHAI) + timedelta(seconds=int(chance.triangular(0, 12.5, 3.5) * 3600))


def _of_day(day: date, calendar: Calendar) -> float:
    if not calendar.is_workday(day):
        return ON_SATURDAY if day.weekday() == SATURDAY else 0.0
    return WEEKDAYS[day.weekday()] if day.weekday() < SATURDAY else 0.8
