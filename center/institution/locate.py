"""Which grid a point lies in: a tree of all drawn grids, built once in a process and rebuilt when the grids change."""

import math
import threading
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from shapely import STRtree, points
from shapely.geometry import shape

from center.foundation.errors import Refused
from center.foundation.models import AuditRow
from center.foundation.now import today
from center.institution.drawing import ABOUT
from center.institution.models import Area

TRUST_SECONDS = 60  # how long a process believes its map before it asks whether the grids are still the same
RASTER_METRES = 50
METRES_PER_DEGREE = 111_320
FIELDS = [
    field.attname for field in Area._meta.concrete_fields if field.name != "boundary"
]  # what a found grid is given with
CODE, FROM, TO = (FIELDS.index(name) for name in ("code", "valid_from", "valid_to"))


@dataclass(frozen=True)
class Map:
    """Every grid that has a boundary, open or closed: rows in the order of the tree."""

    version: tuple[Any, ...]
    tree: STRtree
    rows: list[tuple[Any, ...]]


_lock = threading.Lock()
_kept: tuple[float, Map] | None = None  # replaced as a whole, so that readers need no lock


def locate(lat: float, lng: float, on: date | None = None) -> Area | None:
    """The grid that holds the point (WGS-84 degrees) on that day (today), or None outside; its boundary is not loaded.

    On a border shared by two the lower code wins. Raises Refused("not_a_point").
    """
    check_point(lat, lng)
    on = on or today()
    kept = _map()
    found = [kept.rows[index] for index in kept.tree.query(points(lng, lat), predicate="intersects")]
    valid = [row for row in found if row[FROM] <= on and (row[TO] is None or on <= row[TO])]
    if not valid:
        return None
    row = min(valid, key=lambda row: row[CODE])
    return Area.from_db("default", FIELDS, row)


def round_point(lat: float, lng: float) -> tuple[float, float]:
    """The point on a raster of 50 m, so that it names a place and not a door."""
    check_point(lat, lng)
    step = RASTER_METRES / METRES_PER_DEGREE
    lat = round(round(lat / step) * step, 6)
    wide = step / max(math.cos(math.radians(lat)), 0.01)
    return max(-90.0, min(90.0, lat)), max(-180.0, min(180.0, round(round(lng / wide) * wide, 6)))


def check_point(lat: float, lng: float) -> None:
    """Raises Refused("not_a_point") for degrees that do not exist."""
    if not (math.isfinite(lat) and math.isfinite(lng) and -90 <= lat <= 90 and -180 <= lng <= 180):
        raise Refused(
            _("This is not a position on earth. Take the position again or choose the grid."), "not_a_point", status=422
        )


def forget() -> None:
    """Drop the kept map; called after grids are drawn or areas loaded."""
    global _kept
    _kept = None


def _map() -> Map:
    global _kept
    kept = _kept
    if kept and time.monotonic() - kept[0] < TRUST_SECONDS:
        return kept[1]
    with _lock:
        kept = _kept
        if kept and time.monotonic() - kept[0] < TRUST_SECONDS:  # another thread was quicker
            return kept[1]
        version = _version()
        built = kept[1] if kept and kept[1].version == version else _build(version)
        _kept = (time.monotonic(), built)
        return built


def _grids():
    return Area.objects.filter(level=Area.Level.GRID).exclude(boundary=None)


def _version() -> tuple[Any, ...]:
    counted = _grids().aggregate(
        n=Count("pk"), last=Max("pk"), begins=Max("valid_from"), ends=Max("valid_to"), ended=Count("valid_to")
    )
    drawn = AuditRow.objects.filter(about=ABOUT).aggregate(last=Max("seq"))
    return (*counted.values(), drawn["last"])


def _build(version: tuple[Any, ...]) -> Map:
    rows = list(_grids().values_list("boundary", *FIELDS))
    tree = STRtree([shape(row[0]) for row in rows])
    tree.query(points(0, 0))  # the tree is finished by its first question; that is asked here, by one thread
    return Map(version, tree, [row[1:] for row in rows])
