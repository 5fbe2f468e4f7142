"""Promise a benefit of a project, change the promise, take it back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from northing.benefits import actions
from northing.benefits.form import Offer, blank, differing, read_promise, shown
from northing.benefits.models import Benefit
from northing.benefits.queries import get_benefit_for
from northing.kernel.errors import Conflict, Invalid, NotFound
from northing.kernel.idempotency import once
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.organisation.web import MemberRequest, member
from northing.register.models import Component
from northing.register.page import pairs
from northing.register.queries import get_component_for
from northing.register.typed import Typed
from northing.ui.toasts import toast


def _component(request: MemberRequest, key: str) -> Component:
    component = get_component_for(request.user, request.organisation, key)
    require(request.user, Permission.EDIT_PROJECT, request.organisation, component.unit)
    return component


def _benefit(request: MemberRequest, component: Component, pk: int) -> Benefit:
    benefit = get_benefit_for(request.user, request.organisation, pk)
    if benefit.component_id != component.pk:
        raise NotFound("There is no such benefit.")
    benefit.component = component
    return benefit


def _page(
    request: MemberRequest,
    component: Component,
    offer: Offer,
    *,
    typed: dict[str, str],
    benefit: Benefit | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponseBase:
    measure = offer.measures.get(typed.get("measure", ""))
    context = {
        "component": component,
        "benefit": benefit,
        "typed": typed,
        "errors": errors or {},
        "summary": pairs(errors or {}),
        "choices": offer.choices(),
        "amount_label": f"Amount, {measure.unit}" if measure and measure.unit else "Amount, in the measure's unit",
        "row_version": typed.get("version") or (benefit.version if benefit else ""),
        "idempotency_key": typed.get("idempotency_key") or uuid4().hex,
    }
    return render(request, "benefits/benefit.html", context, status=422 if errors else 200)


def _back(request: MemberRequest, component: Component, batch: UUID | None, sentence: str) -> HttpResponseBase:
    if batch is None:
        toast(request, "Nothing differs from what is stored.")
    else:
        toast(request, sentence, undo_url=reverse("organisation:undo", args=[batch]))
    return redirect(f"{reverse('register:edit', args=[component.key])}#benefits")


@require_http_methods(["GET", "POST"])
@member
@once
def add(request: MemberRequest, key: str) -> HttpResponseBase:
    """One more benefit; sending it twice makes it once."""
    component = _component(request, key)
    offer = Offer.to(request.user, request.organisation)
    if request.method != "POST":
        return _page(request, component, offer, typed=blank() | {"measure": request.GET.get("measure", "")})
    try:
        promise = read_promise(Typed(request.POST.dict()), offer)
        _, batch = actions.add_benefit(actor=request.user, component=component, promise=promise)
    except Invalid as error:
        return _page(request, component, offer, typed=request.POST.dict(), errors=error.fields)
    return _back(request, component, batch, f"{component.name} now promises something to {promise.measure.name}.")


@require_http_methods(["GET", "POST"])
@member
def edit(request: MemberRequest, key: str, pk: int) -> HttpResponseBase:
    """Change what is promised."""
    component = _component(request, key)
    benefit = _benefit(request, component, pk)
    offer = Offer.to(request.user, request.organisation, also=benefit)
    if request.method != "POST":
        return _page(request, component, offer, typed=shown(benefit), benefit=benefit)
    version = request.POST.get("version", "")
    try:
        batch = actions.edit_benefit(
            actor=request.user,
            benefit=benefit,
            promise=read_promise(Typed(request.POST.dict()), offer),
            expected_version=int(version) if version.isdecimal() else 0,
        )
    except Invalid as error:
        stored = _benefit(request, component, pk)
        return _page(request, component, offer, typed=request.POST.dict(), benefit=stored, errors=error.fields)
    except Conflict as error:
        return _both(request, component, pk, offer, str(error))
    return _back(request, component, batch, "The benefit is saved.")


def _both(request: MemberRequest, component: Component, pk: int, offer: Offer, message: str) -> HttpResponseBase:
    stored = _benefit(request, component, pk)
    bookkeeping = {"csrfmiddlewaretoken", "version", "idempotency_key"}
    mine = {name: value for name, value in request.POST.dict().items() if name not in bookkeeping}
    url = reverse("benefits:edit", args=[component.key, pk])
    context = {
        "message": message,
        "conflicts": differing(mine, shown(stored), offer),
        "retry_url": url,
        "retry_fields": mine | {"version": str(stored.version)},
        "back_url": url,
    }
    return render(request, "409.html", context, status=409)


@require_POST
@member
def remove(request: MemberRequest, key: str, pk: int) -> HttpResponseBase:
    """Take the promise back."""
    component = _component(request, key)
    benefit = _benefit(request, component, pk)
    batch = actions.remove_benefit(actor=request.user, benefit=benefit)
    return _back(request, component, batch, f"{component.name} no longer promises this to {benefit.measure.name}.")
