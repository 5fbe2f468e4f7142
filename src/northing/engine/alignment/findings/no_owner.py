"""Nobody answers for an objective (standard C8)."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import Part
from northing.engine.plan import Objective

KEY = "no_owner"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each objective with weight, owned by nobody, in a plan that names owners of others.

    A plan that names none at all does not say who owns what, so nothing is concluded from it.
    """
    heads = {unit.key: unit.head for unit in look.snapshot.units}
    objectives = list(look.snapshot.plan.objectives())
    owners = {objective.key: objective.owner or heads.get(objective.unit or "") for objective in objectives}
    if not any(owners.values()):
        return
    for objective in objectives:
        if objective.weight > 0 and not owners[objective.key]:
            yield _finding(look, objective, owned=sum(bool(owner) for owner in owners.values()))


def _finding(look: Look, objective: Objective, *, owned: int) -> Finding:
    weight = words.percent(look.weight_shares[objective.key])
    unit = f", and its unit {objective.unit} has no head" if objective.unit else ""
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"“{objective.name}” weighs {weight} and nobody answers for it.",
        (
            look.plan_fact(f"“{objective.name}” weighs {weight} of the plan", kind="objective", key=objective.key),
            Fact(
                f"It has no owner{unit}, while {words.count(owned, 'other objective')} "
                f"{'has' if owned == 1 else 'have'} one",
                "Business plan and organisation",
                look.snapshot.as_of,
                "owner",
                objective.key,
            ),
        ),
        objectives=(objective.key,),
        unit=objective.unit,
        stake_words=f"{weight} of the plan",
        repair="Name its owner in the business plan, or the unit whose head answers for it.",
    )


RULE = Rule(
    KEY,
    "Objective without owner",
    Tab.DATA_QUALITY,
    "An objective has weight and neither an owner nor a unit with a head, in a plan that names owners of others.",
    check,
    reads=frozenset({Part.PLAN, Part.UNITS}),
)
