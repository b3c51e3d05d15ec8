"""What is kept with a case without moving it: notes, sides, who acts for them."""

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake import parties, registration, story
from intake.cases import take
from intake.models import Agent, Case, Party
from intake.permissions import require
from intake.registration import AgentData, SideData


@transaction.atomic
def note(case: Case, *, text: str, by: Actor) -> None:
    """Write a line into the story. A note restarts no clock and is never shown to the citizen."""
    take(case)
    require(by, "case.note", case)
    if not text.strip():
        raise Refused(_("Write what should be kept."), "text_needed", status=422)
    story.record(case, "case.noted", by=by, text=text.strip())


@transaction.atomic
def add_party(case: Case, *, side: SideData, by: Actor) -> Party:
    """Name one more side of an open case, with who acts for it; a group grows with it.

    Raises Refused: "moved_on", "side_needed", "named_twice", "too_many_representatives" (信访工作条例 art. 20).
    """
    _enter("add_party", case, by)
    if side.side not in Party.Side.values or not (side.person or side.organisation.strip()):
        raise Refused(_("Name the person or the organisation, and which side it is."), "side_needed", status=422)
    _check_joins(case, side)
    person, *acting = registration.upsert(_people(side)) if side.person else [None, *registration.upsert(_people(side))]
    last = case.parties.aggregate(last=Max("position"))["last"] or 0
    party = Party.objects.create(
        case=case, side=side.side, person=person, organisation=side.organisation.strip(), credit_code=side.credit_code,
        representative=side.representative, position=last + 1,
    )  # fmt: skip
    Agent.objects.bulk_create(
        Agent(party=party, person=row, kind=data.kind, powers=parties.powers_of(data), relation=data.relation, at=now())
        for row, data in zip(acting, side.agents, strict=True)
    )
    _count(case)
    minor = {"minors": 1} if parties.needs_guardian(side) else {}
    story.record(case, "case.party_added", by=by, party=party.pk, side=str(side.side), **minor)
    return party


@transaction.atomic
def appoint_agent(case: Case, *, party: Party, agent: AgentData, by: Actor) -> Agent:
    """Name who acts for a party: a guardian by law (民法典 art. 23), or an agent with general or special powers (art. 165).

    Raises Refused: "moved_on", "not_a_party", "named_twice", "guardian_under_age".
    """
    _enter("appoint_agent", case, by)
    if party.case_id != case.pk:
        raise Refused(_("This party belongs to another case. Load the page again."), "not_a_party", status=422)
    parties.check_agents(_as_data(party), [agent])
    (person,) = registration.upsert([agent.person])
    if person.pk == party.person_id:
        raise Refused(_("Nobody acts for himself. Name another person."), "named_twice", status=422)
    try:
        with transaction.atomic():
            row = Agent.objects.create(
                party=party, person=person, kind=agent.kind, powers=parties.powers_of(agent), relation=agent.relation, at=now()
            )  # fmt: skip
    except IntegrityError:
        raise Refused(
            _("This person acts for the party already. End that first if the powers have changed."), "named_twice"
        ) from None
    story.record(case, "case.agent_appointed", by=by, party=party.pk, agent=row.pk, acting=row.kind, powers=row.powers)
    return row


@transaction.atomic
def end_agent(case: Case, *, agent: Agent, reason: str, by: Actor) -> None:
    """Somebody no longer acts for a party: the powers ended or were taken back, or the ward is of age (民法典 arts. 39, 173)."""
    _enter("end_agent", case, by)
    if not reason.strip():
        raise Refused(_("Write why the powers end."), "reason_needed", status=422)
    acting = Agent.objects.filter(pk=agent.pk, party__case=case, ended_at=None)
    if acting.update(ended_at=now()) != 1:
        raise Refused(_("This person no longer acts for the party. Load the page again."), "moved_on")
    story.record(
        case, "case.agent_ended", by=by, party=agent.party_id, agent=agent.pk, acting=agent.kind, text=reason.strip()
    )


def _enter(verb: str, case: Case, by: Actor) -> None:
    take(case)
    require(by, f"case.{verb}", case)
    if case.state not in Case.OPEN:
        raise Refused(_("Who takes part is written down while the case is open."), "moved_on")


def _people(side: SideData) -> list[registration.PersonData]:
    return [*([side.person] if side.person else []), *(agent.person for agent in side.agents)]


def _as_data(party: Party) -> registration.PersonData | None:
    person = party.person
    if person is None:
        return None
    return registration.PersonData(
        name=person.name, id_kind=person.id_kind, id_number=person.id_number, known=person.pk
    )


def _check_joins(case: Case, side: SideData) -> None:
    """What is asked of one more side, beside those who are there."""
    parties.check_agents(side.person, side.agents)
    there = case.parties.all()
    digest = side.person.id_digest if side.person else None
    same = Q(person__id_digest=digest) if digest else Q(pk=None)
    if there.filter(same).exists():
        name = side.person.name if side.person else ""
        raise Refused(
            _("%(name)s is named twice in this matter. Take one of them out.") % {"name": name},
            "named_twice",
            status=422,
        )
    if side.representative and side.side == Party.Side.APPLICANT:
        marked = there.filter(side=Party.Side.APPLICANT, representative=True).count() + 1
        if parties.too_many_representatives(case.matter, case.visit.source, marked):
            raise parties.too_many()


def _count(case: Case) -> None:
    """The people concerned are never fewer than those who are named."""
    named = case.parties.filter(side=Party.Side.APPLICANT).count()
    if named > case.people_count:
        Case.objects.filter(pk=case.pk).update(people_count=named)
        case.people_count = named
