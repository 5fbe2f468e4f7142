"""Edits of a business plan, each a pure function from one plan to the next; nothing is ever changed in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from northing.engine.plan.diff import Item, Subject, name_of
from northing.engine.plan.model import Assessment, Goal, Influencer, Measure, Objective, Plan, Policy

Siblings = tuple[Any, ...]

_LISTS = {
    Subject.GOAL: "goals",
    Subject.POLICY: "policies",
    Subject.INFLUENCER: "influencers",
    Subject.ASSESSMENT: "assessments",
}
_MAKERS: dict[Subject, Callable[[str, str], Item]] = {
    Subject.GOAL: Goal,
    Subject.OBJECTIVE: Objective,
    Subject.MEASURE: Measure,
    Subject.POLICY: Policy,
    Subject.INFLUENCER: Influencer,
}
_PARENTS = {Subject.OBJECTIVE: Subject.GOAL, Subject.MEASURE: Subject.OBJECTIVE}
_FIRST_LETTERS = {
    Subject.GOAL: "G",
    Subject.OBJECTIVE: "O",
    Subject.MEASURE: "M",
    Subject.POLICY: "P-",
    Subject.INFLUENCER: "I-",
    Subject.ASSESSMENT: "A-",
}
_NUMBER = re.compile(r"\d[\d.]*")


class CannotEdit(ValueError):
    """The edit would lose something or has no place to go; the message says which and what to do instead."""


def items(plan: Plan, subject: Subject) -> Iterator[tuple[str, Item]]:
    """Every item of a kind with the key of what it belongs to (empty for the plan itself), in the plan's order."""
    if subject is Subject.OBJECTIVE:
        yield from ((goal.key, objective) for goal in plan.goals for objective in goal.objectives)
    elif subject is Subject.MEASURE:
        yield from ((objective.key, measure) for objective, measure in plan.measures())
    else:
        yield from (("", item) for item in getattr(plan, _LISTS[subject]))


def item_of(plan: Plan, subject: Subject, key: str) -> Item | None:
    """The item with the key, or None."""
    return next((item for _, item in items(plan, subject) if item.key == key), None)


def parent_of(plan: Plan, subject: Subject, key: str) -> str:
    """Key of the goal or objective that the item belongs to; empty for what belongs to the plan itself."""
    return next((parent for parent, item in items(plan, subject) if item.key == key), "")


def set_fields(plan: Plan, subject: Subject, key: str, values: Mapping[str, object]) -> Plan:
    """The plan with fields of one item set; ``Subject.PLAN`` (any key) sets the plan's own.

    Raises:
        CannotEdit: there is no such item.
    """
    if subject is Subject.PLAN:
        return replace(plan, **values)  # type: ignore[arg-type]  # the names are the model's own
    _needed(plan, subject, key)
    return _rewritten(
        plan, subject, lambda _, row: tuple(replace(one, **values) if one.key == key else one for one in row)
    )


def add(
    plan: Plan,
    subject: Subject,
    name: str,
    *,
    parent: str = "",
    after: str = "",
    taken: Collection[str] = (),
) -> tuple[Plan, str]:
    """The plan with a new item of that name, and the item's key.

    Args:
        plan: the plan.
        subject: what kind of item.
        name: its name; of an assessment the judgement.
        parent: key of the goal or objective to put it under; of the influencer that an assessment is about.
        after: key of the item to put it behind; last otherwise.
        taken: keys that must not be used again because history hangs on them.

    Raises:
        CannotEdit: there is no such parent.
    """
    if subject is Subject.ASSESSMENT:
        key = fresh_key(plan, subject, taken=taken)
        return inserted(plan, subject, Assessment(key, parent, name), parent="", after=after), key
    parent = parent if subject in _PARENTS else ""
    if subject in _PARENTS:
        _needed(plan, _PARENTS[subject], parent)
    key = fresh_key(plan, subject, parent=parent, taken=taken)
    return inserted(plan, subject, _MAKERS[subject](key, name), parent=parent, after=after), key


def fresh_key(plan: Plan, subject: Subject, *, parent: str = "", taken: Collection[str] = ()) -> str:
    """A key that neither the plan nor ``taken`` holds: G5, O2.4 under G2, M2.4.1 under O2.4, P-12, I-3."""
    used = {item.key for kind in _FIRST_LETTERS for _, item in items(plan, kind)} | set(taken)
    found = _NUMBER.search(parent)
    prefix = _FIRST_LETTERS[subject] + (f"{(found[0] if found else parent).rstrip('.')}." if parent else "")
    number = sum(under == parent for under, _ in items(plan, subject)) + 1
    while _numbered(prefix, number) in used:
        number += 1
    return _numbered(prefix, number)


def _numbered(prefix: str, number: int) -> str:
    return f"{prefix}{number:02d}" if prefix == _FIRST_LETTERS[Subject.POLICY] else f"{prefix}{number}"


def remove(plan: Plan, subject: Subject, key: str) -> Plan:
    """The plan without the item and all that belongs to it; assessments of a removed influencer go with it.

    Raises:
        CannotEdit: there is no such item.
    """
    _needed(plan, subject, key)
    if subject is Subject.INFLUENCER:
        plan = replace(plan, assessments=tuple(a for a in plan.assessments if a.influencer != key))
    return _rewritten(plan, subject, lambda _, row: tuple(one for one in row if one.key != key))


def move(plan: Plan, subject: Subject, key: str, *, by: int) -> Plan:
    """The plan with the item one place up (``by=-1``) or down (``by=1``); from the edge into the neighbouring parent.

    Raises:
        CannotEdit: it stands at the very top or bottom already, or there is no such item.
    """
    item, parent = _needed(plan, subject, key), parent_of(plan, subject, key)
    row = [one for under, one in items(plan, subject) if under == parent]
    at = row.index(item)
    if 0 <= at + by < len(row):
        row[at], row[at + by] = row[at + by], row[at]
        return _rewritten(plan, subject, lambda under, old: tuple(row) if under == parent else old)
    return _into_neighbour(plan, subject, item, by=by)


def _into_neighbour(plan: Plan, subject: Subject, item: Item, *, by: int) -> Plan:
    above = [one.key for _, one in items(plan, _PARENTS[subject])] if subject in _PARENTS else []
    at = above.index(parent_of(plan, subject, item.key)) + by if above else -1
    if not 0 <= at < len(above):
        raise CannotEdit(f"{item.key} stands {'first' if by < 0 else 'last'} already.")
    return place(plan, subject, item.key, parent=above[at], first=by > 0)


def place(plan: Plan, subject: Subject, key: str, *, parent: str, first: bool = False) -> Plan:
    """The plan with the objective or measure under another goal or objective, at its end or as the ``first``.

    Raises:
        CannotEdit: there is no such item or parent.
    """
    item = _needed(plan, subject, key)
    if subject not in _PARENTS:
        raise CannotEdit(f"{key} belongs to the plan itself and cannot be put under anything.")
    _needed(plan, _PARENTS[subject], parent)
    bare = _rewritten(plan, subject, lambda _, row: tuple(one for one in row if one.key != key))
    return _rewritten(
        bare, subject, lambda under, row: row if under != parent else ((item, *row) if first else (*row, item))
    )


def deepen(plan: Plan, subject: Subject, key: str, *, taken: Collection[str] = ()) -> tuple[Plan, str]:
    """One level down: a goal becomes an objective of the goal before it, an objective a measure of the one before it.

    Raises:
        CannotEdit: the level below cannot hold what the item has, or nothing stands before it.
    """
    item, lower = _needed(plan, subject, key), {Subject.GOAL: Subject.OBJECTIVE, Subject.OBJECTIVE: Subject.MEASURE}
    if subject not in lower:
        raise CannotEdit(f"{key} is on the lowest level already.")
    if _holds_more(item):
        raise CannotEdit(f"{key} has parts or figures that the level below cannot hold; move or remove those first.")
    before = _before(plan, subject, key)
    if before is None:
        raise CannotEdit(f"Nothing stands before {key} that it could belong to.")
    name = name_of(item)
    return add(remove(plan, subject, key), lower[subject], name, parent=before.key, taken=taken)


def lift(plan: Plan, subject: Subject, key: str, *, taken: Collection[str] = ()) -> tuple[Plan, str]:
    """One level up: a measure becomes an objective behind its own, an objective a goal behind its own.

    Raises:
        CannotEdit: the level above cannot hold what the item has.
    """
    item, parent = _needed(plan, subject, key), parent_of(plan, subject, key)
    if subject not in _PARENTS:
        raise CannotEdit(f"{key} is on the highest level already.")
    if _holds_more(item):
        raise CannotEdit(f"{key} has parts or figures that the level above cannot hold; move or remove those first.")
    higher = _PARENTS[subject]
    above = parent_of(plan, higher, parent)
    return add(remove(plan, subject, key), higher, name_of(item), parent=above, after=parent, taken=taken)


def inserted(plan: Plan, subject: Subject, item: Item, *, parent: str, after: str = "") -> Plan:
    """The plan with the item under ``parent``, behind the item ``after`` or at the end."""

    def with_it(under: str, row: Siblings) -> Siblings:
        if under != parent:
            return row
        at = next((number for number, one in enumerate(row, start=1) if one.key == after), len(row))
        return (*row[:at], item, *row[at:])

    return _rewritten(plan, subject, with_it)


def _rewritten(plan: Plan, subject: Subject, rewrite: Callable[[str, Siblings], Siblings]) -> Plan:
    """The plan with every list of siblings of a kind replaced; ``rewrite`` gets the parent's key and the list."""
    if subject in _LISTS:
        rows: dict[str, Any] = {_LISTS[subject]: rewrite("", getattr(plan, _LISTS[subject]))}
        return replace(plan, **rows)
    if subject is Subject.OBJECTIVE:
        return replace(plan, goals=tuple(replace(g, objectives=rewrite(g.key, g.objectives)) for g in plan.goals))
    goals = tuple(
        replace(g, objectives=tuple(replace(o, measures=rewrite(o.key, o.measures)) for o in g.objectives))
        for g in plan.goals
    )
    return replace(plan, goals=goals)


def _needed(plan: Plan, subject: Subject, key: str) -> Item:
    if subject is Subject.PLAN:
        raise CannotEdit("The plan itself can be edited, not moved or removed; choose one of its items.")
    item = item_of(plan, subject, key)
    if item is None:
        raise CannotEdit(f"There is no {subject.value} {key} in this plan any more.")
    return item


def _before(plan: Plan, subject: Subject, key: str) -> Item | None:
    parent = parent_of(plan, subject, key)
    row = [one for under, one in items(plan, subject) if under == parent]
    at = [one.key for one in row].index(key)
    return row[at - 1] if at else None


def _holds_more(item: Item) -> bool:
    """Whether there is more to it than a name."""
    return item != type(item)(item.key, name_of(item))  # type: ignore[call-arg]  # goals, objectives and measures only
