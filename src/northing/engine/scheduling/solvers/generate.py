"""Schedule generation schemes: from an order of the tasks to their starts. Run compiled or plain, with equal answers.

Sources: Kelley (1963) for the serial and Bedworth and Bailey (1982) for the parallel scheme.
"""

from __future__ import annotations

from typing import NamedTuple

from northing.engine.compiled import Table, compiled, generator, inlined, table, zeros
from northing.engine.scheduling.solvers.tables import Pair, Tables


class Scratch(NamedTuple):
    """Space for one value a task: marks or counts, a stack or queue, and ranks."""

    placed: Table
    stack: Table
    rank: Table


class Space(NamedTuple):
    """Where one schedule after the other is made.

    Attributes:
        order, starts: the schedule's.
        mirrored, buckets, scratch: to work in.
        free, free_back: what is free of each resource in each slot, forward and mirrored.
        rng: state of the random generator.
    """

    order: Table
    starts: Table
    mirrored: Table
    buckets: Table
    scratch: Scratch
    free: Table
    free_back: Table
    rng: Table


def space_of(pair: Pair, seed: int) -> Space:
    """A space for schedules of the tables, with its own random numbers."""
    tasks, axis = int(pair.forward.task_count), int(pair.forward.axis)

    def blank(size: int) -> Table:
        return table([0] * size)

    return Space(
        order=blank(tasks),
        starts=blank(tasks),
        mirrored=blank(tasks),
        buckets=blank(axis + 2),
        scratch=Scratch(blank(tasks), blank(tasks + 1), blank(tasks)),
        free=table(pair.forward.free),
        free_back=table(pair.backward.free),
        rng=generator(seed),
    )


@inlined
def earliest(tables: Tables, task: int, starts: Table, begin: int) -> int:
    """The first slot that the task's links, its release and ``begin`` allow."""
    at = max(begin, tables.releases[task])
    for link in range(tables.first_pred[task], tables.first_pred[task + 1]):
        at = max(at, starts[tables.preds[link]] + tables.weights[link])
    return at


@inlined
def fits_from(tables: Tables, task: int, at: int, free: Table) -> int:
    """The first slot from ``at`` on in which the task's resources are free for all of its duration; −1 for none."""
    axis, duration = tables.axis, tables.durations[task]
    need, last = tables.first_need[task], tables.first_need[task + 1]
    while need < last:
        word, units = tables.needs[need], tables.amounts[need]
        row, guard = word * axis, tables.guards[word]
        slot = at + duration - 1
        if slot >= axis:
            return -1
        while slot >= at and (free[row + slot] - units) & guard == guard:
            slot -= 1
        if slot >= at:  # a slot is too full: begin behind it, and look at every word again
            at = slot + 1
            need = tables.first_need[task]
        else:
            need += 1
    return at if at + duration <= axis else -1


@inlined
def occupy(tables: Tables, task: int, at: int, free: Table) -> None:
    """Take the task's units out of what is free."""
    axis, duration = tables.axis, tables.durations[task]
    for need in range(tables.first_need[task], tables.first_need[task + 1]):
        row, units = tables.needs[need] * axis, tables.amounts[need]
        for slot in range(row + at, row + at + duration):
            free[slot] -= units


@inlined
def renew(tables: Tables, free: Table, begin: int, end: int) -> None:
    """Set free again what was occupied between two slots."""
    axis = tables.axis
    end = min(axis, end)
    for resource in range(tables.word_count):
        for slot in range(resource * axis + begin, resource * axis + end):
            free[slot] = tables.free[slot]


@compiled
def serial(tables: Tables, order: Table, starts: Table, free: Table, begin: int) -> int:
    """Each task in turn as early as it fits, from slot ``begin`` on.

    ``order`` has predecessors first; ``free`` is what is free before and again after. Returns the makespan: the slot
    behind the last finish, or −1 when a task does not fit on the axis.
    """
    end = begin
    for where in range(tables.task_count):
        task = order[where]
        at = fits_from(tables, task, earliest(tables, task, starts, begin), free)
        if at < 0:
            renew(tables, free, begin, tables.axis)
            return -1
        starts[task] = at
        occupy(tables, task, at, free)
        end = max(end, at + tables.durations[task])
    renew(tables, free, begin, end)
    return end


@compiled
def parallel(forward: Tables, backward: Tables, space: Space) -> int:
    """Slot by slot, the tasks that can start in it, in the space's order; returns the makespan, −1 for none.

    ``backward``, in which successors are predecessors, tells who waits for a task.
    """
    order, starts, free = space.order, space.starts, space.free
    waiting, ready, rank = space.scratch.placed, space.scratch.stack, space.scratch.rank
    count = forward.task_count
    for where in range(count):
        rank[order[where]] = where
    found, left, now, end = 0, count, 0, 0
    for task in range(count):
        waiting[task] = forward.first_pred[task + 1] - forward.first_pred[task]
        if waiting[task] == 0:
            starts[task] = earliest(forward, task, starts, 0)
            found = queue(ready, found, rank, task)
    while left > 0 and now < forward.axis:
        at = 0
        while at < found:
            task = ready[at]
            if starts[task] > now or not fits_at(forward, task, now, free):
                at += 1
                continue
            starts[task] = now
            occupy(forward, task, now, free)
            end = max(end, now + forward.durations[task])
            left -= 1
            found -= 1
            for behind in range(at, found):
                ready[behind] = ready[behind + 1]
            for link in range(backward.first_pred[task], backward.first_pred[task + 1]):
                successor = backward.preds[link]
                waiting[successor] -= 1
                if waiting[successor] == 0:
                    starts[successor] = earliest(forward, successor, starts, 0)
                    found = queue(ready, found, rank, successor)
                    at = 0 if starts[successor] <= now else at
        now += 1
    renew(forward, free, 0, end)
    return end if left == 0 else -1


@inlined
def queue(ready: Table, found: int, rank: Table, task: int) -> int:
    """Put a task among those that are ready, which stand by rank; returns how many they are now."""
    at = found
    while at > 0 and rank[ready[at - 1]] > rank[task]:
        ready[at] = ready[at - 1]
        at -= 1
    ready[at] = task
    return found + 1


@inlined
def fits_at(tables: Tables, task: int, at: int, free: Table) -> bool:
    """Whether the task's resources are free in each slot of its duration from ``at`` on.

    What has been placed starts no later than ``at``: where capacity is the same in all slots, the first one tells.
    """
    axis, duration = tables.axis, tables.durations[task]
    if at + duration > axis:
        return False
    if tables.is_level:
        duration = min(duration, 1)
    for need in range(tables.first_need[task], tables.first_need[task + 1]):
        word, units = tables.needs[need], tables.amounts[need]
        guard = tables.guards[word]
        for slot in range(word * axis + at, word * axis + at + duration):
            if (free[slot] - units) & guard != guard:
                return False
    return True


@compiled
def sort_by(tables: Tables, times: Table, order: Table, buckets: Table, last_first: int) -> None:
    """The tasks by their times on the axis; ties by number, or by number backwards when ``last_first`` is 1."""
    count, axis = tables.task_count, tables.axis
    for slot in range(axis + 2):
        buckets[slot] = 0
    for task in range(count):
        buckets[times[task] + 1] += 1
    for slot in range(1, axis + 2):
        buckets[slot] += buckets[slot - 1]
    for step in range(count):
        task = count - 1 - step if last_first == 1 else step
        order[buckets[times[task]]] = task
        buckets[times[task]] += 1


@inlined
def repair(tables: Tables, order: Table, placed: Table, stack: Table) -> None:
    """Move predecessors that stand behind their successors in front of them; nothing else moves."""
    if tables.keeps_order:
        return
    count, done = tables.task_count, 0
    wanted = zeros(count)
    for task in range(count):
        placed[task] = 0
        wanted[task] = order[task]
    for where in range(count):
        depth = 0
        stack[0] = wanted[where]
        while depth >= 0:
            task = stack[depth]
            missing = -1
            for link in range(tables.first_pred[task], tables.first_pred[task + 1]):
                if placed[tables.preds[link]] == 0:
                    missing = tables.preds[link]
            if missing >= 0:
                depth += 1
                stack[depth] = missing
                continue
            if placed[task] == 0:
                placed[task] = 1
                order[done] = task
                done += 1
            depth -= 1
