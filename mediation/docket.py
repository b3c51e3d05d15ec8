"""The mediators' docket: whose time ends first stands first; chips in the address narrow it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import calendar
from center.foundation.now import SHANGHAI, today
from center.institution.permissions import Scope, scope
from intake import clock_words, sides
from intake.clock_words import ClockView
from intake.models import Clock
from mediation.models import Mediation
from mediation.roster import ROLES

# What the chips ask for; "" is everything under way.
STATES = {"": _("Under way"), **{state.value: state.label for state in Mediation.State}}

ENDED = [state.value for state in Mediation.State if state not in Mediation.UNDER_WAY]


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a state ("" for under way), only those the reader leads, only those that ended this month."""

    state: str = ""
    mine: bool = False
    this_month: bool = False


@dataclass(frozen=True)
class Chip:
    label: Any
    url: str
    on: bool


@dataclass(frozen=True)
class Row:
    """A line: the mediation, its first side masked, its nearest clock."""

    mediation: Mediation
    party: str
    clock: ClockView | None


def chosen(asked: Mapping[str, str]) -> Chosen:
    """What is not understood is left out."""
    state = asked.get("state", "")
    state = state if state in STATES else ""
    return Chosen(state, asked.get("mine") == "1", asked.get("month") == "this" and state in ENDED)


def of(user: Any, which: Chosen) -> QuerySet[Mediation]:
    """The mediations `user` may see that the chips ask for."""
    found = Mediation.objects.visible_to(user)
    found = found.filter(state=which.state) if which.state else found.under_way()
    if which.this_month:
        first = datetime.combine(today().replace(day=1), time.min, SHANGHAI)
        found = found.filter(ended_at__gte=first)
    return found.filter(mediator=user) if which.mine else found


def due_first(mediations: QuerySet[Mediation]) -> QuerySet[Mediation]:
    """With all a line shows; running clocks first, then the latest ended."""
    due = Clock.objects.running().filter(case=OuterRef("proceeding__case")).order_by("due_at").values("due_at")[:1]
    return (
        mediations.annotate(due=Subquery(due))
        .order_by(F("due").asc(nulls_last=True), F("ended_at").desc(nulls_last=True), "-pk")
        .select_related("mediator", "proceeding__case__matter", "proceeding__case__desk__center")
        .prefetch_related("proceeding__case__parties__person", "proceeding__case__clocks__limit")
    )


def rows(mediations: list[Mediation], now: datetime) -> list[Row]:
    """The lines, from what is already fetched; the calendar is asked for once."""
    days = calendar.current()
    return [Row(one, sides.first_name(one.case), clock_words.nearest(one.case, now, days)) for one in mediations]


def chips(which: Chosen) -> list[Chip]:
    """ "Mine", the states, and "this month" for what has ended; each a link."""
    mine = Chip(_("Mine"), address(replace(which, mine=not which.mine)), which.mine)
    states = [
        Chip(label, address(Chosen(state, which.mine, which.this_month and state in ENDED)), which.state == state)
        for state, label in STATES.items()
    ]
    month = Chip(_("This month"), address(replace(which, this_month=not which.this_month)), which.this_month)
    return [mine, *states, *([month] if which.state in ENDED else [])]


def query(which: Chosen) -> str:
    """The chips as an address keeps them, "" for none."""
    asked = {"state": which.state, "mine": "1" if which.mine else "", "month": "this" if which.this_month else ""}
    return urlencode({key: value for key, value in asked.items() if value})


def address(which: Chosen) -> str:
    found = query(which)
    return reverse("mediation:docket") + (f"?{found}" if found else "")


def sees(user: Any) -> bool:
    """Whether the docket is this person's work."""
    return any(role in ROLES for role in scope(user).roles)


def mine_under_way(user: Any) -> int:
    """The small numeral on the rail."""
    return of(user, Chosen(mine=True)).count()


def count(reach: Scope, which: Chosen) -> int:
    """How many lines the docket has for the person whose scope this is: a figure counts what its list shows."""
    return of(reach.postings[0].user, which).count() if reach.postings else 0


def counted(_reach: Scope, which: Chosen) -> str:
    """The address of the list that `count` counts."""
    return address(which)
