"""The readings of a month by person: closed matters opened, values shown in clear, searches by document; and who stands out."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from center.foundation.actor import ActorKind
from center.foundation.models import AuditRow
from center.foundation.now import today
from center.institution.auditing import rows
from center.institution.auditing.words import ACTIONS, LOOKED
from center.institution.models import AccessReview, ApiToken, User

OPENED, SHOWN, BY_DOCUMENT = "opened", "shown", "by_document"
WHAT = (OPENED, SHOWN, BY_DOCUMENT)
KEPT = 12  # months that the page lists


@dataclass
class Reader:
    """One person in the month; `out`: which of the counts stand out."""

    user: User
    counts: dict[str, int]
    out: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[int, bool]]:
        return [(self.counts[what], what in self.out) for what in WHAT]


def first_of(day: date) -> date:
    return day.replace(day=1)


def before(month: date) -> date:
    return first_of(month - timedelta(days=1))


def last_of(month: date) -> date:
    return first_of(month + timedelta(days=31)) - timedelta(days=1)


def listed() -> list[date]:
    """The last months, this one first."""
    found = [first_of(today())]
    while len(found) < KEPT:
        found.append(before(found[-1]))
    return found


def readings(month: date) -> QuerySet[AuditRow]:
    closed = Q(action__in=ACTIONS[LOOKED]) | Q(action="revealed") | Q(action="searched", data__kind="document")
    return rows.between(month, last_of(month)).filter(closed, by_kind__in=[ActorKind.STAFF, ActorKind.API])


def readers(month: date) -> list[Reader]:
    """Who read, those that stand out first, then the most; three queries."""
    counted = readings(month).values("by_kind", "by_id", "action").annotate(times=Count("pk")).order_by()
    found = list(counted)
    keys = dict(ApiToken.objects.filter(pk__in=[row["by_id"] for row in found if row["by_kind"] == ActorKind.API]).values_list("pk", "posting__user"))  # fmt: skip
    by_person: dict[int, dict[str, int]] = {}
    for row in found:
        person = (row["by_id"] if row["by_kind"] == ActorKind.STAFF else keys.get(row["by_id"] or 0)) or 0
        counts = by_person.setdefault(person, dict.fromkeys(WHAT, 0))
        counts[_what(row["action"])] += row["times"]
    people = User.objects.in_bulk(list(by_person))
    listed = [Reader(people[pk], counts) for pk, counts in by_person.items() if pk in people]
    _mark(listed)
    return sorted(listed, key=lambda reader: (-len(reader.out), -reader.total, reader.user.pk))


def missing() -> date | None:
    """The month before this one, where its day is past and nobody has reviewed it."""
    month = before(first_of(today()))
    late = today().day > settings.ACCESS_REVIEW_DAY
    return month if late and not AccessReview.objects.filter(month=month).exists() else None


def _what(action: str) -> str:
    return {"revealed": SHOWN, "searched": BY_DOCUMENT}.get(action, OPENED)


def _mark(listed: list[Reader]) -> None:
    """A count stands out that is ACCESS_OUTLIER_LEAST or more, and so many times the middle one of the others who read such."""
    for what in WHAT:
        for reader in listed:
            others = [other.counts[what] for other in listed if other is not reader and other.counts[what]]
            middle = median(others) if others else 0
            if reader.counts[what] >= max(settings.ACCESS_OUTLIER_LEAST, settings.ACCESS_OUTLIER_TIMES * middle):
                reader.out |= {what}
