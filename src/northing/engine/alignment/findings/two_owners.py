"""Two people answer for one objective (standard C8)."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import Part
from northing.engine.plan import Objective
from northing.engine.snapshot import Unit

KEY = "two_owners"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each objective whose owner is not the head of the unit that answers for it."""
    units = {unit.key: unit for unit in look.snapshot.units}
    for objective in look.snapshot.plan.objectives():
        unit = units.get(objective.unit or "")
        if unit and unit.head and objective.owner and unit.head != objective.owner:
            yield _finding(look, objective, unit, head=unit.head)


def _finding(look: Look, objective: Objective, unit: Unit, *, head: str) -> Finding:
    owner, other = look.person(objective.owner or ""), look.person(head)
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{owner} and {other} both answer for “{objective.name}”.",
        (
            look.plan_fact(f"{owner} owns “{objective.name}”", kind="objective", key=objective.key),
            Fact(
                f"{unit.name} answers for it, and {other} heads {unit.name}",
                "Organisation",
                look.snapshot.as_of,
                "unit",
                unit.key,
            ),
        ),
        objectives=(objective.key,),
        unit=unit.key,
        stake_words=f"{words.percent(look.weight_shares[objective.key])} of the plan",
        repair="Let the head of the unit own it, or name the unit whose head the owner is.",
    )


RULE = Rule(
    KEY,
    "Two accountable owners",
    Tab.CONTRADICTIONS,
    "The plan names an owner of an objective and a unit that answers for it, and somebody else heads that unit. Shared "
    "accountability is none.",
    check,
    reads=frozenset({Part.PLAN, Part.UNITS, Part.PEOPLE}),
)
