"""The links of a project: objectives it supports, projects it needs, assumptions it rests on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from northing.kernel.errors import Invalid
from northing.kernel.idempotency import once
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.organisation.web import MemberRequest, member
from northing.register import links
from northing.register.models import Component
from northing.register.queries import (
    assumptions_for,
    components_for,
    dependencies_for,
    get_component_for,
    get_part,
    people_for,
    supports_for,
)
from northing.register.typed import Typed
from northing.register.views.edit import Failure, edit_page, saved
from northing.strategy.models import Objective


def _component(request: MemberRequest, key: str) -> Component:
    """The component, for who may edit it: whoever may not is told so before what they typed is judged."""
    component = get_component_for(request.user, request.organisation, key)
    require(request.user, Permission.EDIT_PROJECT, request.organisation, component.unit)
    return component


def _done(
    request: MemberRequest, component: Component, at: str, sentence: str, write: Callable[[], UUID | None]
) -> HttpResponseBase:
    """Write and go back; what cannot be kept stays typed in the form that ``at`` names."""
    try:
        return saved(request, component.key, write(), sentence, at=f"#{SECTIONS.get(at, at.partition('-')[0])}")
    except Invalid as error:
        return edit_page(request, component, Failure(at, request.POST.dict(), error.fields or {"": str(error)}))


SECTIONS = {"new_support": "supports", "new_dependency": "dependencies", "new_assumption": "assumptions"}


def _version(request: MemberRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else 0


def _rating(request: MemberRequest) -> int:
    rating = request.POST.get("rating", "")
    return int(rating) if rating.removeprefix("-").isdecimal() else 0


@require_POST
@member
@once
def add_support(request: MemberRequest, key: str) -> HttpResponseBase:
    """Rate the support of one more objective."""
    component = _component(request, key)
    objectives = Objective.objects.visible_to(request.user).filter(organisation=request.organisation)
    objective = objectives.filter(key=request.POST.get("objective", "")).first()

    def write() -> UUID | None:
        if objective is None:
            raise Invalid(fields={"objective": "Choose an objective of the plan."})
        reason = request.POST.get("reason", "")
        return links.rate_support(
            actor=request.user, component=component, objective=objective, rating=_rating(request), reason=reason
        )

    return _done(request, component, "new_support", "The support is rated.", write)


@require_POST
@member
def edit_support(request: MemberRequest, key: str, pk: int) -> HttpResponseBase:
    """Correct a rating or its reason."""
    component = _component(request, key)
    support = get_part(supports_for(request.user, component), pk)

    def write() -> UUID | None:
        return links.rate_support(
            actor=request.user,
            component=component,
            objective=support.objective,
            rating=_rating(request),
            reason=request.POST.get("reason", ""),
            expected_version=_version(request),
        )

    return _done(request, component, f"supports-{pk}", "The rating is corrected.", write)


@require_POST
@member
def remove_support(request: MemberRequest, key: str, pk: int) -> HttpResponseBase:
    """Take a rated link away."""
    component = _component(request, key)
    support = get_part(supports_for(request.user, component), pk)
    sentence = f"It no longer counts as support of {support.objective.key}."
    return _done(
        request, component, "supports", sentence, lambda: links.remove_support(actor=request.user, support=support)
    )


@require_POST
@member
@once
def add_dependency(request: MemberRequest, key: str) -> HttpResponseBase:
    """Say what has to finish first."""
    component = _component(request, key)
    rows = components_for(request.user, request.organisation)
    needs = rows.filter(key=request.POST.get("needs", "")).first()

    def write() -> UUID | None:
        if needs is None:
            raise Invalid(fields={"needs": "Choose the project that has to finish first."})
        reason = Typed(request.POST.dict()).text("reason")
        return links.add_dependency(actor=request.user, component=component, needs=needs, reason=reason)

    return _done(request, component, "new_dependency", "The dependency is stated.", write)


@require_POST
@member
def remove_dependency(request: MemberRequest, key: str, pk: int) -> HttpResponseBase:
    """Take a dependency away."""
    component = _component(request, key)
    row = get_part(dependencies_for(request.user, component), pk)
    sentence = f"It no longer waits for {row.needs.name}."
    return _done(
        request,
        component,
        "dependencies",
        sentence,
        lambda: links.remove_dependency(actor=request.user, dependency=row),
    )


@require_POST
@member
@once
def add_assumption(request: MemberRequest, key: str) -> HttpResponseBase:
    """Say what it rests on."""
    component, typed = _component(request, key), Typed(request.POST.dict())
    owner = people_for(request.user, request.organisation).filter(key=request.POST.get("owner", "")).first()

    def write() -> UUID | None:
        statement, source = typed.text("statement"), typed.text("source")
        valid_until = typed.day("valid_until")
        typed.check()
        return links.add_assumption(
            actor=request.user,
            component=component,
            statement=statement,
            valid_until=valid_until,
            owner=owner,
            source=source,
        )

    return _done(request, component, "new_assumption", "The assumption is on record.", write)


@require_POST
@member
def confirm_assumption(request: MemberRequest, key: str, pk: int) -> HttpResponseBase:
    """It still holds, until a later day."""
    component, typed = _component(request, key), Typed(request.POST.dict())
    row = get_part(assumptions_for(request.user, component), pk)

    def write() -> UUID | None:
        valid_until, source = typed.day("valid_until"), typed.text("source")
        typed.check()
        return links.confirm_assumption(
            actor=request.user,
            assumption=row,
            valid_until=valid_until,
            source=source,
            expected_version=_version(request),
        )

    return _done(request, component, f"assumptions-{pk}", "The assumption is confirmed.", write)


@require_POST
@member
def remove_assumption(request: MemberRequest, key: str, pk: int) -> HttpResponseBase:
    """Nothing rests on it any more."""
    component = _component(request, key)
    row = get_part(assumptions_for(request.user, component), pk)
    return _done(
        request,
        component,
        "assumptions",
        "The assumption is taken away.",
        lambda: links.remove_assumption(actor=request.user, assumption=row),
    )
