"""A project list in the browser: upload, columns, check, preview, import, next year's difference, undo."""

import pytest

from browser import assert_no_sideways_scroll, axe, dark, narrow
from lists import YEAR_ONE, YEAR_TWO, csv_of
from northing.organisation.actions import ensure_administrator, start_own
from northing.register.models import Component


@pytest.fixture
def importer(transactional_db, sign_in):
    owner = ensure_administrator()
    start_own(actor=owner, name="Harbour Board")
    return sign_in(owner)


def bring(page, rows, as_of):
    page.goto("/import/")
    page.get_by_label("It holds").select_option("projects")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": csv_of(rows)}
    )
    page.get_by_label("The day it speaks of").fill(as_of)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="list.csv").wait_for()


def assert_well(page):
    axe(page)
    narrow(page)
    assert_no_sideways_scroll(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_list_is_looked_at_before_it_is_imported_and_can_be_undone(importer):
    page = importer
    page.goto("/import/")
    assert_well(page)
    bring(page, YEAR_ONE, "2025-03-31")
    assert page.get_by_label("Project name is").input_value() == "name"
    assert_well(page)
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_text("Every row and cell could be read.").wait_for()
    assert_well(page)
    page.get_by_role("link", name="See what would change").click()
    page.get_by_text("entered: 4").wait_for()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name="Undo this import").wait_for()
    assert Component.objects.count() == 4
    assert_well(page)

    bring(page, YEAR_TWO, "2026-03-31")
    page.goto(f"{page.url.partition('?')[0]}?step=preview")
    page.get_by_text("Pilot boats → Pilot boat fleet").first.wait_for()
    assert_well(page)
    dark(page)
    axe(page)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_text("This import was undone.").wait_for()
    assert Component.objects.get(key="P2").name == "Pilot boats"
