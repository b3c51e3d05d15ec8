"""Limits for the eye: the list by procedure, and in words how much, how much more and on which ground."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake import limits
from intake.models import Limit


@dataclass(frozen=True)
class Row:
    """A limit as a page tells it."""

    limit: Limit
    amount: str
    waiting: Limit | None = None  # a change that begins on a day to come

    @property
    def waiting_amount(self) -> str:
        return much(self.waiting.amount, self.waiting.unit) if self.waiting else ""


@dataclass(frozen=True)
class Group:
    """The limits of one procedure."""

    key: str
    label: Any
    rows: list[Row]


def groups(on: date, *, words: str = "", kind: str = "", off: bool = False) -> list[Group]:
    """The limits in force on a day by procedure: those that hold all `words` in name, article, beginning or key, of one kind, those off."""
    found = Limit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word) | Q(name_en__icontains=word) | Q(source__icontains=word) | Q(source_en__icontains=word)
            | Q(key__icontains=word) | Q(begins__icontains=word) | Q(begins_en__icontains=word) | Q(whose__icontains=word)
        )  # fmt: skip
    if kind:
        found = found.filter(kind=kind)
    if off:
        found = found.filter(in_use=False)
    by_key: dict[str, list[Limit]] = {}
    for limit in found.order_by("pk"):
        by_key.setdefault(limit.key, []).append(limit)
    rows: dict[str, list[Row]] = {}
    for versions in by_key.values():
        current = limits.in_force(versions, on)
        if current:
            rows.setdefault(limits.group(current), []).append(row(current, versions, on))
    return [Group(key, label, rows[key]) for key, label in limits.GROUPS.items() if key in rows]


def row(limit: Limit, versions: Iterable[Limit], on: date) -> Row:
    """A limit with the change that waits, if one does."""
    waiting = next((version for version in versions if version.valid_from > on), None)
    return Row(limit, much(limit.amount, limit.unit), waiting)


def much(amount: int, unit: str) -> str:
    """An amount in its unit: 15 calendar days."""
    if unit == Limit.Unit.WORKING_DAYS:
        return ngettext("%(n)s working day", "%(n)s working days", amount) % {"n": amount}
    if unit == Limit.Unit.MONTHS:
        return ngettext("%(n)s month", "%(n)s months", amount) % {"n": amount}
    if unit == Limit.Unit.HOURS:
        return ngettext("%(n)s hour", "%(n)s hours", amount) % {"n": amount}
    return ngettext("%(n)s calendar day", "%(n)s calendar days", amount) % {"n": amount}


def extension(limit: Limit) -> str:
    """How much more the law allows, how often, and on whose word; empty where it allows none."""
    told = []
    if limit.extend_times == 1:
        told.append(_("once, by at most %(much)s") % {"much": much(limit.extend_amount, limit.extend_unit)})
    elif limit.extend_times:
        told.append(
            _("%(times)s times, each by at most %(much)s")
            % {"times": limit.extend_times, "much": much(limit.extend_amount, limit.extend_unit)}
        )
    if limit.extend_agreed_by:
        told.append(_("as long as agreed by %(who)s") % {"who": limit.get_extend_agreed_by_display()})
    if limit.extended_when:
        told.append(limit.extended_when)
    return _("; ").join(told)
