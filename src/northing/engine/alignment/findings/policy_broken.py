"""What is planned breaks a policy that can be checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from northing.engine import words
from northing.engine.alignment.findings.look import Look
from northing.engine.alignment.findings.model import Fact, Finding, Rule, Severity, Tab
from northing.engine.alignment.findings.parts import COMPONENT, Part
from northing.engine.calendar import add_months, first_of_month
from northing.engine.plan import Policy, PolicyRule
from northing.engine.register import Benefit, Project

KEY = "policy_broken"
QUARTER = 3


def check(look: Look) -> Iterator[Finding]:
    """One finding for each project without benefit owners, and for each quarter with too many go-lives."""
    for policy in look.snapshot.plan.policies:
        if policy.limit is None:
            continue
        if policy.rule is PolicyRule.BENEFIT_OWNER_ABOVE_COST:
            yield from _without_owner(look, policy, limit=policy.limit)
        elif policy.rule is PolicyRule.GO_LIVES_PER_QUARTER:
            yield from _crowded_quarters(look, policy, limit=policy.limit)


def _covered(look: Look, policy: Policy) -> list[Project]:
    return [project for project in look.planned if not policy.applies_to or policy.applies_to in project.tags]


def _without_owner(look: Look, policy: Policy, *, limit: float) -> Iterator[Finding]:
    for project in _covered(look, policy):
        benefits = look.benefits_of(project.key)
        without = [b for b in benefits if not b.owner]
        if look.is_ahead(project) and (project.budget_total or 0) > limit and without:
            yield _ownerless(look, policy, project, without, of=len(benefits))


def _ownerless(look: Look, policy: Policy, project: Project, without: list[Benefit], *, of: int) -> Finding:
    cost = words.money(project.budget_total or 0, currency=look.snapshot.currency)
    owned = f"{len(without)} of its {words.count(of, 'benefit')} without an owner"
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{project.name} costs {cost} and has {owned}, against “{policy.name}”.",
        (_policy_fact(look, policy), look.project_fact(project, f"{project.name}: {cost}, {owned}")),
        components=(project.key,),
        unit=project.unit or None,
        stake_money=project.budget_total,
        stake_words=cost,
        repair="Name an owner for " + words.listed([b.name or b.key for b in without]) + ".",
    )


def _crowded_quarters(look: Look, policy: Policy, *, limit: float) -> Iterator[Finding]:
    quarters: dict[date, list[Project]] = {}
    for project in _covered(look, policy):
        finish = look.finish(project)
        if finish:
            quarters.setdefault(quarter_of(finish, first_month=look.snapshot.first_month), []).append(project)
    for begins, projects in sorted(quarters.items()):
        if len(projects) > limit and add_months(begins, QUARTER) > look.snapshot.as_of:
            yield _crowded(look, policy, begins, projects)


def quarter_of(day: date, *, first_month: int) -> date:
    """The first day of the day's quarter; quarters begin with the fiscal year."""
    return add_months(first_of_month(day), -((day.month - first_month) % QUARTER))


def _crowded(look: Look, policy: Policy, begins: date, projects: list[Project]) -> Finding:
    quarter = f"{begins:%b} to {add_months(begins, 2):%b %Y}"
    what = " ".join(filter(None, [policy.applies_to, "projects"]))
    dated = sorted((look.finish(project) or begins, project.name) for project in projects)
    lines = [f"{name} {words.day(finish)}" for finish, name in dated]
    first = min(projects, key=lambda project: project.key)
    return Finding(
        KEY,
        Severity.MEDIUM,
        f"{len(projects)} {what} go live from {quarter}, against “{policy.name}”.",
        (_policy_fact(look, policy), look.project_fact(first, "Go-live: " + "; ".join(lines), source="Forecast dates")),
        components=tuple(sorted(project.key for project in projects)),
        unit=first.unit or None,
        stake_words=f"{words.count(len(projects), 'go-live')} against {words.number(policy.limit or 0)}",
        repair=f"Move the go-live of {dated[-1][1]} out of the quarter, or grant an exception to the policy.",
    )


def _policy_fact(look: Look, policy: Policy) -> Fact:
    return look.plan_fact(policy.statement or policy.name, kind="policy", key=policy.key, source=policy.source)


RULE = Rule(
    KEY,
    "Policy broken",
    Tab.CONTRADICTIONS,
    "A policy that can be checked does not hold: a planned project above the policy's cost has a benefit without an "
    "owner, or more of the projects that the policy covers finish in one quarter of the fiscal year than it allows "
    "(forecast dates). The numbers are the policy's own.",
    check,
    reads=COMPONENT | {Part.POLICIES, Part.PLAN, Part.MONEY, Part.DATES, Part.BENEFITS},
)
