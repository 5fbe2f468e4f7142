"""Which changes a batch of journal events means, and the organisation before and after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from northing.capacity.models import Role
from northing.changes.models import ChangeKind
from northing.engine.formats.json import plan_from_dict
from northing.engine.plan import Goal, Measure, Objective, Plan, Reading
from northing.engine.plan.diff import PlanChange, Subject, diff_plans
from northing.engine.snapshot import Capacity, Snapshot
from northing.kernel.models import Event
from northing.organisation.models import Organisation
from northing.portfolio.queries import announced_snapshot
from northing.strategy import models as strategy
from northing.strategy.models import PlanStatus, PlanVersion
from northing.strategy.queries import with_readings

PLAN_VERSION, READING, SUPPLY = "strategy.planversion", "strategy.reading", "capacity.supply"


@dataclass(frozen=True, slots=True)
class Detected:
    """A change with the organisation before and after it, ready for its impact to be worked out."""

    kind: ChangeKind
    title: str
    note: str
    before: Snapshot
    after: Snapshot
    differences: tuple[PlanChange, ...]


def detect(organisation: Organisation, events: Sequence[Event]) -> Detected | None:
    """The change that the events of one action mean for what the business needs or can do; None if they mean none."""
    by_kind = {kind: [e for e in events if e.subject_kind == kind] for kind in (PLAN_VERSION, READING, SUPPLY)}
    published = [event for event in by_kind[PLAN_VERSION] if _is_published(event.before) or _is_published(event.after)]
    if not (published or by_kind[READING] or by_kind[SUPPLY]):
        return None
    after = announced_snapshot(organisation)
    before = _before(organisation, after, published, by_kind[READING], by_kind[SUPPLY])
    differences = diff_plans(before.plan, after.plan)
    only_listed_anew = published and not (differences or by_kind[READING] or by_kind[SUPPLY])
    if before == after or only_listed_anew or (published and not before.plan.goals):
        return None
    kind = _kind(published, differences, by_kind[READING])
    title = _title(kind, differences, events) + (_from_when(after) if published else "")
    return Detected(kind, title, events[0].reason, before, after, differences)


def _from_when(after: Snapshot) -> str:
    """When the plan takes effect, where that day is still to come."""
    begins = after.plan.effective_date
    return f", from {begins:%-d %b %Y}" if begins and begins > after.as_of else ""


def _is_published(state: dict[str, Any] | None) -> bool:
    return state is not None and state["status"] == PlanStatus.PUBLISHED


def _said(event: Event) -> dict[str, Any]:
    """What the event says of its row: how it is after it, or was before it if it is gone."""
    state: dict[str, Any] = event.after or event.before or {}
    return state


def _before(
    organisation: Organisation,
    after: Snapshot,
    published: Sequence[Event],
    readings: Sequence[Event],
    supply: Sequence[Event],
) -> Snapshot:
    before = after
    if published:
        before = replace(before, plan=with_readings(_plan_before(organisation, published[0]), organisation))
    if readings:
        before = replace(before, plan=_without(before.plan, readings))
    if supply:
        before = replace(before, capacity=_capacity_before(before.capacity, supply))
    return before


def _plan_before(organisation: Organisation, event: Event) -> Plan:
    if event.before and _is_published(event.before):
        return plan_from_dict(event.before["document"])
    rows = PlanVersion.objects.filter(organisation=organisation, status=PlanStatus.PUBLISHED)
    previous = rows.exclude(pk=event.subject_id).order_by("-number").first()
    if previous is None:
        return Plan("No business plan yet")
    return replace(plan_from_dict(previous.document), version=previous.number, effective_date=previous.effective_date)


def _without(plan: Plan, events: Sequence[Event]) -> Plan:
    """The plan before the readings of these events were taken or corrected."""
    keys = dict(strategy.Measure.objects.values_list("pk", "key"))
    changed = [(keys.get(_said(e)["measure_id"], ""), e) for e in events]

    def measured(measure: Measure) -> Measure:
        mine = [event for key, event in changed if key == measure.key]
        return replace(measure, readings=_readings_before(measure.readings, mine)) if mine else measure

    def objective(item: Objective) -> Objective:
        return replace(item, measures=tuple(measured(m) for m in item.measures))

    def goal(item: Goal) -> Goal:
        return replace(item, objectives=tuple(objective(o) for o in item.objectives))

    return replace(plan, goals=tuple(goal(g) for g in plan.goals))


def _readings_before(readings: tuple[Reading, ...], events: Sequence[Event]) -> tuple[Reading, ...]:
    added = {date.fromisoformat(e.after["date"]) for e in events if e.after}
    kept = [reading for reading in readings if reading.date not in added]
    earlier = [
        Reading(date.fromisoformat(e.before["date"]), e.before["value"], e.before["source"]) for e in events if e.before
    ]
    return tuple(sorted((*kept, *earlier), key=lambda reading: reading.date))


def _capacity_before(capacity: tuple[Capacity, ...], events: Sequence[Event]) -> tuple[Capacity, ...]:
    roles = dict(Role.objects.values_list("pk", "key"))
    earlier = {
        (roles.get(e.before["role_id"], ""), date.fromisoformat(e.before["month"])): e.before["fte"]
        for e in events
        if e.before
    }
    return tuple(replace(c, fte=earlier.get((c.role, c.month), c.fte)) for c in capacity)


def _kind(published: Sequence[Event], differences: Sequence[PlanChange], readings: Sequence[Event]) -> ChangeKind:
    if published:
        only_policies = differences and all(d.subject is Subject.POLICY for d in differences)
        return ChangeKind.POLICY if only_policies else ChangeKind.PLAN
    return ChangeKind.READING if readings else ChangeKind.CAPACITY


def _title(kind: ChangeKind, differences: Sequence[PlanChange], events: Sequence[Event]) -> str:
    if kind is ChangeKind.CAPACITY:
        return _capacity_title(events)
    if not differences:
        return f"{kind.label}: nothing differs in words"
    targets = [d for d in differences if d.field.startswith("target")]
    first = (targets or list(differences))[0]
    more = len(differences) - 1
    return first.words + (f" and {more} more" if more else "")


def _capacity_title(events: Sequence[Event]) -> str:
    supply = [e for e in events if e.subject_kind == SUPPLY and e.before and e.after]
    states = [(e.before or {}, e.after or {}) for e in supply]
    role = Role.objects.filter(pk=states[0][1]["role_id"]).first()
    change = max((after["fte"] - before["fte"] for before, after in states), key=abs)
    months = sorted(date.fromisoformat(after["month"]) for _, after in states)
    signed = f"{change:+g}".replace("-", "−")
    return f"{role.name if role else 'A role'} {signed} FTE, {months[0]:%b %Y} to {months[-1]:%b %Y}"
