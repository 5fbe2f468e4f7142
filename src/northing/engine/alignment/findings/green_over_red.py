"""A report says on track, and the figures say otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Parameter, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.register import EarnedValue, Project, Status

KEY = "green_over_red"
LOWEST_CPI = 0.85


def check(look: Look, project: Project, *, lowest_cpi: float = LOWEST_CPI) -> Iterator[Finding]:
    """A finding for a project that is not closed and reports on track below the cost performance."""
    value = project.earned_value
    if value is None or project.reported_status is not Status.ON_TRACK or not look.is_ahead(project):
        return
    cpi = value.cost_performance
    if cpi is not None and cpi < lowest_cpi:
        yield _finding(look, project, value, cpi=cpi)


def _finding(look: Look, project: Project, value: EarnedValue, *, cpi: float) -> Finding:
    over = value.actual - value.earned
    earned, actual, more = (
        words.money(amount, currency=look.snapshot.currency) for amount in (value.earned, value.actual, over)
    )
    return Finding(
        KEY,
        Severity.HIGH,
        f"{project.name} reports on track at a cost performance (CPI) of {cpi:.2f}.",
        (
            look.project_fact(project, f"{project.name} is reported on track", source="Status report"),
            look.project_fact(
                project, f"CPI {cpi:.2f}: {earned} earned for {actual} spent", source="Earned value", on=value.as_of
            ),
        ),
        components=(project.key,),
        unit=project.unit or None,
        stake_money=over,
        stake_words=f"{more} spent beyond what was earned",
        repair="Correct the report, or show why the work earned is undercounted.",
    )


RULE = Rule(
    KEY,
    "Green over red",
    Tab.BEHAVIOUR,
    "A project is reported on track although its cost performance (CPI, earned value ÷ actual cost, ISO 21508) is low. "
    "It says something about how reporting works, not about a person.",
    check,
    (Parameter("lowest_cpi", LOWEST_CPI, "CPI below which a project cannot be on track"),),
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.EARNED_VALUE},
)
