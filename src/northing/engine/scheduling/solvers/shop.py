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
        sizes: number of tasks, of words, of slots on the axis, and of resources.
        durations, releases: of each task.
        first_pred, preds, weights: the links into task t are ``first_pred[t]`` up to ``first_pred[t + 1]``; task t
            starts no earlier than its predecessor's start plus the weight.
        first_need, needs, amounts: the words that task t needs, in the same way; a word holds several resources.
        cards: of each task side by side what it needs of each word, then of each resource in its coarsest unit; a
            milestone needs nothing.
        places: of each resource its word, its first bit there and a mask of its bits, one after the other.
        efforts: of each task Σ over resources of duration × units, in thousandths of what the resource has.
        free: what is free of word w in slot t at [w × slots + t], guards set.
        guards: of each word.
        latest: the slot by which each task should finish, −1 for none.
        flags: [0] is 1 where sorting by start is always an order in which predecessors come first; [1] is 1 where
            some task has a latest slot; [2] is 1 where as much is free in every slot.
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
    cards: Table
    places: Table
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
        units: of each resource that each task needs, in the resource's coarsest unit.
        places: of each resource its word, its first bit there and a mask of its bits.
    """

    free: list[list[int]]
    needs: list[list[tuple[int, int]]]
    guards: list[int]
    units: list[list[int]]
    places: list[tuple[int, int, int]]


def words_of(demands: list[dict[int, int]], profiles: list[list[int]]) -> Words:
    """As many resources to a word as fit, in their coarsest common unit."""
    coarsest = [gcd(*(needs.get(r, 0) for needs in demands)) or 1 for r in range(len(profiles))]
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
    units = [[demand.get(r, 0) // unit for r, unit in enumerate(coarsest)] for demand in demands]
    needs = [_in_words(each, places) for each in units]
    return Words(free, needs, guards, units, places)


def _in_words(units: list[int], places: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    found = dict[int, int]()
    for amount, (word, begins, _) in zip(units, places, strict=True):
        if amount:
            found[word] = found.get(word, 0) | amount << begins
    return sorted(found.items())


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
    axis: int,
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
        profiles: free units of each resource in each slot of the axis.
        axis: slots in which everything has to fit, releases and lags as well.
        releases: the first slot in which each task may start.
        latest: the slot by which each task should finish, −1 for none.
        due: the slot by which each project is promised; nothing when only the makespan counts.
        costs: of a slot of tardiness of each project.
        owners: the project of each task.
    """
    count = len(durations)
    zero = [0] * count
    more = {"due": due or [], "costs": costs or [], "owners": owners or zero, "latest": latest or [-1] * count}
    mirrored = [(b, a, weight + durations[b] - durations[a]) for a, b, weight in links]
    simple = all(weight >= 0 for _, _, weight in (*links, *mirrored))
    words = words_of(demands, profiles)
    most = [max(profile) or 1 for profile in profiles]
    more["efforts"] = [_effort(d, needs, most) for d, needs in zip(durations, demands, strict=True)]
    backward = words._replace(free=[profile[::-1] for profile in words.free])
    return Pair(
        _shop(durations, links, words, axis=axis, releases=releases or zero, simple=simple, **more),
        _shop(durations, mirrored, backward, axis=axis, releases=zero, simple=simple, **more),
    )


def _effort(duration: int, needs: dict[int, int], most: list[int]) -> int:
    return sum(1000 * duration * units // most[resource] for resource, units in needs.items())


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
    count, is_level = len(durations), all(min(profile) == max(profile) for profile in words.free)
    into: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for a, b, weight in sorted(links):
        into[b].append((a, weight))
    needed = words.needs
    return Shop(
        sizes=table([count, len(words.guards), axis, len(words.places)]),
        durations=table(durations),
        releases=table(releases),
        first_pred=_offsets([len(each) for each in into]),
        preds=table(a for each in into for a, _ in each),
        weights=table(weight for each in into for _, weight in each),
        first_need=_offsets([len(each) for each in needed]),
        needs=table(word for each in needed for word, _ in each),
        amounts=table(units for each in needed for _, units in each),
        cards=table(number for card in _cards(durations, words) for number in card),
        places=table(part for place in words.places for part in place),
        efforts=table(more["efforts"]),
        free=table(units for profile in words.free for units in profile),
        guards=table(words.guards),
        latest=table(more["latest"]),
        flags=table([int(simple), int(max(more["latest"], default=-1) >= 0), int(is_level)]),
        due=table(more["due"]),
        costs=table(more["costs"]),
        owners=table(more["owners"]),
    )


def _cards(durations: list[int], words: Words) -> list[list[int]]:
    blank = dict.fromkeys(range(len(words.guards)), 0)
    return [
        [*(blank | dict(needs)).values(), *units] if duration else [0] * (len(blank) + len(units))
        for duration, needs, units in zip(durations, words.needs, words.units, strict=True)
    ]


def _offsets(lengths: list[int]) -> Table:
    found = [0]
    for length in lengths:
        found.append(found[-1] + length)
    return table(found)
