"""Which grid a point lies in: a tree of all valid grids, built once in a process and rebuilt when the grids change."""

import math
import threading
import time
from datetime import date

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from shapely import STRtree
from shapely.geometry import Point, shape

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Area

TRUST_SECONDS = 60
GRID_METRES = 50
METRES_PER_DEGREE = 111_320
_lock = threading.Lock()
_kept: dict = {}


def locate(lat: float, lng: float, on: date | None = None) -> Area | None:
    """The grid that holds the point (WGS-84 degrees) on that day (today), or None outside the county."""
    check_point(lat, lng)
    tree, ids = _map(on or today())
    point = Point(lng, lat)
    for index in tree.query(point, predicate="intersects"):
        return Area.objects.get(pk=ids[index])
    return None


def round_point(lat: float, lng: float) -> tuple[float, float]:
    """The point on a raster of 50 m, so that it names a place and not a door."""
    check_point(lat, lng)
    step = GRID_METRES / METRES_PER_DEGREE
    lat = round(round(lat / step) * step, 6)
    wide = step / max(math.cos(math.radians(lat)), 0.01)
    return lat, round(round(lng / wide) * wide, 6)


def check_point(lat: float, lng: float) -> None:
    """Raises Refused("not_a_point") for degrees that do not exist."""
    if not (math.isfinite(lat) and math.isfinite(lng) and -90 <= lat <= 90 and -180 <= lng <= 180):
        raise Refused(
            _("This is not a position on earth. Take the position again or choose the grid."), "not_a_point", status=422
        )


def forget() -> None:
    """Drop the kept map; called after grids are loaded."""
    with _lock:
        _kept.clear()


def _map(on: date) -> tuple[STRtree, list[int]]:
    with _lock:
        kept = _kept.get(on)
        if kept and time.monotonic() - kept[0] < TRUST_SECONDS:
            return kept[2]
        grids = Area.objects.valid(on).filter(level=Area.Level.GRID).exclude(boundary=None)
        version = tuple(grids.aggregate(n=Count("pk"), last=Max("pk"), end=Max("valid_to")).values())
        if not kept or kept[1] != version:
            rows = list(grids.values_list("pk", "boundary"))
            built = (STRtree([shape(boundary) for _pk, boundary in rows]), [pk for pk, _boundary in rows])
        else:
            built = kept[2]
        _kept.clear()
        _kept[on] = (time.monotonic(), version, built)
        return built
