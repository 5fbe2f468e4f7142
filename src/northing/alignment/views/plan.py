"""The pages behind each number of the plan: an objective, and a measure with everything its coverage rests on."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from northing.alignment.explain import contributions_of, coverage_explanation, fall_of, path_of
from northing.alignment.gaps import gaps_of
from northing.alignment.queries import picture_for
from northing.alignment.views.line_of_sight import asked_day
from northing.kernel.errors import NotFound
from northing.organisation.roles import Permission
from northing.organisation.scope import may
from northing.organisation.web import MemberRequest, member
from northing.strategy.queries import get_measure_for, get_objective_for
from northing.ui import panels
from northing.ui.blocks import Column

MEASURE_COLUMNS = [
    Column("Measure"),
    Column("Now", kind="number"),
    Column("Target", kind="number"),
    Column("Covered, promised", kind="number"),
    Column("Covered, forecast", kind="number"),
    Column("Short", kind="number"),
]
GAP_COLUMNS = [
    Column("Measure"),
    Column("Short", kind="number"),
    Column("Covered, forecast", kind="number"),
    Column("Costs the plan", kind="number"),
    Column("Candidates that could close it"),
]
BENEFIT_COLUMNS = [
    Column("Project"),
    Column("Amount", kind="number"),
    Column("Confidence", kind="number"),
    Column("Counts, promised", kind="number"),
    Column("Counts, forecast", kind="number"),
]


@require_safe
@member
def objective(request: MemberRequest, key: str) -> HttpResponseBase:
    """How an objective stands, by which projects, and what it is short of."""
    row = get_objective_for(request.user, request.organisation, key)
    picture = picture_for(request.user, request.organisation, as_of=asked_day(request))
    if row.key not in {o.key for o in picture.coverage.objectives}:
        raise NotFound("This objective is not in the plan that is in force.")
    coverage = picture.coverage.objective(key)
    served = {p.key: p for p in picture.snapshot.projects if picture.spend.primary.get(p.key) == key}
    context = {
        "row": row,
        "objective": coverage,
        "goal": next(g for g in picture.snapshot.plan.goals if g.key == coverage.goal),
        "projects": list(served.values()),
        "spend": picture.spend.by_objective[key],
        "share": picture.spend.share(key),
        "measure_columns": MEASURE_COLUMNS,
        "panels": panels.fill("objective", request, row),
    }
    return render(request, "alignment/objective.html", context)


@require_safe
@member
def measure(request: MemberRequest, key: str) -> HttpResponseBase:
    """A measure's readings, its gap, and each benefit's part in closing it, on promised and on forecast dates."""
    row = get_measure_for(request.user, request.organisation, key)
    picture = picture_for(request.user, request.organisation, as_of=asked_day(request))
    planned = {m.key: m for _, m in picture.snapshot.plan.measures()}
    if key not in planned:
        raise NotFound("This measure is not in the plan that is in force.")
    coverage = picture.coverage.measure(key)
    context = {
        "row": row,
        "planned": planned[key],
        "coverage": coverage,
        "objective": picture.coverage.objective(coverage.objective),
        "contributions": contributions_of(coverage, picture),
        "benefit_columns": BENEFIT_COLUMNS,
        "fall_sub": f"{coverage.unit}, from the level now to the forecast",
        "explanation": coverage_explanation(coverage),
        "fall": fall_of(coverage, picture),
        "path": path_of(planned[key]),
        "may_record": may(request.user, Permission.RECORD_READING, request.organisation, row.objective.unit),
    }
    return render(request, "alignment/measure.html", context)


@require_safe
@member
def gaps(request: MemberRequest) -> HttpResponseBase:
    """What the plan of record leaves short, and which candidates could close it."""
    picture = picture_for(request.user, request.organisation, as_of=asked_day(request))
    found = gaps_of(picture)
    noun = "measure stays" if len(found) == 1 else "measures stay"
    context = {
        "gaps": found,
        "columns": GAP_COLUMNS,
        "title": f"{len(found)} {noun} short" if found else "Gaps",
        "has_plan": bool(picture.coverage.objectives),
    }
    return render(request, "alignment/gaps.html", context)
