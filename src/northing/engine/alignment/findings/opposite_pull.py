"""Two projects move one measure in opposite directions."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.plan import Measure, Objective
from northing.engine.register import Benefit

KEY = "opposite_pull"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each measure of the plan that planned projects move both up and down.

    A project that does both itself has weighed it; only different projects contradict each other.
    """
    for key, (objective, measure) in look.measures.items():
        mine = look.benefits_on(key)
        up, down = _by_project(mine, sign=1), _by_project(mine, sign=-1)
        if any(one != other for one in up for other in down):
            yield _finding(look, objective, measure, up, down)


def _by_project(benefits: list[Benefit], *, sign: int) -> dict[str, float]:
    keys = sorted({b.project for b in benefits if b.amount * sign > 0})
    return {key: fsum(b.amount for b in benefits if b.project == key and b.amount * sign > 0) for key in keys}


def _finding(
    look: Look, objective: Objective, measure: Measure, up: dict[str, float], down: dict[str, float]
) -> Finding:
    raised, lowered = (words.listed([look.name(key) for key in side]) for side in (up, down))
    s = "s" if len(up) == 1 else ""
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{raised} raise{s} {measure.name} while {lowered} lower{'s' if len(down) == 1 else ''} it.",
        (_fact(look, measure, up), _fact(look, measure, down)),
        components=tuple(sorted({*up, *down})),
        objectives=(objective.key,),
        unit=objective.unit,
        stake_words=f"{words.number(_lost(up, down))} {measure.unit} undone",
        repair="Let one of the projects drop or avoid its effect, or agree the net effect and lower the claim.",
    )


def _lost(up: dict[str, float], down: dict[str, float]) -> float:
    """The smaller side's size: so much of the larger one is undone."""
    return min(abs(fsum(side.values())) for side in (up, down))


def _fact(look: Look, measure: Measure, side: dict[str, float]) -> Fact:
    parts = [
        f"{look.name(key)} changes it by {words.change(amount, unit=measure.unit)}" for key, amount in side.items()
    ]
    mine = [b for b in look.benefits_on(measure.key) if b.project in side]
    return look.benefit_fact("; ".join(parts), sorted(mine, key=lambda benefit: benefit.project))


RULE = Rule(
    KEY,
    "Measure pulled in opposite directions",
    Tab.CONTRADICTIONS,
    "Benefits of different planned projects change the same measure with opposite signs, so that one undoes part of "
    "what the other promises.",
    check,
    reads=PLANNED | {Part.PLAN, Part.BENEFITS},
)
