"""Writes of benefits: what a project promises to a measure."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from northing.benefits.models import Benefit
from northing.kernel import actions, journal
from northing.kernel.errors import Invalid
from northing.organisation.models import Person, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.register.models import Component
from northing.strategy.models import Measure

LONGEST_RAMP = 240


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised: amounts in the measure's unit and signed as it moves, ``confidence`` 0..1.

    Attributes:
        low, high: the range around ``amount``; None where nobody estimated it.
        cashable: minor currency units a year by which a budget can be cut; None when it cannot.
        claim: the pot that a cashable saving comes from, so that it is counted once.
    """

    measure: Measure
    amount: float
    low: float | None = None
    high: float | None = None
    start_date: date | None = None
    ramp_months: int = 0
    confidence: float = 1.0
    owner: Person | None = None
    cashable: int | None = None
    claim: str = ""
    name: str = ""
    source: str = ""


def add_benefit(*, actor: User, component: Component, promise: Promise) -> tuple[Benefit, UUID]:
    """Promise a benefit; the row and the batch to undo it by.

    Raises:
        NotAllowed: in the component's unit.
        Invalid: naming each field's repair.
    """
    organisation = component.organisation
    require(actor, Permission.EDIT_PROJECT, organisation, component.unit)
    _check(component, promise)
    benefit = Benefit(component=component)
    _fill(benefit, promise)
    with actions.acting(actor=actor.email, action="benefits.add_benefit", organisation=organisation.key) as act:
        journal.create(benefit, act)
        return benefit, act.batch


def edit_benefit(*, actor: User, benefit: Benefit, promise: Promise, expected_version: int | None) -> UUID | None:
    """Promise something else; the batch to undo it by, None when nothing differs.

    Raises:
        NotAllowed: in the component's unit.
        Invalid: naming each field's repair.
        Conflict: it was changed since ``expected_version``; both texts are kept.
    """
    organisation = benefit.component.organisation
    require(actor, Permission.EDIT_PROJECT, organisation, benefit.component.unit)
    _check(benefit.component, promise, kept=benefit.measure)
    _fill(benefit, promise)
    with actions.acting(actor=actor.email, action="benefits.edit_benefit", organisation=organisation.key) as act:
        event = journal.update(benefit, act, expected_version=expected_version)
        return act.batch if event else None


def remove_benefit(*, actor: User, benefit: Benefit) -> UUID:
    """Take a promise back; the batch to undo it by."""
    organisation = benefit.component.organisation
    require(actor, Permission.EDIT_PROJECT, organisation, benefit.component.unit)
    with actions.acting(actor=actor.email, action="benefits.remove_benefit", organisation=organisation.key) as act:
        return journal.delete(benefit, act).batch


def _fill(benefit: Benefit, promise: Promise) -> None:
    for one in fields(promise):
        setattr(benefit, one.name, getattr(promise, one.name))


def _check(component: Component, promise: Promise, *, kept: Measure | None = None) -> None:
    measure = promise.measure
    errors = _amount_repairs(promise)
    if measure.organisation_id != component.organisation_id or not (measure.in_plan or measure == kept):
        errors["measure"] = "Choose a measure of the plan."
    if not 0 <= promise.confidence <= 1:
        errors["confidence"] = "Confidence lies between 0 and 100 %."
    if not 0 <= promise.ramp_months <= LONGEST_RAMP:
        errors["ramp_months"] = f"It grows over 0 to {LONGEST_RAMP} months."
    if promise.cashable is not None and promise.cashable < 0:
        errors["cashable"] = "A saving cannot be less than nothing; a cost is not a cashable benefit."
    if errors:
        raise Invalid(fields=errors)


def _amount_repairs(promise: Promise) -> dict[str, str]:
    if not promise.amount or not math.isfinite(promise.amount):
        return {"amount": "Say how much of the measure it changes: −4.5 lowers it, 4.5 raises it."}
    ends = [end for end in (promise.low, promise.high) if end is not None]
    if len(ends) == 2 and not min(ends) <= promise.amount <= max(ends):  # noqa: PLR2004  both ends
        return {"low": f"The likely amount, {promise.amount:g}, lies between the two ends of its range."}
    return {}
