"""A benefit is for a measure that the plan does not have (standard C6, means without an end)."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.register import Benefit, Project

KEY = "benefit_without_objective"


def check(look: Look, project: Project) -> Iterator[Finding]:
    """A finding for an unfinished component with benefits for measures that no objective has."""
    if not look.weight_shares or not look.is_ahead(project):
        return
    lost = [benefit for benefit in look.benefits_of(project.key) if benefit.measure not in look.measures]
    if lost:
        yield _finding(look, project, lost)


def _finding(look: Look, project: Project, lost: list[Benefit]) -> Finding:
    cash = sum(benefit.cashable or 0 for benefit in lost)
    names = words.listed([f"“{benefit.name or benefit.key}”" for benefit in lost])
    return Finding(
        KEY,
        Severity.LOW,
        f"{project.name} promises {names} for a measure that no objective of the plan has.",
        (
            look.benefit_fact(f"{project.name} promises {names}", lost),
            look.plan_fact("No objective measures it", kind="plan", key=words.listed([b.measure for b in lost])),
        ),
        components=(project.key,),
        unit=project.unit or None,
        stake_money=cash or None,
        stake_words=f"{words.money(cash, currency=look.snapshot.currency)} a year" if cash else "",
        repair="Link the benefit to a measure of the plan, or add the measure to the objective that it is meant for.",
    )


RULE = Rule(
    KEY,
    "Benefit without objective",
    Tab.MISALIGNMENT,
    "A planned project promises a benefit for a measure that is not, or no longer, in the business plan.",
    check,
    scope=Scope.COMPONENT,
    reads=PLANNED | {Part.BENEFITS, Part.PLAN},
)
