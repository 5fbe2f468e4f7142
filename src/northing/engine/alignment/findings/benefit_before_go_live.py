"""A benefit is to arrive before its project is finished."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.register import Benefit, Project

KEY = "benefit_before_go_live"


def check(look: Look, project: Project) -> Iterator[Finding]:
    """A finding for a planned project with benefits that start before its finish.

    A benefit's start is a baseline date and moves with its project, so it is held against the baseline's finish;
    against the forecast where no baseline is known.
    """
    finish = project.baseline.finish or project.forecast.finish
    if finish is None:
        return
    early = [benefit for benefit in look.benefits_of(project.key) if benefit.start and benefit.start < finish]
    if early:
        yield _finding(look, project, early)


def _finding(look: Look, project: Project, early: list[Benefit]) -> Finding:
    measures = [look.measures[b.measure][0] for b in early if b.measure in look.measures]
    amount = sum(benefit.cashable or 0 for benefit in early)
    cash = f"{words.money(amount, currency=look.snapshot.currency)} a year" if amount else ""
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{words.listed([_name(b) for b in early])} of {project.name} would arrive before {project.name} is finished.",
        (
            look.benefit_fact("; ".join(f"{_name(b)} from {words.day(b.start)}" for b in early if b.start), early),
            look.project_fact(project, _finish(project)),
        ),
        components=(project.key,),
        objectives=tuple(sorted({objective.key for objective in measures})),
        unit=project.unit or None,
        stake_money=amount or None,
        stake_words=cash or words.count(len(early), "benefit"),
        repair="Start the benefit when the project is finished, or say what is handed over earlier and split it.",
    )


def _name(benefit: Benefit) -> str:
    return benefit.name or benefit.key


def _finish(project: Project) -> str:
    planned, expected = project.baseline.finish, project.forecast.finish
    if planned and expected and planned != expected:
        return f"{project.name} was to finish on {words.day(planned)} and is now expected on {words.day(expected)}"
    known = planned or expected
    return f"{project.name} finishes on {words.day(known)}" if known else ""


RULE = Rule(
    KEY,
    "Benefit before go-live",
    Tab.CONTRADICTIONS,
    "A benefit starts on a day before the baseline finish of the project that is to bring it.",
    check,
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.DATES, Part.BENEFITS, Part.PLAN},
)
