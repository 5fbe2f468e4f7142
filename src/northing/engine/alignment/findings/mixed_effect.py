"""A project helps one objective and harms another (standard C1, signed path)."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.alignment.level import is_open
from northing.engine.plan import Measure, Objective
from northing.engine.register import Benefit, Project

KEY = "mixed_effect"
TOLERANCE = 0.1
LOWEST_RATING = -3


def check(
    look: Look, project: Project, *, tolerance: float = TOLERANCE, lowest_rating: float = LOWEST_RATING
) -> Iterator[Finding]:
    """One finding for each objective that an unfinished component harms while it serves others.

    It harms by more than ``tolerance`` of a measure's gap, or by a rating of ``lowest_rating`` or below.
    """
    if not look.is_ahead(project):
        return
    harmed = _by_benefit(look, project, tolerance=tolerance) | _by_rating(look, project, lowest_rating=lowest_rating)
    served = [key for key in dict.fromkeys(look.served[project.key]) if key not in harmed]
    for objective, harm in harmed.items() if served else ():
        yield _finding(look, project, served=served, harmed=objective, harm=harm)


def _by_benefit(look: Look, project: Project, *, tolerance: float) -> dict[str, str]:
    """Harm by objective, in words: benefits that lead away from an open gap by more than the tolerated share of it."""
    found = {}
    amounts: dict[str, list[float]] = {}
    for benefit in look.benefits_of(project.key):
        amounts.setdefault(benefit.measure, []).append(_expected(benefit))
    for key, parts in amounts.items():
        gap = look.gaps.get(key)
        if gap and is_open(look.measures[key][1], gap=gap) and -fsum(parts) / gap > tolerance:
            found[look.measures[key][0].key] = _words(look.measures[key], amount=fsum(parts), gap=gap)
    return found


def _expected(benefit: Benefit) -> float:
    return benefit.amount * benefit.confidence


def _words(place: tuple[Objective, Measure], *, amount: float, gap: float) -> str:
    _, measure = place
    needed = words.change(gap, unit=measure.unit)
    return f"changes {measure.name} by {words.change(amount, unit=measure.unit)} where {needed} is needed"


def _by_rating(look: Look, project: Project, *, lowest_rating: float) -> dict[str, str]:
    rated = [s for s in look.supports_of(project.key) if s.objective in look.weight_shares]
    return {
        s.objective: f"is rated {words.number(s.rating)} for it" + (f": {s.reason}" if s.reason else "")
        for s in rated
        if s.rating <= lowest_rating
    }


def _finding(look: Look, project: Project, *, served: list[str], harmed: str, harm: str) -> Finding:
    names = {objective.key: objective.name for objective in look.snapshot.plan.objectives()}
    units = {objective.key: objective.unit for objective in look.snapshot.plan.objectives()}
    helps = words.listed([f"“{names[key]}”" for key in served])
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{project.name} serves {helps} and works against “{names[harmed]}”.",
        (
            look.project_fact(project, f"{project.name} serves {helps}"),
            Fact(f"{project.name} {harm}", "Benefits in the register", look.snapshot.as_of, "objective", harmed),
        ),
        components=(project.key,),
        objectives=(*served, harmed),
        unit=units[harmed] or project.unit or None,
        stake_money=project.budget_total,
        stake_words=harm,
        repair=f"Agree with the owner of “{names[harmed]}” whether it is worth it, or change the project's scope.",
    )


RULE = Rule(
    KEY,
    "Helps one objective, harms another",
    Tab.CONTRADICTIONS,
    "A planned project brings a benefit to one objective and moves a measure of another one away from its target, by "
    "more than a tolerated share of the gap, or is rated to harm it.",
    check,
    (
        Parameter("tolerance", TOLERANCE, "share of a measure's gap that may be undone"),
        Parameter("lowest_rating", LOWEST_RATING, "rating at or below which a project harms an objective"),
    ),
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.PLAN, Part.READINGS, Part.BENEFITS, Part.SUPPORTS, Part.MONEY},
)
