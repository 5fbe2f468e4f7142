"""The main journeys in a browser that runs no scripts: every page reads, every form posts."""

import re

import pytest
from playwright.sync_api import expect

from browser import assert_no_sideways_scroll
from lists import YEAR_ONE, csv_of
from northing.changes.models import ChangeEvent
from northing.changes.propose import propose
from northing.changes.queries import open_proposal
from northing.demo.actions import load_demo
from northing.kernel.jobs import Progress
from northing.organisation.actions import ensure_administrator, start_own
from northing.organisation.sign_in import make_link
from northing.portfolio.models import RecordVersion
from northing.register.models import Component
from northing.stakeholders.models import Subscription
from northing.strategy.models import PlanVersion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bare(browser, live_server):
    """A page without scripts."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture
def tarnwell():
    return load_demo()


def enter(page, name):
    page.goto("/sign-in/")
    page.get_by_role("button", name=name).click()
    expect(page.locator("h1")).to_contain_text("£156.9m of £186.1m")


def test_somebody_signs_in_reads_the_tables_and_signs_out(tarnwell, bare):
    page = bare
    enter(page, "Margaret Doyle")
    expect(page.locator(".sight .twin").get_by_text("Smart metering rollout").first).to_be_visible()
    assert page.locator("[data-palette]:visible, [data-theme-toggle]:visible, [data-dialog]:visible").count() == 0
    for path in ("/projects?q=storm", "/benefits", "/capacity", "/gaps", "/units/customer", "/findings", "/digest/"):
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto("/")
    assert_no_sideways_scroll(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("details.menu summary", has_text="Margaret Doyle").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/projects")
    expect(page.get_by_role("heading", name="Sign in to Northing")).to_be_visible()


def test_the_plan_is_edited_undone_redone_reviewed_and_published(tarnwell, bare):
    page = bare
    enter(page, "Aisha Khan")
    page.goto("/strategy/draft")
    page.get_by_role("link", name="Storm spills", exact=True).click()
    page.get_by_label("Target", exact=True).fill("1,700")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("region", name="Draft")).to_contain_text("1 change")
    page.get_by_role("button", name="Undo last edit").click()
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_role("region", name="Draft")).to_contain_text("1 change")
    page.get_by_role("link", name="Cut leakage by 25 %").click()
    page.get_by_role("button", name="Move down").click()
    expect(page.get_by_text("O1.1 moved.")).to_be_visible()
    page.get_by_role("link", name="Weights of all objectives").click()
    page.get_by_label("O1.1 Cut leakage by 25 %").fill("15")
    page.get_by_role("button", name="Save weights in the draft").click()
    expect(page.get_by_text("1 of 100 left to give.").first).to_be_visible()
    page.get_by_role("link", name="Review and publish").click()
    page.get_by_label("Why the plan changes").fill("The regulator moved again")
    page.get_by_role("button", name="Publish").click()
    expect(page).to_have_url(re.compile("/changes/C-"))
    assert PlanVersion.objects.get(number=5).status == "published"
    expect(page.get_by_role("link", name="Look again")).to_be_visible()


def test_a_change_is_decided_line_by_line_and_undone(tarnwell, bare):
    change = ChangeEvent.objects.get(organisation=tarnwell, kind="plan")
    proposal = open_proposal(change)
    propose(proposal.job.payload, Progress(proposal.job))
    type(proposal.job).objects.update(state="done")
    page = bare
    enter(page, "Margaret Doyle")
    page.goto(f"/changes/{change.key}")
    first = page.locator(".lines .line").first
    first.get_by_role("button", name="Accept").click()
    expect(page.locator(".lines .line").first).to_contain_text("accepted")
    second = page.locator(".lines .line").nth(1)
    second.get_by_text("Reject", exact=True).first.click()
    second.get_by_label("Reason").fill("Not this year")
    second.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("“Not this year”")).to_be_visible()
    page.get_by_label("Because").fill("Rivers first")
    page.get_by_role("button", name="Decide the accepted move").click()
    expect(page.get_by_text("Rivers first").first).to_be_visible()
    assert RecordVersion.objects.count() == 3
    page.get_by_role("button", name="Undo the decision").click()
    newest, _, before = RecordVersion.objects.order_by("-number")[:3]
    assert newest.document == before.document


def test_findings_are_triaged_and_the_rhythm_of_digests_is_chosen(tarnwell, bare):
    page = bare
    enter(page, "Aisha Khan")
    page.goto("/findings")
    count = page.locator("[data-row]").count()
    page.locator("[data-row]").first.get_by_role("link", name=re.compile("^Dismiss")).click()
    page.get_by_label("Dismiss because").fill("Known")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("[data-row]")).to_have_count(count - 1)
    page.goto("/digest/")
    page.get_by_label("Send me a digest").select_option("daily")
    page.get_by_role("button", name="Keep").click()
    assert Subscription.objects.get().rhythm == "daily"


def test_a_list_goes_through_the_wizard_and_is_undone(bare):
    owner = ensure_administrator()
    start_own(actor=owner, name="Harbour Board")
    page = bare
    page.goto(f"/sign-in/once/{make_link(owner)}/")
    if page.get_by_role("button", name="Sign in").count():
        page.get_by_role("button", name="Sign in").click()
    page.goto("/import/")
    page.get_by_label("It holds").select_option("projects")
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": csv_of(YEAR_ONE)}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_label("The day it speaks of").fill("2025-03-31")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("link", name="See what would change").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    assert Component.objects.count() == 4
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("This import was undone.")).to_be_visible()
    assert Component.objects.count() == 0
