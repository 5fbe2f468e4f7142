"""Justification: pushing a schedule right and left again, and what it is worth then. Runs compiled or plain.

Source: Valls, Ballestín and Quintanilla (2005).
"""

from __future__ import annotations

from northing.engine.compiled import Table, compiled, inlined, zeros
from northing.engine.scheduling.solvers.generate import Space, repair, serial, sort_by
from northing.engine.scheduling.solvers.shop import Shop

ROUNDS = 3
"""Schedules that one child costs: forward, right-justified, left-justified."""

LATE = 10_000
"""What a slot of a task's lateness counts against one of the dearest project's tardiness, which counts 100."""


@compiled
def push(forward: Shop, backward: Shop, space: Space, end: int) -> int:
    """Push the schedule in ``space.starts`` right, then left; its order becomes that of its starts.

    Returns its worth. It ends no later than before.
    """
    count, axis = forward.sizes[0], forward.sizes[2]
    starts, mirrored, child = space.starts, space.mirrored, space.order
    for task in range(count):
        mirrored[task] = axis - starts[task] - forward.durations[task]
    sort_by(forward, mirrored, child, space.buckets, 1)
    repair(backward, child, space.scratch.placed, space.scratch.stack)
    if serial(backward, child, mirrored, space.free_back, axis - end) >= 0:
        for task in range(count):
            starts[task] = axis - mirrored[task] - forward.durations[task]
    sort_by(forward, starts, child, space.buckets, 0)
    repair(forward, child, space.scratch.placed, space.scratch.stack)
    end = serial(forward, child, starts, space.free, 0)
    if end < 0:
        return -1
    sort_by(forward, starts, child, space.buckets, 0)
    return worth(forward, starts, end)


@compiled
def worth(shop: Shop, starts: Table, end: int) -> int:
    """What the search lowers: lateness of tasks, then tardiness of projects that are due, then the makespan."""
    axis = shop.sizes[2] + 1
    value = end + lateness(shop, starts) * LATE * axis
    return value if len(shop.due) == 0 else value + tardiness(shop, starts) * axis


@inlined
def tardiness(shop: Shop, starts: Table) -> int:
    """Σ cost × slots by which each project ends after its due slot."""
    owners, durations, ends = shop.owners, shop.durations, zeros(len(shop.due))
    for task in range(shop.sizes[0]):
        ends[owners[task]] = max(ends[owners[task]], starts[task] + durations[task])
    total = 0
    for project in range(len(shop.due)):
        total += shop.costs[project] * max(0, ends[project] - shop.due[project])
    return total


@inlined
def lateness(shop: Shop, starts: Table) -> int:
    """Σ slots by which tasks finish after their latest ones."""
    total = 0
    if shop.flags[1] == 1:
        for task in range(shop.sizes[0]):
            if shop.latest[task] >= 0:
                total += max(0, starts[task] + shop.durations[task] - shop.latest[task])
    return total
