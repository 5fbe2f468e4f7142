import pytest

from browser import NARROW, axe

PAGES = ("/dev/states", "/dev/states/line-of-sight")


@pytest.fixture(autouse=True)
def _gallery(settings):
    settings.NORTHING_DEV_PAGES = True


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_is_accessible_in_both_themes_and_on_a_phone(page, path, theme):
    page.goto(f"{path}?theme={theme}")
    axe(page)
    page.set_viewport_size(NARROW)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize(("name", "status"), [("not-permitted", 403), ("failed", 500), ("conflict", 409)])
def test_error_pages_are_accessible(page, watch, name, status):
    watch.expect(f"status of {status}")
    page.goto(f"/dev/states/{name}")
    axe(page)


def test_the_whole_line_of_sight_is_visible_without_scrolling(page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/dev/states/line-of-sight")
    assert page.locator(".los").bounding_box()["width"] == pytest.approx(1384, abs=16)
    assert page.evaluate("document.querySelector('.los').getBoundingClientRect().bottom") <= 900


def test_pointing_at_an_objective_dims_what_is_not_in_its_chain(page):
    page.goto("/dev/states/line-of-sight")
    page.get_by_role("link", name="O2.2 Storm spills").first.hover()
    lit = page.locator(".los .node.lit")
    assert lit.count() == 1 + 1 + 4 + 1  # goal, itself, projects, measure
    assert "4 projects" in page.locator(".chain-says").inner_text()


def test_the_chain_is_walked_by_brackets(page):
    page.goto("/dev/states/line-of-sight")
    page.locator('.los [href="#O2.2"]').focus()
    page.keyboard.press("]")
    assert page.evaluate("document.activeElement.textContent").endswith("7.2")
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert "G2 Rivers" in page.evaluate("document.activeElement.textContent")


def test_t_turns_the_picture_into_its_table_and_back(page):
    page.goto("/dev/states/line-of-sight")
    page.keyboard.press("t")
    assert page.get_by_role("cell", name="Smart metering rollout").is_visible() or page.locator(".twin").is_visible()
    assert not page.locator(".los").is_visible()
    page.keyboard.press("t")
    assert page.locator(".los").is_visible()


def test_the_palette_opens_finds_and_gives_focus_back(page):
    page.goto("/dev/states")
    page.get_by_role("button", name="Help and keys").focus()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search or type a command")
    box.fill("zzzz")
    page.locator("#palette-nothing").wait_for(state="visible")
    axe(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Help and keys"


def test_the_theme_is_remembered_for_the_next_page(page):
    page.goto("/dev/states")
    toggle = page.locator("[data-theme-toggle]")
    toggle.click()
    toggle.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto("/dev/states")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert toggle.get_attribute("aria-label") == "Theme: dark"


def test_j_and_k_walk_the_rows_and_letters_can_be_switched_off(page):
    page.goto("/dev/states")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Smart metering rollout"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "Trunk mains renewal A"
    page.keyboard.press("?")
    page.get_by_label("Single-letter keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.goto("/dev/states")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") != "A"


def test_a_failed_request_says_so_and_leaves_the_page_as_it_was(page, watch):
    watch.expect("status of 403")
    page.goto("/dev/states")
    button = page.get_by_role("button", name="Amend")
    button.evaluate("e => { e.setAttribute('hx-get', '/dev/states/not-permitted'); htmx.process(e) }")
    button.click()
    page.locator(".toast.bad").wait_for()
    assert "Nothing was changed" in page.locator(".toast.bad").inner_text()
    assert button.is_visible()
    axe(page)
