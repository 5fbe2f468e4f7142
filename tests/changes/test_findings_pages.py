"""The findings pages over HTTP: addresses, forms, failures and exports."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from northing.changes.findings_page import EXPORTED
from northing.changes.models import Finding
from northing.demo.actions import load_demo
from northing.kernel import clock
from northing.organisation.models import User

pytestmark = pytest.mark.django_db


def signed_in(client, name: str):
    client.force_login(User.objects.get(name=name))
    return client


@pytest.fixture
def lead(client):
    load_demo("tarnwell")
    return signed_in(client, "Aisha Khan")


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_counts_what_is_open_and_shows_both_facts(lead):
    page = text_of(lead.get("/findings"))
    assert "15 findings open, 5 of them high" in page
    assert "Billing migration goes live" in page
    assert "Identity platform finishes on" in page
    assert "Elin Vaughan, head of Customer &amp; Retail" in page


def test_a_clean_organisation_is_told_that_nothing_contradicts_and_by_which_rules(client):
    load_demo("clean")
    page = text_of(signed_in(client, "Aisha Khan").get("/findings"))
    assert "Nothing contradicts" in page
    assert "32 rules ran" in page
    assert "Measure pulled in opposite directions" in page


def test_the_rules_page_explains_each_with_its_numbers(lead):
    page = text_of(lead.get("/findings/rules"))
    assert "0.85" in page
    assert page.count('id="rule-') == 32


def test_whoever_is_not_signed_in_is_asked_to(client):
    assert client.get("/findings").status_code == 302


def test_a_filter_that_fits_nothing_says_so(lead):
    assert "No finding fits all of this" in text_of(lead.get("/findings?q=nothing-like-it"))
    assert "Nothing here" in text_of(lead.get("/findings?state=resolved"))


def test_the_exports_hold_the_narrowed_list(lead):
    rows = lead.get("/findings.json?rule=claimed_twice").json()["rows"]
    assert len(rows) == 1
    assert tuple(rows[0]) == EXPORTED
    assert (rows[0]["components"], rows[0]["stake_money"]) == ("PRJ-026, PRJ-027", 140_000_000)
    assert len(lead.get("/findings.csv").content.decode("utf-8-sig").splitlines()) == 16
    assert lead.get("/findings.xlsx").content.startswith(b"PK")


def test_a_finding_has_a_page_with_its_repair_and_rule(lead):
    finding = Finding.objects.get(rule="dependency_late")
    page = text_of(lead.get(f"/findings/{finding.pk}"))
    assert finding.repair in page
    assert "/projects/PRJ-031" in page
    assert lead.get("/findings/999999").status_code == 404


def test_triage_answers_with_a_toast_that_undoes_it_and_returns_to_the_list(lead):
    finding = Finding.objects.get(rule="green_over_red")
    form = {"do": "assign", "to": "aisha.khan@tarnwell.example", "next": "/findings?tab=behaviour", "version": "1"}
    answer = lead.post(f"/findings/{finding.pk}/triage", form)
    assert answer.headers["Location"] == "/findings?tab=behaviour"
    page = text_of(lead.get("/findings?mine=1"))
    assert "Finding assigned." in page
    assert 'action="/undo/' in page
    assert "1 finding open, 1 of them high" in page
    assert "assigned to aisha.khan@tarnwell.example" in text_of(lead.get(f"/findings/{finding.pk}"))


def test_a_return_address_elsewhere_is_not_followed(lead):
    finding = Finding.objects.get(rule="green_over_red")
    answer = lead.post(f"/findings/{finding.pk}/triage", {"do": "assign", "to": "", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/findings"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"do": "snooze", "until": "soon"}, "Choose a day after today"),
        ({"do": "snooze", "until": "2026-13-45"}, "Choose a day after today"),
        ({"do": "dismiss", "reason": ""}, "Say why it is accepted"),
        ({"do": "assign", "to": "nobody@example.org"}, "has no account here"),
        ({"do": "explode"}, "is none of assign, snooze, dismiss, reopen"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_repair(lead, form, sentence):
    finding = Finding.objects.get(rule="green_over_red")
    answer = lead.post(f"/findings/{finding.pk}/triage", form)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_whole_rule_is_set_aside_at_once_and_opened_again(lead):
    words = {"rule": "money_without_objective"}
    until = (clock.today() + timedelta(days=30)).isoformat()
    lead.post("/findings/triage", words | {"do": "snooze", "until": until})
    aside = text_of(lead.get("/findings?state=aside&rule=money_without_objective"))
    assert "2 findings snoozed." in aside
    assert "2 findings set aside" in aside
    lead.post("/findings/triage", words | {"state": "aside", "do": "reopen"})
    assert "2 findings opened again." in text_of(lead.get("/findings"))


def test_a_bulk_dismissal_without_a_reason_keeps_the_list_and_asks_for_it(lead):
    answer = lead.post("/findings/triage", {"rule": "money_without_objective", "do": "dismiss", "reason": ""})
    assert answer.status_code == 422
    assert "Say why it is accepted" in text_of(answer)
    assert "2 findings open" in text_of(answer)
    assert lead.post("/findings/triage", {"rule": "money_without_objective"}).status_code == 422


def test_who_may_only_look_sees_no_buttons_and_may_not_post(lead):
    head = signed_in(lead, "Priya Raman")
    assert "/triage" not in text_of(head.get("/findings"))
    finding = Finding.objects.get(rule="green_over_red")
    answer = head.post(f"/findings/{finding.pk}/triage", {"do": "reopen"}, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert json.loads(answer.content)["who"] == "Finance controller, PMO lead, Executive"
