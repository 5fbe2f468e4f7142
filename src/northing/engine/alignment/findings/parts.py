"""What a rule reads, in parts: a change runs only the rules, and looks only at the components, that it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import StrEnum, auto
from typing import Any, NamedTuple

from northing.engine.plan import Plan
from northing.engine.register import Project
from northing.engine.snapshot import PlanOfRecord, Snapshot


class Part(StrEnum):
    """A part of a snapshot; the parts from ``IDENTITY`` to ``HOURS`` belong to one component each."""

    FRAME = auto()
    PLAN = auto()
    READINGS = auto()
    POLICIES = auto()
    UNITS = auto()
    PEOPLE = auto()
    ROLES = auto()
    CAPACITY = auto()
    BUDGETS = auto()
    BUSINESS_RULES = auto()
    INFLUENCES = auto()
    IDENTITY = auto()
    DATES = auto()
    STAGE = auto()
    MONEY = auto()
    DEMAND = auto()
    NEEDS = auto()
    ASSUMPTIONS = auto()
    EARNED_VALUE = auto()
    REPORT = auto()
    RECORD = auto()
    BENEFITS = auto()
    SUPPORTS = auto()
    ALLOCATIONS = auto()
    STAKES = auto()
    GATES = auto()
    RANKS = auto()
    HOURS = auto()


class Touch(NamedTuple):
    """A part that changed, and the component that it belongs to; empty where it is no component's own."""

    part: Part
    component: str = ""


EVERYTHING = frozenset(Part)
PLANNED = frozenset({Part.IDENTITY, Part.STAGE, Part.RECORD})
"""What every rule about components reads: who they are, and whether they are planned."""
COMPONENT = PLANNED | {Part.REPORT}
"""What a rule reads that says something as of a component's last report."""

PROJECT_PARTS: Mapping[str, Part] = {
    "baseline": Part.DATES,
    "forecast": Part.DATES,
    "stage": Part.STAGE,
    "cost": Part.MONEY,
    "whole_life_cost": Part.MONEY,
    "demand": Part.DEMAND,
    "requires": Part.NEEDS,
    "assumptions": Part.ASSUMPTIONS,
    "earned_value": Part.EARNED_VALUE,
    "reported_status": Part.REPORT,
    "reported_on": Part.REPORT,
}
"""The part of each field of a component; all others are its identity."""

SNAPSHOT_PARTS: Mapping[str, Part] = {
    "units": Part.UNITS,
    "people": Part.PEOPLE,
    "roles": Part.ROLES,
    "capacity": Part.CAPACITY,
    "budgets": Part.BUDGETS,
    "business_rules": Part.BUSINESS_RULES,
    "influences": Part.INFLUENCES,
    "as_of": Part.FRAME,
    "first_month": Part.FRAME,
    "currency": Part.FRAME,
}
LINKED_PARTS: Mapping[str, Part] = {
    "benefits": Part.BENEFITS,
    "supports": Part.SUPPORTS,
    "allocations": Part.ALLOCATIONS,
    "stakes": Part.STAKES,
    "gates": Part.GATES,
    "ranks": Part.RANKS,
    "hours": Part.HOURS,
}
"""Lists whose entries name the component that they belong to."""


def touched_by(before: Snapshot, after: Snapshot) -> frozenset[Touch]:
    """Everything that differs between two snapshots, as ``refind`` wants it."""
    return frozenset(_touches(before, after))


def _touches(before: Snapshot, after: Snapshot) -> Iterator[Touch]:
    yield from (Touch(part) for name, part in SNAPSHOT_PARTS.items() if getattr(before, name) != getattr(after, name))
    yield from _plan(before.plan, after.plan)
    yield from _record(before.record, after.record)
    yield from _components(before.projects, after.projects)
    for name, part in LINKED_PARTS.items():
        yield from (Touch(part, key) for key in _linked(getattr(before, name), getattr(after, name)))


def _plan(before: Plan, after: Plan) -> Iterator[Touch]:
    if before == after:
        return
    if before.policies != after.policies:
        yield Touch(Part.POLICIES)
    old, new = (
        {measure.key: measure.readings for _, measure in plan.measures() if measure.readings}
        for plan in (before, after)
    )
    if old != new:
        yield Touch(Part.READINGS)
    if _without(before) != _without(after):
        yield Touch(Part.PLAN)


def _without(plan: Plan) -> list[Any]:
    """Everything of a plan but its policies and readings, comparable."""
    apart = {"policies", "goals"}
    stated: list[Any] = [getattr(plan, field.name) for field in fields(plan) if field.name not in apart]
    for goal in plan.goals:
        stated.append([getattr(goal, field.name) for field in fields(goal) if field.name != "objectives"])
        for objective in goal.objectives:
            stated.append([getattr(objective, f.name) for f in fields(objective) if f.name != "measures"])
            stated.extend(
                [getattr(measure, f.name) for f in fields(measure) if f.name != "readings"]
                for measure in objective.measures
            )
    return stated


def _record(before: PlanOfRecord, after: PlanOfRecord) -> Iterator[Touch]:
    old, new = ({line.project: line for line in record.lines} for record in (before, after))
    if (before.number, before.effective_date, not old) != (after.number, after.effective_date, not new):
        yield Touch(Part.RECORD)
    yield from (Touch(Part.RECORD, key) for key in {*old, *new} if old.get(key) != new.get(key))


def _components(before: tuple[Project, ...], after: tuple[Project, ...]) -> Iterator[Touch]:
    """A component that enters, leaves or changes its parent touches the parents too: they are a family.

    Another order of the same components is another frame: findings are told in that order.
    """
    old, new = ({project.key: project for project in projects} for projects in (before, after))
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Touch(Part.FRAME)
    for key in {*old, *new}:
        was, now = old.get(key), new.get(key)
        if was is now or was == now:
            continue
        parts = {PROJECT_PARTS.get(name, Part.IDENTITY) for name in _differing(was, now)}
        yield from (Touch(part, key) for part in parts)
        if Part.IDENTITY in parts:
            yield from (Touch(Part.IDENTITY, one.parent) for one in (was, now) if one is not None and one.parent)


def _differing(was: Project | None, now: Project | None) -> list[str]:
    names = [field.name for field in fields(Project)]
    if was is None or now is None:
        return names
    return [name for name in names if getattr(was, name) != getattr(now, name)]


def _linked(before: Iterable[Any], after: Iterable[Any]) -> set[str]:
    """Components whose entries of a list differ, in number, content or order."""
    if before is after or before == after:
        return set()
    old, new = _by_component(before), _by_component(after)
    return {key for key in {*old, *new} if old.get(key) != new.get(key)}


def _by_component(entries: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for entry in entries:
        found.setdefault(entry.project, []).append(entry)
    return found
