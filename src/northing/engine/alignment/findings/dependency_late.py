"""Something that is needed finishes after what needs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.register import Dependency, Project

KEY = "dependency_late"


def check(look: Look, project: Project) -> Iterator[Finding]:
    """One finding for each need of an unfinished component that finishes later than it, on forecast dates."""
    finish = look.finish(project)
    for need in project.requires if look.is_ahead(project) else ():
        needed = look.projects.get(need.needs)
        ready = look.finish(needed) if needed else None
        if needed and finish and ready and ready > finish:
            yield _finding(look, (project, finish), (needed, ready), need)


def near(look: Look, component: str) -> list[str]:
    """The component and those that need it."""
    return [component, *look.needed_by.get(component, [])]


def _finding(look: Look, late_for: tuple[Project, date], late: tuple[Project, date], need: Dependency) -> Finding:
    (project, finish), (needed, ready) = late_for, late
    days = (ready - finish).days
    because = f": {need.reason}" if need.reason else ""
    return Finding(
        KEY,
        Severity.HIGH,
        f"{project.name} goes live {words.count(days, 'day')} before {needed.name}, which it needs, is finished.",
        (
            look.project_fact(project, f"{project.name} goes live on {words.day(finish)} and needs it{because}"),
            look.project_fact(needed, f"{needed.name} finishes on {words.day(ready)}"),
        ),
        components=(project.key, needed.key),
        unit=project.unit or None,
        stake_money=project.budget_total,
        stake_words=words.count(days, "day"),
        repair=f"Move {project.name} by {words.count(days, 'day')}, bring {needed.name} forward, or cut the need.",
    )


RULE = Rule(
    KEY,
    "Dependency finishes after its consumer",
    Tab.CONTRADICTIONS,
    "A planned project needs another one to be finished, and on forecast dates that one finishes later.",
    check,
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.DATES, Part.NEEDS, Part.MONEY},
    near=near,
)
