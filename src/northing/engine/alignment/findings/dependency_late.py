"""Something that is needed finishes after what needs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from northing.engine.alignment.findings import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Severity, Tab
from northing.engine.register import Dependency, Project
from northing.engine.snapshot import Snapshot

KEY = "dependency_late"


def check(snapshot: Snapshot) -> Iterator[Finding]:
    """One finding for each planned component and need of it that finishes later, on forecast dates."""
    look = Look(snapshot)
    for project in look.ahead:
        finish = look.finish(project)
        for need in project.requires:
            needed = look.projects.get(need.needs)
            ready = look.finish(needed) if needed else None
            if needed and finish and ready and ready > finish:
                yield _finding(look, (project, finish), (needed, ready), need)


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
)
