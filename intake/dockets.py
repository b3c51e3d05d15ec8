"""A docket: the records of one procedure, whose time ends first on top; chips in the address narrow it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import calendar
from center.foundation.now import SHANGHAI, today
from center.institution.permissions import Scope, scope
from intake import clock_words, sides
from intake.clock_words import ClockView
from intake.models import Clock, Party


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a state ("" for under way), only the reader's own, only what ended this month."""

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
    """A line: the procedure's record, the first side of its case masked, its nearest clock."""

    record: Any
    party: str
    clock: ClockView | None


@dataclass(frozen=True)
class Docket:
    """For a model one-to-one to `Proceeding`, with State, UNDER_WAY, ended_at, visible_to() and under_way().

    `url` names its page, `mine` the path to the person whose work a record is, `roles` whose work dockets of this kind are.
    """

    model: Any
    url: str
    mine: str
    roles: tuple[str, ...]

    @property
    def states(self) -> dict[str, Any]:
        return {"": _("Under way"), **{state.value: state.label for state in self.model.State}}

    @property
    def ended(self) -> list[str]:
        return [state.value for state in self.model.State if state not in self.model.UNDER_WAY]

    def chosen(self, asked: Mapping[str, str]) -> Chosen:
        """What is not understood is left out."""
        state = asked.get("state", "")
        state = state if state in self.states else ""
        return Chosen(state, asked.get("mine") == "1", asked.get("month") == "this" and state in self.ended)

    def of(self, user: Any, which: Chosen) -> QuerySet:
        """The records `user` may see that the chips ask for."""
        found = self.model.objects.visible_to(user)
        found = found.filter(state=which.state) if which.state else found.under_way()
        if which.this_month:
            first = datetime.combine(today().replace(day=1), time.min, SHANGHAI)
            found = found.filter(ended_at__gte=first)
        return found.filter(**{self.mine: user}) if which.mine else found

    def due_first(self, records: QuerySet) -> QuerySet:
        """With all a line shows; running clocks first, then the latest ended."""
        due = (
            Clock.objects.running()
            .filter(case=OuterRef("proceeding__case"), paused_at=None)
            .order_by("due_at")
            .values("due_at")[:1]
        )
        return (
            records.annotate(due=Subquery(due))
            .order_by(F("due").asc(nulls_last=True), F("ended_at").desc(nulls_last=True), "-pk")
            .select_related(self.mine, "proceeding__case__matter", "proceeding__case__desk__center")
            .prefetch_related(
                Prefetch("proceeding__case__parties", Party.objects.foremost()), "proceeding__case__clocks__limit"
            )
        )

    def rows(self, records: list[Any], now: datetime) -> list[Row]:
        """The lines, from what is already fetched; the calendar is asked for once."""
        days = calendar.current()
        return [Row(one, sides.first_name(one.case), clock_words.nearest(one.case, now, days)) for one in records]

    def chips(self, which: Chosen) -> list[Chip]:
        """ "Mine", the states, and "this month" for what has ended; each a link."""
        mine = Chip(_("Mine"), self.address(replace(which, mine=not which.mine)), which.mine)
        states = [
            Chip(
                label,
                self.address(Chosen(state, which.mine, which.this_month and state in self.ended)),
                which.state == state,
            )
            for state, label in self.states.items()
        ]
        month = Chip(_("This month"), self.address(replace(which, this_month=not which.this_month)), which.this_month)
        return [mine, *states, *([month] if which.state in self.ended else [])]

    def query(self, which: Chosen) -> str:
        """The chips as an address keeps them, "" for none."""
        asked = {"state": which.state, "mine": "1" if which.mine else "", "month": "this" if which.this_month else ""}
        return urlencode({key: value for key, value in asked.items() if value})

    def address(self, which: Chosen) -> str:
        """The address of the list that the chips give."""
        found = self.query(which)
        return reverse(self.url) + (f"?{found}" if found else "")

    def sees(self, user: Any) -> bool:
        """Whether the docket is this person's work."""
        return any(role in self.roles for role in scope(user).roles)

    def mine_under_way(self, user: Any) -> int:
        """The small numeral on the rail."""
        return self.of(user, Chosen(mine=True)).count()

    def count(self, reach: Scope, which: Chosen) -> int:
        """How many lines the docket has for the person whose scope this is: a figure counts what its list shows."""
        return self.of(reach.postings[0].user, which).count() if reach.postings else 0

    def counted(self, _reach: Scope, which: Chosen) -> str:
        """The address of the list that `count` counts."""
        return self.address(which)
