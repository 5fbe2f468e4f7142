"""Resource smoothing: the same finish, with as even a use of resources as moves within the float find.

Source: Burgess and Killebrew (1962). Each task in turn, the last one first, goes to the slot between its predecessors
and successors in which Σ over resources and slots of (use ÷ capacity)² is least, until nothing moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from northing.engine.scheduling.model import SlotModel

ROUNDS = 20
"""Passes over all tasks at most; it nearly always settles sooner."""
PEAK_POWER = 8
"""Power of use that makes the highest slots outweigh all others."""
DIGITS = 9
"""Of costs that are compared: sums over windows differ in the last ones, though they mean the same."""
LEAST = 1e-9
"""By which a move must be better."""


def smoothed(
    model: SlotModel, starts: Sequence[int], *, by_peak: bool = False, is_over: Callable[[], bool] = lambda: False
) -> list[int]:
    """Starts with the same makespan; with ``by_peak`` a high power of use counts, which lowers the peak first.

    Those that it has by then when ``is_over`` says so.
    """
    found, picture = list(starts), _Use(model, starts, power=PEAK_POWER if by_peak else 2)
    end = max((s + d for s, d in zip(found, model.durations, strict=True)), default=0)
    into, out_of = defaultdict[int, list[tuple[int, int]]](list), defaultdict[int, list[tuple[int, int]]](list)
    for a, b, weight in model.links:
        into[b].append((a, weight))
        out_of[a].append((b, weight))
    for _ in range(ROUNDS):
        before = list(found)
        for task in sorted(range(len(found)), key=lambda at: (-found[at], -at)):
            if is_over():
                return found
            if model.demands[task] and model.durations[task]:
                first = max([model.releases[task], *(found[a] + weight for a, weight in into[task])])
                last = min([end - model.durations[task], *(found[b] - weight for b, weight in out_of[task])])
                picture.add(task, found[task], sign=-1)
                found[task] = picture.best(task, range(first, last + 1), now=found[task])
                picture.add(task, found[task], sign=1)
        if found == before:
            break
    return found


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
        """The start of least cost for a task that was taken away, the last of several; ``now`` when none is better."""
        costs = self._costs(task, window)
        here = costs[now - window.start]
        at = len(window) - 1 - int(costs[::-1].argmin())
        return window.start + at if costs[at] < here - LEAST and np.isfinite(here) else now

    def _costs(self, task: int, window: range) -> NDArray[np.float64]:
        """By how much the task adds to the sum from each start of the window on; infinite where it does not fit."""
        duration = self.model.durations[task]
        span = slice(window.start, window.stop - 1 + duration)
        added, full = np.zeros(span.stop - span.start), np.zeros(span.stop - span.start, dtype=bool)
        for resource, units in self.model.demands[task].items():
            before, scale = self.use[resource, span], self.model.capacities[resource] or 1
            added += ((before + units) / scale) ** self.power - (before / scale) ** self.power
            full |= before + units > self.free[resource, span]
        costs = np.round(_sums(added, duration), DIGITS)
        return np.where(_sums(full, duration) > 0, np.inf, costs)


def _sums(values: NDArray[np.float64] | NDArray[np.bool_], width: int) -> NDArray[np.float64]:
    """The sum of each so many values in a row."""
    until = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return until[width:] - until[:-width]
