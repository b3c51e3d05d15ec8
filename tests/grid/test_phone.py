"""The report page in a real browser: the phone's position finds the grid, and a photo outlives an error."""

import os
import shutil

import pytest
from django.conf import settings

from grid.models import GridReport
from tests.grid.conftest import INSIDE, jpeg

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]


@pytest.fixture
def phone(live_server, client, worker, classes):
    """A page of 375 px, signed in as the worker, standing in the worker's grid."""
    from playwright.sync_api import sync_playwright

    client.force_login(worker.user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 375, "height": 740}, base_url=live_server.url, permissions=["geolocation"],
            geolocation={"latitude": INSIDE.lat, "longitude": INSIDE.lng, "accuracy": 12},
        )  # fmt: skip
        context.add_cookies([cookie])
        yield context.new_page()
        browser.close()


def test_four_presses_and_a_photo_that_outlives_an_error(phone, grid, tmp_path):
    from playwright.sync_api import expect

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
