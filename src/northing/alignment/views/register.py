"""The register: find, filter, sum up, export; and the page of one project."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from northing.alignment import project as page_of
from northing.alignment.queries import Picture, picture_for
from northing.alignment.rows import Filter, Row, narrowed, rows_of
from northing.alignment.search import results_for
from northing.alignment.views.line_of_sight import asked_day
from northing.engine.register import Stage, Status
from northing.kernel import clock
from northing.organisation.roles import Permission
from northing.organisation.scope import may, units_where
from northing.organisation.web import MemberRequest, member
from northing.register.models import Component
from northing.register.queries import get_component_for
from northing.ui import exports, panels
from northing.ui.blocks import Column
from northing.ui.figures import currency_symbol, money_text

MOST_ROWS = 300
EXPORTED = ("key", "name", "objective", "unit", "stage", "status", "reported", "start", "finish", "slip_days", "cost",
            "actual", "in_plan_of_record")  # fmt: skip


def _columns(currency: str) -> list[Column]:
    money = f"{currency_symbol(currency)}m"
    return [
        Column("Project", "name"),
        Column("Objective", "objective"),
        Column("Unit", "unit"),
        Column("Health", "status"),
        Column("Stage", "stage"),
        Column("Finish", "finish"),
        Column("Slip", "slip", "number", "days"),
        Column("Cost", "cost", "number", money),
    ]


@require_safe
@member
def page(request: MemberRequest) -> HttpResponseBase:
    """The register, narrowed by the query string, its totals on top."""
    picture, by, rows = _asked(request)
    here = request.organisation
    context = {
        "rows": rows[:MOST_ROWS],
        "left_out": max(0, len(rows) - MOST_ROWS),
        "count": len(rows),
        "title": _title(rows, by, here.currency),
        "lead": _lead(by),
        "total": sum(row.cost or 0 for row in rows),
        "unknown_cost": sum(row.cost is None for row in rows),
        "columns": _columns(here.currency),
        "by": by,
        "narrowing": by.narrowing(),
        "exports": _export_links(request),
        "choices": _choices(picture),
        "has_any": bool(picture.snapshot.projects),
        "may_import": may(request.user, Permission.IMPORT, here),
        "may_create": bool(units_where(request.user, Permission.EDIT_PROJECT, here)),
    }
    return render(request, "alignment/register.html", context)


def _title(rows: list[Row], by: Filter, currency: str) -> str:
    total = money_text(sum(row.cost or 0 for row in rows), currency=currency_symbol(currency))
    noun = "project" if len(rows) == 1 else "projects"
    which = "fit" if by.narrowing() else "in the register"
    return f"{len(rows)} {noun} {which}, {total}"


def _lead(by: Filter) -> str:
    if by.health_of:
        return "They serve first an objective that is at risk or off track."
    return "They serve no objective." if by.objective == "none" else ""


def _asked(request: MemberRequest) -> tuple[Picture, Filter, list[Row]]:
    picture = picture_for(request.user, request.organisation, as_of=asked_day(request))
    by = Filter.of(request.GET.dict())
    return picture, by, narrowed(rows_of(picture), by, picture)


def _choices(picture: Picture) -> dict[str, list[tuple[str, str]]]:
    return {
        "unit": [("", "All units"), *((unit.key, unit.name) for unit in picture.snapshot.units)],
        "status": [("", "Any health"), *((s.value, s.value.replace("_", " ")) for s in Status)],
        "stage": [("", "Any stage"), *((s.value, s.value) for s in Stage)],
        "objective": [
            ("", "All objectives"),
            ("none", "No objective"),
            *((o.key, f"{o.key} {o.name}") for o in picture.coverage.objectives),
        ],
    }


def _export_links(request: MemberRequest) -> list[tuple[str, str]]:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return [
        (form.upper(), reverse("alignment:register_export", args=[form]) + query) for form in ("csv", "xlsx", "json")
    ]


@require_safe
@member
def export(request: MemberRequest, form: str) -> HttpResponseBase:
    """The same rows as the page; money in minor currency units."""
    _, _, rows = _asked(request)
    cells = (
        (r.key, r.name, r.objective, r.unit, r.stage.value, r.status.value, r.reported.value, r.start, r.finish,
         r.slip_days, r.cost, r.actual, "yes" if r.in_record else "no")
        for r in rows
    )  # fmt: skip
    return exports.answer(form, name="register", columns=EXPORTED, rows=cells)


@require_safe
@member
def project(request: MemberRequest, key: str) -> HttpResponseBase:
    """Why does it exist, how is it really, what next?"""
    component = get_component_for(request.user, request.organisation, key)
    day = _day_with(component, asked_day(request))
    picture = picture_for(request.user, request.organisation, as_of=day)
    context = page_of.context(component, picture) | {
        "may_edit": may(request.user, Permission.EDIT_PROJECT, request.organisation, component.unit),
        "panels": panels.fill("project", request, component),
    }
    return render(request, "alignment/project.html", context)


def _day_with(component: Component, asked: date | None) -> date | None:
    """The asked day; for a component that has left its source, the last day on which it was there."""
    left = component.left_on_date
    if left and (asked or clock.today()) >= left:
        return left - timedelta(days=1)
    return asked


@require_safe
@member
def search(request: MemberRequest) -> HttpResponseBase:
    """What the command palette asks: places, things and people that the person may know of."""
    return JsonResponse({"results": results_for(request.user, request.organisation, request.GET.get("q", ""))})
