"""What's in it for us: what a unit gets, gives, waits for, was told, and can do."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from northing.alignment.queries import picture_for
from northing.changes import actions
from northing.engine.alignment.strain import role_demand
from northing.kernel.errors import Invalid
from northing.organisation.models import Unit
from northing.organisation.queries import get_unit_for
from northing.organisation.roles import Permission, names_of
from northing.organisation.scope import may
from northing.organisation.web import MemberRequest, member
from northing.stakeholders import page, queries
from northing.stakeholders.report import as_json
from northing.ui.blocks import Column
from northing.ui.figures import currency_symbol
from northing.ui.toasts import toast


def _columns(currency: str) -> list[Column]:
    return [
        Column("Unit"),
        Column("Head"),
        Column("Objectives on track"),
        Column("Its number"),
        Column("Short", kind="number"),
        Column("People", kind="number", unit="FTE-months"),
        Column("Money this year", kind="number", unit=f"{currency_symbol(currency)}m"),
        Column("Go-lives", kind="number"),
    ]


@require_safe
@member
def index(request: MemberRequest) -> HttpResponseBase:
    """Every unit with what it gets and gives, the own one first."""
    here = request.organisation
    picture = picture_for(request.user, here)
    units = queries.units_own_first(request.user, here)
    demand = role_demand(picture.snapshot)
    context = {
        "rows": [_row(request, page.UnitView(unit, picture, demand)) for unit in units],
        "columns": _columns(here.currency),
        "title": f"What's in it for each of {len(units)} units" if len(units) > 1 else "What's in it for us",
    }
    return render(request, "stakeholders/units.html", context)


def _row(request: MemberRequest, view: page.UnitView) -> dict[str, Any]:
    return {
        "view": view,
        "is_own": queries.is_own(request.user, view.unit),
        "main": next((score for score in view.scores if score.level is not None), None),
    }


@require_safe
@member
def unit(request: MemberRequest, key: str) -> HttpResponseBase:
    """What do I get, what do I give, what hangs on others, what can I do today?"""
    return _page(request, get_unit_for(request.user, request.organisation, key))


def _page(request: MemberRequest, row: Unit, *, failed: dict[str, str] | None = None) -> HttpResponseBase:
    user, here = request.user, request.organisation
    view = page.UnitView(row, picture_for(user, here))
    context = page.context(view, currency=here.currency) | {
        "news": queries.news_for(user, row),
        "lines": queries.open_lines(user, row, view.touching),
        "others": [other for other in queries.units_own_first(user, here) if other.pk != row.pk],
        "may_object": may(user, Permission.OBJECT, here, row),
        "who_objects": names_of(Permission.OBJECT),
        "failed": failed or {},
        "data_url": reverse("stakeholders:unit_data", args=[row.key]),
    }
    return render(request, "stakeholders/unit.html", context, status=422 if failed else 200)


@require_safe
@member
def data(request: MemberRequest, key: str) -> HttpResponseBase:
    """The same as data."""
    row = get_unit_for(request.user, request.organisation, key)
    view = page.UnitView(row, picture_for(request.user, request.organisation))
    return JsonResponse(as_json(view, queries.news_for(request.user, row)))


@require_POST
@member
def object_to(request: MemberRequest, key: str) -> HttpResponseBase:
    """Put on record what the unit holds against a move; what was typed stays when it cannot be kept."""
    row = get_unit_for(request.user, request.organisation, key)
    view = page.UnitView(row, picture_for(request.user, request.organisation))
    asked = request.POST.get("proposal", "")
    found = queries.get_open_line(
        queries.open_lines(request.user, row, view.touching),
        proposal=int(asked) if asked.isdecimal() else 0,
        project=request.POST.get("project", ""),
    )
    reason = request.POST.get("reason", "")
    try:
        objection = actions.object_to(
            actor=request.user, proposal=found.proposal, component=found.line.component, unit=row, reason=reason
        )
    except Invalid as error:
        sentence = error.fields.get("reason", str(error))
        return _page(request, row, failed={"at": found.field_id, "error": sentence, "typed": reason})
    sentence = f"Your objection to “{found.line.component.name}” is on record; whoever decides reads it."
    toast(request, sentence, undo_url=reverse("organisation:undo", args=[queries.batch_of(objection)]))
    return redirect(f"{reverse('stakeholders:unit', args=[row.key])}#today")
