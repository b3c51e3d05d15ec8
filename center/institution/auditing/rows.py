"""The rows of the audit as they are read: by kind, person and day, with the names of staff; never a name of anybody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from center.foundation import audit
from center.foundation.actor import ActorKind
from center.foundation.models import AuditRow
from center.foundation.now import SHANGHAI
from center.institution.auditing.words import ACTIONS, CHANGED, DATA, KIND_OF, KINDS, WORDS
from center.institution.models import ApiToken, Posting, User


@dataclass(frozen=True)
class Line:
    row: AuditRow
    kind: str
    word: Any
    who: str
    about: str
    data: list[tuple[Any, str]]


def between(first: date, last: date) -> QuerySet[AuditRow]:
    """Rows of these days in Shanghai, both included."""
    return AuditRow.objects.filter(at__gte=_midnight(first), at__lt=_midnight(last + timedelta(days=1)))


def of_kind(rows: QuerySet[AuditRow], kind: str) -> QuerySet[AuditRow]:
    if kind == CHANGED:
        return rows.exclude(action__in=KIND_OF)
    return rows.filter(action__in=ACTIONS[kind])


def of_people(rows: QuerySet[AuditRow], people: QuerySet[User]) -> QuerySet[AuditRow]:
    """What these people did, by a key of theirs too; and failed sign-ins under their name."""
    ids = list(people.values_list("pk", flat=True)[:200])
    keys = ApiToken.objects.filter(posting__user__in=ids).values("pk")
    return rows.filter(
        Q(by_kind=ActorKind.STAFF, by_id__in=ids)
        | Q(by_kind=ActorKind.API, by_id__in=keys)
        | Q(action="sign_in_failed", about__in=[f"user:{pk}" for pk in ids])
    )


def lines(rows: Iterable[AuditRow]) -> list[Line]:
    """With words and names, in three more queries however many rows there are."""
    shown = list(rows)
    postings = dict(Posting.objects.filter(pk__in=_named(shown, "posting")).values_list("pk", "user"))
    wanted = (
        {row.by_id or 0 for row in shown if row.by_kind == ActorKind.STAFF}
        | _named(shown, "user")
        | set(postings.values())
    )
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=wanted).only("pk", "name", "username")}
    keys = dict(ApiToken.objects.filter(pk__in=[row.by_id for row in shown if row.by_kind == ActorKind.API]).values_list("pk", "name"))  # fmt: skip
    return [
        Line(
            row=row,
            kind=(kind := KIND_OF.get(row.action, CHANGED)),
            word=WORDS.get(row.action) or f"{KINDS[kind]} · {row.action}",
            who=_who(row, people, keys),
            about=_about(row, people, postings),
            data=[(DATA.get(key, key), _spelled(value)) for key, value in row.data.items()],
        )
        for row in shown
    ]


def verified(day: date) -> tuple[int, AuditRow | None]:
    """How many rows of the day fit the chain, and the first that does not."""
    found = audit.verify_some(between(day, day))
    return (found, None) if isinstance(found, int) else (0, found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _named(rows: list[AuditRow], what: str) -> set[int]:
    """Ids in "what:71"."""
    parts = (row.about.partition(":") for row in rows)
    return {int(pk) for name, _colon, pk in parts if name == what and pk.isdigit()}


def _who(row: AuditRow, people: dict[int, str], keys: dict[int, str]) -> str:
    if row.by_kind == ActorKind.STAFF:
        return people.get(row.by_id or 0, f"user:{row.by_id}")
    if row.by_kind == ActorKind.API:
        return _("Key %(name)s") % {"name": keys.get(row.by_id or 0, row.by_id)}
    return _("The portal") if row.by_kind == ActorKind.SYSTEM else _("A party, by code")


def _about(row: AuditRow, people: dict[int, str], postings: dict[int, int]) -> str:
    name, _colon, pk = row.about.partition(":")
    if name == "user" and pk.isdigit() and int(pk) in people:
        return people[int(pk)]
    if name == "posting" and pk.isdigit() and int(pk) in postings:
        return f"{people.get(postings[int(pk)], '')} · {row.about}"
    return row.about


def _spelled(value: Any) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
