"""The grid room's own cast: event classes, grids in somebody's care, a photo, a report."""

import io
import uuid

import pytest
from PIL import Image

from center.institution.models import Area
from center.papers import files
from grid import lifecycle
from grid.lifecycle import ReportData
from grid.models import Assignment, Category
from grid.place import Position
from tests.factories import BEGAN, act

INSIDE = Position(33.02, 118.52, 8)  # in the grid of Huanghuatang
ELSEWHERE = Position(33.02, 118.62, 8)  # in the grid of Maba
NOWHERE = Position(39.9, 116.4, 8)  # Beijing


@pytest.fixture
def classes(county):
    return {category.key: category for category in Category.objects.select_related("matter__department")}


@pytest.fixture
def grid(county):
    return Area.objects.get(code="320830108201001")


@pytest.fixture
def other_grid(county):
    return Area.objects.get(code="320830101201001")


@pytest.fixture
def worker(grid_worker, grid, classes):
    """The grid worker with one grid in care."""
    Assignment.objects.create(posting=grid_worker, grid=grid, valid_from=BEGAN)
    return grid_worker


def jpeg(**options) -> io.BytesIO:
    upload = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(upload, "JPEG", **options)
    upload.seek(0)
    upload.name = "photo.jpg"
    return upload


@pytest.fixture
def photo():
    return files.read_photo(jpeg(), size=1000)


@pytest.fixture
def send(worker, classes):
    """Report as the worker: send("dispute", text="...", photo=photo)."""

    def report(category="safety_danger", *, by=None, photo=None, **changes):
        values = {
            "uuid": uuid.uuid4(),
            "category": classes[category],
            "text": "路口窨井盖破损，夜间容易伤人。",
            "position": INSIDE,
            **changes,
        }
        return lifecycle.report(ReportData(**values), photo=photo, by=act(by or worker))

    return report


@pytest.fixture
def count_queries():
    """How many statements a call needs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call) -> int:
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count
