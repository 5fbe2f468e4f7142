"""An objective weighs something, and nothing that is planned works for it."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine.alignment.coverage import ObjectiveCoverage, coverage_of
from northing.engine.alignment.findings import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Severity, Tab
from northing.engine.alignment.spend import leads_towards
from northing.engine.snapshot import Snapshot

KEY = "objective_without_money"


def check(snapshot: Snapshot) -> Iterator[Finding]:
    """One finding for each objective with weight that no planned component serves; none without any component."""
    look = Look(snapshot)
    if not look.planned:
        return
    coverage = coverage_of(snapshot)
    served = served_objectives(look, coverage.objectives)
    units = {objective.key: objective.unit for objective in snapshot.plan.objectives()}
    for objective in coverage.objectives:
        if objective.weight > 0 and objective.key not in served:
            yield _finding(look, objective, unit=units[objective.key])


def served_objectives(look: Look, objectives: tuple[ObjectiveCoverage, ...]) -> set[str]:
    """Objectives with a planned benefit that leads towards one of their measures, or a positive support."""
    measures = {measure.key: measure for objective in objectives for measure in objective.measures}
    planned = {project.key for project in look.planned}
    known = [benefit for benefit in look.benefits if benefit.measure in measures]
    by_benefit = {
        measures[benefit.measure].objective
        for benefit in known
        if leads_towards(benefit, gap=measures[benefit.measure].gap)
    }
    return by_benefit | {s.objective for s in look.snapshot.supports if s.project in planned and s.rating > 0}


def _finding(look: Look, objective: ObjectiveCoverage, *, unit: str | None) -> Finding:
    projects = words.count(len(look.planned), "planned project")
    weight = words.percent(objective.share)
    return Finding(
        KEY,
        Severity.HIGH,
        f"“{objective.name}” weighs {weight} and no planned project serves it.",
        (
            look.plan_fact(f"“{objective.name}” weighs {weight} of the plan", kind="objective", key=objective.key),
            look.record_fact(f"None of {projects} serves it", kind="record", key=""),
        ),
        objectives=(objective.key,),
        unit=unit,
        stake_words=f"{weight} of the plan",
        repair="Find or start a project for it, or lower its weight in the plan.",
    )


RULE = Rule(
    KEY,
    "Objective without money",
    Tab.MISALIGNMENT,
    "The plan gives an objective weight, and no planned project brings a benefit towards one of its measures or is "
    "rated to support it.",
    check,
)
