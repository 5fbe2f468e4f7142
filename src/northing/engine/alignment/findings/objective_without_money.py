"""An objective weighs something, and nothing that is planned works for it."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.plan import Objective

KEY = "objective_without_money"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each objective with weight that no planned component serves; none without any component."""
    if not look.planned:
        return
    served = served_objectives(look)
    for objective in look.snapshot.plan.objectives():
        if objective.weight > 0 and objective.key not in served:
            yield _finding(look, objective)


def served_objectives(look: Look) -> set[str]:
    """Objectives with a planned benefit that leads towards one of their measures, or a positive support."""
    return {objective for key in look.planned_keys for objective in look.served[key]}


def _finding(look: Look, objective: Objective) -> Finding:
    projects = words.count(len(look.planned), "planned project")
    weight = words.percent(look.weight_shares[objective.key])
    return Finding(
        KEY,
        Severity.HIGH,
        f"“{objective.name}” weighs {weight} and no planned project serves it.",
        (
            look.plan_fact(f"“{objective.name}” weighs {weight} of the plan", kind="objective", key=objective.key),
            look.record_fact(f"None of {projects} serves it", kind="record", key=""),
        ),
        objectives=(objective.key,),
        unit=objective.unit,
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
    reads=PLANNED | {Part.PLAN, Part.READINGS, Part.BENEFITS, Part.SUPPORTS},
)
