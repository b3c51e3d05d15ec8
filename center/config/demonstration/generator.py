"""Two years in the life of the county, acted out in order of time: every step through a verb, at its own moment."""

import gc
import heapq
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import count as counting

from django.db import transaction
from django.db.models import F

from center.config.demonstration import arrivals, rounds
from center.config.demonstration.county import County
from center.config.demonstration.lives import Life, Steps
from center.config.demonstration.people import People
from center.config.demonstration.seasons import Hours
from center.config.demonstration.staff import Staff
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
    county, staff = County(), Staff()
    people = People(random.Random(f"people {seed}"), last)
    order = counting()
    queue: list[tuple[datetime, int, Steps]] = [(_night(hours.days[0]), next(order), _nights(until))]
    for number, coming in enumerate(
        arrivals.plan(county, hours, days, count, until, random.Random(f"arrivals {seed}"))
    ):
        chance = random.Random(f"life {seed} {number}")
        life = Life(coming, chance=chance, county=county, hours=hours, people=people, staff=staff)
        queue.append((coming.at, next(order), _counted(life, progress)))
    heapq.heapify(queue)
    with remembering(), _few_collections():
        while queue and queue[0][0] <= until:
            moment, _order, steps = heapq.heappop(queue)
            with at(moment):
                following = next(steps, None)
            if following is not None:
                heapq.heappush(queue, (max(following, moment), next(order), steps))
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


def _counted(life: Life, progress: Callable[[int], object] | None) -> Steps:
    if progress:
        progress(1)
    yield from rounds.report(life) if life.coming.category else life.walk_in()


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
    Notice.objects.filter(read_at=None, sent_at__lt=until - UNREAD).update(read_at=F("sent_at") + READ_WITHIN)
    while tally.fold():
        pass
