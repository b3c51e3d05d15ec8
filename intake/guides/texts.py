"""The words of a guide for a reader: each limit in them is read from `Limit` as in force today, so that no text goes stale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext

from center.foundation.now import today
from intake import limits
from intake.models import Guide, Limit
from intake.models.guide import NAMED

LISTS = ("bring", "steps")


@dataclass(frozen=True)
class Told:
    """A limit as a guide tells it: what, how long, from when, by which article, and what follows."""

    label: str
    amount: str
    begins: str
    basis: str
    follows: str


@dataclass(frozen=True)
class Shown:
    """A guide in the reader's language, its limits filled in."""

    guide: Guide
    parts: dict[str, str]
    limits: list[Told]

    @property
    def bring(self) -> list[str]:
        return _lines(self.parts["bring"])

    @property
    def steps(self) -> list[str]:
        return _lines(self.parts["steps"])

    @property
    def answer(self) -> str:
        """What the person is told: the answer as it is proposed to whoever stands at the counter, who may change it."""
        steps = [f"{number}. {step}" for number, step in enumerate(self.steps, start=1)]
        return "\n".join([self.parts["summary"], *steps, self.parts["rights"], self.parts["source"]])


def shown(guide: Guide) -> Shown:
    """One guide; two statements at most."""
    return of([guide])[0]


def of(guides: Iterable[Guide]) -> list[Shown]:
    """The same for many, whose limits are read in one statement."""
    guides = list(guides)
    rules = in_force({key for guide in guides for key in guide.limit_keys}, today())
    return [
        Shown(
            guide,
            {part: fill(guide.said(part), rules) for part in Guide.PARTS},
            [_told(rules[key]) for key in guide.limit_keys if key in rules],
        )
        for guide in guides
    ]


def in_force(keys: Iterable[str], day: date) -> dict[str, Limit]:
    """The version in force on `day` of each of these limits."""
    versions: dict[str, list[Limit]] = {}
    for limit in Limit.objects.filter(key__in=set(keys)):
        versions.setdefault(limit.key, []).append(limit)
    found = {key: limits.in_force(rows, day) for key, rows in versions.items()}
    return {key: limit for key, limit in found.items() if limit is not None}


def fill(text: str, rules: dict[str, Limit]) -> str:
    """The text with the amount of each limit in its place; one that is not in force stays out of the sentence as “—”."""
    return NAMED.sub(lambda found: amount(rules[found[1]]) if found[1] in rules else "—", text)


def unknown(guide: Guide) -> list[str]:
    """Limits that the guide names and nobody has loaded."""
    return [key for key in guide.limit_keys if key not in in_force(guide.limit_keys, today())]


def amount(limit: Limit) -> str:
    """ "45日", "5个工作日", "12个月", "72小时"; in English "45 days"."""
    words = {
        Limit.Unit.CALENDAR_DAYS: ngettext("%(n)s day in all", "%(n)s days in all", limit.amount),
        Limit.Unit.WORKING_DAYS: ngettext("%(n)s working day in all", "%(n)s working days in all", limit.amount),
        Limit.Unit.MONTHS: ngettext("%(n)s month in all", "%(n)s months in all", limit.amount),
        Limit.Unit.HOURS: ngettext("%(n)s hour in all", "%(n)s hours in all", limit.amount),
    }
    said = words[Limit.Unit(limit.unit)] % {"n": limit.amount}
    return said.removesuffix(" in all") if get_language() == "en" else said


def _told(limit: Limit) -> Told:
    return Told(limit.label, amount(limit), limit.begins_with, limit.basis, limit.follows)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
