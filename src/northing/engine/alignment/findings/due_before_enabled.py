"""An objective is due before the project that is to reach it finishes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from northing.engine.alignment.findings import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Severity, Tab
from northing.engine.plan import Measure, Objective
from northing.engine.register import Project
from northing.engine.snapshot import Snapshot

KEY = "due_before_enabled"


def check(snapshot: Snapshot) -> Iterator[Finding]:
    """One finding for each planned project and measure whose target date comes before the project's forecast finish."""
    look = Look(snapshot)
    for project in look.ahead:
        finish = look.finish(project)
        wanted = dict.fromkeys(b.measure for b in look.benefits if b.project == project.key)
        for objective, measure in (look.measures[key] for key in wanted if key in look.measures):
            if finish and measure.target_date and measure.target_date < finish:
                yield _finding(look, (project, finish), (objective, measure), due=measure.target_date)


def _finding(look: Look, late: tuple[Project, date], wanted: tuple[Objective, Measure], *, due: date) -> Finding:
    (project, finish), (objective, measure) = late, wanted
    days = (finish - due).days
    promised = [b.amount for b in look.benefits if b.project == project.key and b.measure == measure.key]
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
)
