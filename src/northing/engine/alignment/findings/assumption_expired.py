"""A project rests on an assumption that nobody has confirmed again."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.register import Assumption, Project

KEY = "assumption_expired"


def check(look: Look, project: Project) -> Iterator[Finding]:
    """One finding for each assumption of an unfinished project that held until a day before the as-of day."""
    for assumption in project.assumptions if look.is_ahead(project) else ():
        if assumption.valid_until and assumption.valid_until < look.snapshot.as_of:
            yield _finding(look, project, assumption)


def _finding(look: Look, project: Project, assumption: Assumption) -> Finding:
    until = assumption.valid_until or look.snapshot.as_of
    total = project.budget_total
    cost = words.money(total, currency=look.snapshot.currency) if total is not None else ""
    owner = f", owned by {look.person(assumption.owner)}" if assumption.owner else ""
    finish = look.finish(project)
    runs = f" until {words.day(finish)}" if finish else ""
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{project.name} rests on “{assumption.statement}”, which held until {words.day(until)}.",
        (
            Fact(
                f"“{assumption.statement}” was given until {words.day(until)}{owner}",
                assumption.source or "Register",
                until,
                "assumption",
                assumption.key,
            ),
            look.project_fact(project, f"{project.name} still runs on it{runs}"),
        ),
        components=(project.key,),
        unit=project.unit or None,
        stake_money=total,
        stake_words=cost,
        repair="Confirm the assumption until a new day, or work out what changes without it.",
    )


RULE = Rule(
    KEY,
    "Assumption expired",
    Tab.DATA_QUALITY,
    "A planned project rests on an assumption whose day has passed, and nobody has confirmed it since.",
    check,
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.ASSUMPTIONS, Part.DATES, Part.MONEY, Part.PEOPLE},
)
