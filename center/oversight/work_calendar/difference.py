"""What a proposed calendar would change: day by day, what looks wrong in it, and which open limits it would move."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from center.foundation import calendar
from center.foundation.calendar import Day
from center.foundation.models import CalendarDay
from center.foundation.workdays import SATURDAY, Calendar, statutory_holidays
from center.institution.models import Center
from center.oversight.models import CalendarProposal
from intake import recomputing


@dataclass(frozen=True)
class Change:
    """One day: whether it is worked before and after, and the words beside it."""

    day: date
    before: bool
    after: bool
    reason_before: str
    reason_after: str

    @property
    def turns(self) -> bool:
        """A rest day becomes a working day or the other way round; else only its name changes."""
        return self.before != self.after


@dataclass(frozen=True)
class Difference:
    """The changed days in order, and whether the year becomes certain by it."""

    changes: list[Change]
    announces: bool

    @property
    def anything(self) -> bool:
        return bool(self.changes) or self.announces

    @cached_property
    def digest(self) -> str:
        """What was looked at: the same for the same difference."""
        text = "\n".join(f"{c.day} {c.before} {c.after} {c.reason_before} {c.reason_after}" for c in self.changes)
        return hashlib.sha256(f"{self.announces}\n{text}".encode()).hexdigest()


def packed(days: Mapping[date, Day | None]) -> dict[str, Any]:
    """Days as the row keeps them."""
    return {
        day.isoformat(): {"workday": said.is_workday, "reason": said.reason} if said else None
        for day, said in sorted(days.items())
    }


def unpacked(days: Mapping[str, Any]) -> dict[date, Day | None]:
    """The days of a row."""
    return {
        date.fromisoformat(day): Day(said["workday"], said["reason"]) if said else None for day, said in days.items()
    }


def of(proposal: CalendarProposal) -> Difference:
    """Against the calendar as it is now."""
    rows = CalendarDay.objects.filter(scope=proposal.scope)
    old = {row.day: row for row in (rows.filter(day__year=proposal.year) if proposal.is_notice else rows)}
    wanted = unpacked(proposal.days)
    before, after = calendar.current(proposal.scope), supposed(proposal)(proposal.scope)
    touched = sorted(old.keys() | wanted.keys() if proposal.is_notice else wanted.keys())
    changes = []
    for day in touched:
        row, said = old.get(day), wanted.get(day)
        was, becomes = before.is_workday(day), after.is_workday(day)
        names = (row.reason if row else "", said.reason if said else "")
        if was != becomes or names[0] != names[1] or (row is None) != (said is None):
            changes.append(Change(day, was, becomes, *names))
    return Difference(changes, proposal.is_notice and not calendar.is_loaded(proposal.notice_year))


def supposed(proposal: CalendarProposal) -> Callable[[str], Calendar]:
    """The calendar of any scope as it would be once this is published."""
    wanted = {day: said.is_workday if said else None for day, said in unpacked(proposal.days).items()}
    official = calendar.current()
    if proposal.is_notice:
        kept = {day: worked for day, worked in official.days.items() if day.year != proposal.year}
        said = {day: worked for day, worked in wanted.items() if worked is not None}
        announced = Calendar({**kept, **said}, official.years | {proposal.notice_year})
        return lambda scope: calendar.over(announced, scope) if scope else announced

    def of_scope(scope: str) -> Calendar:
        own = calendar.current(scope)
        if not scope or proposal.scope not in (calendar.COUNTY, scope):
            return own
        days = dict(own.days)
        for day, worked in wanted.items():
            if CalendarDay.objects.filter(scope=scope, day=day).exists() and proposal.scope != scope:
                continue  # the center's own word stands over the county's
            if worked is None:
                days.pop(day, None)
                days.update({day: official.days[day]} if day in official.days else {})
            else:
                days[day] = worked
        return Calendar(days, own.years)

    return of_scope


def moved(proposal: CalendarProposal, difference: Difference) -> list[Any]:
    """The open clocks that would end otherwise, each with its new end."""
    first = min((change.day for change in difference.changes), default=None)
    if first is None and proposal.is_notice:
        first = date(proposal.notice_year, 1, 1)
    return list(recomputing.changes(supposed(proposal), since=first))


def doubts(proposal: CalendarProposal) -> list[str]:
    """What the second person should look at: sentences."""
    if not proposal.is_notice:
        return []
    days = {day: said for day, said in unpacked(proposal.days).items() if said is not None}
    told = []
    for day in sorted(statutory_holidays(proposal.notice_year)):
        if day.weekday() < SATURDAY and (day not in days or days[day].is_workday):
            told.append(_("%(day)s is a statutory holiday, and the file leaves it a working day.") % {"day": day})
    for day, said in sorted(days.items()):
        if said.is_workday and day.weekday() < SATURDAY:
            told.append(_("%(day)s is worked anyhow: it is no weekend.") % {"day": day})
    if days and not any(said.is_workday for said in days.values()):
        told.append(_("The file names no make-up working day. Most notices do."))
    return told


def scope_label(scope: str) -> str:
    """Where the days hold, for a reader."""
    if not scope:
        return _("Everywhere: the official calendar")
    if scope == calendar.COUNTY:
        return _("The whole county")
    center = Center.objects.filter(pk=scope.removeprefix("center:")).first()
    return center.label if center else scope
