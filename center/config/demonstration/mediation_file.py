"""What lies in a mediation file: the mediator's line of the roster, a room, evidence, a session and its minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from center.foundation.actor import SYSTEM, Actor
from center.foundation.errors import Refused
from intake.models import Agent
from mediation import lifecycle as mediation
from mediation.lifecycle.sessions import Plan
from mediation.models import Mediation, Mediator, Room, Session, Summons

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life
    from center.config.demonstration.stage import Steps

FILED = 0.3  # of the mediations that end; all that rest are filed so
HOUR = timedelta(hours=1)
SAID = "调解员宣读双方权利义务。双方陈述事实经过，对主要事实没有争议，对金额和履行时间各有意见。"


def prepare(life: Life, begun: Mediation, by: Actor) -> Steps:
    """Evidence, a session with both sides, and its minutes; a case that rests has its session still before it."""
    begun.refresh_from_db()
    if begun.state != Mediation.State.OPEN or not (life.coming.rest or life.happens(FILED)):
        return
    _on_the_roster(begun)
    parties = tuple(mediation.answering(begun))
    mediation.add_evidence(begun, party=parties[0], label="现场照片", pages=2, original_seen=True, by=by)
    session = _planned(life, begun, parties, by)
    if session is None or life.coming.rest:
        return
    yield session.ends
    mediation.hold(session, came=parties, excuses={}, by=by)
    mediation.write_page(session, text=SAID, by=by)
    for party in parties:
        guardian = party.agents.filter(kind=Agent.Kind.GUARDIAN, ended_at=None).first()
        mediation.confirm_pages(
            session, party=party, agent=guardian, said_by="" if party.person_id else "负责人", by=by
        )


def _planned(life: Life, begun: Mediation, parties: tuple, by: Actor) -> Session | None:
    center = begun.case.desk.center
    room = Room.objects.filter(center=center).first() or mediation.add_room(center, name="调解一室", seats=8, by=SYSTEM)
    begins = life.days(1, 3)
    plan = Plan(begins, begins + HOUR, parties, Summons.How.PHONE, room=room, waived="双方同意提前到场")
    try:
        return mediation.schedule(begun, plan=plan, by=by)
    except Refused:  # the room or somebody is taken then: this one talks without a session
        return None


def _on_the_roster(begun: Mediation) -> None:
    user, center = begun.mediator, begun.case.desk.center
    if not Mediator.objects.filter(user=user).exists():
        mediation.enrol(
            center, name=user.name, user=user, body=f"{center.name}人民调解委员会", certificate=f"示例{user.pk:05d}", by=SYSTEM
        )  # fmt: skip
