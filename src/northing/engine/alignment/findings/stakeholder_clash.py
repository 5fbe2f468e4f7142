"""A group that a goal is for bears the cost of a project that serves the goal (standard C9)."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Scope, Severity, Tab
from northing.engine.alignment.findings.parts import PLANNED, Part
from northing.engine.governance import Stake
from northing.engine.plan import Goal
from northing.engine.register import Project

KEY = "stakeholder_clash"


def check(look: Look, project: Project) -> Iterator[Finding]:
    """One finding for each group and goal: named as its beneficiary, and burdened by a project that serves it."""
    if not look.is_ahead(project):
        return
    served = set(look.served[project.key])
    for burden in look.burdens.get(project.key, ()):
        for goal in look.snapshot.plan.goals:
            promise = look.promises.get((goal.key, burden.group))
            if promise and served & {objective.key for objective in goal.objectives}:
                yield _finding(look, project, goal, burden=burden, promise=promise)


def _finding(look: Look, project: Project, goal: Goal, *, burden: Stake, promise: Stake) -> Finding:
    named = promise.words or f"{burden.group} benefits"
    borne = burden.words or f"a disbenefit rated {words.number(burden.rating)}"
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{burden.group} is to benefit from “{goal.name}” and bears a disbenefit of {project.name}, which serves it.",
        (
            Fact(f"“{goal.name}”: {named}", promise.source or "Stakeholders", promise.seen_on, "goal", goal.key),
            Fact(f"{project.name}: {borne}", burden.source or "Stakeholders", burden.seen_on, "stake", burden.group),
        ),
        components=(project.key,),
        objectives=tuple(o.key for o in goal.objectives if o.key in look.served[project.key]),
        unit=project.unit or None,
        stake_money=project.budget_total,
        stake_words=borne,
        repair=f"Lessen or make up for what {burden.group} bears, or ask the group whether it accepts it.",
    )


RULE = Rule(
    KEY,
    "Beneficiaries bear the cost",
    Tab.CONTRADICTIONS,
    "A group is named as beneficiary of a goal, and a planned project that serves this goal brings the group a "
    "disbenefit.",
    check,
    scope=Scope.COMPONENT,
    reads=PLANNED | {Part.STAKES, Part.PLAN, Part.READINGS, Part.BENEFITS, Part.SUPPORTS, Part.MONEY},
)
