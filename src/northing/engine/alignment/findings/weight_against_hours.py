"""People's hours go elsewhere than the weights of the plan say: the say/do gap in time."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Parameter, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.alignment.findings.weight_against_spend import confidential
from northing.engine.alignment.spend import primary_objectives
from northing.engine.calendar import add_months, first_of_month
from northing.engine.plan import Objective

KEY = "weight_against_hours"
GAP_POINTS, MONTHS = 10.0, 12.0
DIGITS = 9
HOURS_A_YEAR = 1600
"""Hours of a full-time equivalent in a year, for the people at stake."""


def check(look: Look, *, gap_points: float = GAP_POINTS, months: float = MONTHS) -> Iterator[Finding]:
    """One finding for each objective whose share of the hours booked is far from its share of the weight.

    Hours count for the objective that a component serves first, as money does; nothing is found where none are known.
    """
    hours = _by_objective(look, months=round(months))
    total = fsum(hours.values())
    for objective in look.snapshot.plan.objectives() if total else ():
        share, worked = look.weight_shares[objective.key], hours.get(objective.key, 0.0) / total
        if abs(round(100 * (share - worked), DIGITS)) > gap_points:
            yield _finding(look, objective, worked=hours.get(objective.key, 0.0), total=total, months=round(months))


def _by_objective(look: Look, *, months: int) -> dict[str, float]:
    """Hours of the last full months by the objective that each component serves first, empty for none."""
    until = first_of_month(look.snapshot.as_of)
    since = add_months(until, -months)
    booked = [entry for entry in look.snapshot.hours if since <= entry.month < until]
    primary = primary_objectives(look.snapshot, pulls=look.pulls) if booked else {}
    found: dict[str, list[float]] = {}
    for entry in booked:
        found.setdefault(primary.get(entry.project, ""), []).append(entry.hours)
    return {key: fsum(parts) for key, parts in found.items()}


def _finding(look: Look, objective: Objective, *, worked: float, total: float, months: int) -> Finding:
    weight, share = words.percent(look.weight_shares[objective.key]), words.percent(worked / total)
    missing = look.weight_shares[objective.key] * total - worked
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"“{objective.name}” carries {weight} of the weight and {share} of the hours.",
        (
            look.plan_fact(f"“{objective.name}” weighs {weight} of the plan", kind="objective", key=objective.key),
            Fact(
                f"{words.number(worked)} of {words.number(total)} hours of the last {months} months serve it first",
                "Hours booked",
                look.snapshot.as_of,
                "hours",
                objective.key,
            ),
        ),
        components=confidential(look),
        objectives=(objective.key,),
        unit=objective.unit,
        stake_people=round(abs(missing) / (HOURS_A_YEAR * months / 12), 4),
        stake_words=f"{words.number(abs(missing))} hours {'short of' if missing > 0 else 'above'} its weight",
        repair="Move people towards the weight, or state the weight that the hours speak of.",
    )


RULE = Rule(
    KEY,
    "Weight against hours",
    Tab.BEHAVIOUR,
    "What the plan says matters and what people work on are far apart. Hours booked on a project count for the "
    "objective that it serves first. It is about priorities, not about persons.",
    check,
    (
        Parameter("gap_points", GAP_POINTS, "percentage points between weight and hours, above which they contradict"),
        Parameter("months", MONTHS, "full months before this one that are counted"),
    ),
    reads=PLANNED | {Part.HOURS, Part.PLAN, Part.READINGS, Part.BENEFITS, Part.SUPPORTS},
)
