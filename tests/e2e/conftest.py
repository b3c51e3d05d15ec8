"""A real browser on a real server: Debian's Chromium, driven by playwright, once in a run of the tests."""

import re
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        if (path := shutil.which(name))
    ),
    None,
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXPECTED = re.compile(
    "status of 4|htmx:sendAbort|htmx:afterRequest"
)  # a refusal, and a draft still on its way when the page is left


@pytest.fixture(scope="session")
def chromium():
    expect.set_options(timeout=15_000)
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: browser tests are left out")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium, live_server):
    """Open a window: `visitor(width=375)`; what a page writes to the console as an error fails the test at the end."""
    windows, complaints = [], []

    def open_window(width=1280, height=900, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=live_server.url,
            **options,
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and not EXPECTED.search(message.text)
                else None
            ),
        )
        windows.append(context)
        return page

    yield open_window
    for context in windows:
        context.close()
    assert not complaints


@pytest.fixture
def enter(client, live_server):
    """Sign a posting's user in, in an open window, by the session's cookie; the sign-in page itself has a test of its own."""

    def sign_in(page, posting):
        client.force_login(posting.user, backend="django.contrib.auth.backends.ModelBackend")
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        client.cookies.clear()
        return page

    return sign_in
