"""Files that people bring: drawn for show, examined once, and put on cases through the verb."""

from __future__ import annotations

import io
import random
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from center.foundation.actor import SYSTEM, Actor
from center.papers import files
from center.papers.files import Incoming
from intake import lifecycle

if TYPE_CHECKING:
    from center.config.demonstration.lives import Life

PICTURES, SCANS = 6, 4
PAPER, INK = (250, 249, 245), (70, 74, 84)
LABELS = {
    "photo": ("现场照片", "来访人提供的照片", "走访时拍摄"),
    "scan": ("收据复印件", "书面材料", "合同复印件", "村委会证明"),
}


def bring(life: Life) -> None:
    """One photo or scan, taken in by whoever has the case in hand."""
    kind = life.chance.choice(tuple(LABELS))
    paper = photo(life.chance.randrange(PICTURES)) if kind == "photo" else scan(life.chance.randrange(SCANS))
    if not life.case.attachments.filter(file__sha256=paper.sha256).exists():
        lifecycle.attach(life.case, papers=[paper], label=life.chance.choice(LABELS[kind]), by=life.act("case.attach"))


def bring_together(life: Life, by: Actor) -> None:
    """Three pages of one letter at the counter, bound into one PDF, and a photo."""
    pages = lifecycle.attach(life.case, papers=[sheet(number) for number in range(3)], label="联名反映材料", by=by)
    lifecycle.bind_pages(life.case, attachments=pages, label="联名反映材料（合订）", by=by)
    lifecycle.attach(life.case, papers=[photo(1)], label="现场照片", by=by)


def picture(number: int) -> io.BytesIO:
    """A small JPEG drawn for show: sky, a wall, a road, and something on it."""
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
    return content


@cache
def photo(number: int) -> Incoming:
    return _read(picture(number), f"IMG_{number + 1:04d}.jpg")


@cache
def sheet(number: int) -> Incoming:
    """A written page as a phone takes it."""
    content = io.BytesIO()
    _page(100 + number).save(content, "JPEG", quality=60)
    return _read(content, f"第{number + 1}页.jpg")


@cache
def scan(number: int) -> Incoming:
    """A written page as a scanner saves it."""
    content = io.BytesIO()
    _page(number).save(content, "PDF", resolution=75)
    return _read(content, f"扫描件{number + 1}.pdf")


def _page(number: int) -> Image.Image:
    """A sheet of strokes that nobody can read: it holds nothing of anybody."""
    chance = random.Random(f"page {number}")
    image = Image.new("RGB", (620, 877), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((210, 60, 410, 82), fill=INK)
    for line in range(chance.randrange(12, 20)):
        x, y = 70 + (40 if line % 5 == 0 else 0), 130 + line * 32
        end = 550 if line % 5 != 4 else chance.randrange(180, 420)
        while x < end:
            draw.line((x, y + chance.randrange(4), x + 12, y + 12 - chance.randrange(4)), fill=INK, width=2)
            draw.line((x + 6, y, x + chance.randrange(3, 10), y + 14), fill=INK, width=2)
            x += 20
    draw.ellipse((400, 740, 500, 840), outline=(200, 22, 29), width=4)
    return image


def _read(content: io.BytesIO, name: str) -> Incoming:
    return files.read(content, size=content.tell(), name=name, by=SYSTEM)
