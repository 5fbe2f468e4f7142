"""Lays a plan from a file over the one that is known: the same element keeps its key, and what a file cannot say stays.

Readings, benefits and rated support hang on keys, so a list without identifiers must not give an objective another
one only because a row was put above it. An element is the same by key and name, by name, or by key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from northing.engine.formats.words import spelled
from northing.engine.plan import Goal, Measure, Objective, Plan

Element = TypeVar("Element", Goal, Objective, Measure)

_LONGEST_KEY = 80
_LONGEST_NAME = 400
_STRUCTURE = frozenset({"key", "name", "objectives", "measures", "readings"})


def over(known: Plan, plan: Plan) -> Plan:
    """The file's plan with the known plan's keys, and with its values where the file says nothing."""
    goals = _keyed(plan.goals, known.goals, "G")
    objectives = _keyed(list(plan.objectives()), list(known.objectives()), "O")
    measures = _keyed([m for _, m in plan.measures()], [m for _, m in known.measures()], "M")

    def objective(item: Objective) -> Objective:
        return replace(objectives(item), measures=tuple(measures(m) for m in item.measures))

    def goal(item: Goal) -> Goal:
        return replace(goals(item), objectives=tuple(objective(o) for o in item.objectives))

    whole = replace(plan, goals=tuple(goal(item) for item in plan.goals), version=0, effective_date=None)
    empty = Plan(plan.name)
    kept = {
        f.name: getattr(known, f.name)
        for f in fields(Plan)
        if f.name not in {"name", "goals", "version", "effective_date"}
        and getattr(whole, f.name) == getattr(empty, f.name)
    }
    return replace(whole, **kept)


def _keyed(items: Iterable[Element], known: Iterable[Element], letter: str) -> Callable[[Element], Element]:
    """A function that gives each of the items its lasting key and unstated values."""
    new, old = list(items), list(known)
    pairs = _pairs(new, old)
    taken = {pairs[id(item)].key for item in new if id(item) in pairs}
    keys: dict[int, str] = {}
    for item in new:
        keys[id(item)] = pairs[id(item)].key if id(item) in pairs else _free(item.key, letter, taken)
        taken.add(keys[id(item)])
    return lambda item: _with(item, keys[id(item)], pairs.get(id(item)))


def _pairs(new: list[Element], old: list[Element]) -> dict[int, Element]:
    pairs: dict[int, Element] = {}
    for identity in (lambda e: f"{e.key}\n{spelled(e.name)}", lambda e: spelled(e.name), lambda e: e.key):
        mine = _once([item for item in new if id(item) not in pairs], identity)
        used = {id(item) for item in pairs.values()}
        theirs = _once([item for item in old if id(item) not in used], identity)
        pairs |= {id(mine[value]): theirs[value] for value in mine.keys() & theirs.keys()}
    return pairs


def _once(items: list[Element], identity: Callable[[Element], str]) -> dict[str, Element]:
    counts = Counter(map(identity, items))
    return {identity(item): item for item in items if counts[identity(item)] == 1}


def _free(wanted: str, letter: str, taken: set[str]) -> str:
    key = "-".join(wanted.split())[:_LONGEST_KEY].replace("/", "-") or letter
    if key not in taken:
        return key
    return next(f"{key[:70]}.{n}" for n in range(2, len(taken) + 3) if f"{key[:70]}.{n}" not in taken)


def _with(item: Element, key: str, old: Element | None) -> Element:
    name = item.name if len(item.name) <= _LONGEST_NAME else f"{item.name[: _LONGEST_NAME - 1]}…"
    kept: dict[str, Any] = _unstated(item, old) if old else {}
    return replace(item, key=key, name=name, **kept)


def _unstated(item: Element, old: Element) -> dict[str, Any]:
    """Fields that still have their default: a list rarely has a column for each of them."""
    empty = type(item)("", "")
    return {
        f.name: getattr(old, f.name)
        for f in fields(item)
        if f.name not in _STRUCTURE and getattr(item, f.name) == getattr(empty, f.name)
    }
