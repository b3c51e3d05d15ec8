"""What happens to limits of the law on the way: a paused one while experts look into it, a longer one where the law allows it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from center.foundation.now import now, today
from intake.lifecycle import clocks
from intake.models import Clock, Limit

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life
    from center.config.demonstration.stage import Steps

APPRAISED, AT_MOST = 0.35, timedelta(days=60)
MORE_TIME = 15  # days that two sides agree on


def appraisal(life: Life) -> Steps:
    """A dispute about treatment waits for the medical association; a case that rests still waits (医疗纠纷预防和处理条例 art. 38)."""
    clock = _running(life, pauses_on=Limit.Ground.APPRAISAL)
    if clock is None or not (life.coming.rest or life.happens(APPRAISED)):
        return
    yield life.soon(30, 300)
    clocks.pause(
        clock,
        ground=Limit.Ground.APPRAISAL,
        proof=life.teller.common("appraisals", **life.trouble.slots),
        ends_when="收到鉴定意见书",
        until=today() + AT_MOST,
        by=life.act("clock.pause"),
    )
    if not life.coming.rest:
        yield life.days(10, 30)
        clocks.resume(clock, by=life.act("clock.resume"))


def agree_on_more(life: Life) -> None:
    """Both sides want to go on talking past the month that is normal."""
    clock = _running(life, extend_agreed_by__gt="")
    if clock:
        clocks.extend(
            clock,
            amount=MORE_TIME,
            reason="双方都愿意继续调解。",
            told_on=today(),
            told_how="双方在调解笔录上签字",
            by=life.act("clock.agree"),
        )


def extend(life: Life, key: str, reason: str, amount: int) -> None:
    """By whoever heads the organ; the petitioner is told the same day, without which it does not count (信访工作条例 art. 34)."""
    clock = _running(life, key=key)
    if clock:
        director = life.staff.director(life.case.desk, "clock.extend")
        clocks.extend(
            clock, amount=amount, reason=reason, told_on=today(), told_how="书面告知，来访人签收", by=director
        )


def _running(life: Life, **of_limit: object) -> Clock | None:
    """The clock of the case whose limit is such, while it has not ended."""
    wanted = {f"limit__{name}": value for name, value in of_limit.items()}
    return Clock.objects.running().filter(case=life.case, due_at__gt=now(), breached_at=None, **wanted).first()
