"""The measures of the plan, and the readings of each: recorded, corrected, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from northing.engine.plan import Plan
from northing.engine.plan import edit as plan_edit
from northing.engine.plan.diff import Subject
from northing.kernel import clock
from northing.kernel.errors import Conflict, Invalid, NotFound
from northing.kernel.idempotency import fresh_key, once
from northing.organisation.roles import Permission, names_of
from northing.organisation.scope import may
from northing.organisation.web import MemberRequest, member
from northing.strategy import fields, queries, recording
from northing.strategy.models import Measure, Reading
from northing.strategy.staleness import measure_rows, summary
from northing.ui.blocks import Column
from northing.ui.figures import date_text
from northing.ui.toasts import toast

COLUMNS = [
    Column("Measure"),
    Column("Objective"),
    Column("Last reading", kind="number"),
    Column("Target", kind="number"),
    Column("By"),
    Column("Read"),
    Column("Every", kind="number", unit="days"),
    Column("Owner"),
]
READING_COLUMNS = [
    Column("Day"),
    Column("Value", kind="number"),
    Column("Source"),
    Column("Recorded by"),
    Column("Correct", hidden_label=True),
]


def _plan(request: MemberRequest) -> Plan:
    here = request.organisation
    version = queries.version_in_force(here, clock.today()) or queries.last_published(here)
    return queries.plan_of(version)


@require_safe
@member
def index(request: MemberRequest) -> HttpResponseBase:
    """What do we measure, where does it stand, and how old is what we know?"""
    rows = measure_rows(_plan(request), queries.names_of(request.organisation), clock.today())
    late = request.GET.get("show") == "late"
    context = {
        "rows": [row for row in rows if row.stale or row.last is None] if late else rows,
        "has_any": bool(rows),
        "late": late,
        "title": summary(rows),
        "columns": COLUMNS,
        "recordable": recording.recordable_by(request.user, request.organisation),
        "may_edit": may(request.user, Permission.EDIT_PLAN, request.organisation),
    }
    return render(request, "strategy/measures.html", context)


@require_safe
@member
def readings(request: MemberRequest, key: str) -> HttpResponseBase:
    """The readings of a measure, the newest first, and the form for the next one."""
    measure = queries.get_measure_for(request.user, request.organisation, key)
    return _page(request, measure)


def _page(
    request: MemberRequest, measure: Measure, *, error: Invalid | None = None, correcting: Reading | None = None
) -> HttpResponseBase:
    here = request.organisation
    rows = queries.readings_for(request.user, measure)
    asked = correcting or next((row for row in rows if row.date.isoformat() == request.GET.get("on", "")), None)
    context = {
        "measure": measure,
        "title": f"{measure.name}: {len(rows)} reading{'' if len(rows) == 1 else 's'}",
        "form_title": f"Correct the reading of {date_text(asked.date)}" if asked else "Record a reading",
        "form_url": reverse(f"strategy:{'correct' if asked else 'record'}_reading", args=[measure.key]),
        "value_label": f"Value, {measure.unit}" if measure.unit else "Value",
        "planned": plan_edit.item_of(_plan(request), Subject.MEASURE, measure.key),
        "rows": rows,
        "columns": READING_COLUMNS,
        "correcting": asked,
        "errors": error.fields if error else {},
        "problem": str(error) if error and not error.fields else "",
        "summary": [(f"id_{name}", text) for name, text in error.fields.items()] if error else [],
        "typed": request.POST if error else _typed(asked),
        "key": fresh_key(),
        "may_record": recording.may_record(request.user, here, measure),
        "who": names_of(Permission.RECORD_READING),
    }
    return render(request, "strategy/readings.html", context, status=error.status if error else 200)


def _typed(reading: Reading | None) -> Mapping[str, str]:
    if reading is None:
        return {"date": clock.today().isoformat()}
    return {"value": f"{reading.value:,.10g}", "date": reading.date.isoformat(), "source": reading.source}


@require_POST
@member
@once
def record(request: MemberRequest, key: str) -> HttpResponseBase:
    """Keep a reading."""
    measure = queries.get_measure_for(request.user, request.organisation, key)
    recording.require_recording(request.user, measure)
    try:
        value, on = _entered(request.POST)
        done = recording.record(
            actor=request.user, measure=measure, on=on, value=value, source=request.POST.get("source", "")
        )
    except Invalid as error:
        return _page(request, measure, error=error)
    toast(request, f"{measure.name}: {value:,.10g} recorded.", undo_url=reverse("organisation:undo", args=[done]))
    return redirect("strategy:reading", key)


@require_POST
@member
def correct(request: MemberRequest, key: str) -> HttpResponseBase:
    """Put a reading right."""
    measure = queries.get_measure_for(request.user, request.organisation, key)
    recording.require_recording(request.user, measure)
    rows = queries.readings_for(request.user, measure)
    reading = next((row for row in rows if row.date.isoformat() == request.POST.get("date", "")), None)
    if reading is None:
        raise NotFound("There is no reading of that day.")
    try:
        value, on = _entered(request.POST)
        done = recording.record(
            actor=request.user,
            measure=measure,
            on=on,
            value=value,
            source=request.POST.get("source", ""),
            expected_version=_version(request.POST.get("version", "")),
        )
    except Invalid as error:
        return _page(request, measure, error=error, correcting=reading)
    except Conflict as error:
        return _conflict(request, reading, error)
    toast(request, f"{measure.name}: corrected to {value:,.10g}.", undo_url=reverse("organisation:undo", args=[done]))
    return redirect("strategy:reading", key)


def _entered(posted: Mapping[str, str]) -> tuple[float, date]:
    errors: dict[str, str] = {}
    value, on = None, None
    try:
        value = fields.number(posted.get("value", ""))
    except ValueError as error:
        errors["value"] = str(error)
    try:
        on = fields.day(posted.get("date", ""))
    except ValueError as error:
        errors["date"] = str(error)
    if value is None:
        errors.setdefault("value", "Enter the level that was measured, such as 34 or 9.1.")
    if on is None:
        errors.setdefault("date", "Enter the day on which it was measured.")
    if value is None or on is None:
        raise Invalid(fields=errors)
    return value, on


def _version(typed: str) -> int:
    if not typed.isdecimal():
        raise Invalid("The form is incomplete: reload the page and correct the reading again.")
    return int(typed)


def _conflict(request: MemberRequest, reading: Reading, error: Conflict) -> HttpResponseBase:
    reading.refresh_from_db()
    names = ("value", "source")
    context = {
        "conflicts": [
            {"field": name, "mine": str(error.mine.get(name, "")), "theirs": str(getattr(reading, name))}
            for name in names
            if error.mine.get(name) != getattr(reading, name)
        ],
        "retry_url": request.path,
        "retry_fields": {name: request.POST.get(name, "") for name in ("value", "date", "source")}
        | {"version": reading.version},
        "back_url": reverse("strategy:reading", args=[reading.measure.key]),
    }
    return render(request, "409.html", context, status=error.status)
