"""The minute sweep of clocks: finds what is due, claims each step once, tells the right people. Safe any number of times."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from center.foundation import health, notices
from center.foundation.actor import SYSTEM
from center.foundation.jobs import Round
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, now
from center.foundation.remembering import remembering
from intake import clocks, ladder, posts, reaching, story
from intake.cases import take
from intake.ladder import Step
from intake.lifecycle import clocks as clock_lifecycle
from intake.models import Card, Case, Climb, Clock, Rung

log = logging.getLogger(__name__)
BATCH = 500
Act, Level, Colour = Rung.Act, Rung.Level, Card.Colour
Line = tuple[str, dict[str, Any]]  # of a story: its kind and data


@dataclass(frozen=True)
class Found:
    """A clock as it was read, and the steps it had taken by then: rung and the moment at which each fell due."""

    clock: Clock
    taken: set[tuple[str, datetime]] = field(default_factory=set)


def sweep_clocks() -> Round:
    """Act on every running clock whose next action has come; a clock that fails is tried again next time and does not stop the others.

    Rules and seats are read once a round: who sits where may be some seconds old.
    """
    result = Round()
    with remembering():
        for found in _due(now()):
            result.scanned += 1
            try:
                result.acted += _act(found)
            except Exception:  # one bad row must not silence the others
                log.exception("clock %s could not be acted on", found.clock.pk)
                result.failed += 1
    health.beat("clocks", scanned=result.scanned, acted=result.acted, failed=result.failed)
    return result


def plan_reminders() -> Round:
    """Clocks that end soon and for which a changed ladder has an earlier step get it; found by the sweep's own index.

    A clock is started, runs on and is computed anew with its next step by the ladder of that moment; a step that was moved or turned on since is found here.
    """
    result, moment = Round(), now()
    soon = ladder.horizon(moment, clocks.calendar.current())
    waiting = Clock.objects.running().filter(
        next_action_at__gt=moment, next_action_at__lte=soon, due_at__gt=moment, paused_at=None
    )
    for clock in list(waiting.select_related("limit", "desk")):
        result.scanned += 1
        step = ladder.upcoming(clock, moment, clocks.calendar_of(clock.limit, clock.desk))
        if clock.next_action_at is not None and step < clock.next_action_at:
            same = waiting.filter(pk=clock.pk, due_at=clock.due_at, next_action_at=clock.next_action_at)
            result.acted += same.update(next_action_at=step)
    health.beat("reminders", scanned=result.scanned, acted=result.acted, failed=result.failed)
    return result


def _due(moment: datetime) -> list[Found]:
    """The next batch, each with the steps it has taken. What changes after this is found out by the claim: every round moves the next action on."""
    due = Clock.objects.due(moment).select_related("limit", "desk").order_by("next_action_at", "pk")
    found = {clock.pk: Found(clock) for clock in due[:BATCH]}
    for pk, rung, at in Climb.objects.filter(clock__in=found).values_list("clock", "rung", "fell_due_at"):
        found[pk].taken.add((rung, at))
    return list(found.values())


def _act(found: Found) -> bool:
    """What has come: the end of the longest pause, after which it runs on, or a step of the ladder."""
    return clock_lifecycle.resume_by_itself(found.clock.pk) if found.clock.paused_at else _climb(found)


@transaction.atomic
def _climb(found: Found) -> bool:
    """Take every step that has come since the last round, each once; after an outage each person is told once, and cards are dated when they fell due."""
    clock, moment = found.clock, now()
    case = take(Case(pk=clock.case_id)) if clock.case_id else None
    days, rungs = clocks.calendar_of(clock.limit, clock.desk), ladder.rungs(clock.limit.kind)
    late = clock.due_at <= moment
    unchanged = {
        name: getattr(clock, name)
        for name in ("case_id", "desk_id", "raw_due_at", "due_at", "next_action_at", "breached_at")
    }
    claimed = (
        Clock.objects.due(moment)
        .filter(pk=clock.pk, paused_at=None, **unchanged)
        .update(
            breached_at=clock.breached_at or (clock.due_at if late else None),
            next_action_at=ladder.following(clock, rungs, moment, days) if case else None,
        )
    )
    if not claimed:
        return False
    if case is None:
        return True
    steps = [step for step in ladder.passed(clock, rungs, moment, days) if (step.rung.key, step.at) not in found.taken]
    lines: list[Line] = []
    if late and clock.breached_at is None:
        lines.append(("clock.overdue", {"clock": clock.pk, "limit": clock.limit.key}))
    lines += _give_cards(clock, case, steps)
    story.record_all(case, lines, by=SYSTEM)
    _tell(clock, case, steps, moment)
    return True


def _give_cards(clock: Clock, case: Case, steps: Iterable[Step]) -> list[Line]:
    """Yellow at the end, red some days later or as the second yellow one of the case; each once, dated when it fell due. Gives their lines."""
    coloured = [step for step in steps if step.rung.act in (Act.YELLOW, Act.RED)]
    if not coloured:
        return []
    here = list(case.cards.values_list("clock", "colour", "withdrawn_at"))
    given = {colour for pk, colour, _withdrawn in here if pk == clock.pk}
    yellow = any(colour == Colour.YELLOW and withdrawn is None for _pk, colour, withdrawn in here)
    cards: dict[str, Card] = {}
    for step in coloured:
        second = step.rung.act == Act.YELLOW and yellow
        for colour in (step.rung.act, Colour.RED) if second else (step.rung.act,):
            if colour not in given:
                cards.setdefault(
                    colour, Card(clock=clock, case=case, colour=colour, given_at=step.at, second_yellow=second and colour == Colour.RED)
                )  # fmt: skip
        yellow = yellow or Colour.YELLOW in cards
    return [
        ("card.given", {"clock": clock.pk, "limit": clock.limit.key, "card": card.pk, "colour": card.colour, "given_on": _day(card.given_at)})
        for card in Card.objects.bulk_create(cards.values())
    ]  # fmt: skip


def _tell(clock: Clock, case: Case, steps: list[Step], moment: datetime) -> None:
    """Keep each step with whom it was told to; each person gets the last of the messages that are theirs, and only that one."""
    last: dict[int, Step] = {}
    went_up: set[int] = set()
    climbs = []
    turns = {level: posts.turn(clock, case, level) for level in {step.rung.level for step in steps}}
    for step in steps:
        turn = turns[step.rung.level]
        climbs.append(
            Climb(
                clock=clock, rung=step.rung.key, fell_due_at=step.at, at=moment, level_from=step.rung.level, level_to=turn.level,
                from_user_id=case.handler_id, told=list(turn.users), why=turn.why,
            )
        )  # fmt: skip
        last |= {user: step for user in turn.users}
        if turn.level != Level.HANDLER:
            went_up |= set(turn.users)
    Climb.objects.bulk_create(climbs)
    notices.put(
        notice
        for user, step in last.items()
        for notice in _notices(clock, case, step, user, up=user in went_up and user != case.handler_id)
    )


def _notices(clock: Clock, case: Case, step: Step, user: int, *, up: bool) -> list[Notice]:
    """One for the inbox, and one for each other way that the step names."""
    rung, due, about = step.rung, _day(clock.due_at), f"case:{case.number}"
    key = f"clock:{clock.pk}:{rung.key}:{step.at:%Y%m%d%H%M}"
    told = notices.inbox(
        _kind(clock, step, up=up), key=key, to=[user], urgent=rung.urgent, about=about, url=reverse("intake:case", args=[case.number]),
        number=case.grouped, limit=clock.limit.name, limit_en=clock.limit.name_en, desk=clock.desk.name if clock.desk else "",
        desk_en=clock.desk.name_en if clock.desk else "", due=due,
    )  # fmt: skip
    kind = reaching.NEAR if step.at < clock.due_at else reaching.LATE
    return told + reaching.outside(
        kind, rung.channels, user, key=key, about=about, urgent=rung.urgent, number=case.grouped, due=due
    )


def _day(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).date().isoformat()


def _kind(clock: Clock, step: Step, *, up: bool) -> str:
    if step.at < clock.due_at:
        return "clock.near"
    if up:
        return "handover.unsigned" if clock.limit.key.startswith("sign_for") else "clock.escalated"
    return "clock.overdue"
