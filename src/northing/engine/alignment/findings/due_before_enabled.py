"""An objective is due before the project that is to reach it finishes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.plan import Measure, Objective
from northing.engine.register import Project

KEY = "due_before_enabled"


def check(look: Look, project: Project) -> Iterator[Finding]:
    """One finding for each measure whose target date comes before the forecast finish of a project that changes it."""
    finish = look.finish(project) if look.is_ahead(project) else None
    wanted = dict.fromkeys(benefit.measure for benefit in look.benefits_of(project.key))
    for objective, measure in (look.measures[key] for key in wanted if key in look.measures):
        if finish and measure.target_date and measure.target_date < finish:
            yield _finding(look, (project, finish), (objective, measure), due=measure.target_date)


def _finding(look: Look, late: tuple[Project, date], wanted: tuple[Objective, Measure], *, due: date) -> Finding:
    (project, finish), (objective, measure) = late, wanted
    days = (finish - due).days
    promised = [b.amount for b in look.benefits_of(project.key) if b.measure == measure.key]
    return Finding(
        KEY,
        Severity.HIGH,
        f"{measure.name} is due {words.count(days, 'day')} before {project.name}, which is to change it, is finished.",
        (
            look.plan_fact(
                f"“{objective.name}” wants {measure.name} by {words.day(due)}",
                kind="measure",
                key=measure.key,
                source=measure.source,
            ),
            look.project_fact(project, f"{project.name} is expected to finish on {words.day(finish)}"),
        ),
        components=(project.key,),
        objectives=(objective.key,),
        unit=project.unit or None,
        stake_words=f"{words.change(sum(promised), unit=measure.unit)} too late",
        repair="Bring the project forward, find the change elsewhere, or move the target date.",
    )


RULE = Rule(
    KEY,
    "Objective due before its project",
    Tab.CONTRADICTIONS,
    "A planned project promises to change a measure, and is expected to finish only after the measure's target date.",
    check,
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.DATES, Part.BENEFITS, Part.PLAN},
)
