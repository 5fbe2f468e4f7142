"""Resource smoothing: the same finish, with as even a use of resources as moves within the float find.

Source: Burgess and Killebrew (1962). Each task in turn, the last one first, goes to the slot between its predecessors
and successors in which Σ over resources and slots of (use ÷ capacity)² is least, until nothing moves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from northing.engine.scheduling.model import SlotModel

ROUNDS = 20
"""Passes over all tasks at most; it nearly always settles sooner."""


def smoothed(model: SlotModel, starts: Sequence[int], *, by_peak: bool = False) -> list[int]:
    """Starts with the same makespan; with ``by_peak`` a high power of use counts, which lowers the peak first."""
    found, power = list(starts), 8 if by_peak else 2
    end = max((s + d for s, d in zip(found, model.durations, strict=True)), default=0)
    use = _use(model, found)
    free = np.array(model.profiles, dtype=np.int64).reshape(len(model.capacities), model.axis)
    for _ in range(ROUNDS):
        before = list(found)
        for task in sorted(range(len(found)), key=lambda at: (-found[at], -at)):
            if model.demands[task] and model.durations[task]:
                _add(model, use, task, found[task], sign=-1)
                found[task] = _best(model, use, free, task, _window(model, found, task, end), found[task], power)
                _add(model, use, task, found[task], sign=1)
        if found == before:
            break
    return found


def _use(model: SlotModel, starts: Sequence[int]) -> NDArray[np.int64]:
    use = np.zeros((len(model.capacities), model.axis), dtype=np.int64)
    for task, start in enumerate(starts):
        _add(model, use, task, start, sign=1)
    return use


def _add(model: SlotModel, use: NDArray[np.int64], task: int, start: int, *, sign: int) -> None:
    for resource, units in model.demands[task].items():
        use[resource, start : start + model.durations[task]] += sign * units


def _window(model: SlotModel, starts: Sequence[int], task: int, end: int) -> range:
    """The starts that links, release and the makespan allow while all others stay."""
    first = max([model.releases[task], *(starts[a] + w for a, b, w in model.links if b == task)])
    last = min([end - model.durations[task], *(starts[b] - w for a, b, w in model.links if a == task)])
    return range(first, last + 1)


def _best(  # noqa: PLR0917 - one task's place in one picture of use
    model: SlotModel,
    use: NDArray[np.int64],
    free: NDArray[np.int64],
    task: int,
    window: range,
    current: int,
    power: int,
) -> int:
    """The start of least cost; the current one where none is better."""
    duration = model.durations[task]
    costs: dict[int, float] = {}
    for start in window:
        span, fits, cost = slice(start, start + duration), True, 0.0
        for resource, units in model.demands[task].items():
            with_it = use[resource, span] + units
            fits = fits and bool((with_it <= free[resource, span]).all())
            scale = model.capacities[resource] or 1
            cost += float(((with_it / scale) ** power - (use[resource, span] / scale) ** power).sum())
        if fits:
            costs[start] = cost
    if current not in costs:
        return current
    best = min(costs, key=lambda start: (costs[start], -start))
    return best if costs[best] < costs[current] - 1e-9 else current
