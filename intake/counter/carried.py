"""A further matter of the same visit: who may open it, and the people of the visit, carried over from the server.

They are shown masked, each with the side it takes in the new matter; nobody's document or phone goes through the browser again.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from center.foundation.masking import mask_id, mask_name
from center.foundation.now import SHANGHAI, today
from center.institution.models import Desk
from intake import sides
from intake.models import Agent, Case, Party, Person, Visit
from intake.receipts import printable
from intake.registration import AgentData, PersonData, SideData

LEFT_OUT = ""
REST = "rest"  # of a large group, by its side: one choice for all who are not shown one by one
CHOICES = [*Party.Side.choices, (LEFT_OUT, _("Not in this matter"))]


def continuing(user: Any, desk: Desk, typed: Any) -> Visit | None:
    """The visit with this number, if `user` may go on with it at `desk`: of today, at this desk, with a case that user may see or took in."""
    if not (typed and str(typed).isascii() and str(typed).isdigit() and len(str(typed)) < 19):
        return None
    visit = Visit.objects.select_related("person", "center").filter(pk=int(typed), desk=desk).first()
    return visit if visit and may_continue(user, desk, visit) else None


def may_continue(user: Any, desk: Desk, visit: Visit) -> bool:
    """Whether a further matter may be hung on `visit` now."""
    of_today = visit.desk_id == desk.pk and visit.at.astimezone(SHANGHAI).date() == today()
    return of_today and printable(user).filter(visit=visit).exists()


@dataclass(frozen=True)
class Entry:
    """One choice of a side: for a single party, or for `count` of a group that are not shown one by one."""

    name: str  # of its field
    label: str
    parties: tuple[Party, ...]


class CarriedFields(forms.Form):
    """A side for each of the people and organisations of a visit; `side_data` is what it gives."""

    def __init__(self, *args: Any, visit: Visit, **options: Any) -> None:
        super().__init__(*args, auto_id="id_%s", **options)
        self.visit = visit
        for entry in self.entries:
            self.fields[entry.name] = forms.ChoiceField(
                label=entry.label, choices=CHOICES, initial=entry.parties[0].side, required=False
            )

    @cached_property
    def entries(self) -> list[Entry]:
        """Side by side: those shown one by one, then the rest of a large group together."""
        folds = [
            (side, *sides.fold(party for party in self._parties if party.side == side)) for side in Party.Side
        ]  # fmt: skip
        tails = _tails([party for _side, shown, _rest in folds for party in shown])
        entries = []
        for side, shown, rest in folds:
            entries += [Entry(f"carried-{party.mark}", _label(party, tails), (party,)) for party in shown]
            if rest:
                label = ngettext("%(count)s more of the group", "%(count)s more of the group", len(rest))
                entries.append(Entry(f"carried-{REST}-{side}", label % {"count": len(rest)}, tuple(rest)))
        return entries

    @cached_property
    def _parties(self) -> list[Party]:
        """Everybody named in a matter of this visit, once, as in the newest."""
        found = (
            Party.objects.filter(case__visit=self.visit)
            .select_related("person")
            .defer("person__id_number", "person__phone", "person__address")
            .order_by("-case", "position", "pk")
        )
        once: dict[Any, Party] = {}
        for party in found:
            newest = once.setdefault(party.person_id or (party.organisation, party.credit_code), party)
            newest.mark = party.pk  # the oldest row of somebody names the field, however many matters follow
        return sorted(once.values(), key=lambda party: (party.person_id != self.visit.person_id, party.position))

    @property
    def side_data(self) -> tuple[SideData, ...]:
        """Those who take part, the applicants first; a guardian goes with the ward, other powers are given anew for each matter."""
        chosen = [
            (party, self.cleaned_data.get(entry.name)) for entry in self.entries for party in entry.parties
        ]  # fmt: skip
        taking = [(party, side) for party, side in chosen if side]
        guardians = self._guardians([party for party, _side in taking])
        taking.sort(key=lambda one: one[1] != Party.Side.APPLICANT)
        return tuple(
            SideData(
                person=_known(party.person), organisation=party.organisation, side=side, credit_code=party.credit_code,
                representative=party.representative, agents=tuple(guardians.get(party.pk, ())),
            )
            for party, side in taking
        )  # fmt: skip

    @property
    def documents(self) -> frozenset[str]:
        """Digests of the documents of those who take part: a list pasted beside them names them again."""
        return frozenset(
            party.person.id_digest
            for entry in self.entries
            for party in entry.parties
            if party.person and party.person.id_digest and self.cleaned_data.get(entry.name)
        )

    def _guardians(self, taking: list[Party]) -> dict[int, list[AgentData]]:
        found: dict[int, list[AgentData]] = {}
        agents = Agent.objects.filter(party__case__visit=self.visit, kind=Agent.Kind.GUARDIAN, ended_at=None)
        for agent in agents.select_related("person") if taking else ():
            found.setdefault(agent.party_id, []).append(
                AgentData(_known(agent.person), agent.kind, agent.powers, agent.relation)  # type: ignore[arg-type]
            )
        return found


def before(visit: Visit) -> list[Case]:
    """The matters that this visit has already, in the order they were written down."""
    return list(Case.objects.filter(visit=visit).select_related("matter").order_by("pk"))


def _known(person: Any) -> PersonData | None:
    return PersonData(name=person.name, birth_date=person.birth_date, known=person.pk) if person else None


def _tails(parties: list[Party]) -> dict[int, str]:
    """Of each person the last four of the document: two of the same name and mask are told apart."""
    numbers = Person.objects.filter(pk__in=[party.person_id for party in parties]).only("id_number")
    return {person.pk: mask_id(person.id_number)[-4:] for person in numbers if person.id_number}


def _label(party: Party, tails: dict[int, str]) -> str:
    words = [mask_name(party.person.name), tails.get(party.person.pk, "")] if party.person else []
    return " · ".join(word for word in [*words, party.organisation] if word)
