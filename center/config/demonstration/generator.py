"""Two years in the life of the county, acted out in order of time: every step through a verb, at its own moment."""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from center.config.demonstration import arrivals, rounds, scenes
from center.config.demonstration.lives import Life
from center.config.demonstration.people import People
from center.config.demonstration.seasons import Hours
from center.config.demonstration.stage import Stage, Steps
from center.foundation import calendar, notices
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, at, now
from center.foundation.remembering import remembering
from intake import sweep, tally
from intake.models import Clock

YEARS = timedelta(days=730)
UNREAD = timedelta(days=6)  # older notices have been read
READ_WITHIN = timedelta(hours=7)


@transaction.atomic
def generate(count: int, *, seed: int, progress: Callable[[int], object] | None = None) -> None:
    """Let `count` matters come in and be dealt with, up to now; all of it or nothing. `progress(n)` is told of n more that came in.

    The same seed, day and county give the same people, matters and fates.
    """
    until = now()
    days = calendar.current()
    last = until.astimezone(SHANGHAI).date()
    hours = Hours(days, last - YEARS, last)
    stage = Stage(hours, People(random.Random(f"people {seed}"), last))
    stage.begin(_night(hours.days[0]), _nights(until))
    staged = scenes.plan(stage, count, until, random.Random(f"scenes {seed}"))
    for scene in staged:
        stage.begin(scene.at, _counted(scene.play(), scene.cases, progress))
    plan = arrivals.plan(
        stage.county, hours, days, count, until, random.Random(f"arrivals {seed}"), staged=scenes.cases_of(staged)
    )
    for number, coming in enumerate(plan):
        life = Life(coming, chance=random.Random(f"life {seed} {number}"), stage=stage)
        stage.begin(coming.at, _counted(_steps(life), 1, progress))
    with remembering(), _few_collections():
        for moment, steps in stage.due(until):
            with at(moment):
                following = next(steps, None)
            if following is not None:
                stage.begin(max(following, moment), steps)
    _tidy(until)


@contextmanager
def _few_collections() -> Iterator[None]:
    """What is kept for long is not looked through again and again by the garbage collector: a sixth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _counted(steps: Steps, cases: int, progress: Callable[[int], object] | None) -> Steps:
    if progress:
        progress(cases)
    yield from steps


def _steps(life: Life) -> Steps:
    return rounds.report(life) if life.coming.category else life.walk_in()


def _nights(until: datetime) -> Iterator[datetime]:
    """A minute past every midnight the clocks are looked at, as the sweep would do."""
    while True:
        if Clock.objects.due(now()).exists():
            sweep.sweep_clocks()
        yield _night(now().astimezone(SHANGHAI).date() + timedelta(days=1))


def _night(day) -> datetime:
    return datetime.combine(day, time(0, 1), SHANGHAI)


def _tidy(until: datetime) -> None:
    """What the last minutes of today ask for, and an inbox of which the old part has been read."""
    sweep.sweep_clocks()
    # What quiet hours held came in when they ended, as the sweep of each morning would have seen to.
    held = Notice.objects.due(until).filter(channel=Notice.Channel.INBOX)
    notices.MOVES.take_all("release", held, sent_at=F("next_try_at"))
    # Text messages to invented numbers never leave the house, whatever gateway is set: they have arrived.
    outside = Notice.objects.filter(state=Notice.State.OWED).exclude(channel=Notice.Channel.INBOX)
    notices.MOVES.take_all("arrive", outside, sent_at=F("owed_at"), delivered_at=F("owed_at"))
    Notice.objects.filter(read_at=None, sent_at__lt=until - UNREAD).update(read_at=F("sent_at") + READ_WITHIN)
    while tally.fold():
        pass
