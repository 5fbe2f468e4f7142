"""The radar, the page of a change, and the plan of record that decisions make."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from northing.changes import page as page_of
from northing.changes.models import ChangeEvent
from northing.changes.queries import changes_for, decision_of, decisions_for, get_change_for, open_proposal, seen_keys
from northing.kernel import clock
from northing.kernel.errors import Invalid
from northing.organisation.web import MemberRequest, member
from northing.strategy.models import PlanVersion
from northing.strategy.queries import version_in_force


@require_safe
@member
def index(request: MemberRequest) -> HttpResponseBase:
    """What changed in what the business needs, newest first, and how far each has got."""
    here, today = request.organisation, clock.today()
    rows = [_row(change) for change in changes_for(request.user, here)]
    plan = version_in_force(here, today)
    return render(request, "changes/radar.html", {"rows": rows, "title": _title(rows), "calm": _calm(plan, today)})


def _title(rows: list[dict[str, object]]) -> str:
    waiting = sum(bool(row["is_waiting"]) for row in rows)
    noun = "change" if len(rows) == 1 else "changes"
    return f"{len(rows)} {noun}, {waiting} waiting for a decision"


def _calm(plan: PlanVersion | None, today: date) -> str:
    if plan is None or plan.effective_date is None:
        return "There is no business plan yet that could change"
    return f"Plan v{plan.number} is {(today - plan.effective_date).days} days old, and nothing has changed since"


def _row(change: ChangeEvent) -> dict[str, object]:
    proposal = open_proposal(change)
    decision = decision_of(proposal) if proposal else None
    return {
        "change": change,
        "proposal": proposal,
        "decision": decision,
        "steps": page_of.steps(change, proposal, decision),
        "is_waiting": proposal is not None and proposal.superseded_by is None and decision is None,
    }


@require_safe
@member
def change(request: MemberRequest, key: str) -> HttpResponseBase:
    """One change from detection to decision; `?point=` shows another balance of stability and value."""
    row = get_change_for(request.user, request.organisation, key)
    context = page_of.context(request.user, request.organisation, row, point=_asked_point(request))
    is_part = request.headers.get("HX-Target", "").endswith("#proposal")
    return render(request, "changes/_proposal.html" if is_part else "changes/change.html", context)


def _asked_point(request: MemberRequest) -> int | None:
    text = request.GET.get("point", "")
    if not text:
        return None
    if not text.isdecimal():
        raise Invalid(f"“{text}” is not a point of the curve. Take a whole number from 0 on.")
    return int(text)


@require_safe
@member
def decisions(request: MemberRequest) -> HttpResponseBase:
    """What was decided, why, and what it was predicted to do."""
    seen = seen_keys(request.user, request.organisation)
    found = decisions_for(request.user, request.organisation)
    rows = [
        {"decision": decision, "lines": [line for line in decision.lines if line["project"] in seen]}
        for decision in found
    ]
    return render(request, "changes/decisions.html", {"rows": rows})
