"""Grids drawn into the database: the outline of a county cut up, marked 示意 (schematic), the same twice changing nothing."""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from shapely import MultiPolygon, Point
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from center.foundation import audit
from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution import locate, tessellation
from center.institution.models import Area
from center.institution.tessellation import PLACES, Cell

ABOUT = "grids"  # what the audit rows of a drawing are about; `locate` sees by them that the map is another one
Progress = Callable[[Iterable[tuple[str, list[Cell]]]], Iterable[tuple[str, list[Cell]]]]
FIELDS = ["name", "name_en", "parent", "boundary", "lat", "lng", "schematic", "valid_to"]


@dataclass(frozen=True)
class Drawing:
    """How many grids there are, and how many areas were made, changed and closed for it."""

    grids: int
    made: int
    changed: int
    closed: int


@transaction.atomic
def draw(folder: Path, count: int, *, progress: Progress = iter) -> Drawing:
    """Cut outline.geojson of `folder` into `count` grids over the county's villages; townships are the unions of their villages.

    Raises Refused: "no_outline", "no_county", "count_of_grids", "bad_compass"; "surveyed" when boundaries are there that are no
    drawing. Grids that are too many are closed, not deleted.
    """
    outline = _outline(folder / "outline.geojson")
    areas = {area.code: area for area in Area.objects.valid(today())}
    if any(area.boundary and not area.schematic for area in areas.values()):
        raise Refused(_("There are surveyed boundaries. Nothing was drawn over them."), "surveyed")
    county = next((area for area in areas.values() if area.level == Area.Level.COUNTY), None)
    villages = {code: area for code, area in areas.items() if area.level == Area.Level.VILLAGE}
    if county is None or not villages:
        raise Refused(_("Load the county with its villages first."), "no_county")
    if not len(villages) <= count <= 100 * len(villages):
        limits = {"villages": len(villages), "most": 100 * len(villages)}
        raise Refused(
            _("For %(villages)s villages draw between %(villages)s and %(most)s grids.") % limits, "count_of_grids"
        )
    shares = tessellation.share(count, {code: tessellation.likely_size(code) for code in villages})
    townships: dict[str, list[str]] = {}
    for code, village in villages.items():
        townships.setdefault(village.township_code, []).append(code)
    seats = {code: seat for code, seat in _seats(folder / "compass.csv").items() if outline.contains(seat)}
    raw: dict[str, Cell] = {}
    for code, cells in progress(tessellation.draw(outline, townships, seats, shares)):
        raw |= {f"{code}{number:03d}": cell for number, cell in enumerate(cells, 1)}
    grids = dict(zip(raw, tessellation.rounded(list(raw.values())), strict=True))
    wanted = {code: _as_drawn(cell) | _named(villages[code[:12]], int(code[12:])) for code, cell in grids.items()}
    for code, stem in {area.code: area.stem for area in areas.values() if area.level != Area.Level.GRID}.items():
        inside = [cell for grid, cell in grids.items() if grid.startswith(stem)]
        if inside:
            wanted[code] = _as_drawn(tessellation.together(inside))
    return _write(wanted, villages)


def _write(wanted: dict[str, dict[str, Any]], villages: dict[str, Area]) -> Drawing:
    found = Area.objects.in_bulk(wanted, field_name="code")
    made = [
        Area(code=code, level=Area.Level.GRID, valid_from=villages[code[:12]].valid_from, **values)
        for code, values in wanted.items()
        if code not in found
    ]
    changed = [
        area
        for code, area in found.items()
        if any(getattr(area, name) != value for name, value in wanted[code].items())
    ]
    for area in changed:
        area.pk = None  # written by its code: an upsert is far quicker than an update of thousands
        for name, value in wanted[area.code].items():
            setattr(area, name, value)
    Area.objects.bulk_create(
        made + changed, update_conflicts=True, unique_fields=["code"], update_fields=FIELDS, batch_size=500
    )
    surplus = Area.objects.valid(today()).filter(level=Area.Level.GRID).exclude(code__in=wanted)
    drawing = Drawing(
        grids=sum(len(code) == Area.DIGITS[Area.Level.GRID] for code in wanted),
        made=len(made),
        changed=len(changed),
        closed=surplus.update(valid_to=today() - timedelta(days=1)),
    )
    if drawing.made or drawing.changed or drawing.closed:
        audit.record("grids_drawn", by=SYSTEM, about=ABOUT, grids=drawing.grids)
        transaction.on_commit(locate.forget)
    return drawing


def _as_drawn(cell: Cell) -> dict[str, Any]:
    """Boundary, label point and the mark of a drawing, as the row keeps them."""
    point = tessellation.middle(cell)
    parts = list(cell.geoms) if isinstance(cell, MultiPolygon) else [cell]
    rings = [
        [[[round(x, PLACES), round(y, PLACES)] for x, y in ring] for ring in part]
        for part in mapping(MultiPolygon(parts))["coordinates"]
    ]
    return {
        "boundary": {"type": "MultiPolygon", "coordinates": rings},
        "lat": round(point.y, PLACES),
        "lng": round(point.x, PLACES),
        "schematic": True,
        "valid_to": None,
    }


def _named(village: Area, number: int) -> dict[str, Any]:
    short = village.name.removesuffix("村委会")
    short = f"{short}村" if short != village.name else village.name.replace("居委会", "社区")
    name_en = f"{village.name_en} grid {number}" if village.name_en else ""
    return {"name": f"{short}第{number}网格", "name_en": name_en, "parent_id": village.pk}


def _outline(path: Path) -> Cell:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        outline = shape(read.get("geometry", read))
        if outline.geom_type in ("Polygon", "MultiPolygon") and outline.is_valid and not outline.is_empty:
            return outline
    except (OSError, ValueError, AttributeError, KeyError, TypeError, ShapelyError) as error:
        raise _no_outline(path) from error
    raise _no_outline(path)


def _no_outline(path: Path) -> Refused:
    return Refused(
        _("%(file)s is not a GeoJSON polygon of the county. Nothing was drawn.") % {"file": path.name}, "no_outline"
    )


def _seats(path: Path) -> dict[str, Point]:
    """Where townships roughly lie; the file may be missing."""
    if not path.is_file():
        return {}
    reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    try:
        return {row["code"]: Point(float(row["lng"]), float(row["lat"])) for row in reader}
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        line = {"file": path.name, "line": reader.line_num}
        raise Refused(
            _("%(file)s:%(line)s: A code, a latitude and a longitude are needed.") % line, "bad_compass"
        ) from error
