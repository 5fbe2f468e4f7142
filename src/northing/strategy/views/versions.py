"""The published versions of the plan: each as it was, what it changed, and as a file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from northing.engine.formats.json import canonical, plan_to_dict
from northing.engine.formats.stratml_write import write_stratml
from northing.kernel import clock
from northing.organisation.roles import Permission
from northing.organisation.scope import may
from northing.organisation.web import MemberRequest, member
from northing.strategy import queries
from northing.strategy.bar import draft_bar
from northing.strategy.outline import influences, policy_rows, sections, title_of
from northing.strategy.review import compare
from northing.strategy.views import outline, publish
from northing.ui.blocks import Column

COLUMNS = [
    Column("Version"),
    Column("Holds"),
    Column("Message"),
    Column("Published by"),
    Column("Published"),
    Column("Files"),
]
KINDS = {"json": "application/json", "xml": "application/xml"}


@require_safe
@member
def index(request: MemberRequest) -> HttpResponseBase:
    """Which plan held when, and why did it change?"""
    here = request.organisation
    in_force = queries.version_in_force(here, clock.today())
    context = {
        "versions": queries.published_for(request.user, here),
        "title": f"{in_force} is in force" if in_force else "No plan is in force yet",
        "in_force": in_force,
        "today": clock.today(),
        "columns": COLUMNS,
        "bar": draft_bar(request),
        "may_edit": may(request.user, Permission.EDIT_PLAN, here),
    }
    return render(request, "strategy/versions.html", context)


@require_safe
@member
def page(request: MemberRequest, number: int) -> HttpResponseBase:
    """One version, read-only, with what it changed against the one before."""
    here = request.organisation
    version = queries.get_published_for(request.user, here, number)
    plan, names = queries.plan_of(version), queries.names_of(here)
    before = queries.published_before(version)
    context = {
        "published": version,
        "is_in_force": version == queries.version_in_force(here, clock.today()),
        "is_coming": version.effective_date is not None and version.effective_date > clock.today(),
        "plan": plan,
        "title": f"{version}: {title_of(plan)}",
        "before": before,
        "diff_title": f"What it changes against {before}",
        "lines": compare(queries.plan_of(before), plan, names) if before else [],
        "diff_columns": publish.COLUMNS,
        "sections": sections(plan, names),
        "columns": outline.COLUMNS,
        "policies": policy_rows(plan, currency=here.currency),
        "policy_columns": outline.POLICY_COLUMNS,
        "influences": influences(plan),
    }
    return render(request, "strategy/version.html", context)


@require_safe
@member
def export(request: MemberRequest, number: str, form: str) -> HttpResponseBase:
    """The version as our own document (canonical JSON) or as StratML, without readings: those are not the plan's."""
    version = queries.get_published_for(request.user, request.organisation, int(number))
    plan = queries.document_plan_of(version)
    content = canonical(plan_to_dict(plan, readings=False)) if form == "json" else write_stratml(plan)
    response = HttpResponse(content, content_type=KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="plan-v{version.number}.{form}"'
    return response
