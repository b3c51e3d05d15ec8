"""What grid workers see on their rounds, sent in through the grid's own verb: by position, some with a photo, some settled on the spot."""

import io
import random
from functools import cache
from uuid import UUID

from PIL import Image, ImageDraw

from center.config.demonstration.lives import Life, Steps
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
PHOTOS = 6
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
    photo = snapshot(chance.randrange(PHOTOS)) if settled or life.happens(WITH_PHOTO) else None
    life.case = grid.report(data, photo=photo, by=actors.of(posting)).case
    if settled:
        yield life.days(10, 40)
        lifecycle.archive(life.case, by=life.staff.director(life.case.desk))
    else:
        yield from life.at_desk()


@cache
def snapshot(number: int) -> Photo:
    """A small picture drawn for show: sky, a wall, a road, and something on it."""
    chance = random.Random(number)
    image = Image.new("RGB", (640, 480), (186 + chance.randrange(40), 206, 226))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 190, 640, 330), fill=(168, 150 + chance.randrange(30), 128))
    for x in range(0, 640, 64):
        draw.line((x, 190, x, 330), fill=(140, 124, 108), width=2)
    draw.polygon([(0, 480), (640, 480), (470, 330), (150, 330)], fill=(112, 112, 116))
    for _piece in range(7):
        x, y, size = chance.randrange(120, 480), chance.randrange(340, 440), chance.randrange(14, 60)
        colour = chance.choice(((94, 74, 52), (72, 96, 62), (150, 60, 48), (60, 60, 66)))
        draw.ellipse((x, y, x + size * 2, y + size), fill=colour)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=70)
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
