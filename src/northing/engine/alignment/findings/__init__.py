"""Contradictions and anomalies: typed rules over a snapshot, one file each; docs/formulas/findings.md says how."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from northing.engine.alignment.findings import (
    assumption_expired,
    benefit_before_go_live,
    capacity_twice,
    claimed_twice,
    dependency_late,
    due_before_enabled,
    green_over_red,
    indicator_clash,
    measure_stale,
    money_without_objective,
    objective_without_money,
    opposite_pull,
    owner_left,
    policy_broken,
    same_name,
    weight_against_spend,
)
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Severity, Tab
from northing.engine.snapshot import Snapshot

RULES: tuple[Rule, ...] = (
    opposite_pull.RULE,
    policy_broken.RULE,
    claimed_twice.RULE,
    benefit_before_go_live.RULE,
    dependency_late.RULE,
    capacity_twice.RULE,
    indicator_clash.RULE,
    due_before_enabled.RULE,
    money_without_objective.RULE,
    objective_without_money.RULE,
    weight_against_spend.RULE,
    assumption_expired.RULE,
    measure_stale.RULE,
    owner_left.RULE,
    same_name.RULE,
    green_over_red.RULE,
)


def find(snapshot: Snapshot, *, rules: tuple[Rule, ...] = RULES) -> tuple[Finding, ...]:
    """Everything that the rules find in the snapshot, in the order of the rules.

    A rule that cannot run is a finding itself: silence would read as “nothing contradicts”.
    """
    return tuple(finding for rule in rules for finding in _run(rule, snapshot))


def _run(rule: Rule, snapshot: Snapshot) -> tuple[Finding, ...]:
    try:
        return tuple(rule.check(snapshot))
    except Exception as error:  # noqa: BLE001  whatever it is, the reader is told and the other rules still run
        return (_could_not_run(rule, error, snapshot),)


def _could_not_run(rule: Rule, error: Exception, snapshot: Snapshot) -> Finding:
    """It names the kind of error and the place in the code, never the values: they may be confidential."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(last.filename).name}:{last.lineno}"
    return Finding(
        rule.key,
        Severity.HIGH,
        f"The rule “{rule.name}” could not run: {type(error).__name__}.",
        (
            Fact(rule.explanation, "Rules", None, "rule", rule.key),
            Fact(f"It stopped with {type(error).__name__} at {place}", "Northing", snapshot.as_of, "error", rule.key),
        ),
        stake_words="What it would have found is not known",
        repair=f"Report it with the place, {place}; the other rules did run.",
    )


__all__ = ["RULES", "Fact", "Finding", "Parameter", "Rule", "Severity", "Tab", "find"]
