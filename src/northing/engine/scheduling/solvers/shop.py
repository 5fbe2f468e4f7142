"""The problem as a search sees it: flat integer tables on an axis of equal time slots."""

from __future__ import annotations

from math import gcd
from typing import NamedTuple

from northing.engine.compiled import Table, table

WORD = 62
"""Bits of a whole number that are used: neither the sign nor a carry into it."""


class Shop(NamedTuple):
    """Tasks 0..n-1 in topological order; times in slots.

    Attributes:
        sizes: number of tasks, of words, and of slots on the axis.
        durations, releases: of each task.
        first_pred, preds, weights: the links into task t are ``first_pred[t]`` up to ``first_pred[t + 1]``; task t
            starts no earlier than its predecessor's start plus the weight.
        first_need, needs, amounts: the words that task t needs, in the same way; a word holds several resources.
        efforts: of each task Σ over resources of duration × units, in thousandths of what the resource has.
        free: what is free of word w in slot t at [w × slots + t], guards set.
        guards: of each word.
        latest: the slot by which each task should finish, −1 for none.
        flags: [0] is 1 where sorting by start is always an order in which predecessors come first; [1] is 1 where
            some task has a latest slot.
        due, costs, owners: of each project its due slot and its cost of a slot of tardiness; each task's project.
    """

    sizes: Table
    durations: Table
    releases: Table
    first_pred: Table
    preds: Table
    weights: Table
    first_need: Table
    needs: Table
    amounts: Table
    efforts: Table
    free: Table
    guards: Table
    latest: Table
    flags: Table
    due: Table
    costs: Table
    owners: Table


class Words(NamedTuple):
    """Resources side by side in whole numbers, so that one subtraction compares a task's needs of all of them.

    Above each resource's bits in a word stands a guard, a bit that is always set in what is free. Needs are taken off;
    where a guard is gone, they are more than what is free. (The method is known as SIMD within a register: Lamport,
    1975.)

    Attributes:
        free: of each word in each slot.
        needs: word and units of each task.
        guards: of each word.
    """

    free: list[list[int]]
    needs: list[list[tuple[int, int]]]
    guards: list[int]


def words_of(demands: list[dict[int, int]], profiles: list[list[int]]) -> Words:
    """As many resources to a word as fit, in their coarsest common unit."""
    units = [gcd(*(needs.get(r, 0) for needs in demands)) or 1 for r in range(len(profiles))]
    places, guards = list[tuple[int, int]](), list[int]()
    begins = WORD
    for profile, unit in zip(profiles, units, strict=True):
        bits = (max(profile) // unit).bit_length() + 1
        if begins + bits > WORD:
            guards.append(0)
            begins = 0
        places.append((len(guards) - 1, begins))
        begins += bits
        guards[-1] |= 1 << (begins - 1)
    free = [[guard] * len(profiles[0]) for guard in guards]
    for (word, begins), profile, unit in zip(places, profiles, units, strict=True):
        free[word] = [known | each // unit << begins for known, each in zip(free[word], profile, strict=True)]
    needs = list[dict[int, int]]({} for _ in demands)
    for task, demand in enumerate(demands):
        for r, amount in demand.items():
            word, begins = places[r]
            needs[task][word] = needs[task].get(word, 0) | amount // units[r] << begins
    return Words(free, [sorted((w, n) for w, n in each.items() if n > 0) for each in needs], guards)


class Pair(NamedTuple):
    """A shop and its mirror image, in which time runs backwards; a task's number is the same in both."""

    forward: Shop
    backward: Shop


def shop_of(
    durations: list[int],
    links: list[tuple[int, int, int]],
    demands: list[dict[int, int]],
    profiles: list[list[int]],
    *,
    releases: list[int] | None = None,
    latest: list[int] | None = None,
    due: list[int] | None = None,
    costs: list[int] | None = None,
    owners: list[int] | None = None,
) -> Pair:
    """Both shops from plain lists.

    Args:
        durations: slots of each task, numbered in topological order.
        links: predecessor, successor, and the least slots from start to start.
        demands: units of each resource, by number.
        profiles: free units of each resource in each slot, all of one length, which is the axis.
        releases: the first slot in which each task may start.
        latest: the slot by which each task should finish, −1 for none.
        due: the slot by which each project is promised; nothing when only the makespan counts.
        costs: of a slot of tardiness of each project.
        owners: the project of each task.
    """
    count, axis = len(durations), len(profiles[0]) if profiles else sum(durations) + 1
    zero = [0] * count
    more = {"due": due or [], "costs": costs or [], "owners": owners or zero, "latest": latest or [-1] * count}
    mirrored = [(b, a, weight + durations[b] - durations[a]) for a, b, weight in links]
    simple = all(weight >= 0 for _, _, weight in (*links, *mirrored))
    words = words_of(demands, profiles)
    more["efforts"] = [_effort(d, needs, profiles) for d, needs in zip(durations, demands, strict=True)]
    backward = words._replace(free=[profile[::-1] for profile in words.free])
    return Pair(
        _shop(durations, links, words, axis=axis, releases=releases or zero, simple=simple, **more),
        _shop(durations, mirrored, backward, axis=axis, releases=zero, simple=simple, **more),
    )


def _effort(duration: int, needs: dict[int, int], profiles: list[list[int]]) -> int:
    return sum(1000 * duration * units // (max(profiles[resource]) or 1) for resource, units in needs.items())


def _shop(
    durations: list[int],
    links: list[tuple[int, int, int]],
    words: Words,
    *,
    axis: int,
    releases: list[int],
    simple: bool,
    **more: list[int],
) -> Shop:
    count = len(durations)
    into: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for a, b, weight in sorted(links):
        into[b].append((a, weight))
    needed = words.needs
    return Shop(
        sizes=table([count, len(words.guards), axis]),
        durations=table(durations),
        releases=table(releases),
        first_pred=_offsets([len(each) for each in into]),
        preds=table(a for each in into for a, _ in each),
        weights=table(weight for each in into for _, weight in each),
        first_need=_offsets([len(each) for each in needed]),
        needs=table(word for each in needed for word, _ in each),
        amounts=table(units for each in needed for _, units in each),
        efforts=table(more["efforts"]),
        free=table(units for profile in words.free for units in profile),
        guards=table(words.guards),
        latest=table(more["latest"]),
        flags=table([int(simple), int(max(more["latest"], default=-1) >= 0)]),
        due=table(more["due"]),
        costs=table(more["costs"]),
        owners=table(more["owners"]),
    )


def _offsets(lengths: list[int]) -> Table:
    found = [0]
    for length in lengths:
        found.append(found[-1] + length)
    return table(found)
