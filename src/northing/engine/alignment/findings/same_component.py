"""Two components of the register have one name (standard C10)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.alignment.findings.same_name import bare
from northing.engine.register import Project

KEY = "same_component"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each two unfinished components of one name; a programme may carry its project's name."""
    names: dict[str, list[Project]] = {}
    for project in look.ahead:
        names.setdefault(bare(project.name), []).append(project)
    for name, projects in names.items():
        for one, two in combinations(projects, 2) if name else ():
            if one.kind is two.kind and one.key not in {two.parent, two.key} and two.key != one.parent:
                yield _finding(look, one, two)


def _finding(look: Look, one: Project, two: Project) -> Finding:
    known = [project.budget_total for project in (one, two) if project.budget_total is not None]
    smaller = min(known) if len(known) > 1 else None
    return Finding(
        KEY,
        Severity.LOW,
        f"Two {one.kind}s have the same name: “{one.name}” ({one.key}) and “{two.name}” ({two.key}).",
        (_fact(look, one), _fact(look, two)),
        components=(one.key, two.key),
        unit=one.unit or None,
        stake_money=smaller,
        stake_words=f"{words.money(smaller, currency=look.snapshot.currency)} perhaps counted twice" if smaller else "",
        repair="Merge the two, or name the difference.",
    )


def _fact(look: Look, project: Project) -> Fact:
    unit = f" of {project.unit}" if project.unit else ""
    return look.project_fact(project, f"{project.key}: “{project.name}”{unit}, {project.stage}")


RULE = Rule(
    KEY,
    "Two components of the same name",
    Tab.DATA_QUALITY,
    "Components of one kind, planned and not closed, whose names are the same but for capitals, spaces and "
    "punctuation: perhaps one thing under two keys.",
    check,
    reads=COMPONENT | {Part.MONEY},
)
