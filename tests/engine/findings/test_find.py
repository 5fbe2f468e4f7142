from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine.findings.situations import CALM, LESS_LEAKAGE, PLAN, TODAY, found, only, with_objectives
from northing.engine.alignment.findings import RULES, Rule, Severity, Tab, find
from northing.engine.alignment.spend import primary_objectives, spend_of
from northing.engine.plan import Plan
from northing.engine.snapshot import Snapshot

DOCUMENT = Path(__file__).parents[3] / "docs" / "formulas" / "findings.md"


def test_nothing_is_found_where_nothing_contradicts():
    assert find(CALM) == ()


def test_a_rule_is_shown_by_its_key_and_help_stays_readable():
    assert repr(RULES[0]) == f"<Rule {RULES[0].key}>"
    assert len(str(inspect.signature(find))) < 2000


def test_nothing_is_found_where_there_is_nothing_yet():
    assert find(Snapshot(TODAY, Plan("No business plan yet"))) == ()
    assert find(Snapshot(TODAY, PLAN)) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_each_rule_is_documented_with_its_key_and_every_number(rule):
    document = DOCUMENT.read_text()
    assert f"`{rule.key}`" in document
    assert rule.name in document
    for parameter in rule.parameters:
        assert f"`{parameter.name}` = {parameter.text}" in document


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_the_numbers_that_a_rule_shows_are_those_that_it_uses(rule):
    signature = inspect.signature(rule.check).parameters
    used = {name: p.default for name, p in signature.items() if p.kind is p.KEYWORD_ONLY}
    assert {parameter.name: parameter.value for parameter in rule.parameters} == used


def test_no_two_rules_have_the_same_key_or_name():
    assert len({rule.key for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES) == 32


def test_a_rule_that_cannot_run_is_a_finding_and_the_others_still_run():
    def check(snapshot):
        raise KeyError("secret project")

    broken = Rule("broken", "Broken", Tab.BEHAVIOUR, "It compares nothing.", check)
    findings = find(with_objectives(LESS_LEAKAGE, replace(LESS_LEAKAGE, key="O9")), rules=(broken, *RULES))
    assert findings[0].rule == "broken"
    assert findings[0].severity is Severity.HIGH
    assert findings[0].sentence == "The rule “Broken” could not run: KeyError."
    assert "test_find.py:" in findings[0].facts[1].text
    assert "secret project" not in repr(findings[0])
    assert "same_name" in {finding.rule for finding in findings[1:]}


def test_the_fingerprint_stays_when_figures_change_and_differs_between_subjects():
    twin = replace(LESS_LEAKAGE, key="O9")
    finding = only("same_name", with_objectives(LESS_LEAKAGE, twin))
    heavier = only("same_name", with_objectives(LESS_LEAKAGE, replace(twin, weight=7)))
    other = only("same_name", with_objectives(LESS_LEAKAGE, replace(twin, key="O8")))
    assert finding.facts != heavier.facts
    assert finding.fingerprint == heavier.fingerprint
    assert finding.fingerprint != other.fingerprint
    assert len(finding.fingerprint) == 64


def test_the_order_of_entry_changes_nothing():
    turned = replace(CALM, projects=CALM.projects[::-1], benefits=CALM.benefits[::-1], as_of=date(2031, 1, 1))
    straight = replace(CALM, as_of=date(2031, 1, 1))
    assert {f.fingerprint for f in find(turned)} == {f.fingerprint for f in find(straight)} != set()


def test_money_is_divided_over_the_objectives_that_are_served_first():
    spend = spend_of(CALM)
    assert spend.primary == {"mains": "O1", "portal": "O2"}
    assert spend.by_objective == {"O1": 600_000_000, "O2": 400_000_000}
    assert spend.share("O1") == 0.6
    assert (spend.unlinked, spend.unlinked_amount, spend.unknown) == ((), 0, ())


def test_there_is_no_share_of_money_where_there_is_no_money():
    spend = spend_of(replace(CALM, projects=(), benefits=()))
    assert spend.share("O1") is None
    assert found("weight_against_spend", replace(CALM, projects=(), benefits=())) == ()


def test_primary_objectives_are_those_of_the_plan_only():
    bare = replace(CALM, plan=Plan("Empty"))
    assert primary_objectives(bare) == {}
