"""What is worked through by keys alone: a grid of figures, a list of findings, the widths of the lines."""

import re

import pytest
from playwright.sync_api import expect

from browser import assert_no_sideways_scroll, axe
from northing.changes.models import Finding
from northing.demo.actions import load_demo
from northing.organisation.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def aisha(page, sign_in):
    load_demo()
    sign_in(User.objects.get(email="aisha.khan@tarnwell.example"))
    return page


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_the_heatmap_is_one_stop_walked_by_arrows(aisha):
    page = aisha
    page.goto("/capacity")
    grid = page.get_by_role("grid", name="Load by role and month")
    assert grid.locator("[tabindex='0']").count() == 1
    grid.locator("[tabindex='0']").focus()
    start = page.evaluate(
        "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td').cellIndex]"
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    place = "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td, th').cellIndex]"
    assert page.evaluate(place) == start
    page.keyboard.press("Control+Home")
    assert page.evaluate(place) == [0, 0]
    page.keyboard.press("Control+End")
    assert page.evaluate(place) == [page.evaluate("document.querySelector('[role=grid]').rows.length - 1"), 12]
    assert grid.locator("[tabindex='0']").count() == 1
    axe(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[role=grid]')") is None
    grid.get_by_role("link", name=re.compile("Design engineer, ")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#who h2")).to_have_text("Design engineer")


def test_after_triage_focus_is_at_the_next_finding(aisha):
    page = aisha
    page.goto("/findings")
    titles = page.locator("[data-row] .row-link").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(page.locator("#toasts")).to_contain_text("Finding assigned")
    assert focused(page) == titles[1]
    page.keyboard.press("d")
    page.get_by_label("Dismiss because").fill("Known since March")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Finding dismissed")
    assert focused(page) == titles[2], "the dismissed one has left the list"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/findings/\d+"))
    page.go_back()
    assert focused(page) == titles[2], "looked at only: where it was"
    assert Finding.objects.filter(state="dismissed").count() == 1


def test_a_findings_shape_is_not_read_out_as_a_status(aisha):
    page = aisha
    page.goto("/findings")
    assert "Off track" not in page.locator("main").inner_text()
    assert page.locator(".finding .status .vh").count() == 0
    assert " · high" in page.locator(".finding .rule").first.inner_text()


def test_w_turns_the_widths_from_cost_to_people_to_benefit_and_back(aisha):
    page = aisha
    page.goto("/")
    for kind, unit in (("people", "FTE-months"), ("benefit", "points"), ("cost", "£m")):
        page.keyboard.press("w")
        page.wait_for_url(f"**/?width={kind}")
        expect(page.locator(".widths [aria-current]")).to_have_text(kind)
        expect(page.locator(".los .head", has_text=unit)).to_be_visible()
    axe(page)


@pytest.mark.parametrize("width", [1440, 1180, 1170, 900, 761, 320])
def test_the_line_of_sight_never_scrolls_sideways(aisha, width):
    page = aisha
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    assert_no_sideways_scroll(page)
    inner = page.evaluate(
        "(() => { const s = document.querySelector('.sight .scroll'); return s.scrollWidth - s.clientWidth })()"
    )
    assert inner <= 0
    axe(page)


def test_the_tables_behind_pictures_scroll_inside_themselves_on_a_phone(aisha):
    page = aisha
    page.set_viewport_size({"width": 320, "height": 600})
    for path in ("/", "/units/customer", "/changes/C-002"):
        page.goto(path)
        page.keyboard.press("t")
        assert_no_sideways_scroll(page)
        axe(page)


def test_a_table_is_a_stop_of_the_tab_key_only_while_it_scrolls(aisha):
    page = aisha
    page.goto("/projects/PRJ-002")
    costs = page.get_by_role("group", name="Cost by fiscal year")
    expect(costs).to_have_attribute("tabindex", "-1")
    table = costs.get_by_role("table")
    table.evaluate("table => { table.style.width = '4000px' }")
    expect(costs).to_have_attribute("tabindex", "0")
    table.evaluate("table => { table.style.width = '' }")
    expect(costs).to_have_attribute("tabindex", "-1")
