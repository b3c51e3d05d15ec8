"""What the lives of the demonstration have in common, and how one more begins beside those that run already."""

import heapq
from collections.abc import Iterator
from datetime import datetime
from itertools import count as counting

from center.config.demonstration.county import County
from center.config.demonstration.people import People
from center.config.demonstration.seasons import Hours
from center.config.demonstration.senders import Senders
from center.config.demonstration.staff import Staff

Steps = Iterator[datetime]


class Stage:
    """County, hours, people and staff, and the steps that are due, in order of time."""

    def __init__(self, hours: Hours, people: People) -> None:
        self.county, self.staff = County(), Staff()
        self.hours, self.people, self.senders = hours, people, Senders()
        self._order = counting()
        self._queue: list[tuple[datetime, int, Steps]] = []

    def begin(self, moment: datetime, steps: Steps) -> None:
        """Let these steps run from `moment` on; of two at one moment the one that was begun first goes first."""
        heapq.heappush(self._queue, (moment, next(self._order), steps))

    def due(self, until: datetime) -> Iterator[tuple[datetime, Steps]]:
        """What is to be done next, again and again, up to `until`."""
        while self._queue and self._queue[0][0] <= until:
            moment, _order, steps = heapq.heappop(self._queue)
            yield moment, steps
