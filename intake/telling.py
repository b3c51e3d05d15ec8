"""The story as a page tells it: who, wearing which badge, when, what; every name looked up in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from center.foundation.actor import ActorKind
from center.institution.models import Confidentiality, Desk, Posting, User
from intake.models import (
    Case,
    Dispute,
    Event,
    Filing,
    Handover,
    Limit,
    Link,
    MatterType,
    OutsideBody,
    Route,
    Task,
    Visit,
)
from intake.registers import event_kinds
from intake.routing.exclusions import EXCLUSIONS
from intake.routing.offices import OFFICES

LINES = 200  # of a very long story the newest, until the reader asks for all
DESK = ("desk", "_desk")  # keys of `data` that hold the id of a desk, by their ending
WORDS = {
    "outcome": Case.Outcome,
    "code": Handover.ReturnReason,
    "source": Visit.Source,
    "relation": Filing.Relation,
    "link_kind": Link.Kind,
    "task_kind": Task.Kind,
    "state": Case.State,
    "channel": OutsideBody.Channel,
    "dispute_why": Dispute.Why,
    "level": Confidentiality,
    "level_before": Confidentiality,
}  # keys whose value is one of a list
LAW: dict[str, Any] = {
    "check": lambda key: EXCLUSIONS[key].message if key in EXCLUSIONS else key,
    "checks": lambda keys: [LAW["check"](key) for key in keys],
    "office": lambda key: OFFICES[key].name if key in OFFICES else key,
}  # of the exclusions by law; `office` is a name in other lines
PEOPLE = ("handler", "user", "mediator", "officer", "worker", "_user")  # and of a member of staff


@dataclass(frozen=True)
class Line:
    """One line: the event, its word and icon, who wrote it, and the templates that may tell it (the first that exists).

    `named` is the data with every id and key replaced by its row or word: `named.to_desk.full_label`, `named.outcome`.
    """

    event: Event
    label: Any
    icon: str
    who: str
    named: dict[str, Any]
    templates: tuple[str, str]

    @property
    def data(self) -> dict[str, Any]:
        return self.event.data or {}

    @property
    def redacted(self) -> bool:
        return self.event.data is None


@dataclass(frozen=True)
class Story:
    """Lines newest first, with the desks and people (id -> row) that their data names; `more`: older lines are left out."""

    lines: list[Line]
    desks: dict[int, Desk]
    people: dict[int, User]
    more: bool


def story(case: Case, *, whole: bool = False) -> Story:
    """The story of `case` in at most seven statements, however long it is."""
    found = Event.objects.filter(case=case).order_by("-seq")
    events = list(found if whole else found[: LINES + 1])
    more = not whole and len(events) > LINES
    names = _Names(events[:LINES] if more else events)
    return Story([names.line(event) for event in names.events], names.desks, names.people, more)


def ids(events: Iterable[Event], endings: tuple[str, ...]) -> set[int]:
    """The ids in the data of these events under keys that end so."""
    return {
        value
        for event in events
        for key, value in (event.data or {}).items()
        if key.endswith(endings) and isinstance(value, int) and not isinstance(value, bool)
    }


class _Names:
    """All that the lines of these events name, fetched at once."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        self.desks = Desk.objects.select_related("center", "department").in_bulk(ids(events, DESK))
        self.seats = Posting.objects.select_related("user", "covers__user").in_bulk(
            {event.by_posting for event in events if event.by_posting}
        )
        self.people = User.objects.in_bulk(ids(events, PEOPLE) | {event.by_id for event in events if _is_user(event)})
        self.keyed: dict[str, dict[Any, Any]] = {
            "matter": {row.key: row for row in MatterType.objects.filter(key__in=_values(events, "matter"))},
            "route": {
                f"{row.key}/{row.version}": row for row in Route.objects.filter(key__in=_values(events, "route"))
            },
            "limit": {
                row.key: row for row in Limit.objects.filter(key__in=_values(events, "limit")).order_by("valid_from")
            },
        }

    def line(self, event: Event) -> Line:
        kind = event_kinds.get(event.kind)
        data = event.data or {}
        named = {key: self._named(key, value) for key, value in data.items()}
        named["route"] = self.keyed["route"].get(f"{data.get('route')}/{data.get('route_version', 1)}", "")
        templates = (f"events/{event.kind}.html", "events/_plain.html")
        return Line(
            event,
            kind.label if kind else event.kind,
            kind.icon if kind else "check",
            self._who(event),
            named,
            templates,
        )

    def _named(self, key: str, value: Any) -> Any:
        if key in WORDS:
            return dict(WORDS[key].choices).get(value, value)
        if key in LAW:
            return LAW[key](value)
        if key in self.keyed:
            return self.keyed[key].get(value, value)
        if isinstance(value, int) and key.endswith(DESK):
            return self.desks.get(value, "")
        if isinstance(value, int) and key.endswith(PEOPLE):
            return self.people.get(value, "")
        return value

    def _who(self, event: Event) -> str:
        if event.by_kind == ActorKind.SYSTEM:
            return _("The portal")
        if event.by_kind == ActorKind.PARTY:
            return _("A party, by number and code")
        seat = self.seats.get(event.by_posting or 0)
        user = self.people.get(event.by_id or 0) if _is_user(event) else None
        if seat and seat.covers:
            return seat.signature
        name = str(user or (seat.user if seat else "")) or _("Somebody no longer on the staff list")
        return _("%(name)s, by a connected program") % {"name": name} if event.by_kind == ActorKind.API else name


def _is_user(event: Event) -> bool:
    return event.by_kind == ActorKind.STAFF and event.by_id is not None


def _values(events: Iterable[Event], key: str) -> set[str]:
    return {value for event in events if isinstance(value := (event.data or {}).get(key), str)}
