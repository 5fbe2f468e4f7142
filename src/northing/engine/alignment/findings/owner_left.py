"""Something belongs to a person who is gone."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.plan import Objective
from northing.engine.register import Project
from northing.engine.snapshot import Person

KEY = "owner_left"


def check(look: Look) -> Iterator[Finding]:
    """One finding for each person who has left and each objective or planned component that is still theirs.

    A closed component counts by its benefits: they are still to arrive.
    """
    left = [person for person in look.snapshot.people if person.left_on and person.left_on <= look.snapshot.as_of]
    for person in sorted(left, key=lambda person: person.key):
        for objective in look.snapshot.plan.objectives():
            if roles := _in_objective(objective, person.key):
                yield _in_plan(look, person, objective, roles)
        for project in look.planned:
            if roles := _in_project(look, project, person.key):
                yield _in_register(look, person, project, roles)


def _in_objective(objective: Objective, person: str) -> list[str]:
    owned = [f"the objective “{objective.name}”"] * (objective.owner == person)
    return owned + [f"the measure “{measure.name}”" for measure in objective.measures if measure.owner == person]


def _in_project(look: Look, project: Project, person: str) -> list[str]:
    mine = [b for b in look.benefits_of(project.key) if b.owner == person]
    roles = [f"the benefit “{b.name or b.key}”" for b in mine]
    if look.is_ahead(project):
        roles += [f"the assumption “{a.statement}”" for a in project.assumptions if a.owner == person]
        roles += [f"the management of {project.name}"] * (project.manager == person)
        roles += [f"the sponsorship of {project.name}"] * (project.sponsor == person)
    return roles


def _in_plan(look: Look, person: Person, objective: Objective, roles: list[str]) -> Finding:
    measure = next((measure.key for measure in objective.measures if measure.owner == person.key), "")
    kind, key = ("objective", objective.key) if objective.owner == person.key else ("measure", measure)
    return Finding(
        KEY,
        Severity.MEDIUM,
        _sentence(person, roles),
        (look.plan_fact(f"{person.name} owns {words.listed(roles)}", kind=kind, key=key), _gone(person)),
        objectives=(objective.key,),
        unit=objective.unit,
        stake_words=words.count(len(roles), "thing") + " without an owner",
        repair="Name a new owner in the business plan.",
    )


def _in_register(look: Look, person: Person, project: Project, roles: list[str]) -> Finding:
    return Finding(
        KEY,
        Severity.MEDIUM,
        _sentence(person, roles),
        (look.project_fact(project, f"{person.name} is entered for {words.listed(roles)}"), _gone(person)),
        components=(project.key,),
        unit=project.unit or None,
        stake_money=project.budget_total,
        stake_words=words.count(len(roles), "thing") + " without an owner",
        repair="Name somebody else in the register.",
    )


def _sentence(person: Person, roles: list[str]) -> str:
    return f"{person.name} has left and still answers for {words.listed(roles)}."


def _gone(person: Person) -> Fact:
    on = f" on {words.day(person.left_on)}" if person.left_on else ""
    return Fact(f"{person.name} left{on}", "People", person.left_on, "person", person.key)


RULE = Rule(
    KEY,
    "Owner left",
    Tab.DATA_QUALITY,
    "An objective, measure, benefit, assumption or project belongs to a person who is no longer there.",
    check,
    reads=COMPONENT | {Part.PEOPLE, Part.PLAN, Part.BENEFITS, Part.ASSUMPTIONS, Part.MONEY},
)
