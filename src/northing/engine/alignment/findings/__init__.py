"""Contradictions and anomalies: typed rules over a snapshot, one file each."""

from __future__ import annotations

from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.snapshot import Snapshot

RULES: tuple[Rule, ...] = ()


def find(snapshot: Snapshot, *, rules: tuple[Rule, ...] = RULES) -> tuple[Finding, ...]:
    """Everything that the rules find in the snapshot, in the order of the rules."""
    return tuple(finding for rule in rules for finding in rule.check(snapshot))


__all__ = ["RULES", "Fact", "Finding", "Rule", "Severity", "Tab", "find"]
