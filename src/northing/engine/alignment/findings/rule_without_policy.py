"""A business rule follows from a policy that the plan does not have (standard C3)."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import Part
from northing.engine.governance import BusinessRule

KEY = "rule_without_policy"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each business rule without a policy, or with one that is not in the plan."""
    policies = {policy.key for policy in look.snapshot.plan.policies}
    for rule in look.snapshot.business_rules:
        if rule.policy not in policies:
            yield _finding(look, rule)


def _finding(look: Look, rule: BusinessRule) -> Finding:
    missing = f"The plan has no policy {rule.policy}" if rule.policy else "It names no policy that it follows from"
    return Finding(
        KEY,
        Severity.LOW,
        f"“{rule.statement}” binds projects and follows from no policy of the plan.",
        (
            Fact(rule.statement, rule.source or "Business rules", rule.valid.start, "business_rule", rule.key),
            look.plan_fact(missing, kind="policy", key=rule.policy or ""),
        ),
        stake_words="Nobody can say why it is kept",
        repair="Name the policy that it follows from, put that policy into the plan, or drop the rule.",
    )


RULE = Rule(
    KEY,
    "Rule without policy",
    Tab.MISALIGNMENT,
    "A business rule is kept although no policy of the business plan asks for it: it costs freedom and serves no end.",
    check,
    reads=frozenset({Part.BUSINESS_RULES, Part.POLICIES, Part.PLAN}),
)
