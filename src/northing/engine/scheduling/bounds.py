"""What no schedule can beat: the longest chain, and the work at each resource between its heads and its tails.

Source: Klein and Scholl (1999) for lower bounds of this kind; the energy bound is Mingozzi et al. (1998), LB of work
over capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from northing.engine.scheduling.model import SlotModel


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
        work = _energy(model, users, resource, capacity, heads, after)
        best = max(best, Bound(work, "work at a resource"), key=lambda bound: bound.slots)
    return best


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


def _energy(  # noqa: PLR0917 - one expression of six terms
    model: SlotModel, users: Sequence[int], resource: int, capacity: int, heads: Sequence[int], after: Sequence[int]
) -> int:
    best = 0
    levels = sorted({heads[at] for at in users})
    for head in levels if len(users) <= MOST_EXACT else levels[:1]:
        work = 0
        inside = sorted((at for at in users if heads[at] >= head), key=lambda at: -after[at])
        for at in inside:  # tasks join from the longest tail down, so the last one's tail is the least
            work += model.durations[at] * model.demands[at][resource]
            best = max(best, head - (-work // capacity) + after[at])
    return best


MOST_EXACT = 400
"""Tasks at a resource up to which every level of heads is tried."""
