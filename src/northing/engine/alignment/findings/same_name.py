"""Two objectives say the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import Part
from northing.engine.plan import Objective

KEY = "same_name"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each two objectives whose names differ in capitals, spaces and punctuation at most."""
    for one, two in combinations(look.snapshot.plan.objectives(), 2):
        if bare(one.name) and bare(one.name) == bare(two.name):
            yield _finding(look, one, two)


def bare(name: str) -> str:
    """Letters and digits only, in small letters: GSA's data spells one objective in two ways."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _finding(look: Look, one: Objective, two: Objective) -> Finding:
    return Finding(
        KEY,
        Severity.LOW,
        f"Two objectives have the same name: “{one.name}” ({one.key}) and “{two.name}” ({two.key}).",
        (_fact(look, one), _fact(look, two)),
        objectives=(one.key, two.key),
        unit=one.unit,
        stake_words="Weight, projects and readings divided by accident",
        repair="Merge the two, or name the difference.",
    )


def _fact(look: Look, objective: Objective) -> Fact:
    text = f"{objective.key}: “{objective.name}”, weight {objective.weight:g}"
    return look.plan_fact(text, kind="objective", key=objective.key, source=objective.source)


RULE = Rule(
    KEY,
    "Two objectives of the same name",
    Tab.DATA_QUALITY,
    "Objectives of one plan whose names are the same but for capitals, spaces and punctuation.",
    check,
    reads=frozenset({Part.PLAN}),
)
