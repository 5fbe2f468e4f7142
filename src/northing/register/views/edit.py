"""Edit a project, or put a new one into the register."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from northing.engine.register import Stage, Status
from northing.kernel.errors import Conflict, Invalid
from northing.kernel.idempotency import once
from northing.organisation.roles import Permission, names_of
from northing.organisation.scope import require, units_where
from northing.organisation.web import MemberRequest, member
from northing.register import actions
from northing.register.form import Offer, differing, read_planned, read_working, shown
from northing.register.models import Component
from northing.register.page import address, edit_context, pairs, with_failure
from northing.register.queries import get_component_for
from northing.register.typed import Typed
from northing.ui import panels
from northing.ui.toasts import toast


@require_http_methods(["GET", "POST"])
@member
def edit(request: MemberRequest, key: str) -> HttpResponseBase:
    """The working fields save at once; what the plan of record decides is shown and changed by a proposal."""
    component = get_component_for(request.user, request.organisation, key)
    require(request.user, Permission.EDIT_PROJECT, request.organisation, component.unit)
    if request.method == "POST":
        return _save(request, component)
    return edit_page(request, component)


@dataclass(frozen=True, slots=True)
class Failure:
    """What was typed into a form and could not be kept; ``at`` names the form, empty for the project's own."""

    at: str
    typed: dict[str, str]
    errors: dict[str, str]


def edit_page(request: MemberRequest, component: Component, failure: Failure | None = None) -> HttpResponseBase:
    """The page, with what was typed in place of what is stored where something could not be kept."""
    context = edit_context(request.user, request.organisation, component) | {
        "errors": {},
        "panels": panels.fill("project_edit", request, component),
    }
    if failure and failure.at:
        context["forms"] = with_failure(context["forms"], at=failure.at, typed=failure.typed, errors=failure.errors)
        context["summary"] = pairs(failure.errors, prefix=f"{failure.at}_")
    elif failure:
        version = failure.typed.get("version", "")
        context |= {"typed": failure.typed, "row_version": version, "errors": failure.errors}
        context["summary"] = pairs(failure.errors)
    return render(request, "register/edit.html", context, status=422 if failure else 200)


def _save(request: MemberRequest, component: Component) -> HttpResponseBase:
    offer = Offer.to(request.user, request.organisation, also=component)
    is_cleared = component.unit_id in units_where(request.user, Permission.SEE_CONFIDENTIAL, request.organisation)
    key, version = component.key, request.POST.get("version", "")
    try:
        working = read_working(Typed(request.POST.dict()), offer, is_cleared=is_cleared)
        batch = actions.edit_component(
            actor=request.user,
            component=component,
            working=working,
            expected_version=int(version) if version.isdecimal() else 0,
        )
    except Invalid as error:
        stored = get_component_for(request.user, request.organisation, key)
        return edit_page(request, stored, Failure("", request.POST.dict(), error.fields))
    except Conflict as error:
        return _both(request, key, offer, str(error))
    return saved(request, key, batch, f"{component.name} is saved.")


def saved(request: MemberRequest, key: str, batch: UUID | None, sentence: str, *, at: str = "") -> HttpResponseBase:
    """Back to the page with the Undo; without a batch nothing differed."""
    if batch is None:
        toast(request, "Nothing differs from what is stored.")
    else:
        toast(request, sentence, undo_url=reverse("organisation:undo", args=[batch]))
    return redirect(reverse("register:edit", args=[key]) + at)


def _both(request: MemberRequest, key: str, offer: Offer, message: str) -> HttpResponseBase:
    stored = get_component_for(request.user, request.organisation, key)
    mine = {
        name: value for name, value in request.POST.dict().items() if name not in {"csrfmiddlewaretoken", "version"}
    }
    mine.setdefault("confidential", "")
    url = reverse("register:edit", args=[key])
    context = {
        "message": message,
        "conflicts": differing(mine, shown(stored), offer),
        "retry_url": url,
        "retry_fields": mine | {"version": str(stored.version)},
        "back_url": url,
    }
    return render(request, "409.html", context, status=409)


@require_http_methods(["GET", "POST"])
@member
@once
def create(request: MemberRequest) -> HttpResponseBase:
    """A new candidate; sending it twice makes it once."""
    offer = Offer.to(request.user, request.organisation)
    if not offer.units:
        require(request.user, Permission.EDIT_PROJECT, request.organisation)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _created(request, offer)
        except Invalid as error:
            errors = error.fields
    typed = request.POST.dict() or _blank(request, offer)
    context = {
        "typed": typed,
        "errors": errors,
        "summary": pairs(errors),
        "choices": offer.choices(),
        "idempotency_key": typed.get("idempotency_key") or uuid4().hex,
        "who": names_of(Permission.EDIT_PROJECT),
        "is_cleared": bool(units_where(request.user, Permission.SEE_CONFIDENTIAL, request.organisation)),
        "register_url": address("alignment:register"),
    }
    return render(request, "register/create.html", context, status=422 if errors else 200)


def _blank(request: MemberRequest, offer: Offer) -> dict[str, str]:
    person = request.user.person
    unit = person.unit.key if person and person.unit and person.unit.key in offer.units else ""
    return {"stage": Stage.CANDIDATE.value, "reported_status": Status.NOT_STARTED.value, "unit": unit}


def _created(request: MemberRequest, offer: Offer) -> HttpResponseBase:
    typed = Typed({"stage": Stage.CANDIDATE.value, **request.POST.dict()})
    planned = read_planned(typed)
    cleared = units_where(request.user, Permission.SEE_CONFIDENTIAL, request.organisation)
    unit = offer.units.get(typed.fields.get("unit", ""))
    working = read_working(typed, offer, is_cleared=unit is not None and unit.pk in cleared)
    component, batch = actions.create_component(
        actor=request.user, organisation=request.organisation, working=working, planned=planned
    )
    toast(
        request,
        f"{component.name} is in the register as {component.key}. Say now what it is for.",
        undo_url=reverse("organisation:undo", args=[batch]),
    )
    return redirect("register:edit", component.key)
