"""What law and house ask of the sides of a matter: who may stay without a name, who represents a group, who needs a guardian."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from center.foundation.errors import Refused
from center.foundation.now import today
from intake.models import Agent, MatterType, Party, Person, Visit
from intake.registration import AgentData, PersonData, Registration, SideData

OF_AGE = 18  # years; 民法典 art. 17
MOST_REPRESENTATIVES = 5  # 信访工作条例 art. 20
PETITIONS = "petitions"  # the department whose matters are petitions
# Hints: what anybody may point out without a name. All others ask for something, and who asks must be known.
HINTS = frozenset({"whistleblowing", "hidden_danger", "public_security", "environment", "petition_suggestion"})
# Here somebody comes, calls or writes for himself; what an office or a grid worker brings may name nobody yet.
IN_PERSON = frozenset({Visit.Source.HALL, Visit.Source.PHONE, Visit.Source.LETTER, Visit.Source.ONLINE})


def under_age(born: date | None, on: date | None = None) -> bool:
    """Whether somebody born that day is under eighteen; nobody of whom the day is not known (民法典 arts. 17-20).

    Sixteen and seventeen year olds who live on their own work act for themselves (art. 18): a guardian is asked for, never required.
    """
    on = on or today()
    return born is not None and on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < OF_AGE


def needs_guardian(side: SideData) -> bool:
    """Whether this side is a minor for whom no guardian is named (民法典 art. 23: the guardian acts for them)."""
    return bool(
        side.person
        and under_age(side.person.birth_date)
        and not any(agent.kind == Agent.Kind.GUARDIAN for agent in side.agents)
    )


def check(data: Registration) -> None:
    """Raises Refused where the sides cannot be written down so; a missing guardian or a sixth representative elsewhere is only said."""
    check_name(data)
    if too_many_representatives(data.matter, data.origin, data.representatives):
        raise too_many()
    if data.concerned < data.claimants:
        raise Refused(fewer_than_named(data.concerned, data.claimants), "people_count", status=422)
    check_once(side.person for side in data.sides)
    for side in data.sides:
        check_agents(side.person, side.agents)


def check_name(data: Registration) -> None:
    """Without a name only a hint is taken in: nobody could be answered, and nobody's right be found (信访工作条例 art. 19)."""
    if not data.claimants and data.origin in IN_PERSON and data.matter.key not in HINTS:
        raise Refused(name_needed(), "name_needed", status=422)


def name_needed() -> Any:
    return _("Only a hint is taken in without a name. Write who asks for this, or choose a matter that is a hint.")


def too_many_representatives(matter: MatterType, source: str, count: int) -> bool:
    """More than five who represent those who come with one petition (信访工作条例 art. 20, 走访)."""
    return count > MOST_REPRESENTATIVES and source == Visit.Source.HALL and matter.department.key == PETITIONS


def too_many() -> Refused:
    return Refused(
        _(
            "A group that comes with a petition is represented by at most five people (Regulations on Petition Work art. 20). Take the mark from the others: they stay parties."
        ),
        "too_many_representatives",
        status=422,
    )


def fewer_than_named(written: int, named: int) -> Any:
    return ngettext_lazy(
        "%(named)s person is named and %(written)s written. Write how many are concerned in all.",
        "%(named)s people are named and %(written)s written. Write how many are concerned in all.",
        named,
    ) % {"named": named, "written": written}


def check_once(people: Iterable[PersonData | None]) -> None:
    """The same person stands on one side of a matter once; in another matter of the visit on whichever side."""
    seen = set()
    for person in people:
        mark = person and (person.known or person.id_digest)
        if mark and mark in seen:
            raise Refused(
                _("%(name)s is named twice in this matter. Take one of them out.") % {"name": person.name},  # type: ignore[union-attr]
                "named_twice",
                status=422,
            )
        seen.add(mark)


def check_rows(written: list[Party], agents: list[Agent]) -> None:
    """The same by rows, when the people are found: somebody carried over from another matter may be written down anew."""
    people = [party.person_id for party in written if party.person_id]
    acting = [(agent.party.position, agent.person_id) for agent in agents]
    if len(people) > len(set(people)):
        raise Refused(_("Somebody is named twice in this matter. Take one of them out."), "named_twice", status=422)
    if len(acting) > len(set(acting)) or any(agent.party.person_id == agent.person_id for agent in agents):
        raise Refused(
            _("Somebody acts twice for the same party, or for himself. Take one of them out."),
            "named_twice",
            status=422,
        )


def check_agents(person: PersonData | None, agents: Iterable[AgentData]) -> None:
    """Nobody acts for himself, no one is named twice for the same party, and a guardian is of age (民法典 arts. 27-28)."""
    agents = tuple(agents)
    check_once([person, *(agent.person for agent in agents)])
    for agent in agents:
        if agent.kind not in Agent.Kind.values or agent.powers not in Agent.Powers.values:
            raise Refused(_("Choose whether a guardian or an agent acts, and with which powers."), "agent", status=422)
        if agent.kind == Agent.Kind.GUARDIAN and under_age(agent.person.birth_date):
            raise Refused(guardian_of_age(), "guardian_under_age", status=422)


def guardian_of_age() -> Any:
    return _("A guardian is of age. Name the other parent, or whoever has the guardianship.")


def powers_of(agent: AgentData) -> str:
    """What is written for an agent: a guardian acts by law, an agent in general unless special powers were given."""
    return Agent.Powers.NONE if agent.kind == Agent.Kind.GUARDIAN else agent.powers or Agent.Powers.GENERAL


def lacks_guardian(party: Party, agents: Iterable[Agent]) -> bool:
    """The same question as `needs_guardian` to a party that is written, with those who act for it now."""
    person: Person | None = party.person
    return bool(person and under_age(person.birth_date)) and not any(a.kind == Agent.Kind.GUARDIAN for a in agents)
