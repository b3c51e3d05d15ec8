"""The mediators' docket: whose time ends first stands first; chips in the address narrow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import calendar
from center.institution.permissions import scope
from intake import clock_words, sides
from intake.clock_words import ClockView
from intake.models import Clock
from mediation.models import Mediation
from mediation.roster import ROLES

# What the chips ask for; "" is everything under way.
STATES = {"": _("Under way"), **{state.value: state.label for state in Mediation.State}}


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a state ("" for under way), and only those the reader leads."""

    state: str = ""
    mine: bool = False


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
    return Chosen(state if state in STATES else "", asked.get("mine") == "1")


def of(user: Any, which: Chosen) -> QuerySet[Mediation]:
    """The mediations `user` may see that the chips ask for."""
    found = Mediation.objects.visible_to(user)
    found = found.filter(state=which.state) if which.state else found.under_way()
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
    """"Mine", and the states, each a link."""
    mine = Chip(_("Mine"), address(Chosen(which.state, not which.mine)), which.mine)
    return [mine, *(Chip(label, address(Chosen(state, which.mine)), which.state == state) for state, label in STATES.items())]


def query(which: Chosen) -> str:
    """The chips as an address keeps them, "" for none."""
    asked = {"state": which.state, "mine": "1" if which.mine else ""}
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
