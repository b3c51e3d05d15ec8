"""Who acts: at every desk a fitting member of staff, whose posting carries the verb and was in force that day."""

import random
from collections import defaultdict
from collections.abc import Iterator

from center.foundation.actor import Actor
from center.foundation.now import today
from center.institution import actors
from center.institution.models import Desk, Posting, Role
from center.institution.permissions import carries, levels_of

LEADERS = (Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR)


class Staff:
    """The postings of the county's desks; grid workers are with their grids."""

    def __init__(self) -> None:
        self._at: dict[int, list[Posting]] = defaultdict(list)
        self._directors: dict[int, list[Posting]] = defaultdict(list)
        self._county: list[Posting] = []
        people = Posting.objects.exclude(role__in=[Role.GRID_WORKER, Role.GRID_LEADER])
        for posting in people.select_related("user", "desk__center", "desk__department").order_by("pk"):
            if posting.role not in LEADERS:
                self._at[posting.desk_id].append(posting)
            elif posting.role == Role.CENTER_DIRECTOR:
                self._directors[posting.desk.center_id].append(posting)
            else:
                self._county.append(posting)

    def pick(self, desk: Desk, verb: str, chance: random.Random, *, level: str = "ordinary") -> Posting:
        """Somebody at `desk` who may do `verb` now; failing them its director, then the county's.

        LookupError where the county has nobody at all.
        """
        for postings in (self._at[desk.pk], self._directors[desk.center_id], self._county):
            able = list(_able(postings, verb, level))
            if able:
                return able[int(len(able) * chance.random() ** 1.3)]
        raise LookupError(f"nobody at {desk} may do {verb}")

    def director(self, desk: Desk, verb: str = "case.archive") -> Actor:
        """The director of the center of `desk`, else the county's."""
        able = list(_able([*self._directors[desk.center_id], *self._county], verb, "ordinary"))
        return actors.of(able[0])

    def seat_of(self, user_id: int | None, desk: Desk, verb: str, *, level: str = "ordinary") -> Posting | None:
        """The seat of this person at `desk`, if it still carries the verb."""
        return next((seat for seat in _able(self._at[desk.pk], verb, level) if seat.user_id == user_id), None)


def _able(postings: list[Posting], verb: str, level: str) -> Iterator[Posting]:
    day = today()
    for posting in postings:
        in_force = posting.valid_from <= day and (posting.valid_to is None or posting.valid_to >= day)
        if in_force and carries(posting, verb) and level in levels_of(posting):
            yield posting
