"""What a reader of the plan will ask about it: hints for its authors, none of which blocks anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from northing.engine.plan.diff import Subject
from northing.engine.plan.model import Goal, Measure, Objective, Plan

_VERBS = """
achieve address advance boost build champion consider continue deliver develop drive embed enable encourage enhance
ensure explore facilitate foster grow help improve increase leverage maintain maximise maximize minimise minimize
modernise modernize optimise optimize promote pursue reduce strengthen strive support transform
"""
VAGUE_VERBS = frozenset(_VERBS.split())
MOST_OBJECTIVES_OF_A_GOAL = 7
"""More than these nobody keeps in mind."""
FULL_WEIGHT = 100.0
_TOLERANCE = 0.05
_SEVERAL = re.compile(r"\s+(?:and|und|et)\s+|[/&;,+]", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Hint:
    """One remark.

    Attributes:
        subject, key, name: what it is about.
        rule: its short name.
        words: what is the matter, and what to do about it.
    """

    subject: Subject
    key: str
    name: str
    rule: str
    words: str


def hints_of(plan: Plan, today: date) -> tuple[Hint, ...]:
    """Every hint, in the plan's order, those about the whole plan first."""
    return (*_weights(plan), *(hint for goal in plan.goals for hint in _goal(goal, today)))


def _weights(plan: Plan) -> Iterator[Hint]:
    weights = [objective.weight for objective in plan.objectives()]
    total = sum(weights)
    if weights and abs(total - FULL_WEIGHT) > _TOLERANCE:
        words = f"The weights add up to {total:g}, not 100: {_remainder(total)}"
        yield Hint(Subject.PLAN, "", plan.name, "weights not 100", words)


def _remainder(total: float) -> str:
    rest = FULL_WEIGHT - total
    return f"{rest:g} are left to give." if rest > 0 else f"take {-rest:g} away."


def _goal(goal: Goal, today: date) -> Iterator[Hint]:
    def hint(rule: str, words: str) -> Hint:
        return Hint(Subject.GOAL, goal.key, goal.name, rule, words)

    if not goal.objectives:
        yield hint("no objective", "No objective makes it concrete yet; add one.")
    if len(goal.objectives) > MOST_OBJECTIVES_OF_A_GOAL:
        words = f"{len(goal.objectives)} objectives are more than anybody keeps in mind; merge some, or split the goal."
        yield hint("many objectives", words)
    for objective in goal.objectives:
        yield from _objective(objective)
        for measure in objective.measures:
            yield from _measure(measure, today)


def _objective(objective: Objective) -> Iterator[Hint]:
    def hint(rule: str, words: str) -> Hint:
        return Hint(Subject.OBJECTIVE, objective.key, objective.name, rule, words)

    verb = (objective.name.split() or [""])[0].strip(",.:").lower()
    if verb in VAGUE_VERBS and not _DIGIT.search(objective.name):
        words = f"“{verb.capitalize()}” does not say how far; name the change, as in “Cut leakage by 25 %”."
        yield hint("vague verb", words)
    if not objective.measures:
        yield hint("no measure", "Nobody can tell whether it is reached; add a measure.")
    if not objective.owner:
        yield hint("no owner", "Nobody answers for it; name one person.")
    elif _SEVERAL.search(objective.owner):
        yield hint("two owners", f"“{objective.owner}” are several; one person answers, others help.")


def _measure(measure: Measure, today: date) -> Iterator[Hint]:
    def hint(rule: str, words: str) -> Hint:
        return Hint(Subject.MEASURE, measure.key, measure.name, rule, words)

    if not measure.has_target:
        yield hint("no target", "Without a target and a date there is no gap to close; enter both.")
    elif measure.target_date and measure.target_date < today:
        yield hint("target in the past", f"Its date, {measure.target_date.isoformat()}, has passed; set the next one.")
    if measure.baseline is None:
        yield hint("no baseline", "Where it started is unknown; enter the level and its date.")
    if measure.owner and _SEVERAL.search(measure.owner):
        yield hint("two owners", f"“{measure.owner}” are several; one person answers, others help.")
