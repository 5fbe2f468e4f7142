"""Editing the business plan in a real browser: from a target to a published version and what follows from it."""

import re

import pytest
from playwright.sync_api import expect

from browser import assert_no_sideways_scroll, axe, dark, narrow
from northing.demo.actions import load_demo
from northing.organisation.models import User
from northing.strategy.models import PlanVersion, Reading

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def aisha(page, sign_in):
    load_demo()
    sign_in(User.objects.get(email="aisha.khan@tarnwell.example"))
    return page


def test_a_target_is_edited_reviewed_and_published(aisha, watch):
    page = aisha
    watch.expect("status of 422")
    page.goto("/strategy")
    axe(page)
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("link", name="Storm spills", exact=True).click()
    expect(page.get_by_role("heading", name="Measure M2.2")).to_be_visible()
    axe(page)
    page.get_by_label("Target", exact=True).fill("1,700")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("region", name="Draft")).to_contain_text("Draft of plan v5, based on v4 · 1 change")
    axe(page)
    page.get_by_role("link", name="Review and publish").click()
    expect(page.locator(".diff")).to_contain_text("1,850→1,700 (−150)")
    axe(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Say in a sentence why the plan changes").first).to_be_visible()
    page.get_by_label("Why the plan changes").fill("The regulator moved again")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The plan is published.")).to_be_visible()
    expect(page).to_have_url(re.compile("/changes/C-"))
    page.goto("/strategy/versions/5")
    expect(page.get_by_text("The regulator moved again")).to_be_visible()
    axe(page)
    assert PlanVersion.objects.get(number=5).status == "published"


def test_the_remainder_follows_the_weights_while_they_are_typed(aisha):
    page = aisha
    page.goto("/strategy/draft")
    page.get_by_role("link", name="Weights of all objectives").click()
    expect(page.locator("#remainder")).to_have_text("The weights add up to 100.")
    page.get_by_label("O1.1 Cut leakage by 25 %").fill("20")
    expect(page.locator("#remainder")).to_have_text("4 more than 100 given.")
    assert not PlanVersion.objects.filter(status="draft").exists()
    page.get_by_role("button", name="Save weights in the draft").click()
    expect(page.get_by_text("Weights saved.")).to_be_visible()


def test_items_are_typed_one_after_the_other_and_moved_by_keys(aisha):
    page = aisha
    page.goto("/strategy/draft?item=goal:G1")
    page.get_by_label("Name").last.fill("First")
    page.get_by_role("button", name="Objective of this goal").click()
    for name in ("Second", "Third"):
        expect(page.get_by_label("Name").last).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_label("Name").last).to_be_focused()
    page.get_by_role("link", name="Third").focus()
    page.keyboard.press("h")
    expect(page.get_by_text("O1.6 moved.")).to_be_visible()
    names = [
        text for text in page.locator("#draft .row-link").all_inner_texts() if text in {"First", "Second", "Third"}
    ]
    assert names == ["First", "Third", "Second"]
    page.get_by_role("region", name="Draft").get_by_role("button", name="Undo last edit").click()
    expect(page.locator("#toasts")).to_contain_text("was taken back")


def test_the_outline_is_edited_like_a_text_editor(aisha, watch):
    page = aisha
    watch.expect("status of 422")
    page.goto("/strategy/draft?item=objective:O1.1")
    said = page.locator("#announcements")
    page.locator("[data-item='objective:O1.1']").focus()
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text("Tab and Shift Tab change the level. Escape, then Tab leaves.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    for name in ("Mains pressure", "Night flow"):
        expect(page.locator(".outline-new")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(said).to_have_text(re.compile("Objective O1.. added."))
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Night flow")).to_be_focused()
    page.keyboard.press("Tab")
    expect(said).to_have_text("O1.5 moved.")
    expect(page.get_by_role("heading", name="Measure M1.4.1")).to_be_visible()
    page.keyboard.press("Tab")
    expect(said).to_have_text("M1.4.1 is on the lowest level already.")
    expect(page.get_by_role("link", name="Night flow")).to_be_focused()
    axe(page)
    page.keyboard.press("Shift+Tab")
    expect(said).to_have_text("M1.4.1 moved.")
    page.keyboard.press("Alt+ArrowUp")
    expect(said).to_have_text("O1.5 moved.")


def test_the_draft_is_undone_to_its_beginning_and_done_again_by_keys(aisha):
    page = aisha
    page.goto("/strategy/draft?item=objective:O1.1")
    said = page.locator("#announcements")
    page.locator("[data-item='objective:O1.1']").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text("O1.1 moved.")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("tr.chosen")).to_have_attribute("id", "at-O1.1")
    for _ in range(2):
        page.keyboard.press("Control+z")
        expect(said).to_have_text("The last edit of the draft was taken back.")
        expect(page.locator("[data-item='objective:O1.1']")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(said).to_have_text("There is nothing to undo.")
    assert not PlanVersion.objects.filter(status="draft").exists()
    page.keyboard.press("Control+Shift+z")
    expect(said).to_have_text("What was taken back is done again.")
    page.keyboard.press("Control+y")
    expect(page.get_by_role("button", name="Redo")).to_have_count(0)
    assert PlanVersion.objects.filter(status="draft").exists()


def test_passing_through_the_outline_edits_nothing_and_its_keys_are_told(aisha):
    page = aisha
    page.goto("/strategy/draft?item=objective:O1.1")
    page.locator("[data-item='objective:O1.1']").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.item === undefined")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[data-item='objective:O1.1']")).to_be_focused()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    for told in ("One level deeper, one higher", "Undo and redo in the draft", "Move up", "Search and commands"):
        expect(keys.get_by_text(told)).to_be_visible()
    axe(page)
    assert not PlanVersion.objects.filter(status="draft").exists()


def test_the_pages_fit_a_phone_in_the_dark(aisha):
    page = aisha
    dark(page)
    narrow(page)
    for path in ("/strategy", "/strategy/draft?item=objective:O2.2", "/strategy/measures", "/strategy/policies",
                 "/strategy/versions", "/strategy/versions/4", "/strategy/measures/M2.2/readings"):  # fmt: skip
        page.goto(path)
        axe(page)
        assert_no_sideways_scroll(page)


def test_a_reading_is_recorded_and_undone(aisha):
    page = aisha
    page.goto("/strategy/measures")
    page.get_by_role("link", name="Operational carbon").click()
    page.get_by_label("Value, ktCO₂e").fill("70.5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Operational carbon: 70.5 recorded.")).to_be_visible()
    assert Reading.objects.filter(value=70.5).exists()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert not Reading.objects.filter(value=70.5).exists()
