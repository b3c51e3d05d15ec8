"""Quiet hours: at night and on rest days messages to staff wait, unless they are urgent."""

from datetime import datetime, time

from django.conf import settings

from center.foundation import calendar
from center.foundation.now import SHANGHAI
from center.foundation.workdays import DAY, next_workday


def until(moment: datetime) -> datetime | None:
    """The end of the quiet hours or rest days that `moment` (aware) lies in, in Shanghai time; nothing where it lies in none.

    QUIET_HOURS is a pair of times, which may span midnight, or None; QUIET_REST_DAYS says whether rest days are quiet.
    """
    if settings.QUIET_HOURS is None and not settings.QUIET_REST_DAYS:
        return None
    local = asked = moment.astimezone(SHANGHAI)
    while (later := _after_rest_days(_after_night(local))) != local:
        local = later
    return local if local > asked else None


def _after_night(local: datetime) -> datetime:
    if settings.QUIET_HOURS is None:
        return local
    begins, ends = settings.QUIET_HOURS
    day, clock = local.date(), local.time()
    if begins <= ends:
        return datetime.combine(day, ends, SHANGHAI) if begins <= clock < ends else local
    if clock < ends:
        return datetime.combine(day, ends, SHANGHAI)
    return datetime.combine(day + DAY, ends, SHANGHAI) if clock >= begins else local


def _after_rest_days(local: datetime) -> datetime:
    """`local` itself on a working day, else the first moment of the next one: the night before it is quiet as well."""
    if not settings.QUIET_REST_DAYS:
        return local
    day = next_workday(local.date(), calendar.current())
    return local if day == local.date() else datetime.combine(day, time.min, SHANGHAI)
