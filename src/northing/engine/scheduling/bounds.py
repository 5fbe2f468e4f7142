"""What no schedule can beat: the longest chain, and the work at each resource between its heads and its tails.

Sources: Klein and Scholl (1999) for lower bounds of this kind; Mingozzi et al. (1998) for the energy bound, which
divides the work at a resource by its capacity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.scheduling.model import SlotModel

LEVELS = 500
"""Heads that are tried at each resource, spread evenly; all of them where there are fewer."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No schedule is shorter than so many slots, and by which argument."""

    slots: int
    by: str


def lower_bound(model: SlotModel) -> Bound:
    """The best of the simple bounds on the makespan.

    CPM: max head + duration. Energy: for each resource and each level of heads and tails that its work has,
    min head + ⌈Σ duration × units ÷ capacity⌉ + min tail over the tasks with at least these.
    """
    heads, tails = heads_of(model), tails_of(model)
    chain = max((h + t for h, t in zip(heads, tails, strict=True)), default=0)
    best = Bound(chain, "longest chain")
    after = [tail - duration for tail, duration in zip(tails, model.durations, strict=True)]
    for resource, capacity in enumerate(model.capacities):
        users = [at for at, needs in enumerate(model.demands) if resource in needs and model.durations[at]]
        users.sort(key=lambda at: -after[at])
        if users and capacity:
            work = np.array([model.durations[at] * model.demands[at][resource] for at in users])
            columns = np.array([(heads[at], after[at]) for at in users])
            reached = _energy(work, capacity, columns[:, 0], columns[:, 1], levels=LEVELS)
            best = max(best, Bound(reached, "work at a resource"), key=lambda bound: bound.slots)
    return best


def least_lateness(model: SlotModel) -> int:
    """Σ slots by which tasks finish after their latest ones in every schedule: what waits for them begins too late."""
    finishes = zip(_first_finishes(model), model.latest, strict=True)
    return sum(max(0, finish - latest) for finish, latest in finishes if latest >= 0)


def least_tardiness(model: SlotModel) -> int:
    """Σ cost × slots by which projects end after their due slots in every schedule."""
    ends = [0] * len(model.due)
    for owner, finish in zip(model.owners, _first_finishes(model), strict=True) if ends else ():
        ends[owner] = max(ends[owner], finish)
    return sum(cost * max(0, end - due) for cost, end, due in zip(model.costs, ends, model.due, strict=True))


def _first_finishes(model: SlotModel) -> list[int]:
    return [head + duration for head, duration in zip(heads_of(model), model.durations, strict=True)]


def heads_of(model: SlotModel) -> list[int]:
    """The earliest slot of each task by its links and release."""
    heads = list(model.releases)
    for a, b, weight in sorted(model.links, key=lambda link: link[1]):
        heads[b] = max(heads[b], heads[a] + weight)
    return heads


def tails_of(model: SlotModel) -> list[int]:
    """Slots from each task's start to the end at the least."""
    tails = list(model.durations)
    for a, b, weight in sorted(model.links, key=lambda link: -link[0]):
        tails[a] = max(tails[a], tails[b] + weight)
    return tails


def _energy(
    work: NDArray[np.int64], capacity: int, heads: NDArray[np.int64], after: NDArray[np.int64], *, levels: int
) -> int:
    """The best over so many levels of heads, of a resource's users sorted by their tails, the longest first."""
    best = 0
    found = np.unique(heads)
    for head in found[:: -(-len(found) // levels)]:
        inside = heads >= head  # users join from the longest tail down, so the last one's is the least
        joined = np.cumsum(work[inside])
        best = max(best, int((head - (-joined // capacity) + after[inside]).max()))
    return best
