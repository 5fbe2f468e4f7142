"""Writes of components: what saves at once. What the plan of record decides changes only by a decision."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from northing.engine.register import Stage, Status
from northing.kernel import actions, clock, journal
from northing.kernel.errors import Invalid
from northing.organisation.models import Organisation, Person, Unit, User
from northing.organisation.roles import Permission
from northing.organisation.scope import may, require
from northing.register.models import Component

EARNED = ("planned_value", "earned_value", "actual_cost", "earned_value_date")
REPORTED = ("reported_status", "status_note")
_NUMBERED = re.compile(r"PRJ-(\d+)")


@dataclass(frozen=True, slots=True)
class Working:
    """The fields of a component that people keep up to date; they save at once.

    Money is in minor currency units, ``complete_share`` 0..1; None is unknown.

    Attributes:
        confidential: None leaves it as it is, for whoever may not decide on it.
    """

    name: str
    unit: Unit
    stage: str = Stage.CANDIDATE
    manager: Person | None = None
    sponsor: Person | None = None
    forecast_start_date: date | None = None
    forecast_finish_date: date | None = None
    reported_status: str = Status.UNKNOWN
    status_note: str = ""
    complete_share: float = 0.0
    planned_value: int | None = None
    earned_value: int | None = None
    actual_cost: int | None = None
    earned_value_date: date | None = None
    tags: list[str] = field(default_factory=list)
    confidential: bool | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What a new component is thought to take; once it is in the register only a decision changes it."""

    baseline_start_date: date | None = None
    baseline_finish_date: date | None = None
    whole_life_cost: int | None = None


def edit_component(*, actor: User, component: Component, working: Working, expected_version: int | None) -> UUID | None:
    """Save the working fields; the batch to undo it by, None when nothing differs.

    Raises:
        NotAllowed: in the component's unit or the one that it moves to.
        Invalid: naming each field's repair.
        Conflict: it was changed since ``expected_version``; both texts are kept.
    """
    organisation = component.organisation
    require(actor, Permission.EDIT_PROJECT, organisation, component.unit)
    require(actor, Permission.EDIT_PROJECT, organisation, working.unit)
    _check(working)
    reported = tuple(getattr(component, name) for name in REPORTED)
    _fill(component, working, is_cleared=may(actor, Permission.SEE_CONFIDENTIAL, organisation, component.unit))
    if reported != tuple(getattr(component, name) for name in REPORTED):
        component.reported_on_date = clock.today()
    with actions.acting(actor=actor.email, action="register.edit_component", organisation=organisation.key) as act:
        event = journal.update(component, act, expected_version=expected_version)
        return act.batch if event else None


def create_component(
    *, actor: User, organisation: Organisation, working: Working, planned: Planned
) -> tuple[Component, UUID]:
    """Add a component under the next free number; it is out of the plan of record until a decision takes it in.

    Raises:
        NotAllowed: in the unit.
        Invalid: naming each field's repair.
    """
    require(actor, Permission.EDIT_PROJECT, organisation, working.unit)
    _check(working, planned)
    component = Component(organisation=organisation, key=_next_key(organisation), source="Entered by hand")
    _fill(component, working, is_cleared=may(actor, Permission.SEE_CONFIDENTIAL, organisation, working.unit))
    for name, value in asdict(planned).items():
        setattr(component, name, value)
    if component.reported_status != Status.UNKNOWN:
        component.reported_on_date = clock.today()
    with actions.acting(actor=actor.email, action="register.create_component", organisation=organisation.key) as act:
        journal.create(component, act)
        return component, act.batch


def _next_key(organisation: Organisation) -> str:
    keys = Component.objects.filter(organisation=organisation, key__startswith="PRJ-").values_list("key", flat=True)
    numbers = [int(found[1]) for key in keys if (found := _NUMBERED.fullmatch(key))]
    return f"PRJ-{max(numbers, default=0) + 1:03d}"


def _fill(component: Component, working: Working, *, is_cleared: bool) -> None:
    names = [one.name for one in fields(working) if one.name != "confidential"]
    told = {name for name in names if _is_told(working, component, name)}
    for name in names:
        setattr(component, name, getattr(working, name))
    if working.confidential is not None and is_cleared:
        component.confidential = working.confidential
    # a figure that is there now needs no word for why it was missing
    component.states = {name: state for name, state in component.states.items() if name not in told}


def _is_told(working: Working, component: Component, name: str) -> bool:
    value = getattr(working, name)
    return value not in (None, "", []) and (component.unit_id is None or value != getattr(component, name))


def _check(working: Working, planned: Planned | None = None) -> None:
    errors = _repairs(working) | (_planned_repairs(planned) if planned else {})
    if errors:
        raise Invalid(fields=errors)


def _repairs(working: Working) -> dict[str, str]:
    errors = {}
    if not working.name.strip():
        errors["name"] = "Say what the project is called."
    if working.stage not in set(Stage):
        errors["stage"] = "Choose a stage."
    if working.reported_status not in set(Status):
        errors["reported_status"] = "Choose how it stands."
    if not 0 <= working.complete_share <= 1:
        errors["complete_share"] = "Work done lies between 0 and 100 %."
    return errors | _order(working, "forecast") | _earned_repairs(working)


def _order(dated: Working | Planned, kind: str) -> dict[str, str]:
    start: date | None = getattr(dated, f"{kind}_start_date")
    finish: date | None = getattr(dated, f"{kind}_finish_date")
    if start and finish and finish < start:
        return {f"{kind}_finish_date": f"It cannot finish before it starts on {start:%d %b %Y}."}
    return {}


def _earned_repairs(working: Working) -> dict[str, str]:
    given: dict[str, Any] = {name: getattr(working, name) for name in EARNED}
    if all(value is None for value in given.values()):
        return {}
    errors = {
        name: "Earned value needs all four: planned, earned, actual and the day; or none of them."
        for name, value in given.items()
        if value is None
    }
    negative = [name for name, value in given.items() if isinstance(value, int) and value < 0]
    return errors | dict.fromkeys(negative, "This cannot be less than nothing.")


def _planned_repairs(planned: Planned) -> dict[str, str]:
    errors = _order(planned, "baseline")
    if planned.whole_life_cost is not None and planned.whole_life_cost < 0:
        errors["whole_life_cost"] = "A cost cannot be less than nothing."
    return errors
