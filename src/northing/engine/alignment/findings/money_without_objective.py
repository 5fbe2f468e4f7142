"""Money goes where no objective is served."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Finding, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.register import Project

KEY = "money_without_objective"


def check(look: Look, project: Project) -> Iterator[Finding]:
    """A finding for a component, not closed, that serves nothing of the plan, alone or by its family."""
    if not look.weight_shares or not look.is_ahead(project) or project.budget_total == 0:
        return
    if not any(look.is_linked(key) for key in _family(look, project)):
        yield _finding(look, project)


def _family(look: Look, project: Project) -> set[str]:
    """The component, what it belongs to, and what belongs to it: a programme serves through its projects."""
    family = {project.key}
    parent = project.parent
    while parent and parent not in family:
        family.add(parent)
        parent = look.projects[parent].parent if parent in look.projects else None
    return family | {child.key for child in look.children.get(project.key, ())}


def near(look: Look, component: str) -> set[str]:
    """The component, what it belongs to directly, and everything below it."""
    family, below = {component}, [component]
    while below:
        inner = [child.key for key in below for child in look.children.get(key, ()) if child.key not in family]
        family.update(inner)
        below = inner
    parent = look.projects[component].parent if component in look.projects else None
    return family | {parent} if parent else family


def _finding(look: Look, project: Project) -> Finding:
    total = project.budget_total
    cost = words.money(total, currency=look.snapshot.currency) if total is not None else "an unknown sum"
    return Finding(
        KEY,
        Severity.LOW if project.mandatory else Severity.MEDIUM,
        f"{project.name} spends {cost} and serves no objective.",
        (
            look.project_fact(project, f"{project.name} costs {cost}{_mandate(project)}"),
            look.plan_fact(
                "Nothing links it to an objective of the plan: no benefit towards a measure, no positive support",
                kind="plan",
                key="",
            ),
        ),
        components=(project.key,),
        unit=project.unit or None,
        stake_money=total,
        stake_words=cost,
        repair="State the benefit it brings to a measure, rate its support of an objective, or stop it.",
    )


def _mandate(project: Project) -> str:
    return f" and is mandatory: {project.mandatory_reason}" if project.mandatory and project.mandatory_reason else ""


RULE = Rule(
    KEY,
    "Money without objective",
    Tab.MISALIGNMENT,
    "A planned project costs money, and neither a benefit towards a measure of the plan nor a positive rating links it "
    "to an objective. Mandatory work is listed too, as low.",
    check,
    scope=Scope.COMPONENT,
    reads=COMPONENT | {Part.MONEY, Part.BENEFITS, Part.SUPPORTS, Part.PLAN, Part.READINGS},
    near=near,
)
