"""One business rule obliges to what another forbids (standard C3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.governance import BusinessRule

KEY = "directive_clash"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each obligation and prohibition of the same subject whose scopes and periods overlap."""
    for one, two in combinations(look.snapshot.business_rules, 2):
        if one.modality is not two.modality and _subject(one) == _subject(two) and _meet(one, two):
            yield _finding(look, one, two)


def _subject(rule: BusinessRule) -> str:
    return " ".join(rule.subject.casefold().split())


def _meet(one: BusinessRule, two: BusinessRule) -> bool:
    """Whether some component and some day fall under both; an empty scope and an open end bind all."""
    scopes = {one.applies_to, two.applies_to} - {""}
    starts = max(rule.valid.start or date.min for rule in (one, two))
    ends = min(rule.valid.finish or date.max for rule in (one, two))
    return len(scopes) <= 1 and starts <= ends


def _finding(look: Look, one: BusinessRule, two: BusinessRule) -> Finding:
    tags = {one.applies_to, two.applies_to} - {""}
    bound = [project for project in look.ahead if not tags or tags & {*project.tags}]
    money = sum(project.budget_total or 0 for project in bound)
    return Finding(
        KEY,
        Severity.HIGH,
        f"“{one.statement}” and “{two.statement}” clash: one {one.modality} what the other {two.modality}.",
        (_fact(look, one), _fact(look, two)),
        components=tuple(project.key for project in bound if project.confidential),
        stake_money=money or None,
        stake_words=f"{words.count(len(bound), 'project')} bound by both",
        repair="Withdraw one of the rules, or part their scopes or periods.",
    )


def _fact(look: Look, rule: BusinessRule) -> Fact:
    since = rule.valid.start or look.snapshot.plan.effective_date
    scope = f"; applies to {rule.applies_to}" if rule.applies_to else ""
    return Fact(f"{rule.statement}{scope}", rule.source or "Business rules", since, "business_rule", rule.key)


RULE = Rule(
    KEY,
    "Directives contradict each other",
    Tab.CONTRADICTIONS,
    "A business rule obliges to something that another one forbids, for components and at a time that fall under both.",
    check,
    reads=PLANNED | {Part.BUSINESS_RULES, Part.PLAN, Part.MONEY},
)
