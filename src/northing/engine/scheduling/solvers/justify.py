"""Justification: pushing a schedule right and left again, and its objective value then. Runs compiled or plain.

Source: Valls, Ballestín and Quintanilla (2005).
"""

from __future__ import annotations

from northing.engine.compiled import Table, compiled, inlined, zeros
from northing.engine.scheduling.solvers.generate import Space, repair, serial, sort_by
from northing.engine.scheduling.solvers.tables import Tables

ROUNDS = 3
"""Schedules that one child costs: forward, right-justified, left-justified."""

LATE = 10_000
"""What a slot of a task's lateness counts against one of the dearest project's tardiness, which counts 100."""


@compiled
def push(forward: Tables, backward: Tables, space: Space, end: int) -> int:
    """Push the schedule in ``space.starts`` right, then left; its order becomes that of its starts.

    Returns its objective value, −1 when it does not fit. It ends no later than before.
    """
    count, axis = forward.task_count, forward.axis
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
    return objective_of(forward, starts, end)


@compiled
def objective_of(tables: Tables, starts: Table, end: int) -> int:
    """What the search minimises: lateness of tasks, then tardiness of projects that are due, then the makespan."""
    axis = tables.axis + 1
    value = end + lateness(tables, starts) * LATE * axis
    return value if len(tables.due) == 0 else value + tardiness(tables, starts) * axis


@inlined
def tardiness(tables: Tables, starts: Table) -> int:
    """Σ cost × slots by which each project ends after its due slot."""
    owners, durations, ends = tables.owners, tables.durations, zeros(len(tables.due))
    for task in range(tables.task_count):
        ends[owners[task]] = max(ends[owners[task]], starts[task] + durations[task])
    total = 0
    for project in range(len(tables.due)):
        total += tables.costs[project] * max(0, ends[project] - tables.due[project])
    return total


@inlined
def lateness(tables: Tables, starts: Table) -> int:
    """Σ slots by which tasks finish after their latest ones."""
    total = 0
    if tables.has_latest:
        for task in range(tables.task_count):
            if tables.latest[task] >= 0:
                total += max(0, starts[task] + tables.durations[task] - tables.latest[task])
    return total
