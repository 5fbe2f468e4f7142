"""What differs between two versions of a business plan, as typed changes that also say themselves in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from northing.engine.plan.model import Assessment, Goal, Influencer, Measure, Objective, Plan, Policy, Reading

Item = Goal | Objective | Measure | Policy | Influencer | Assessment
Fact = str | float | bool | date | None


class Subject(StrEnum):
    """What a change is about, from the whole plan down."""

    PLAN = "plan"
    GOAL = "goal"
    OBJECTIVE = "objective"
    MEASURE = "measure"
    POLICY = "policy"
    INFLUENCER = "influencer"
    ASSESSMENT = "assessment"


class Change(StrEnum):
    """What happened to the subject."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One thing that differs.

    Attributes:
        subject, key, name: what changed, under its new name (the old one when it was removed).
        change: what happened to it.
        field: the changed attribute's name; ``"goal"`` or ``"objective"`` when moved, ``"readings"`` for a reading
            that was added or taken back, empty when the whole subject was added or removed.
        before, after: the two values, dates as dates, enums as their word; the parents' keys when moved.
        words: one sentence.
    """

    subject: Subject
    change: Change
    key: str
    name: str
    field: str = ""
    before: Fact = None
    after: Fact = None
    words: str = ""


class Place(NamedTuple):
    """A subject with the key of what it belongs to; empty for what belongs to the plan itself."""

    item: Item
    parent: str = ""


STRUCTURE = frozenset({"key", "objectives", "measures", "readings"})
PLAN_FIELDS = ("name", "vision", "mission", "values", "source")
PARENT_FIELD = {Subject.OBJECTIVE: "goal", Subject.MEASURE: "objective"}


def diff_plans(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """Every difference, from the plan itself down to assessments, each kind by key.

    Version and effective date are the versions' own and never differ; the order in which things are listed does not
    count. ``diff_plans(plan, plan)`` is empty.
    """
    return (*_plan_changes(before, after), *_item_changes(_places(before), _places(after)))


def _plan_changes(before: Plan, after: Plan) -> Iterator[PlanChange]:
    for name in PLAN_FIELDS:
        old, new = _fact(getattr(before, name)), _fact(getattr(after, name))
        if old != new:
            words = f"Plan: {_told(name, old=old, new=new)}"
            yield PlanChange(Subject.PLAN, Change.CHANGED, "", after.name, name, old, new, words)


def _places(plan: Plan) -> dict[tuple[Subject, str], Place]:
    found = {(Subject.GOAL, goal.key): Place(goal) for goal in plan.goals}
    found |= {(Subject.OBJECTIVE, o.key): Place(o, goal.key) for goal in plan.goals for o in goal.objectives}
    found |= {(Subject.MEASURE, m.key): Place(m, objective.key) for objective, m in plan.measures()}
    found |= {(Subject.POLICY, policy.key): Place(policy) for policy in plan.policies}
    found |= {(Subject.INFLUENCER, influencer.key): Place(influencer) for influencer in plan.influencers}
    return found | {(Subject.ASSESSMENT, a.key): Place(a) for a in plan.assessments}


def _item_changes(
    before: dict[tuple[Subject, str], Place], after: dict[tuple[Subject, str], Place]
) -> Iterator[PlanChange]:
    order = list(Subject)
    for subject, key in sorted(before.keys() | after.keys(), key=lambda found: (order.index(found[0]), found[1])):
        old, new = before.get((subject, key)), after.get((subject, key))
        if old and new:
            yield from _moves(subject, old=old, new=new)
            yield from _field_changes(subject, old=old.item, new=new.item)
        elif new:
            yield _whole(subject, Change.ADDED, item=new.item)
        else:
            yield _whole(subject, Change.REMOVED, item=before[subject, key].item)


def _whole(subject: Subject, change: Change, *, item: Item) -> PlanChange:
    name = name_of(item)
    return PlanChange(subject, change, item.key, name, words=f"{_title(subject, name)} {change}")


def _moves(subject: Subject, *, old: Place, new: Place) -> Iterator[PlanChange]:
    if old.parent == new.parent:
        return
    name, parent = name_of(new.item), PARENT_FIELD[subject]
    words = f"{_title(subject, name)} moved from {parent} {old.parent} to {new.parent}"
    yield PlanChange(subject, Change.MOVED, new.item.key, name, parent, old.parent, new.parent, words)


def _field_changes(subject: Subject, *, old: Item, new: Item) -> Iterator[PlanChange]:
    name = name_of(new)
    for field in (field.name for field in fields(new) if field.name not in STRUCTURE):
        was, now = _fact(getattr(old, field)), _fact(getattr(new, field))
        if was != now:
            change = Change.RENAMED if field == "name" else Change.CHANGED
            words = f"{_title(subject, name)}: {_told(field, old=was, new=now, unit=_unit(new, field))}"
            yield PlanChange(subject, change, new.key, name, field, was, now, words)
    if isinstance(old, Measure) and isinstance(new, Measure):
        yield from _reading_changes(old, new)


def _reading_changes(old: Measure, new: Measure) -> Iterator[PlanChange]:
    was, now = Counter(old.readings), Counter(new.readings)
    for reading, verb in _ordered((now - was, "read"), (was - now, "no longer read")):
        words = f"{_title(Subject.MEASURE, new.name)}: {verb} {shown(reading.value)} {new.unit}".rstrip()
        was_value, is_value = (None, reading.value) if verb == "read" else (reading.value, None)
        words = f"{words} on {reading.date.isoformat()}"
        yield PlanChange(Subject.MEASURE, Change.CHANGED, new.key, new.name, "readings", was_value, is_value, words)


def _ordered(*groups: tuple[Counter[Reading], str]) -> list[tuple[Reading, str]]:
    pairs = [(reading, verb) for counter, verb in groups for reading in counter.elements()]
    return sorted(pairs, key=lambda pair: (pair[0].date, pair[0].value, pair[1]))


def name_of(item: Item) -> str:
    """Its name; of an assessment the judgement."""
    return item.judgement if isinstance(item, Assessment) else item.name


def _unit(item: Item, field: str) -> str:
    is_level = field in {"baseline", "target", "target_low", "target_high"}
    return item.unit if isinstance(item, Measure) and is_level else ""


def _title(subject: Subject, name: str) -> str:
    return f"{subject.capitalize()} “{name}”"


def _fact(value: object) -> Fact:
    """A value as it is compared and stored: a tuple is a set of words, an enum its word."""
    if isinstance(value, tuple):
        return ", ".join(sorted(str(part) for part in value))
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int | float | date):
        return value
    raise TypeError(f"a plan's field cannot hold {value!r}")


def _told(field: str, *, old: Fact, new: Fact, unit: str = "") -> str:
    told = f"{field.replace('_', ' ')} {shown(old)} → {shown(new)} {unit}".rstrip()
    numbers = [value for value in (old, new) if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == 2:  # noqa: PLR2004 - both of the two
        told += f" ({numbers[1] - numbers[0]:+,.10g})".replace("-", "−")
    return told


def shown(value: Fact) -> str:
    """A value in words: grouped thousands, a true minus, ISO dates, a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}".replace("-", "−")
    return value.isoformat() if isinstance(value, date) else value
