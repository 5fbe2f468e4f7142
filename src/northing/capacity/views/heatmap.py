"""The heatmap: where will we break, who needs whom, and what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from northing.capacity import actions
from northing.capacity.load import Cell, Heat, headline, heat_of, needs_of
from northing.capacity.queries import months_with_supply, roles_for
from northing.capacity.sources import visible_snapshot
from northing.engine.calendar import add_months, first_of_month
from northing.engine.snapshot import Snapshot
from northing.kernel import clock
from northing.kernel.errors import Invalid
from northing.kernel.idempotency import once
from northing.organisation.roles import Permission, names_of
from northing.organisation.scope import may, require
from northing.organisation.web import MemberRequest, member
from northing.register.page import pairs
from northing.register.typed import Typed
from northing.ui import exports
from northing.ui.blocks import Column, Tab
from northing.ui.destinations import destination
from northing.ui.toasts import toast

SPANS = (12, 24)
NEED_COLUMNS = [Column("Project"), Column("Unit"), Column("FTE", kind="number")]
EXPORTED = ("role", "role_name", "month", "demand_fte", "capacity_fte", "load")


@dataclass(frozen=True, slots=True)
class Failure:
    """What was typed into the form of supply and could not be kept."""

    typed: dict[str, str]
    errors: dict[str, str]


@require_safe
@member
def page(request: MemberRequest) -> HttpResponseBase:
    """Roles by month; a cell opens who needs it."""
    return _page(request)


def _page(request: MemberRequest, failure: Failure | None = None) -> HttpResponseBase:
    user, here = request.user, request.organisation
    snapshot = visible_snapshot(user, here)
    heat = heat_of(snapshot, months=_span(request))
    may_change = may(user, Permission.EDIT_CAPACITY, here)
    context = {
        "heat": heat,
        "fits": len(heat.months) == SPANS[0],  # more columns scroll inside the table
        "title": headline(heat),
        "columns": [Column("Role"), *(Column(_month_head(month), kind="number") for month in heat.months)],
        "tabs": [Tab(f"{span} months", f"?months={span}", current=span == len(heat.months)) for span in SPANS],
        "exports": [(f.upper(), _export_url(f, len(heat.months))) for f in ("csv", "xlsx", "json")],
        "opened": _opened(request, snapshot, heat),
        "need_columns": NEED_COLUMNS,
        "may_change": may_change,
        "who_changes": names_of(Permission.EDIT_CAPACITY),
        **(_form(request, failure) if may_change else {}),
    }
    return render(request, "capacity/heatmap.html", context, status=422 if failure else 200)


def _span(request: MemberRequest) -> int:
    asked = request.GET.get("months", "")
    return int(asked) if asked in {str(span) for span in SPANS} else SPANS[0]


def _month_head(month: date) -> str:
    return f"{month:%b %y}" if month.month == 1 else f"{month:%b}"


def _export_url(form: str, months: int) -> str:
    return f"{reverse('capacity:heatmap_export', args=[form])}?months={months}"


def _opened(request: MemberRequest, snapshot: Snapshot, heat: Heat) -> dict[str, Any] | None:
    """The cell that the address names, with who needs it."""
    role, month = request.GET.get("role", ""), _month(request.GET.get("month", ""))
    row = next((row for row in heat.rows if row.role == role), None)
    cell = next((cell for cell in row.cells if cell.month == month), None) if row else None
    if row is None or cell is None:
        return None
    return {"row": row, "cell": cell, "needs": needs_of(snapshot, role=role, month=cell.month)}


def _month(text: str) -> date | None:
    try:
        day = parse_date(f"{text}-01")
    except ValueError:
        return None
    return day


def _form(request: MemberRequest, failure: Failure | None) -> dict[str, Any]:
    months = months_with_supply(request.user, request.organisation, first_of_month(clock.today()))
    first = f"{months[0]:%Y-%m}" if months else ""
    asked = {"role": request.GET.get("role", ""), "since": request.GET.get("month", first)}
    typed = failure.typed if failure else asked | {"until": asked["since"]}
    errors = failure.errors if failure else {}
    return {
        "roles": [(role.key, role.name) for role in roles_for(request.user, request.organisation)],
        "months": [(f"{month:%Y-%m}", f"{month:%B %Y}") for month in months],
        "typed": typed,
        "errors": errors,
        "summary": pairs(errors),
        "idempotency_key": typed.get("idempotency_key") or uuid4().hex,
    }


@require_safe
@member
def export(request: MemberRequest, form: str) -> HttpResponseBase:
    """One row for each role and month, in full-time equivalents; load as a share, empty without a known limit."""
    heat = heat_of(visible_snapshot(request.user, request.organisation), months=_span(request))
    cells = (
        (row.role, row.name, cell.month, cell.demand, cell.capacity, _finite(cell))
        for row in heat.rows
        for cell in row.cells
    )
    return exports.answer(form, name="capacity", columns=EXPORTED, rows=cells)


def _finite(cell: Cell) -> float | None:
    return cell.load if cell.load is not None and cell.load < float("inf") else None


@require_POST
@member
@once
def change_supply(request: MemberRequest) -> HttpResponseBase:
    """Some come or go; the change that this makes, with its impact, is where the answer leads."""
    require(request.user, Permission.EDIT_CAPACITY, request.organisation)
    typed = Typed(request.POST.dict())
    try:
        batch = _changed(request, typed)
    except Invalid as error:
        return _page(request, Failure(request.POST.dict(), error.fields or {"": str(error)}))
    toast(request, "What there is has changed.", undo_url=reverse("organisation:undo", args=[batch]))
    return redirect(destination(request, batch, otherwise=reverse("capacity:heatmap")))


def _changed(request: MemberRequest, typed: Typed) -> UUID:
    roles = {role.key: role for role in roles_for(request.user, request.organisation)}
    role = typed.choice("role", roles, repair="Choose a role.")
    since, until = (_month(request.POST.get(name, "")) for name in ("since", "until"))
    if since is None or until is None:
        typed.errors["since" if since is None else "until"] = "Choose a month."
    change = typed.number("change_fte")
    typed.check()
    return actions.change_supply(
        actor=request.user,
        role=roles[role],
        months=_between(since, until),
        change_fte=change or 0.0,
        reason=request.POST.get("reason", ""),
    )


def _between(since: date | None, until: date | None) -> Sequence[date]:
    if since is None or until is None:
        return ()
    count = (until.year - since.year) * 12 + until.month - since.month + 1
    return [add_months(since, n) for n in range(min(count, 120))]
