"""Resource smoothing: the same finish, with as even a use of resources as moves within the float find.

Source: Burgess and Killebrew (1962). Each task in turn, the last one first, goes to the slot between its predecessors
and successors in which Σ over resources and slots of (use ÷ capacity)² is least, until nothing moves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from northing.engine.scheduling.model import SlotModel

ROUNDS = 20
"""Passes over all tasks at most; it nearly always settles sooner."""
PEAK_POWER = 8
"""Power of use that makes the highest slots outweigh all others."""


def smoothed(model: SlotModel, starts: Sequence[int], *, by_peak: bool = False) -> list[int]:
    """Starts with the same makespan; with ``by_peak`` a high power of use counts, which lowers the peak first."""
    found, picture = list(starts), _Use(model, starts, power=PEAK_POWER if by_peak else 2)
    end = max((s + d for s, d in zip(found, model.durations, strict=True)), default=0)
    for _ in range(ROUNDS):
        before = list(found)
        for task in sorted(range(len(found)), key=lambda at: (-found[at], -at)):
            if model.demands[task] and model.durations[task]:
                picture.add(task, found[task], sign=-1)
                found[task] = picture.best(task, _window(model, found, task, end), now=found[task])
                picture.add(task, found[task], sign=1)
        if found == before:
            break
    return found


def _window(model: SlotModel, starts: Sequence[int], task: int, end: int) -> range:
    """The starts that links, release and the makespan allow while all others stay."""
    first = max([model.releases[task], *(starts[a] + w for a, b, w in model.links if b == task)])
    last = min([end - model.durations[task], *(starts[b] - w for a, b, w in model.links if a == task)])
    return range(first, last + 1)


class _Use:
    """What is used of each resource in each slot, and Σ (use ÷ capacity)^power, which is to be small."""

    def __init__(self, model: SlotModel, starts: Sequence[int], *, power: int) -> None:
        self.model, self.power = model, power
        self.free = np.array(model.profiles, dtype=np.int64).reshape(len(model.capacities), model.axis)
        self.use = np.zeros((len(model.capacities), model.axis), dtype=np.int64)
        for task, start in enumerate(starts):
            self.add(task, start, sign=1)

    def add(self, task: int, start: int, *, sign: int) -> None:
        """Put a task there, or with −1 take it away."""
        for resource, units in self.model.demands[task].items():
            self.use[resource, start : start + self.model.durations[task]] += sign * units

    def best(self, task: int, window: range, *, now: int) -> int:
        """The start of least cost for a task that was taken away; where it is ``now`` when none is better."""
        costs = {start: cost for start in window if (cost := self._cost(task, start)) is not None}
        if now not in costs:
            return now
        best = min(costs, key=lambda start: (costs[start], -start))
        return best if costs[best] < costs[now] - 1e-9 else now

    def _cost(self, task: int, start: int) -> float | None:
        """By how much a task that starts there adds to the sum; None where it does not fit."""
        span, cost = slice(start, start + self.model.durations[task]), 0.0
        for resource, units in self.model.demands[task].items():
            before, scale = self.use[resource, span], self.model.capacities[resource] or 1
            if not (before + units <= self.free[resource, span]).all():
                return None
            cost += float((((before + units) / scale) ** self.power - (before / scale) ** self.power).sum())
        return cost
