"""A project in delivery has not said for a long time how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.register import Project, Stage

KEY = "status_late"
DAYS = 60.0


def check(look: Look, project: Project, *, days: float = DAYS) -> Iterator[Finding]:
    """A finding for a component in delivery whose last report is older; one that never had a date proves nothing."""
    said = project.reported_on
    if project.stage is Stage.DELIVERING and said and (look.snapshot.as_of - said).days > days:
        yield _finding(look, project, said=said, days=days)


def _finding(look: Look, project: Project, *, said: date, days: float) -> Finding:
    age = (look.snapshot.as_of - said).days
    finish = look.finish(project)
    money = words.money(project.budget_total, currency=look.snapshot.currency) if project.budget_total else ""
    return Finding(
        KEY,
        Severity.LOW,
        f"{project.name} last reported {words.count(age, 'day')} ago and is being delivered.",
        (
            look.project_fact(
                project, f"Last report: {str(project.reported_status).replace('_', ' ')}", source="Status report"
            ),
            Fact(
                f"{project.name} is being delivered"
                + (f" until {words.day(finish)}" if finish else "")
                + f"; a report is expected within {words.number(days)} days",
                "Register",
                look.snapshot.as_of,
                "stage",
                project.key,
            ),
        ),
        components=(project.key,),
        unit=project.unit or None,
        stake_money=project.budget_total,
        stake_words=money,
        repair="Ask for a status, or close or pause the project if nobody works on it.",
    )


RULE = Rule(
    KEY,
    "Status late",
    Tab.BEHAVIOUR,
    "A project is being delivered and its last status report is old, so every figure about it is. It is shown per "
    "process, never as a ranking of persons.",
    check,
    (Parameter("days", DAYS, "days without a report after which a status is late"),),
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.DATES, Part.MONEY},
)
