"""The minute sweep of clocks: finds what is due, claims each step once, tells the right people. Safe any number of times."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from center.foundation import health, notices
from center.foundation.actor import SYSTEM
from center.foundation.jobs import Round
from center.foundation.now import SHANGHAI, now
from intake import clocks, ladder, posts, story
from intake.cases import take
from intake.ladder import Step
from intake.lifecycle import clocks as clock_lifecycle
from intake.models import Card, Case, Climb, Clock, Rung

log = logging.getLogger(__name__)
BATCH = 500
Act, Level = Rung.Act, Rung.Level


def sweep_clocks() -> Round:
    """Act on every running clock whose next action has come; a clock that fails is tried again next time and does not stop the others."""
    result = Round()
    for pk in Clock.objects.due(now()).order_by("next_action_at", "pk").values_list("pk", flat=True)[:BATCH]:
        result.scanned += 1
        try:
            result.acted += _act(pk)
        except Exception:  # one bad row must not silence the others
            log.exception("clock %s could not be acted on", pk)
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


def _act(pk: int) -> bool:
    """What has come: the end of the longest pause, after which it runs on, or a step of the ladder."""
    paused = Clock.objects.filter(pk=pk, paused_at__isnull=False).exists()
    return clock_lifecycle.resume_by_itself(pk) if paused else _climb(pk)


@transaction.atomic
def _climb(pk: int) -> bool:
    """Take every step that has come since the last round, each once; after an outage each person is told once, and cards are dated when they fell due."""
    case_id = Clock.objects.values_list("case", flat=True).get(pk=pk)
    case = take(Case.objects.select_related("matter", "desk__center").get(pk=case_id)) if case_id else None
    clock = Clock.objects.select_related("limit", "desk__center", "desk__department").get(pk=pk)
    moment = now()
    days, rungs = clocks.calendar_of(clock.limit, clock.desk), ladder.rungs(clock.limit.kind)
    late = clock.due_at <= moment
    claimed = (
        Clock.objects.due(moment)
        .filter(pk=pk, paused_at=None, next_action_at=clock.next_action_at)
        .update(
            breached_at=clock.breached_at or (clock.due_at if late else None),
            next_action_at=ladder.following(clock, rungs, moment, days) if case else None,
        )
    )
    if not claimed:
        return False
    if case is None:
        return True
    done = set(clock.climbs.values_list("rung", "fell_due_at"))
    steps = [step for step in ladder.passed(clock, rungs, moment, days) if (step.rung.key, step.at) not in done]
    if late and clock.breached_at is None:
        story.record(case, "clock.overdue", by=SYSTEM, clock=clock.pk, limit=clock.limit.key)
    _give_cards(clock, case, steps)
    _tell(clock, case, steps, moment)
    return True


def _give_cards(clock: Clock, case: Case, steps: Iterable[Step]) -> None:
    """Yellow at the end, red some days later or as the second yellow one of the case; each once, dated when it fell due."""
    for step in steps:
        if step.rung.act not in (Act.YELLOW, Act.RED):
            continue
        second = step.rung.act == Act.YELLOW and case.cards.standing().filter(colour=Card.Colour.YELLOW).exists()
        _card(clock, case, step.rung.act, step.at)
        if second:
            _card(clock, case, Card.Colour.RED, step.at, second_yellow=True)


def _card(clock: Clock, case: Case, colour: str, at: datetime, *, second_yellow: bool = False) -> None:
    values = {"case": case, "given_at": at, "second_yellow": second_yellow}
    card, new = Card.objects.get_or_create(clock=clock, colour=colour, defaults=values)
    if new:
        story.record(
            case, "card.given", by=SYSTEM, clock=clock.pk, limit=clock.limit.key, card=card.pk, colour=colour, given_on=_day(at)
        )  # fmt: skip


def _tell(clock: Clock, case: Case, steps: list[Step], moment: datetime) -> None:
    """Keep each step with whom it was told to; each person gets the last of the messages that are theirs, and only that one."""
    last: dict[int, Step] = {}
    went_up: set[int] = set()
    climbs = []
    for step in steps:
        turn = posts.turn(clock, case, step.rung.level)
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
    for user, step in last.items():
        _owe(clock, case, step, user, up=user in went_up and user != case.handler_id)


def _owe(clock: Clock, case: Case, step: Step, user: int, *, up: bool) -> None:
    notices.owe(
        _kind(clock, step, up=up),
        key=f"clock:{clock.pk}:{step.rung.key}:{step.at:%Y%m%d%H%M}",
        to=[user],
        urgent=step.rung.urgent,
        about=f"case:{case.number}",
        url=reverse("intake:case", args=[case.number]),
        number=case.grouped, limit=clock.limit.name, limit_en=clock.limit.name_en, desk=clock.desk.name if clock.desk else "",
        desk_en=clock.desk.name_en if clock.desk else "", due=_day(clock.due_at),
    )  # fmt: skip


def _day(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).date().isoformat()


def _kind(clock: Clock, step: Step, *, up: bool) -> str:
    if step.at < clock.due_at:
        return "clock.near"
    if up:
        return "handover.unsigned" if clock.limit.key == "sign_for" else "clock.escalated"
    return "clock.overdue"
