"""The slot model as flat integer tables, forwards and backwards: what compiled searches read."""

from __future__ import annotations

from dataclasses import replace
from math import gcd
from typing import NamedTuple

from northing.engine.compiled import Table, table
from northing.engine.scheduling.model import SlotModel

WORD = 62
"""Bits of a whole number that are used: neither the sign nor a carry into it."""
MOST_IN_ROWS = 8
"""Resources up to which a task has units for each, used or not: reading a row is faster than looking up numbers."""


class Tables(NamedTuple):
    """Tasks 0..n-1 in topological order; times in slots.

    Attributes:
        task_count, word_count, resource_count: how many there are of each.
        axis: slots on the axis.
        durations, releases: of each task.
        first_pred, preds, weights: the links into task t are ``first_pred[t]`` up to ``first_pred[t + 1]``; task t
            starts no earlier than its predecessor's start plus the weight.
        first_need, needs, amounts: the words that task t needs, in the same way; a word holds several resources, and a
            milestone needs nothing.
        cards: of each task what it needs of each word, side by side.
        first_use, used, units: the resources that task t needs, in the same way, and how much of each in its coarsest
            unit; where there are few resources ``used`` is empty, and each task has units for all of them, in order.
        places: of each resource its word, its first bit there and a mask of its bits, one after the other.
        efforts: of each task Σ over resources of duration × units, in thousandths of what the resource has.
        free: what is free of word w in slot t at [w × axis + t], guards set.
        guards: of each word.
        latest: the slot by which each task should finish, −1 for none.
        due, costs, owners: of each project its due slot and its cost of a slot of tardiness; each task's project.
        keeps_order: whether sorting by start always puts predecessors first.
        has_latest: whether some task has a latest slot.
        is_level: whether as much is free in every slot.
    """

    task_count: int
    word_count: int
    resource_count: int
    axis: int
    durations: Table
    releases: Table
    first_pred: Table
    preds: Table
    weights: Table
    first_need: Table
    needs: Table
    amounts: Table
    cards: Table
    first_use: Table
    used: Table
    units: Table
    places: Table
    efforts: Table
    free: Table
    guards: Table
    latest: Table
    due: Table
    costs: Table
    owners: Table
    keeps_order: bool
    has_latest: bool
    is_level: bool


class Words(NamedTuple):
    """Resources side by side in whole numbers, so that one subtraction compares a task's needs of all of them.

    Above each resource's bits in a word stands a guard, a bit that is always set in what is free. Needs are taken off;
    where a guard is gone, they are more than what is free. (The method is known as SIMD within a register: Lamport,
    1975.)

    Attributes:
        free: of each word in each slot.
        needs: word and units of each task.
        guards: of each word.
        units: each resource that each task needs, with how much of it in its coarsest unit.
        places: of each resource its word, its first bit there and a mask of its bits.
    """

    free: list[list[int]]
    needs: list[list[tuple[int, int]]]
    guards: list[int]
    units: list[list[tuple[int, int]]]
    places: list[tuple[int, int, int]]


def words_of(demands: list[dict[int, int]], profiles: list[list[int]]) -> Words:
    """As many resources to a word as fit, in their coarsest common unit."""
    asked = [0] * len(profiles)
    for each in demands:
        for resource, amount in each.items():
            asked[resource] = gcd(asked[resource], amount)
    coarsest = [unit or 1 for unit in asked]
    places, guards = list[tuple[int, int, int]](), list[int]()
    begins = WORD
    for profile, unit in zip(profiles, coarsest, strict=True):
        bits = (max(profile) // unit).bit_length() + 1
        if begins + bits > WORD:
            guards.append(0)
            begins = 0
        places.append((len(guards) - 1, begins, (1 << (bits - 1)) - 1))
        begins += bits
        guards[-1] |= 1 << (begins - 1)
    free = [[guard] * len(profiles[0]) for guard in guards]
    for (word, begins, _), profile, unit in zip(places, profiles, coarsest, strict=True):
        free[word] = [known | each // unit << begins for known, each in zip(free[word], profile, strict=True)]
    units = [[(r, amount // coarsest[r]) for r, amount in sorted(each.items()) if amount] for each in demands]
    needs = [_in_words(each, places) for each in units]
    return Words(free, needs, guards, units, places)


def _in_words(units: list[tuple[int, int]], places: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    found = dict[int, int]()
    for resource, amount in units:
        word, begins, _ = places[resource]
        found[word] = found.get(word, 0) | amount << begins
    return sorted(found.items())


class Pair(NamedTuple):
    """The tables and their mirror image, in which time runs backwards; a task's number is the same in both."""

    forward: Tables
    backward: Tables


def tables_of(model: SlotModel) -> Pair:
    """A slot model both ways; releases count forwards only."""
    durations, profiles = model.durations, model.profiles
    mirrored = [(b, a, weight + durations[b] - durations[a]) for a, b, weight in model.links]
    keeps_order = all(weight >= 0 for _, _, weight in (*model.links, *mirrored))
    demands = [each if duration else {} for each, duration in zip(model.demands, durations, strict=True)]
    words = words_of(demands, profiles)
    efforts = _efforts(model, profiles)
    return Pair(
        _tables(model, words, efforts, keeps_order=keeps_order),
        _tables(
            replace(model, links=mirrored, releases=[0] * len(durations), horizon=model.axis),
            words._replace(free=[profile[::-1] for profile in words.free]),
            efforts,
            keeps_order=keeps_order,
        ),
    )


def _efforts(model: SlotModel, profiles: list[list[int]]) -> list[int]:
    most = [max(profile) or 1 for profile in profiles]
    return [
        sum(1000 * duration * units // most[resource] for resource, units in needs.items())
        for duration, needs in zip(model.durations, model.demands, strict=True)
    ]


def _tables(model: SlotModel, words: Words, efforts: list[int], *, keeps_order: bool) -> Tables:
    into: list[list[tuple[int, int]]] = [[] for _ in model.durations]
    for a, b, weight in sorted(model.links):
        into[b].append((a, weight))
    cards = _rows(words.needs, len(words.guards))
    is_sparse = len(words.places) > MOST_IN_ROWS
    uses = words.units if is_sparse else _rows(words.units, len(words.places))
    return Tables(
        task_count=len(model.durations),
        word_count=len(words.guards),
        resource_count=len(words.places),
        axis=model.axis,
        durations=table(model.durations),
        releases=table(model.releases),
        first_pred=_offsets([len(each) for each in into]),
        preds=table(a for each in into for a, _ in each),
        weights=table(weight for each in into for _, weight in each),
        first_need=_offsets([len(each) for each in words.needs]),
        needs=table(word for each in words.needs for word, _ in each),
        amounts=table(units for each in words.needs for _, units in each),
        cards=table(amount for row in cards for _, amount in row),
        first_use=_offsets([len(each) for each in uses]),
        used=table(resource for each in uses for resource, _ in each if is_sparse),
        units=table(units for each in uses for _, units in each),
        places=table(part for place in words.places for part in place),
        efforts=table(efforts),
        free=table(units for profile in words.free for units in profile),
        guards=table(words.guards),
        latest=table(model.latest),
        due=table(model.due),
        costs=table(model.costs),
        owners=table(model.owners),
        keeps_order=keeps_order,
        has_latest=max(model.latest, default=-1) >= 0,
        is_level=all(min(profile) == max(profile) for profile in words.free),
    )


def _rows(pairs: list[list[tuple[int, int]]], width: int) -> list[list[tuple[int, int]]]:
    """Numbers with their amounts, those of nothing included."""
    blank = dict.fromkeys(range(width), 0)
    return [list((blank | dict(each)).items()) for each in pairs]


def _offsets(lengths: list[int]) -> Table:
    found = [0]
    for length in lengths:
        found.append(found[-1] + length)
    return table(found)
