"""The report page in a real browser: the phone's position finds the grid, and a photo outlives an error."""

import pytest
from playwright.sync_api import expect

from center.institution.models import Area
from grid.models import Assignment, GridReport
from tests.factories import BEGAN
from tests.grid.conftest import INSIDE, jpeg

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def grid(county):
    return Area.objects.get(code="320830108201001")


@pytest.fixture
def phone(visitor, enter, grid_worker, grid):
    """A page of 375 px, signed in as a worker with one grid in care, standing in it."""
    Assignment.objects.create(posting=grid_worker, grid=grid, valid_from=BEGAN)
    place = {"latitude": INSIDE.lat, "longitude": INSIDE.lng, "accuracy": 12}
    return enter(visitor(width=375, height=740, permissions=["geolocation"], geolocation=place), grid_worker)


def test_four_presses_and_a_photo_that_outlives_an_error(phone, grid):
    phone.goto("/grid/report/")
    expect(phone.locator("[data-position]")).to_contain_text("12")
    assert phone.evaluate("document.documentElement.scrollWidth") == 375
    phone.set_input_files("#id_photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg().read()})
    expect(phone.locator("#photo-preview")).to_be_visible()
    phone.locator("form[data-report] button.big").click()
    expect(phone.locator(".errors")).to_be_visible()  # nothing chosen yet
    expect(phone.locator("#photo-preview")).to_be_visible()
    phone.locator(".tile", has=phone.locator("[value=safety_danger]")).click()
    phone.locator("form[data-report] button.big").click()
    phone.wait_for_url("**/grid/reports/*-*/")
    report = GridReport.objects.get()
    assert (report.grid, report.placed, report.accuracy_m) == (grid, "located", 12)
    assert report.photo is not None and report.case.state == "routed"
