"""A unit head reads what changed and why, what they get and give, and objects to a move."""

import pytest

from browser import assert_no_sideways_scroll, axe, dark, narrow
from northing.changes.models import Objection, Proposal
from northing.demo.actions import load_demo
from northing.kernel import clock
from northing.organisation.models import User


@pytest.fixture
def told(transactional_db):
    organisation = load_demo()
    proposal = Proposal.objects.filter(change__organisation=organisation).first()
    line = {"project": "PRJ-015", "name": "Storm tank Wick", "verb": "enter", "words": "enters", "option": "full"}
    line |= {"why": ["it covers 558 spills"], "marginal": 0.03, "shift_months": 0, "scale": 1.0}
    proposal.result = {"points": [{"moves": 1, "value": 1.0, "kept": 1.0, "lines": [line]}], "default_point": 0}
    proposal.ready_at = clock.now()
    proposal.save()
    return organisation


def test_a_head_sees_what_is_in_it_for_the_unit_and_objects_by_keyboard(told, page, sign_in, watch):
    sign_in(User.objects.get(email="marcus.bell@tarnwell.example"))
    page.goto("/units")
    axe(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/environment")
    assert page.locator("h1").inner_text().startswith("Environment: Storm spills")
    axe(page)

    box = page.get_by_label("What speaks against it?")
    box.fill("  ")
    watch.expect("status of 422")
    page.get_by_role("button", name="Object").click()
    assert page.get_by_text("Say what speaks against it").is_visible()
    axe(page)

    box.fill("The site floods in March.")
    box.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("is on record").wait_for()
    assert page.get_by_text("“The site floods in March.”").is_visible()
    assert Objection.objects.get().unit.key == "environment"


def test_a_unit_page_is_accessible_in_the_dark_and_on_a_phone(told, page, sign_in):
    sign_in(User.objects.get(email="elin.vaughan@tarnwell.example"))
    dark(page)
    narrow(page)
    for path in ("/units", "/units/customer", "/units/capital"):
        page.goto(path)
        axe(page)
        assert_no_sideways_scroll(page)


def test_a_cell_of_the_heatmap_opens_who_needs_it_and_supply_changes(told, page, sign_in):
    sign_in(User.objects.get(email="aisha.khan@tarnwell.example"))
    page.goto("/capacity")
    axe(page)
    page.get_by_role("link", name="Design engineer").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**role=design-engineer**")
    assert page.get_by_role("table", name="Who needs them").is_visible()
    page.evaluate("scrollTo(0, 0)")  # a row half under the sticky header is no target of its own
    axe(page)
    page.get_by_label("How many come or go, FTE").fill("-1")
    page.get_by_label("Why?").fill("One retires")
    page.get_by_role("button", name="Change", exact=True).click()
    page.wait_for_url("**/changes/C-*")
    page.get_by_text("What there is has changed.").wait_for()


def test_heatmap_and_ledger_are_accessible_in_the_dark_and_on_a_phone(told, page, sign_in):
    sign_in(User.objects.get(email="aisha.khan@tarnwell.example"))
    dark(page)
    narrow(page)
    for path in ("/capacity?months=24", "/benefits", "/projects/PRJ-025/benefits/new"):
        page.goto(path)
        axe(page)
        assert_no_sideways_scroll(page)
