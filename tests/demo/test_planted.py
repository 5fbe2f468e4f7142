"""The demo's planted contradictions are all found and nothing untrue; its clean twin has none. On any install day.

Two more are true without having been planted for their rule: the event leaves too few design engineers, and the
register of vulnerable customers, planted as an opposite pull, serves one objective at the cost of another.
"""

from __future__ import annotations

from datetime import date

import pytest

from northing.demo.actions import load_demo
from northing.engine.alignment.findings import RULES, find
from northing.portfolio.queries import full_snapshot

INSTALL_DAYS = [date(2026, 11, 22), date(2027, 2, 28), date(2027, 4, 1), date(2028, 7, 31)]
SHORT_OF_ENGINEERS = ("PRJ-002", "PRJ-005", "PRJ-008", "PRJ-009", "PRJ-014", "PRJ-033", "PRJ-037")
PLANTED = [
    ("opposite_pull", ("PRJ-027", "PRJ-028"), ("O3.2",)),
    ("mixed_effect", ("PRJ-028",), ("O3.3", "O3.2")),
    ("policy_broken", ("PRJ-026", "PRJ-027", "PRJ-028"), ()),
    ("claimed_twice", ("PRJ-026", "PRJ-027"), ("O3.1",)),
    ("benefit_before_go_live", ("PRJ-022",), ("O3.1",)),
    ("dependency_late", ("PRJ-025", "PRJ-031"), ()),
    ("capacity_twice", ("PRJ-011", "PRJ-012"), ()),
    ("capacity_exceeded", SHORT_OF_ENGINEERS, ("O1.1", "O1.2", "O1.3", "O2.2", "O4.2")),
    ("money_without_objective", ("PRJ-037",), ()),
    ("money_without_objective", ("PRJ-038",), ()),
    ("weight_against_spend", (), ("O4.2",)),
    ("assumption_expired", ("PRJ-005",), ()),
    ("measure_stale", (), ("O4.2",)),
    ("owner_left", (), ("O4.3",)),
    ("green_over_red", ("PRJ-002",), ()),
]


@pytest.mark.django_db
@pytest.mark.parametrize("day", INSTALL_DAYS, ids=str)
@pytest.mark.parametrize(("seed", "planted"), [("tarnwell", PLANTED), ("clean", [])])
def test_exactly_what_was_planted_is_found(seed, planted, day):
    findings = find(full_snapshot(load_demo(seed, day=day), as_of=day))
    assert [(f.rule, f.components, f.objectives) for f in findings] == planted


def test_every_rule_that_the_demo_shows_is_a_rule():
    assert {rule for rule, _, _ in PLANTED} <= {rule.key for rule in RULES}
