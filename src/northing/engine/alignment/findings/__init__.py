"""Contradictions and anomalies: typed rules over a snapshot, one file each; docs/formulas/findings.md says how."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from northing.engine.alignment.findings import (
    assumption_expired,
    benefit_before_go_live,
    benefit_without_objective,
    budget_exceeded,
    capacity_exceeded,
    capacity_twice,
    claimed_twice,
    dependency_late,
    directive_clash,
    due_before_enabled,
    gate_bypassed,
    green_over_red,
    indicator_clash,
    measure_stale,
    mixed_effect,
    money_without_objective,
    never_measured,
    no_owner,
    objective_without_money,
    opposite_pull,
    owner_left,
    policy_broken,
    rank_overridden,
    rule_without_policy,
    same_component,
    same_name,
    stakeholder_clash,
    status_late,
    two_owners,
    value_clash,
    weight_against_hours,
    weight_against_spend,
)
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import Part, Touch, touched_by
from northing.engine.alignment.findings.run import Refound, find_by, refind_by
from northing.engine.snapshot import Snapshot

RULES: tuple[Rule, ...] = (
    opposite_pull.RULE,
    mixed_effect.RULE,
    policy_broken.RULE,
    directive_clash.RULE,
    claimed_twice.RULE,
    benefit_before_go_live.RULE,
    dependency_late.RULE,
    capacity_twice.RULE,
    capacity_exceeded.RULE,
    budget_exceeded.RULE,
    indicator_clash.RULE,
    due_before_enabled.RULE,
    stakeholder_clash.RULE,
    two_owners.RULE,
    money_without_objective.RULE,
    objective_without_money.RULE,
    weight_against_spend.RULE,
    benefit_without_objective.RULE,
    rule_without_policy.RULE,
    assumption_expired.RULE,
    measure_stale.RULE,
    owner_left.RULE,
    no_owner.RULE,
    same_name.RULE,
    same_component.RULE,
    green_over_red.RULE,
    weight_against_hours.RULE,
    gate_bypassed.RULE,
    rank_overridden.RULE,
    never_measured.RULE,
    status_late.RULE,
    value_clash.RULE,
)


def find(snapshot: Snapshot, *, rules: tuple[Rule, ...] = RULES) -> tuple[Finding, ...]:
    """Everything that the rules find in the snapshot, in the order of the rules.

    A rule that cannot run is a finding itself: silence would read as “nothing contradicts”.
    """
    return find_by(rules, snapshot)


def refind(
    snapshot: Snapshot, previous: Iterable[Finding], *, touched: Collection[Touch], rules: tuple[Rule, ...] = RULES
) -> Refound:
    """What ``find`` gives for the snapshot, computed from what it gave before a change.

    Args:
        snapshot: after the change.
        previous: what the same rules found before it.
        touched: what the change touched, as ``touched_by(before, after)`` tells; more than that costs time, less
            would leave something out.
        rules: the rules that gave ``previous``.
    """
    return refind_by(rules, snapshot, previous, touched=touched)


__all__ = [
    "RULES",
    "Fact",
    "Finding",
    "Parameter",
    "Part",
    "Refound",
    "Rule",
    "Scope",
    "Severity",
    "Tab",
    "Touch",
    "find",
    "refind",
    "touched_by",
]
