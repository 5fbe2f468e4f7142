"""An address shows the same to the same person in another browser, and Back leads to what was there before."""

import re

import pytest
from playwright.sync_api import expect

from northing.demo.actions import load_demo
from northing.organisation.models import User

pytestmark = pytest.mark.django_db(transaction=True)

PATHS = (
    "/", "/?width=people", "/strategy", "/strategy/draft?item=measure:M2.2", "/strategy/draft?item=weights:",
    "/strategy/measures/M2.2/readings", "/strategy/versions/3", "/strategy/objectives/O2.2", "/gaps",
    "/projects?q=storm&sort=-cost", "/projects?objective=none", "/projects/PRJ-002", "/plan-of-record",
    "/capacity?months=24&role=design-engineer&month=2027-03", "/benefits?show=cashable&sort=-cashable",
    "/changes/C-002", "/changes/C-002?point=0", "/changes/decisions", "/findings?severity=high", "/findings/rules",
    "/units/customer", "/digest/",
)  # fmt: skip


def entered(browser, live_server, name):
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_role("button", name=name).click()
    page.locator("h1").wait_for()
    return page


AGE = re.compile(r"\b[\d.]+\s(?:s|min|h|d)(?=\sago\b)")
"""How long ago the rules ran differs between two looks, as it should."""


def shown(page, path):
    answer = page.goto(path)
    return answer.status, AGE.sub("some time", page.locator("main").inner_text())


def test_every_address_shows_the_same_in_a_second_browser(browser, live_server):
    load_demo()
    first, second = (entered(browser, live_server, "Aisha Khan") for _ in range(2))
    different = [path for path in PATHS if shown(first, path) != shown(second, path)]
    assert different == []
    for page in (first, second):
        page.context.close()


def test_back_and_forward_go_through_the_items_of_the_draft(page, sign_in):
    load_demo()
    sign_in(User.objects.get(email="aisha.khan@tarnwell.example"))
    page.goto("/strategy/draft?item=objective:O1.1")
    page.get_by_role("link", name="Storm spills", exact=True).click()
    expect(page.get_by_role("heading", name="Measure M2.2")).to_be_visible()
    page.get_by_role("link", name="Net-zero operations").click()
    expect(page.get_by_role("heading", name="Objective O4.2")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Measure M2.2")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Objective O1.1")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="Measure M2.2")).to_be_visible()


def test_back_goes_through_narrowed_lists_and_opened_cells(page, sign_in):
    load_demo()
    sign_in(User.objects.get(email="aisha.khan@tarnwell.example"))
    page.goto("/projects")
    page.get_by_label("Health").select_option("off_track")
    page.wait_for_url(re.compile("off_track"))
    narrowed = page.locator("main").inner_text()
    page.locator("tbody .row-link").first.click()
    page.wait_for_url(re.compile("/projects/PRJ-"))
    page.go_back()
    assert page.locator("main").inner_text() == narrowed
    page.go_back()
    expect(page.locator("h1")).to_contain_text("38 projects")
