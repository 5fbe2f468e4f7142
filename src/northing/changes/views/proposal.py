"""What people do with a proposal: judge lines, lock, search again, decide, undo, ask why not."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from northing.changes import actions
from northing.changes import page as page_of
from northing.changes.discretion import Discretion
from northing.changes.models import Proposal
from northing.changes.queries import (
    Line,
    decision_of,
    get_change_for,
    hidden_count,
    lines_for,
    open_proposal,
    seen_keys,
)
from northing.changes.why import why_not_words
from northing.kernel.errors import Invalid, NotFound
from northing.kernel.idempotency import once
from northing.organisation.models import Unit
from northing.organisation.roles import Permission
from northing.organisation.scope import require, units_where
from northing.organisation.web import MemberRequest, member
from northing.register.models import Component
from northing.register.queries import get_component_for
from northing.ui.destinations import back_to
from northing.ui.toasts import toast


def _proposal(request: MemberRequest, key: str) -> Proposal:
    proposal = open_proposal(get_change_for(request.user, request.organisation, key))
    if proposal is None:
        raise NotFound("There is no proposal for this change.")
    return proposal


def _line(request: MemberRequest, proposal: Proposal, project: str) -> Component:
    component = get_component_for(request.user, request.organisation, project)
    if not any(project == line["project"] for point in proposal.result.get("points", []) for line in point["lines"]):
        raise NotFound("This project is not moved by the proposal.")
    return component


def _shown(request: MemberRequest, proposal: Proposal) -> int:
    text = request.POST.get("point", "")
    return int(text) if text.isdecimal() else proposal.chosen_point


def _answer(request: MemberRequest, key: str, point: int) -> HttpResponseBase:
    """The proposal's part for htmx, the page otherwise."""
    if request.headers.get("HX-Request"):
        row = get_change_for(request.user, request.organisation, key)
        context = page_of.context(request.user, request.organisation, row, point=point)
        return render(request, "changes/_proposal.html", context)
    return redirect(f"{reverse('changes:change', args=[key])}?point={point}#proposal")


@require_POST
@member
def judge(request: MemberRequest, key: str, project: str) -> HttpResponseBase:
    """Accept or reject a move, or take the verdict back."""
    proposal = _proposal(request, key)
    version = request.POST.get("version", "")
    actions.judge_line(
        actor=request.user,
        proposal=proposal,
        component=_line(request, proposal, project),
        verdict=request.POST.get("verdict", ""),
        reason=request.POST.get("reason", ""),
        expected_version=int(version) if version.isdecimal() and version != "0" else None,
    )
    return _answer(request, key, _shown(request, proposal))


@require_POST
@member
def accept_all(request: MemberRequest, key: str) -> HttpResponseBase:
    """Accept every move that is still open at the shown point."""
    proposal = _proposal(request, key)
    require(request.user, Permission.DECIDE, request.organisation)
    point = _shown(request, proposal)
    for line in lines_for(request.user, proposal, point):
        if not (line.is_accepted or line.is_rejected):
            actions.judge_line(actor=request.user, proposal=proposal, component=line.component, verdict="accepted")
    return _answer(request, key, point)


@require_POST
@member
def lock(request: MemberRequest, key: str, project: str) -> HttpResponseBase:
    """Keep a project as it is in every further search, or free it."""
    proposal = _proposal(request, key)
    component = _line(request, proposal, project)
    actions.lock_line(
        actor=request.user, proposal=proposal, component=component, locked=request.POST.get("locked") == "1"
    )
    return _answer(request, key, _shown(request, proposal))


@require_POST
@member
def choose(request: MemberRequest, key: str) -> HttpResponseBase:
    """Show everybody another balance of stability and value."""
    proposal = _proposal(request, key)
    point = _shown(request, proposal)
    actions.choose_point(actor=request.user, proposal=proposal, point=point)
    return _answer(request, key, point)


@require_POST
@member
@once
def search_again(request: MemberRequest, key: str) -> HttpResponseBase:
    """A new proposal that leaves what was locked or rejected as it is."""
    change = get_change_for(request.user, request.organisation, key)
    actions.search_again(actor=request.user, change=change)
    return redirect(f"{reverse('changes:change', args=[key])}#proposal")


@require_safe
@member
def why_not(request: MemberRequest, key: str, project: str) -> HttpResponseBase:
    """What it would cost and displace to have a project in, solved again with it forced in."""
    proposal = _proposal(request, key)
    component = get_component_for(request.user, request.organisation, project)
    words = why_not_words(
        proposal,
        component,
        seen=seen_keys(request.user, request.organisation),
        discretion=Discretion.of(request.user, proposal),
    )
    return render(request, "changes/_why_not.html", {"words": words, "component": component})


@require_POST
@member
@once
def decide(request: MemberRequest, key: str) -> HttpResponseBase:
    """Make the accepted moves the plan of record from a date."""
    require(request.user, Permission.DECIDE, request.organisation)
    proposal = _proposal(request, key)
    point = _shown(request, proposal)
    try:
        decision = actions.decide(
            actor=request.user,
            proposal=proposal,
            lines=_all_lines(request, proposal, point),
            effective_date=_date(request.POST.get("effective_date", "")),
            reason=request.POST.get("reason", ""),
        )
    except Invalid as error:
        row = get_change_for(request.user, request.organisation, key)
        context = page_of.context(request.user, request.organisation, row, point=point)
        errors = error.fields or {"reason": str(error)}
        context |= {"errors": errors, "error_items": [(f"id_{n}", t) for n, t in errors.items()], "typed": request.POST}
        return render(request, "changes/change.html", context, status=error.status)
    undo = reverse("changes:undo_decision", args=[key])
    toast(request, f"Decided; the plan of record changes on {decision.effective_date:%-d %b %Y}.", undo_url=undo)
    return redirect("changes:change", key)


def _all_lines(request: MemberRequest, proposal: Proposal, point: int) -> list[Line]:
    """The moves at the point, of which none may be hidden from whoever decides."""
    lines = lines_for(request.user, proposal, point)
    if hidden_count(proposal, point, lines):
        raise Invalid("Somebody with access to every project that it touches has to decide this proposal.")
    return lines


def _date(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Invalid(fields={"effective_date": "Enter the day from which it holds, such as 2027-01-01."})
    return day


@require_POST
@member
def undo_decision(request: MemberRequest, key: str) -> HttpResponseBase:
    """Bring the plan of record back to what it was; possible until the effective date."""
    decision = decision_of(_proposal(request, key))
    if decision is None:
        raise NotFound("There is no decision to undo.")
    actions.undo_decision(actor=request.user, decision=decision)
    toast(request, "The decision was undone; the plan of record is as it was.")
    return redirect("changes:change", key)


@require_POST
@member
@once
def object_to(request: MemberRequest, key: str, project: str) -> HttpResponseBase:
    """Put on record what one's unit holds against a move."""
    proposal = _proposal(request, key)
    component = _line(request, proposal, project)
    actions.object_to(
        actor=request.user,
        proposal=proposal,
        component=component,
        unit=_unit(request),
        reason=request.POST.get("reason", ""),
    )
    toast(request, "Your objection is on record; whoever decides sees it.")
    return redirect(back_to(request, otherwise=reverse("changes:change", args=[key])))


def _unit(request: MemberRequest) -> Unit:
    mine = units_where(request.user, Permission.OBJECT, request.organisation)
    wanted = Unit.objects.filter(pk__in=mine).order_by("parent_id", "pk")
    asked = wanted.filter(key=request.POST.get("unit", "")).first() or wanted.last()
    if asked is None:
        require(request.user, Permission.OBJECT, request.organisation)
        raise NotFound("There is no unit of yours.")
    return asked
