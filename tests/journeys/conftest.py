import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from browser import Watch
from northing.cli import chromium

# Playwright's sync interface runs an event loop in this thread; the ORM calls of the tests are not inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium without a window."""
    executable = chromium.find()
    if not executable:
        pytest.skip("no Chromium here: apt install chromium")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=[*FLAGS, *as_root])
        yield running
        running.close()


@pytest.fixture
def watch(live_server):
    """Faults of the pages; `watch.expect("status of 409")` lets one pass that the journey provokes."""
    return Watch(home=live_server.url)


@pytest.fixture
def page(browser, live_server, watch):
    """A page on the live server. The test fails on console errors, exceptions and foreign requests."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", timezone_id="Europe/London")
    context.on("page", watch.follow)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert watch.faults == []


@pytest.fixture
def sign_in(page, live_server):
    """`sign_in(user)` gives the page the user's session, without the form."""

    def give_session(user):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return page

    return give_session
