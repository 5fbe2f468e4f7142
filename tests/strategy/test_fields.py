from datetime import date

import pytest

from northing.engine.plan import Measure, Polarity, Policy, PolicyRule
from northing.engine.plan.diff import Subject
from northing.kernel.errors import Invalid
from northing.strategy.fields import FIELDS, entries, read_fields

LISTS = {"people": [("priya", "Priya")], "units": [], "influencers": []}


def errors_of(subject, **typed):
    with pytest.raises(Invalid) as refusal:
        read_fields(subject, typed)
    return refusal.value.fields


def test_numbers_are_read_as_people_write_them():
    typed = {"baseline": "4,120", "target": "−12.5", "target_low": "", "cadence_days": "91", "weight": "1"}

    assert read_fields(Subject.MEASURE, typed) == {
        "baseline": 4120.0,
        "target": -12.5,
        "target_low": None,
        "cadence_days": 91,
        "weight": 1.0,
    }


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("target", "many", "Enter a number"),
        ("target", "1e999", "Enter a number"),
        ("weight", "-1", "below zero"),
        ("cadence_days", "1.5", "whole days"),
        ("cadence_days", "0", "whole days"),
        ("target_date", "31.04.2030", "2030-03-31"),
        ("polarity", "sideways", "Choose one"),
        ("unit", "x" * 81, "80 characters"),
        ("name", " ", "needs some words"),
    ],
)
def test_what_cannot_be_kept_is_answered_with_the_repair(field, typed, says):
    assert says in errors_of(Subject.MEASURE, **{field: typed})[field]


def test_a_band_ends_above_where_it_begins():
    assert "at least 5" in errors_of(Subject.MEASURE, target_low="5", target_high="3")["target_high"]


def test_a_rule_needs_its_number():
    assert "needs a number" in errors_of(Subject.POLICY, rule="go_lives_per_quarter", limit="")["limit"]
    assert read_fields(Subject.POLICY, {"rule": "stated", "limit": ""}) == {"rule": PolicyRule.STATED, "limit": None}


def test_a_cost_limit_is_typed_in_whole_currency_and_kept_in_minor_units():
    values = read_fields(Subject.POLICY, {"rule": "benefit_owner_above_cost", "limit": "1,000,000"})

    assert values["limit"] == 100_000_000
    shown = {e["name"]: e["value"] for e in entries(Subject.POLICY, Policy("P-1", "Owner", **values), lists=LISTS)}
    assert shown["limit"] == "1,000,000"


def test_a_form_that_is_sent_back_unchanged_changes_nothing():
    measure = Measure(
        "M1", "Leakage", "Ml/d", Polarity.DOWN, 112.5, date(2025, 1, 1), 84.0, target_date=date(2030, 3, 31),
        follow_trend=True, cadence_days=91, owner="priya", description="Two\nlines",
    )  # fmt: skip
    typed = {entry["name"]: entry["value"] for entry in entries(Subject.MEASURE, measure, lists=LISTS)}

    values = read_fields(Subject.MEASURE, typed)

    assert values == {field.name: getattr(measure, field.name) for field in FIELDS[Subject.MEASURE]}


def test_an_owner_of_an_import_stays_a_choice():
    measure = Measure("M1", "Leakage", owner="Jane Roe")

    owner = next(e for e in entries(Subject.MEASURE, measure, lists=LISTS) if e["name"] == "owner")

    assert owner["options"] == [("", "Nobody"), ("priya", "Priya"), ("Jane Roe", "Jane Roe")]


def test_what_was_typed_is_shown_again_with_its_repair():
    shown = entries(
        Subject.GOAL, Measure("M1", "Old"), lists=LISTS, typed={"name": ""}, errors={"name": "It needs some words."}
    )

    assert (shown[0]["value"], shown[0]["error"]) == ("", "It needs some words.")
