"""Review of the draft against the published plan, and its publication."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from northing.engine.plan.quality import hints_of
from northing.kernel import clock
from northing.kernel.errors import Conflict, Invalid
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.organisation.web import MemberRequest, member
from northing.strategy import drafting, fields, history, queries
from northing.strategy.bar import draft_bar
from northing.ui.blocks import Column
from northing.ui.destinations import destination
from northing.ui.toasts import toast

COLUMNS = [Column("What"), Column("Field"), Column("Change")]


@require_safe
@member
def review(request: MemberRequest) -> HttpResponseBase:
    """What the draft changes, what its readers will ask, and the form that publishes it."""
    require(request.user, Permission.EDIT_PLAN, request.organisation)
    return _page(request)


def _page(request: MemberRequest, *, error: Invalid | None = None) -> HttpResponseBase:
    bar = draft_bar(request)
    if bar is None:
        return redirect("strategy:outline")
    context = {
        "bar": bar,
        "title": f"{bar.draft}: {bar.changes} against {bar.base}" if bar.base else f"{bar.draft}: the first plan",
        "columns": COLUMNS,
        "hints": hints_of(queries.plan_of(bar.draft), clock.today()),
        "token": history.token_of(bar.draft),
        "errors": error.fields if error else {},
        "problem": str(error) if error and not error.fields else "",
        "summary": [(f"id_{name}", text) for name, text in error.fields.items()] if error else [],
        "typed": request.POST if error else {"effective_date": clock.today().isoformat()},
    }
    return render(request, "strategy/review.html", context, status=error.status if error else 200)


@require_POST
@member
def publish(request: MemberRequest) -> HttpResponseBase:
    """Make the draft the next version of the plan; the page of what follows from it comes next."""
    require(request.user, Permission.EDIT_PLAN, request.organisation)
    try:
        done = drafting.publish(
            drafting.Desk(request.user, request.organisation, request.POST.get("version", history.NO_DRAFT)),
            effective_date=_day(request.POST.get("effective_date", "")),
            message=_message(request.POST.get("message", "")),
        )
    except Invalid as error:
        return _page(request, error=error)
    except Conflict:
        changed = "Somebody edited the draft after you opened this page. Look through the changes once more."
        return _page(request, error=Invalid(changed))
    toast(request, "The plan is published.", undo_url=reverse("organisation:undo", args=[done.batch]))
    return redirect(destination(request, done.batch, otherwise=reverse("strategy:outline")))


def _message(typed: str) -> str:
    try:
        return fields.text(fields.LONGEST_TEXT)(typed)
    except ValueError as error:
        raise Invalid(fields={"message": str(error)}) from error


def _day(typed: str) -> date:
    try:
        day = fields.day(typed)
    except ValueError as error:
        raise Invalid(fields={"effective_date": str(error)}) from error
    if day is None:
        raise Invalid(fields={"effective_date": "Enter the day from which the plan holds."})
    return day
