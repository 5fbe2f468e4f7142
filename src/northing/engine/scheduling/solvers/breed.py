"""A genetic algorithm on task orders, in which every child is justified to the right and back to the left.

Sources: Hartmann (1998) for two-point crossover on activity lists, (2002) for the scheme of generation as a gene;
Valls, Ballestín and Quintanilla (2005, 2008) for double justification and for inheriting a parent's peaks of resource
use; Debels and Vanhoucke (2007) for working on a part of the schedule. Runs compiled or plain, with equal answers.
"""

from __future__ import annotations

from typing import NamedTuple

from northing.engine.compiled import Table, compiled, draw, inlined
from northing.engine.scheduling.solvers.generate import Space, parallel, repair, serial
from northing.engine.scheduling.solvers.justify import push
from northing.engine.scheduling.solvers.tables import Tables

MOVED = 4
"""Tasks of a child that mutation moves, on average."""

OTHER_SCHEME = 5
"""Percent of the children that are read by another scheme than their mother."""


class Pool(NamedTuple):
    """A population and the scratch space of its search.

    Attributes:
        members: how many there are.
        orders: member m's order at [m × tasks, (m + 1) × tasks).
        values: objective value of each member, the lower the better; the last one is the child's.
        criticals: tasks of each member that no link lets slip, which decides between equal values; the last one is the
            child's.
        tails: slots from each task's start to the end at the least.
        begins: starts of each member's tasks, laid out as ``orders``.
        schemes: of each member whether its order is read by the parallel scheme (1) or the serial one (0); the last
            one is the child's.
        space: where the child is made: its order and starts.
    """

    members: int
    orders: Table
    values: Table
    criticals: Table
    tails: Table
    begins: Table
    schemes: Table
    space: Space


@compiled
def justify(forward: Tables, backward: Tables, pool: Pool) -> int:
    """Schedule the child's order, push it right, then left; the order becomes that of the starts.

    Returns its objective value, −1 when it does not fit.
    """
    space = pool.space
    if pool.schemes[pool.members] == 1:
        end = parallel(forward, backward, space)
    else:
        repair(forward, space.order, space.scratch.placed, space.scratch.stack)
        end = serial(forward, space.order, space.starts, space.free, 0)
    value = -1 if end < 0 else push(forward, backward, space, end)
    pool.criticals[pool.members] = critical(forward, pool) if value >= 0 else forward.task_count
    return value


@inlined
def critical(tables: Tables, pool: Pool) -> int:
    """How many of the child's tasks are followed by a chain of links up to its end."""
    end, count = 0, 0
    for task in range(tables.task_count):
        reached = pool.space.starts[task] + pool.tails[task]
        if reached > end:
            end, count = reached, 0
        if reached == end:
            count += 1
    return count


@inlined
def beats(pool: Pool, member: int, other: int) -> bool:
    """Whether the member's schedule is better: of equal values the one in which fewer tasks are critical."""
    if pool.values[member] != pool.values[other]:
        return pool.values[member] < pool.values[other]
    return pool.criticals[member] < pool.criticals[other]


@compiled
def random_order(forward: Tables, backward: Tables, rank: Table, chance: int, pool: Pool) -> None:
    """An order by rank, in which each step takes a random free task instead with a chance of so many percent."""
    count, waiting, ready = forward.task_count, pool.space.scratch.placed, pool.space.scratch.stack
    found = 0
    for task in range(count):
        waiting[task] = forward.first_pred[task + 1] - forward.first_pred[task]
        if waiting[task] == 0:
            ready[found] = task
            found += 1
    for where in range(count):
        chosen = draw(pool.space.rng, found)
        if draw(pool.space.rng, 100) >= chance:
            for at in range(found):
                if rank[ready[at]] < rank[ready[chosen]]:
                    chosen = at
        task = ready[chosen]
        pool.space.order[where] = task
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
    best = draw(pool.space.rng, pool.members)
    for _ in range(rounds - 1):
        other = draw(pool.space.rng, pool.members)
        if beats(pool, other, best):
            best = other
    return best


@inlined
def usage(tables: Tables, starts: Table, offset: int, begin: int, end: int) -> int:
    """Work of the tasks that start between two slots, in thousandths of what the resources could do."""
    total = 0
    for task in range(tables.task_count):
        at = starts[offset + task]
        if begin <= at < end:
            total += tables.efforts[task]
    return total


@inlined
def cross(tables: Tables, pool: Pool, mother: int, father: int) -> None:
    """The mother's order, but what the father starts in his busiest of three windows comes in his order, together."""
    count, rng = tables.task_count, pool.space.rng
    first, length, best = 0, 1, -1
    for _ in range(3):
        size = max(1, count // 4 + draw(rng, count // 2 + 1))
        begin = draw(rng, max(1, count - size + 1))
        a = pool.begins[father * count + pool.orders[father * count + begin]]
        b = pool.begins[father * count + pool.orders[father * count + min(count, begin + size) - 1]] + 1
        busy = usage(tables, pool.begins, father * count, a, b) // max(1, b - a)  # what never fitted has no begins
        if busy > best:
            first, length, best = begin, min(size, count - begin), busy
    placed = pool.space.scratch.placed
    for task in range(count):
        placed[task] = 0
    for where in range(first, first + length):
        placed[pool.orders[father * count + where]] = 1
    done, where = 0, 0
    while done < first:
        task = pool.orders[mother * count + where]
        where += 1
        if placed[task] == 0:
            pool.space.order[done] = task
            done += 1
    for at in range(first, first + length):
        pool.space.order[done] = pool.orders[father * count + at]
        done += 1
    while done < count:
        task = pool.orders[mother * count + where]
        where += 1
        if placed[task] == 0:
            pool.space.order[done] = task
            done += 1


@inlined
def mutate(tables: Tables, pool: Pool, chance: int) -> None:
    """Move some tasks to a random place between their predecessors and successors; a chance in thousandths."""
    count, child = tables.task_count, pool.space.order
    for where in range(count):
        if draw(pool.space.rng, 1000) >= chance:
            continue
        shift = draw(pool.space.rng, 2 * 10 + 1) - 10
        step = 1 if shift > 0 else -1
        at = where
        while at != where + shift and 0 <= at + step < count:
            task, other = child[at], child[at + step]
            if (step > 0 and follows(tables, other, task)) or (step < 0 and follows(tables, task, other)):
                break
            child[at], child[at + step] = other, task
            at += step


@inlined
def follows(tables: Tables, task: int, other: int) -> bool:
    """Whether the task waits for the other."""
    for link in range(tables.first_pred[task], tables.first_pred[task + 1]):  # noqa: SIM110 - numba knows no any()
        if tables.preds[link] == other:
            return True
    return False


@compiled
def keep(tables: Tables, pool: Pool, member: int, value: int) -> None:
    """Let the child take a member's place."""
    count = tables.task_count
    for at in range(count):
        pool.orders[member * count + at] = pool.space.order[at]
        pool.begins[member * count + at] = pool.space.starts[at]
    pool.values[member] = value
    pool.criticals[member] = pool.criticals[pool.members]
    pool.schemes[member] = pool.schemes[pool.members]


@inlined
def is_twin(tables: Tables, pool: Pool, member: int) -> bool:
    """Whether the child starts every task where the member does."""
    count = tables.task_count
    for task in range(count):  # noqa: SIM110 - numba knows no all()
        if pool.begins[member * count + task] != pool.space.starts[task]:
            return False
    return True


@compiled
def best_of(pool: Pool) -> int:
    """The number of the best member."""
    best = 0
    for member in range(1, pool.members):
        if pool.values[member] < pool.values[best]:
            best = member
    return best


@compiled
def evolve(forward: Tables, backward: Tables, pool: Pool, children: int, target: int) -> int:
    """So many children, each in place of a weaker member; ends early at an objective value of ``target``.

    Returns how many children improved on nobody in a row, at the end.
    """
    idle, best = 0, pool.values[best_of(pool)]
    for _ in range(children):
        if best <= target:
            return idle
        mother = tournament(pool, 2)
        father = tournament(pool, 2)
        cross(forward, pool, mother, father)
        mutate(forward, pool, max(1, MOVED * 1000 // forward.task_count))
        scheme = pool.schemes[mother]
        pool.schemes[pool.members] = 1 - scheme if draw(pool.space.rng, 100) < OTHER_SCHEME else scheme
        value = justify(forward, backward, pool)
        idle += 1
        if value < 0 or is_twin(forward, pool, mother) or is_twin(forward, pool, father):
            continue
        pool.values[pool.members] = value
        loser = father if beats(pool, mother, father) else mother
        if beats(pool, loser, pool.members):
            continue
        if beats(pool, pool.members, loser):
            idle = 0
        keep(forward, pool, loser, value)
        best = min(best, value)
    return idle
