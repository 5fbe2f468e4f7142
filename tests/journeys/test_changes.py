"""From a tightened target to a decision and back, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from browser import axe, dark, narrow
from northing.changes.models import ChangeEvent
from northing.changes.propose import propose
from northing.changes.queries import open_proposal
from northing.demo.actions import load_demo
from northing.kernel.jobs import Progress
from northing.organisation.models import User
from northing.portfolio.models import RecordVersion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tarnwell():
    organisation = load_demo()
    change = ChangeEvent.objects.get(organisation=organisation, kind="plan")
    proposal = open_proposal(change)
    propose(proposal.job.payload, Progress(proposal.job))
    type(proposal.job).objects.update(state="done")
    return organisation


@pytest.fixture
def margaret(tarnwell, sign_in):
    user = User.objects.get(email="margaret.doyle@tarnwell.example")
    sign_in(user)
    return user


def test_an_executive_goes_from_the_headline_to_a_decision_and_undoes_it(page, margaret):
    page.goto("/")
    expect(page.locator("h1")).to_contain_text("£156.9m of £186.1m")
    axe(page)
    page.get_by_text("Waiting for a decision").locator("..").get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("moves keep"))).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Accept all open moves").click()
    expect(page.get_by_role("button", name=re.compile("Decide the . accepted moves"))).to_be_visible()
    page.get_by_label("Because").fill("Rivers first")
    page.get_by_role("button", name=re.compile("Decide the")).click()
    expect(page.get_by_text("Rivers first").first).to_be_visible()
    assert RecordVersion.objects.count() == 3
    page.get_by_role("button", name="Undo the decision").click()
    expect(page.get_by_text("The decision was undone")).to_be_visible()
    newest, _, before = RecordVersion.objects.order_by("-number")[:3]
    assert newest.document == before.document


def test_the_slider_shows_another_balance_without_leaving_the_page(page, margaret):
    change = ChangeEvent.objects.get(kind="plan")
    page.goto(f"/changes/{change.key}")
    slider = page.get_by_role("slider")
    moves = page.locator(".lines .line")
    count = moves.count()
    slider.focus()
    slider.press("ArrowLeft")
    expect(moves).to_have_count(count - 1)
    slider = page.get_by_role("slider")
    expect(slider).to_be_focused()
    axe(page)
    assert "point=" in page.url
    page.reload()
    expect(moves).to_have_count(count - 1)
    page.go_back()
    expect(moves).to_have_count(count)


def test_a_rejection_without_a_reason_is_refused_and_one_with_a_reason_is_kept(page, margaret, watch):
    watch.expect("status of 422")
    change = ChangeEvent.objects.get(kind="plan")
    page.goto(f"/changes/{change.key}")
    first = page.locator(".lines .line").first
    first.get_by_text("Reject", exact=True).first.click()
    first.get_by_label("Reason").fill("Not this year")
    first.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("“Not this year”")).to_be_visible()


PATHS = (
    "/",
    "/changes",
    "/changes/C-002",
    "/changes/decisions",
    "/findings",
    "/gaps",
    "/plan-of-record",
    "/projects",
    "/projects/PRJ-002",
    "/strategy/objectives/O2.2",
    "/strategy/measures/M2.2",
    "/account/",
)


def test_the_pages_have_no_barriers_light_dark_or_narrow(page, margaret):
    for path in PATHS:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="light")
        page.goto(path)
        axe(page)
        dark(page)
        axe(page)
        narrow(page)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, path


def test_reading_works_without_javascript(browser, live_server, tarnwell, client):
    margaret = User.objects.get(email="margaret.doyle@tarnwell.example")
    client.force_login(margaret)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    cookie = client.cookies["northing_session"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/changes/C-002")
    assert page.locator(".lines .line").count() >= 3
    page.goto("/")
    assert "£156.9m" in page.locator("h1").inner_text()
    context.close()
