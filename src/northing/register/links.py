"""Writes of what a component is linked to: objectives it supports, components it needs, assumptions it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from northing.kernel import actions, clock, journal
from northing.kernel.errors import Invalid
from northing.kernel.journal import Act
from northing.organisation.models import Person, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.register.models import Assumption, Component, Dependency, Support
from northing.strategy.models import Objective

RATINGS = tuple(rating for rating, _ in Support._meta.get_field("rating").flatchoices)


class CircularDependency(Invalid):
    """The other component already waits for this one, directly or through others."""


def rate_support(
    *,
    actor: User,
    component: Component,
    objective: Objective,
    rating: int,
    reason: str,
    expected_version: int | None = None,
) -> UUID | None:
    """Say how strongly a component supports an objective, or correct it; the batch, None when nothing differs.

    Raises:
        Invalid: the rating is none of the scale's, no reason is given, or it is rated already.
        Conflict: somebody else corrected it since ``expected_version``.
    """
    _require(actor, component)
    _check_support(component, objective, rating, reason)
    found = Support.objects.filter(component=component, objective=objective).first()
    if found and expected_version is None:
        raise Invalid(fields={"objective": f"{objective.key} is rated already; correct that line."})
    row = found or Support(component=component, objective=objective)
    row.rating, row.reason = rating, reason.strip()
    with _acting(actor, component, "rate_support") as act:
        if found is None:
            return journal.create(row, act).batch
        event = journal.update(row, act, expected_version=expected_version)
        return event.batch if event else None


def _check_support(component: Component, objective: Objective, rating: int, reason: str) -> None:
    errors = {}
    if objective.organisation_id != component.organisation_id or not objective.in_plan:
        errors["objective"] = "Choose an objective of the plan."
    if rating not in RATINGS:
        errors["rating"] = "Choose a rating from −9 to 9."
    if not reason.strip():
        errors["reason"] = "Say why: a rating without a reason cannot be argued with."
    if errors:
        raise Invalid(fields=errors)


def remove_support(*, actor: User, support: Support) -> UUID:
    """Take a rated link away."""
    return _remove(actor, support.component, support, "remove_support")


def add_dependency(*, actor: User, component: Component, needs: Component, reason: str) -> UUID:
    """Say that another component has to finish before this one can go live.

    Raises:
        CircularDependency: the other one waits for this one already; neither could ever go live.
        Invalid: it is the component itself, or stated already.
    """
    _require(actor, component)
    if needs.pk == component.pk:
        raise Invalid(fields={"needs": "A project cannot depend on itself; choose another."})
    if Dependency.objects.filter(component=component, needs=needs).exists():
        raise Invalid(fields={"needs": f"It is stated already that this needs {needs.name}."})
    if _waits_for(needs.pk, component.pk, _needs_of(component.organisation_id)):
        sentence = f"{needs.name} already waits for this project, so neither could ever go live. Remove one of the two."
        raise CircularDependency(fields={"needs": sentence})
    with _acting(actor, component, "add_dependency") as act:
        return journal.create(Dependency(component=component, needs=needs, reason=reason.strip()), act).batch


def _needs_of(organisation: int) -> Mapping[int, list[int]]:
    pairs = Dependency.objects.filter(component__organisation=organisation).values_list("component_id", "needs_id")
    needs: dict[int, list[int]] = {}
    for component, needed in pairs:
        needs.setdefault(component, []).append(needed)
    return needs


def _waits_for(start: int, goal: int, needs: Mapping[int, list[int]]) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        fresh = set(needs.get(waiting.pop(), ())) - seen
        seen |= fresh
        waiting.extend(fresh)
    return goal in seen


def remove_dependency(*, actor: User, dependency: Dependency) -> UUID:
    """Take a dependency away."""
    return _remove(actor, dependency.component, dependency, "remove_dependency")


def add_assumption(
    *, actor: User, component: Component, statement: str, valid_until: date | None, owner: Person | None, source: str
) -> UUID:
    """Say what a component rests on, until when it holds, and who watches it.

    Raises:
        Invalid: there is no statement, or the date is past.
    """
    _require(actor, component)
    errors = {} if statement.strip() else {"statement": "Say what has to be true."}
    if errors or _is_past(valid_until):
        raise Invalid(fields=errors | ({"valid_until": _PAST} if _is_past(valid_until) else {}))
    row = Assumption(
        component=component, statement=statement.strip(), valid_until_date=valid_until, owner=owner, source=source
    )
    with _acting(actor, component, "add_assumption") as act:
        return journal.create(row, act).batch


def confirm_assumption(
    *, actor: User, assumption: Assumption, valid_until: date | None, source: str, expected_version: int | None
) -> UUID | None:
    """Say that it still holds, until a later date, and on whose word.

    Raises:
        Invalid: the date is missing or past.
        Conflict: somebody else confirmed it since ``expected_version``.
    """
    _require(actor, assumption.component)
    if valid_until is None or _is_past(valid_until):
        raise Invalid(fields={"valid_until": _PAST})
    assumption.valid_until_date, assumption.source = valid_until, source.strip() or assumption.source
    with _acting(actor, assumption.component, "confirm_assumption") as act:
        event = journal.update(assumption, act, expected_version=expected_version)
        return event.batch if event else None


_PAST = "Enter a day to come, until which it holds."


def _is_past(day: date | None) -> bool:
    return day is not None and day < clock.today()


def remove_assumption(*, actor: User, assumption: Assumption) -> UUID:
    """Take an assumption away on which nothing rests any more."""
    return _remove(actor, assumption.component, assumption, "remove_assumption")


def _require(actor: User, component: Component) -> None:
    require(actor, Permission.EDIT_PROJECT, component.organisation, component.unit)


def _acting(actor: User, component: Component, verb: str) -> AbstractContextManager[Act]:
    return actions.acting(actor=actor.email, action=f"register.{verb}", organisation=component.organisation.key)


def _remove(actor: User, component: Component, row: Support | Dependency | Assumption, verb: str) -> UUID:
    _require(actor, component)
    with _acting(actor, component, verb) as act:
        return journal.delete(row, act).batch
