"""What somebody tells at the counter and the clerk writes down: the people, the sides, who acts and who files for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from center.config.demonstration.people import credit_code
from center.config.demonstration.stories import Trouble, matters
from intake.models import Agent, Filing, Party
from intake.registration import AgentData, FilingData, PersonData, Registration, SideData

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life

BY_CHILD, FOR_ANOTHER, WITH_CODE = 0.3, 0.02, 0.6
GRANTED = (Agent.Powers.GENERAL, Agent.Powers.SPECIAL)
FILERS = (Filing.Relation.FAMILY, Filing.Relation.NEIGHBOUR, Filing.Relation.COMMITTEE, Filing.Relation.GRID_WORKER)


def told(life: Life, story: str, source: str) -> tuple[Trouble, Registration]:
    """What is told and what the clerk writes down; of a scene the part `story`, or what a `source` sends, with nothing that chance adds."""
    coming, chance = life.coming, life.chance
    said = matters()[coming.matter]
    person = life.people.visitor(coming.village)
    other, who = _other(life, said["other"])
    usual = not (coming.rest or story or source)
    source = source or (life.stage.senders.draw(coming.matter, chance) if usual else "hall")
    trouble = life.teller.trouble(story or coming.matter, who=who, village=coming.village.name, source=source)
    private = usual and coming.matter == "marriage_family" and life.happens(0.05)
    data = Registration(
        matter=life.county.matters[coming.matter],
        narrative=trouble.narrative,
        person=person,
        others=(*_together(life), *([other] if other else ())),
        agents=() if story else _agents(life, person),
        claim=trouble.claim[:500],
        people_count=chance.randint(6, 38)
        if coming.group
        else 1 + (chance.randint(1, 3) if not story and life.happens(0.2) else 0),
        companions=chance.choice((0, 0, 0, 1, 1, 2)),
        amount_cents=trouble.asked * 100 if trouble.asked else None,
        opponent_outside=usual and bool(said["other"]) and life.happens(0.05),
        claims_payment=trouble.asks_payment and not (coming.rest and coming.matter == "environment"),
        urgent=not story and life.happens(0.03),
        restricted=private,
        area=coming.village,
        source=source,
        outside_number=life.stage.senders.number(source),
        filing=_filing(life) if usual and source != "hotline" and life.happens(FOR_ANOTHER) else None,
    )
    return trouble, data


def _other(life: Life, kinds: list[str]) -> tuple[SideData | None, str]:
    if not kinds:
        return None, ""
    kind = life.chance.choice(kinds)
    if kind != "person":
        return SideData(organisation=kind, credit_code=credit_code(kind) if life.happens(WITH_CODE) else ""), kind
    person = life.people.opponent(life.coming.village)
    return SideData(person=person), person.name


def _together(life: Life) -> tuple[SideData, ...]:
    """Those of a group who are named beside the first, and speak for it with him."""
    if not life.coming.group:
        return ()
    people = [life.people.resident(life.coming.village) for _person in range(life.chance.choice((0, 1, 2, 3)))]
    return tuple(SideData(person, side=Party.Side.APPLICANT, representative=True) for person in people)


def _agents(life: Life, person: PersonData) -> tuple[AgentData, ...]:
    """An old person's son or daughter, who speaks for him."""
    if person.special_help != "elder" or not life.happens(BY_CHILD):
        return ()
    child = life.people.resident(life.coming.village, family=person.name[0], years=life.chance.randint(38, 54))
    return (AgentData(child, powers=life.chance.choice(GRANTED), relation="子女"),)


def _filing(life: Life) -> FilingData:
    return FilingData(life.chance.choice(FILERS), life.people.opponent(life.coming.village))
