"""A project manager keeps a project up to date in one form; who comes second sees both texts."""

import pytest

from browser import assert_no_sideways_scroll, axe, dark, narrow
from northing.demo.actions import load_demo
from northing.organisation.models import User
from northing.register.models import Component


@pytest.fixture
def lead(transactional_db, page, sign_in):
    load_demo()
    return sign_in(User.objects.get(email="aisha.khan@tarnwell.example"))


def test_a_project_is_edited_repaired_saved_and_undone(lead, watch):
    lead.goto("/projects/PRJ-002")
    lead.keyboard.press("e")
    lead.wait_for_url("**/projects/PRJ-002/edit")
    axe(lead)

    lead.get_by_label("Actual cost").fill("a lot")
    watch.expect("status of 422")
    lead.get_by_role("button", name="Save", exact=True).click()
    assert lead.evaluate("document.activeElement.className") == "summary-errors"
    assert lead.get_by_label("Actual cost").input_value() == "a lot"
    axe(lead)

    lead.get_by_label("Actual cost").fill("9.1m")
    lead.get_by_role("button", name="Save", exact=True).click()
    lead.get_by_text("Trunk mains renewal A is saved.").wait_for()
    assert lead.get_by_label("Actual cost").input_value() == "9,100,000"
    lead.get_by_role("button", name="Undo").click()
    lead.get_by_text("Undone.").wait_for()
    assert lead.get_by_label("Actual cost").input_value() != "9,100,000"


def test_who_saves_second_chooses_between_both_texts(lead, watch):
    lead.goto("/projects/PRJ-002/edit")
    row = Component.objects.get(key="PRJ-002")
    row.name, row.version = "Theirs", row.version + 1
    row.save()
    lead.get_by_label("Name").fill("Mine")
    watch.expect("status of 409")
    lead.get_by_role("button", name="Save", exact=True).click()
    assert lead.get_by_text("Theirs", exact=True).first.is_visible()
    axe(lead)
    lead.get_by_role("button", name="Save mine over theirs").click()
    lead.get_by_text("Mine is saved.").wait_for()
    assert Component.objects.get(key="PRJ-002").name == "Mine"


def test_a_new_project_gets_support_and_a_dependency(lead):
    lead.goto("/projects")
    lead.get_by_role("link", name="New project").click()
    axe(lead)
    lead.get_by_label("Name").fill("Leak hunters")
    lead.get_by_label("Whole-life cost").fill("£1.2m")
    lead.get_by_role("button", name="Add to the register").click()
    lead.get_by_text("is in the register as PRJ-039").wait_for()

    lead.get_by_text("Rate another objective").click()
    lead.get_by_label("Objective").select_option("O1.1")
    lead.locator("#new_support_reason").fill("Leaks are found sooner")
    axe(lead)
    lead.get_by_role("button", name="Rate", exact=True).click()
    lead.get_by_text("The support is rated.").wait_for()
    lead.get_by_text("Add what it needs").click()
    lead.locator("#new_dependency_needs").select_option("PRJ-001")
    lead.get_by_role("button", name="Add", exact=True).first.click()
    lead.get_by_text("The dependency is stated.").wait_for()


def test_the_forms_are_accessible_in_the_dark_and_on_a_phone(lead):
    dark(lead)
    narrow(lead)
    for path in ("/projects/PRJ-005/edit", "/projects/new"):
        lead.goto(path)
        axe(lead)
        assert_no_sideways_scroll(lead)
