"""A matter is written down: the people, the number, the first line of the story, and the first step with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import numbering
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.fields import digest
from center.foundation.now import SHANGHAI, now, today
from center.institution import permissions as staff
from center.institution.locate import round_point
from center.institution.models import Area, Desk, Posting
from intake import parties, registration, sources, story, tally
from intake.guides import consulting
from intake.lifecycle import excluding, filing
from intake.lifecycle.handing import check_destination, told_of, write_handover
from intake.lifecycle.matters import in_use
from intake.lifecycle.table import MOVES, check_on_the_spot
from intake.models import Agent, Case, Event, Filing, Link, Party, Person, Visit
from intake.registration import Destination, LinkData, Registration, Settlement
from intake.routing.exclusions import Facts
from intake.routing.questions import known

DISOWN_WITHIN = timedelta(days=7)  # in which the person can say that a matter filed for them is not theirs


def register(data: Registration, *, desk: Desk, by: Actor, step: Settlement | Destination | None = None) -> Case:
    """Write a matter down at `desk` and give it its number; the same client key gives the case it made before.

    `step` is the first one, made in the same transaction: settled on the spot, or sent on. What is new is written once,
    in the state it comes to, so that a save at the counter costs what its rows cost.
    """
    key = _key(data.client_key, by)
    try:
        with transaction.atomic():
            if data.outside_number and not _known(key):
                sources.check_new(data.source, data.outside_number, by)
            return _register(data, desk, key, by, step)
    except IntegrityError:  # the same form came before, or comes twice at this moment
        if known := _known(key):
            return known
        sources.check_new(data.source, data.outside_number, by)
        raise


def registered(client_key: str, by: Actor) -> Case | None:
    """The case that this actor has already registered under the key of a form or an API client."""
    return _known(_key(client_key, by))


def _register(
    data: Registration, desk: Desk, key: str | None, by: Actor, step: Settlement | Destination | None
) -> Case:
    _check_may_begin(_seat(data, by), step)
    parties.check(data)
    if not data.matter.active:
        data = replace(data, matter=in_use(data.matter))
    earlier = _earlier(data, desk)
    people = iter(registration.upsert(data.people))
    case = _new(data, desk, key, by)
    case.number = number_at(desk)
    case.story_head = story.first_head(case.number)
    sides, agents = _sides(case, data, people)
    case.visit = _visit(data, desk, by, case.registered_at, next((side.person for side in sides), None), people)
    lines = [story.compose(case, "case.registered", by=by, **_told(data, desk, earlier))]
    if data.filing and not data.visit:
        lines.append(
            story.compose(
                case, "case.filed_for", by=by, relation=data.filing.relation, by_staff=data.filing.filer is None
            )
        )
    counts = {desk.pk: {"registered": 1, "open": 1}}
    if isinstance(step, Settlement):
        lines.append(_settle_first(case, step, by))
        counts = {desk.pk: {"registered": 1, "concluded": 1, "on_the_spot": 1}}
    case.save(force_insert=True)
    Party.objects.bulk_create(sides)
    Agent.objects.bulk_create(agents)
    links = (*data.links, *_of_one_visit(data, earlier))
    Link.objects.bulk_create(
        Link(case=case, other=link.other, kind=link.kind, reason=link.reason, by_id=by.user_id, at=case.registered_at)
        for link in links
    )
    excluding.keep_answers(case, data.answers, by=by)
    if isinstance(step, Destination):
        lines.append(_send_first(case, step, data.answers, by))
        counts = {desk.pk: {"registered": 1}, step.desk.pk: {"open": 1, "to_sign": 1}}
    Event.objects.bulk_create(lines)
    if isinstance(step, Settlement) and step.guide:
        consulting.keep(case, step.guide, by)
    tally.write(case, counts)
    if data.filing and not data.visit:
        filing.tell(case, case.visit.person)
    return case


def _sides(case: Case, data: Registration, people: Iterator[Person]) -> tuple[list[Party], list[Agent]]:
    """The parties and who acts for them, not yet written; takes their people in the order of `Registration.people`."""
    written, agents = [], []
    first = 0 if data.person or data.visit else 1  # place 0 is that of whoever came
    for place, side in enumerate(data.sides, start=first):
        person = next(people) if side.person else None
        written.append(
            Party(
                case=case, side=side.side, person=person, organisation=side.organisation, credit_code=side.credit_code,
                representative=side.representative, position=place,
            )
        )  # fmt: skip
        agents += [
            Agent(
                party=written[-1], person=next(people), kind=agent.kind, powers=parties.powers_of(agent),
                relation=agent.relation, at=case.registered_at,
            )
            for agent in side.agents
        ]  # fmt: skip
    parties.check_rows(written, agents)
    return written, agents


def _earlier(data: Registration, desk: Desk) -> list[Case]:
    """The matters of the same visit; a further one is written down at the same desk on the same day."""
    if data.visit is None:
        return []
    if data.visit.desk_id != desk.pk or data.visit.at.astimezone(SHANGHAI).date() != today():
        raise Refused(
            _("A visit takes further matters at its own desk on its own day. Register this one as a visit of its own."),
            "other_visit",
            status=422,
        )
    return list(Case.objects.filter(visit=data.visit).order_by("pk"))


def _of_one_visit(data: Registration, earlier: list[Case]) -> list[LinkData]:
    """Links to the other matters of the visit, but for those that the clerk linked already."""
    linked = {link.other.pk for link in data.links}
    return [LinkData(case, "", Link.Kind.SAME_VISIT) for case in earlier if case.pk not in linked]


def _told(data: Registration, desk: Desk, earlier: list[Case]) -> dict[str, Any]:
    """What the first line keeps; of a plain matter the desk, the matter and the source only."""
    told: dict[str, Any] = {"desk": desk.pk, "matter": data.matter.key, "source": data.origin}
    minors = sum(parties.needs_guardian(side) for side in data.sides)
    more = {
        "claimants": data.claimants if data.claimants > 1 else 0, "representatives": data.representatives, "minors": minors,
        "nameless": not data.claimants and data.origin in parties.IN_PERSON,
        "visit_of": earlier[0].number if earlier else "",
    }  # fmt: skip
    return told | {key: value for key, value in more.items() if value}


def _visit(
    data: Registration, desk: Desk, by: Actor, at: datetime, person: Person | None, people: Iterator[Person]
) -> Visit:
    """The visit this matter belongs to: a new one, with who filed it for whom, or the one it is a further matter of."""
    if data.visit:
        return data.visit
    visit = Visit.objects.create(
        person=person if data.person else None, center=desk.center, desk=desk, source=data.source, outside_number=data.outside_number,
        batch=data.batch, companions=data.companions, received_by_id=by.user_id, at=at,
    )  # fmt: skip
    if data.filing:
        Filing.objects.create(
            visit=visit, filer=next(people, None), relation=data.filing.relation, until=at + DISOWN_WITHIN
        )
    return visit


def _new(data: Registration, desk: Desk, key: str | None, by: Actor) -> Case:
    token = registration.new_token()
    lat, lng = round_point(data.lat, data.lng) if data.lat is not None and data.lng is not None else (None, None)
    return Case(
        query_code=registration.new_code(), token=token, token_digest=registration.token_digest(token), matter=data.matter,
        confidentiality=data.confidentiality, center=desk.center, origin_desk=desk, desk=desk, area=data.area,
        township=township_of(data.area), lat=lat, lng=lng, narrative=data.narrative, claim=data.claim, people_count=data.concerned,
        amount_cents=data.amount_cents, opponent_outside=data.opponent_outside, claims_payment=data.claims_payment, urgent=data.urgent,
        registered_at=now(), registered_by_id=by.user_id, client_key=key,
    )  # fmt: skip


def _seat(data: Registration, by: Actor) -> Posting | None:
    """The posting that may write this down: a counter's, and for a grid report a grid worker's too."""
    posting = staff.posting_of(by)
    if data.source == Visit.Source.GRID and posting and not staff.carries(posting, "case.register"):
        return staff.require(by, "grid.report")
    return staff.require(by, "case.register")


def _check_may_begin(posting: Posting | None, step: Settlement | Destination | None) -> None:
    """Whoever registers makes the first step too, also with an accusation that is closed to the clerk afterwards."""
    verb = {Settlement: "case.settle", Destination: "case.route"}.get(type(step))
    if verb and posting and not staff.carries(posting, verb):
        raise staff.not_allowed()


def _settle_first(case: Case, step: Settlement, by: Actor) -> Event:
    """The same as `settle` on a row that is not yet written."""
    check_on_the_spot(step.outcome, step.result)
    MOVES.begin("settle", case)
    case.outcome, case.result, case.concluded_at, case.handler_id, case.on_the_spot = (
        step.outcome,
        step.result,
        case.registered_at,
        by.user_id,
        True,
    )
    return story.compose(
        case,
        "case.settled",
        by=by,
        outcome=str(step.outcome),
        agreed=step.agreed,
        text=step.result,
        **consulting.told(step.guide),
    )


def _send_first(case: Case, step: Destination, answers: excluding.Answers, by: Actor) -> Event:
    """The same as `route` on a row that nobody else has seen: state and head of the story in one statement."""
    check_destination(case, step.desk, step.proposed, step.reason)
    excluding.refuse_excluded(case, Facts(case.matter.key, step.desk, known(answers)), by=by)
    from_desk, case.desk = case.desk, step.desk
    case.urgent = case.urgent or (step.route is not None and step.route.urgent)
    handover = write_handover(case, from_desk, by, step.route, step.proposed, step.reason)
    line = story.compose(case, "case.routed", by=by, **told_of(handover))
    MOVES.take(
        "route",
        case,
        desk_id=step.desk.pk,
        hops=1,
        urgent=case.urgent,
        story_seq=case.story_seq,
        story_head=case.story_head,
    )
    return line


def township_of(area: Area | None) -> Area | None:
    """The township that a village or grid lies in."""
    while area is not None and area.level not in (Area.Level.TOWNSHIP, Area.Level.COUNTY):
        area = area.parent
    return area if area is not None and area.level == Area.Level.TOWNSHIP else None


def number_at(desk: Desk) -> str:
    """Short code of the center, date, serial of the day, check character; counters are taken last (gapless under roll-back)."""
    day = now().astimezone(SHANGHAI).strftime("%Y%m%d")
    text = f"{desk.center.code}{day}{numbering.next_number(desk.center.code, day):04d}"
    return text + numbering.check_character(text)


def _key(client_key: str, by: Actor) -> str | None:
    return digest(f"{by.kind}:{by.id}:{client_key}", "case.client") if client_key else None


def _known(key: str | None) -> Case | None:
    return Case.objects.filter(client_key=key).first() if key else None
