"""The plan in force, as an outline; and its policies."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from northing.engine.plan import Plan, PolicyRule
from northing.kernel import clock
from northing.kernel.idempotency import fresh_key
from northing.organisation.roles import Permission
from northing.organisation.scope import may
from northing.organisation.web import MemberRequest, member
from northing.strategy import queries
from northing.strategy.bar import draft_bar
from northing.strategy.models import PlanVersion
from northing.strategy.outline import influences, policy_rows, sections, title_of
from northing.strategy.starters import STARTERS
from northing.ui.blocks import Column

COLUMNS = [
    Column("Objective and measures"),
    Column("Weight", kind="number"),
    Column("Baseline", kind="number"),
    Column("Target", kind="number"),
    Column("By"),
    Column("Owner"),
    Column("Unit"),
]
POLICY_COLUMNS = [Column("Policy"), Column("What is checked"), Column("Source")]


def _plan(request: MemberRequest) -> tuple[Plan, PlanVersion | None, PlanVersion | None]:
    """The plan to show, the version it is, and the one that takes over later; before the first begins, that one."""
    here = request.organisation
    in_force, last = queries.version_in_force(here, clock.today()), queries.last_published(here)
    shown = in_force or last
    coming = last if last and in_force and last.number > in_force.number else None
    return (queries.plan_of(shown) if shown else Plan(here.name)), shown, coming


@require_safe
@member
def page(request: MemberRequest) -> HttpResponseBase:
    """What is our plan, and who owns each part?"""
    plan, version, coming = _plan(request)
    here = request.organisation
    context = {
        "plan": plan,
        "title": title_of(plan),
        "published": version,
        "is_coming": bool(version and version.effective_date and version.effective_date > clock.today()),
        "coming": coming,
        "sections": sections(plan, queries.names_of(here)),
        "columns": COLUMNS,
        "policies": policy_rows(plan, currency=here.currency),
        "policy_columns": POLICY_COLUMNS,
        "influences": influences(plan),
        "may_edit": may(request.user, Permission.EDIT_PLAN, here),
        "may_import": may(request.user, Permission.IMPORT, here),
        "bar": draft_bar(request),
        "starters": STARTERS,
        "key": fresh_key(),
    }
    return render(request, "strategy/outline.html", context)


@require_safe
@member
def policies(request: MemberRequest) -> HttpResponseBase:
    """Which policies govern the projects, and what of them is checked?"""
    plan, version, _ = _plan(request)
    context = {
        "plan": plan,
        "published": version,
        "title": _policies_title(plan),
        "policies": policy_rows(plan, currency=request.organisation.currency),
        "policy_columns": POLICY_COLUMNS,
        "may_edit": may(request.user, Permission.EDIT_PLAN, request.organisation),
        "bar": draft_bar(request),
    }
    return render(request, "strategy/policies.html", context)


def _policies_title(plan: Plan) -> str:
    checked = sum(policy.rule is not PolicyRule.STATED for policy in plan.policies)
    noun = "policy" if len(plan.policies) == 1 else "policies"
    return (
        f"{len(plan.policies)} {noun}, {checked} checked against every project" if plan.policies else "No policies yet"
    )
