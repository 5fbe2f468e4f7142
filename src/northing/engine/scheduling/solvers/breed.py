"""A genetic algorithm on task orders, in which every child is justified to the right and back to the left.

Sources: Hartmann (1998) for two-point crossover on activity lists, (2002) for the scheme of generation as a gene;
Valls, Ballestín and Quintanilla (2005, 2008) for double justification and for inheriting a parent's peaks of resource
use; Debels and Vanhoucke (2007) for working on a part of the schedule. Runs compiled or plain, with equal answers.
"""

from __future__ import annotations

from typing import NamedTuple

from northing.engine.compiled import Table, compiled, draw, inlined
from northing.engine.scheduling.solvers.generate import (
    Scratch,
    lateness,
    parallel,
    repair,
    serial,
    sort_by,
    tardiness,
)
from northing.engine.scheduling.solvers.shop import Shop

ROUNDS = 3
"""Schedules that one child costs: forward, right-justified, left-justified."""

MOVED = 4
"""Tasks of a child that mutation moves, on average."""

OTHER_SCHEME = 5
"""Percent of the children that are read by another scheme than their mother."""

LATE = 10_000
"""What a slot of a task's lateness counts against one of the dearest project's tardiness, which counts 100."""


class Pool(NamedTuple):
    """A population and the scratch space of its search.

    Attributes:
        sizes: number of members.
        orders: member m's order at [m × tasks, (m + 1) × tasks).
        values: of each member, the lower the better.
        begins: starts of each member's tasks, laid out as ``orders``.
        schemes: of each member whether its order is read by the parallel scheme (1) or the serial one (0); the last
            one is the child's.
        child, starts, mirrored, buckets, scratch: space to work in.
        free, free_back: what is free of each resource in each slot, forward and mirrored.
        rng: state of the random generator.
    """

    sizes: Table
    orders: Table
    values: Table
    begins: Table
    schemes: Table
    child: Table
    starts: Table
    mirrored: Table
    buckets: Table
    scratch: Scratch
    free: Table
    free_back: Table
    rng: Table


@compiled
def worth(shop: Shop, starts: Table, end: int) -> int:
    """What the search lowers: lateness of tasks, then tardiness of projects that are due, then the makespan."""
    axis = shop.sizes[2] + 1
    value = end + lateness(shop, starts) * LATE * axis
    return value if len(shop.due) == 0 else value + tardiness(shop, starts) * axis


@compiled
def justify(forward: Shop, backward: Shop, pool: Pool) -> int:
    """Schedule ``pool.child``, push it right, then left; the order becomes that of the starts. Returns its worth."""
    count, axis = forward.sizes[0], forward.sizes[2]
    starts, mirrored, child = pool.starts, pool.mirrored, pool.child
    if pool.schemes[pool.sizes[0]] == 1:
        end = parallel(forward, backward, child, starts, pool.free, pool.scratch)
    else:
        repair(forward, child, pool.scratch.placed, pool.scratch.stack)
        end = serial(forward, child, starts, pool.free, 0)
    if end < 0:
        return -1
    for task in range(count):
        mirrored[task] = axis - starts[task] - forward.durations[task]
    sort_by(forward, mirrored, child, pool.buckets, 1)
    repair(backward, child, pool.scratch.placed, pool.scratch.stack)
    if serial(backward, child, mirrored, pool.free_back, axis - end) >= 0:
        for task in range(count):
            starts[task] = axis - mirrored[task] - forward.durations[task]
    sort_by(forward, starts, child, pool.buckets, 0)
    repair(forward, child, pool.scratch.placed, pool.scratch.stack)
    end = serial(forward, child, starts, pool.free, 0)
    if end < 0:
        return -1
    sort_by(forward, starts, child, pool.buckets, 0)
    return worth(forward, starts, end)


@compiled
def random_order(forward: Shop, backward: Shop, rank: Table, chance: int, pool: Pool) -> None:
    """An order by rank, in which each step takes a random free task instead with a chance of so many percent."""
    count, waiting, ready = forward.sizes[0], pool.scratch.placed, pool.scratch.stack
    found = 0
    for task in range(count):
        waiting[task] = forward.first_pred[task + 1] - forward.first_pred[task]
        if waiting[task] == 0:
            ready[found] = task
            found += 1
    for where in range(count):
        chosen = draw(pool.rng, found)
        if draw(pool.rng, 100) >= chance:
            for at in range(found):
                if rank[ready[at]] < rank[ready[chosen]]:
                    chosen = at
        task = ready[chosen]
        pool.child[where] = task
        found -= 1
        ready[chosen] = ready[found]
        for link in range(backward.first_pred[task], backward.first_pred[task + 1]):
            successor = backward.preds[link]
            waiting[successor] -= 1
            if waiting[successor] == 0:
                ready[found] = successor
                found += 1


@inlined
def tournament(pool: Pool, rounds: int) -> int:
    """The best of a few members drawn at random."""
    best = draw(pool.rng, pool.sizes[0])
    for _ in range(rounds - 1):
        other = draw(pool.rng, pool.sizes[0])
        if pool.values[other] < pool.values[best]:
            best = other
    return best


@inlined
def usage(shop: Shop, starts: Table, offset: int, begin: int, end: int) -> int:
    """Work of the tasks that start between two slots, in thousandths of what the resources could do."""
    total = 0
    for task in range(shop.sizes[0]):
        at = starts[offset + task]
        if begin <= at < end:
            total += shop.efforts[task]
    return total


@inlined
def cross(shop: Shop, pool: Pool, mother: int, father: int) -> None:
    """The mother's order, but what the father starts in his busiest of three windows comes in his order, together."""
    count, rng = shop.sizes[0], pool.rng
    first, length, best = 0, 1, -1
    for _ in range(3):
        size = max(1, count // 4 + draw(rng, count // 2 + 1))
        begin = draw(rng, max(1, count - size + 1))
        a = pool.begins[father * count + pool.orders[father * count + begin]]
        b = pool.begins[father * count + pool.orders[father * count + min(count, begin + size) - 1]] + 1
        busy = usage(shop, pool.begins, father * count, a, b) // (b - a)
        if busy > best:
            first, length, best = begin, min(size, count - begin), busy
    placed = pool.scratch.placed
    for task in range(count):
        placed[task] = 0
    for where in range(first, first + length):
        placed[pool.orders[father * count + where]] = 1
    done, where = 0, 0
    while done < first:
        task = pool.orders[mother * count + where]
        where += 1
        if placed[task] == 0:
            pool.child[done] = task
            done += 1
    for at in range(first, first + length):
        pool.child[done] = pool.orders[father * count + at]
        done += 1
    while done < count:
        task = pool.orders[mother * count + where]
        where += 1
        if placed[task] == 0:
            pool.child[done] = task
            done += 1


@inlined
def mutate(shop: Shop, pool: Pool, chance: int) -> None:
    """Move some tasks to a random place between their predecessors and successors; a chance in thousandths."""
    count, child = shop.sizes[0], pool.child
    for where in range(count):
        if draw(pool.rng, 1000) >= chance:
            continue
        shift = draw(pool.rng, 2 * 10 + 1) - 10
        step = 1 if shift > 0 else -1
        at = where
        while at != where + shift and 0 <= at + step < count:
            task, other = child[at], child[at + step]
            if (step > 0 and follows(shop, other, task)) or (step < 0 and follows(shop, task, other)):
                break
            child[at], child[at + step] = other, task
            at += step


@inlined
def follows(shop: Shop, task: int, other: int) -> bool:
    """Whether the task waits for the other."""
    for link in range(shop.first_pred[task], shop.first_pred[task + 1]):  # noqa: SIM110 - numba knows no any()
        if shop.preds[link] == other:
            return True
    return False


@compiled
def keep(shop: Shop, pool: Pool, member: int, value: int) -> None:
    """Let the child take a member's place."""
    count = shop.sizes[0]
    for at in range(count):
        pool.orders[member * count + at] = pool.child[at]
        pool.begins[member * count + at] = pool.starts[at]
    pool.values[member] = value
    pool.schemes[member] = pool.schemes[pool.sizes[0]]


@inlined
def is_twin(shop: Shop, pool: Pool, member: int) -> bool:
    """Whether the child starts every task where the member does."""
    count = shop.sizes[0]
    for task in range(count):  # noqa: SIM110 - numba knows no all()
        if pool.begins[member * count + task] != pool.starts[task]:
            return False
    return True


@compiled
def best_of(pool: Pool) -> int:
    """The number of the best member."""
    best = 0
    for member in range(1, pool.sizes[0]):
        if pool.values[member] < pool.values[best]:
            best = member
    return best


@compiled
def evolve(forward: Shop, backward: Shop, pool: Pool, children: int, target: int) -> int:
    """So many children, each in place of a weaker member; ends early at a worth of ``target``.

    Returns how many children improved on nobody in a row, at the end.
    """
    idle, best = 0, pool.values[best_of(pool)]
    for _ in range(children):
        if best <= target:
            return idle
        mother = tournament(pool, 2)
        father = tournament(pool, 2)
        cross(forward, pool, mother, father)
        mutate(forward, pool, max(1, MOVED * 1000 // forward.sizes[0]))
        scheme = pool.schemes[mother]
        pool.schemes[pool.sizes[0]] = 1 - scheme if draw(pool.rng, 100) < OTHER_SCHEME else scheme
        value = justify(forward, backward, pool)
        idle += 1
        if value < 0 or is_twin(forward, pool, mother) or is_twin(forward, pool, father):
            continue
        loser = mother if pool.values[mother] >= pool.values[father] else father
        if value <= pool.values[loser]:
            if value < pool.values[loser]:
                idle = 0
            keep(forward, pool, loser, value)
            best = min(best, value)
    return idle
