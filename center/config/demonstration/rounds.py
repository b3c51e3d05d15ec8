"""What grid workers see on their rounds, sent in through the grid's own verb: by position, some with a photo, some settled on the spot."""

import random
from functools import cache
from uuid import UUID

from center.config.demonstration import papers
from center.config.demonstration.lives import Life
from center.config.demonstration.stage import Steps
from center.config.demonstration.stories import GRID
from center.foundation.now import now
from center.institution import actors
from center.institution.models import Area, Posting
from center.papers import files
from center.papers.files import Photo
from grid import lifecycle as grid
from grid.lifecycle import ReportData
from grid.place import Position
from intake import lifecycle

SETTLED, WITH_PHOTO = 0.3, 0.07
NEAR = 0.0002  # degrees: some twenty metres around the middle of the grid


def report(life: Life) -> Steps:
    """One report and what becomes of it."""
    coming, chance = life.coming, life.chance
    posting, area = _worker(life)
    category = life.county.categories[coming.category]
    life.trouble = life.teller.trouble(f"{GRID}{category.key}", who="当事人", village=coming.village.name)
    settled = not category.urgent and life.happens(SETTLED)
    data = ReportData(
        uuid=UUID(int=chance.getrandbits(128), version=4),
        category=category,
        text=life.trouble.narrative,
        position=_position(area, chance),
        grid=area,
        place_reason="在两个网格交界处",
        people_count=chance.choice((1, 1, 1, 2, 3)),
        taken_at=now(),
        settled=settled,
        result=life.teller.say(life.trouble, "told") if settled else "",
    )
    photo = snapshot(chance.randrange(papers.PICTURES)) if settled or life.happens(WITH_PHOTO) else None
    life.case = grid.report(data, photo=photo, by=actors.of(posting)).case
    if settled:
        yield life.days(10, 40)
        lifecycle.archive(life.case, by=life.staff.director(life.case.desk))
    else:
        yield from life.at_desk()


@cache
def snapshot(number: int) -> Photo:
    """A small picture drawn for show, as a phone sends it."""
    content = papers.picture(number)
    return files.read_photo(content, size=content.tell())


def _worker(life: Life) -> tuple[Posting, Area]:
    """Somebody who cares for a grid of the village, else of the township."""
    village = life.coming.village.code
    held = life.county.workers[village[:9]] or [pair for pairs in life.county.workers.values() for pair in pairs]
    return life.chance.choice([pair for pair in held if pair[1].code.startswith(village)] or held)


def _position(area: Area, chance: random.Random) -> Position | None:
    if area.lat is None or area.lng is None or chance.random() < 0.1:
        return None  # no signal in the fields: the worker's own grid
    lat, lng = area.lat + chance.uniform(-NEAR, NEAR), area.lng + chance.uniform(-NEAR, NEAR)
    return Position(lat, lng, accuracy_m=chance.randint(5, 45))
