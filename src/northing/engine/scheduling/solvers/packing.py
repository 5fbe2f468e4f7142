"""The packing scheme: slot by slot the tasks that fill up what is scarce. Runs compiled or plain, with equal answers.

Sources: Bedworth and Bailey (1982) for the parallel scheme; Panigrahy, Talwar, Uyeda and Wieder (2011) for packing by
the weighted sum of needs over what is free.
"""

from __future__ import annotations

from northing.engine.compiled import Table, compiled, inlined, zeros
from northing.engine.scheduling.solvers.generate import Space, earliest, fits_at, occupy, renew
from northing.engine.scheduling.solvers.tables import Tables

FINE = 10_000
"""Parts of a price's share, and of the range of all ranks: the two are added up."""

MILESTONE = 1 << 60
"""More than any score."""
WIDEST = 2_000
"""Tasks that are compared at a time: of more, those come first that could start first."""


@compiled
def pack(forward: Tables, backward: Tables, ranks: Table, prices: Table, space: Space) -> int:
    """Slot by slot, of the tasks that can start in it always the one of the highest score, into ``space.starts``.

    The score is Σ over resources of price × units ÷ what is free of it, minus the task's rank times the last of the
    prices: what fills up the scarce resources goes first, unless it is not urgent. Returns the makespan, −1 for none.
    """
    count, axis, starts, free = forward.task_count, forward.axis, space.starts, space.free
    waiting, stack, among = space.scratch.placed, space.scratch.stack, space.scratch.rank
    here, shares, found = zeros(forward.word_count), zeros(forward.resource_count), 0
    for task in range(count):
        waiting[task] = forward.first_pred[task + 1] - forward.first_pred[task]
        if waiting[task] == 0:
            starts[task] = earliest(forward, task, starts, 0)
            stack[found] = task
            found += 1
    now, left, end = 0, count, 0
    while left > 0 and now < axis:
        is_all = False
        while not is_all:
            found, open_ones, is_all = gather(forward, waiting, starts, now, found, free, stack, among)
            while open_ones > 0:
                for word in range(forward.word_count):
                    here[word] = free[word * axis + now]
                weigh(forward.places, prices, here, shares)
                open_ones = choose(forward, open_ones, now, ranks, prices, shares, free, here, among)
                if open_ones < 0:
                    break
                task = among[open_ones]
                starts[task], waiting[task] = now, -1
                occupy(forward, task, now, free)
                end = max(end, now + forward.durations[task])
                left -= 1
                behind = found
                found = release(forward, backward, task, waiting, starts, found, stack)
                for at in range(behind, found):
                    if starts[stack[at]] <= now:
                        among[open_ones] = stack[at]
                        open_ones += 1
        now += 1
    renew(forward, free, 0, end)
    return end if left == 0 else -1


@inlined
def release(  # noqa: PLR0917 - compiled functions take no keywords
    forward: Tables, backward: Tables, task: int, waiting: Table, starts: Table, found: int, stack: Table
) -> int:
    """Put on the stack the successors that waited for the task alone; returns how many it holds now."""
    for link in range(backward.first_pred[task], backward.first_pred[task + 1]):
        successor = backward.preds[link]
        waiting[successor] -= 1
        if waiting[successor] == 0:
            starts[successor] = earliest(forward, successor, starts, 0)
            stack[found] = successor
            found += 1
    return found


@inlined
def gather(  # noqa: PLR0917 - compiled functions take no keywords
    tables: Tables, waiting: Table, starts: Table, now: int, found: int, free: Table, stack: Table, among: Table
) -> tuple[int, int, bool]:
    """Take from the stack what has started, and list what may start by now; where that is much, what fits of it.

    Returns how many there are of each, and whether the list has all.
    """
    kept, listed, is_much = 0, 0, found > WIDEST
    for at in range(found):
        task = stack[at]
        if waiting[task] == 0:
            stack[kept] = task
            kept += 1
            if starts[task] <= now and (not is_much or (listed < WIDEST and fits_at(tables, task, now, free))):
                among[listed] = task
                listed += 1
    return kept, listed, not is_much or listed < WIDEST


@inlined
def weigh(places: Table, prices: Table, here: Table, shares: Table) -> None:
    """What a unit of each resource scores: its price over what is free of it."""
    for resource in range(len(shares)):
        word, begins, mask = places[3 * resource], places[3 * resource + 1], places[3 * resource + 2]
        shares[resource] = prices[resource] * FINE // max(1, here[word] >> begins & mask)


@inlined
def choose(  # noqa: PLR0917 - compiled functions take no keywords
    tables: Tables,
    listed: int,
    now: int,
    ranks: Table,
    prices: Table,
    shares: Table,
    free: Table,
    here: Table,
    among: Table,
) -> int:
    """Put the one of the highest score behind all others in the list that still fit; returns its place, −1 for none."""
    cards, guards, durations = tables.cards, tables.guards, tables.durations  # once: each look-up counts a reference
    first_use, used, units, has_rows = tables.first_use, tables.used, tables.units, len(tables.used) == 0
    words, is_level, urgency = tables.word_count, tables.is_level, prices[tables.resource_count]
    kept, chosen, best = 0, -1, 0
    for at in range(listed):
        task = among[at]
        card, fits = among[at] * words, 1
        for word in range(words):
            if (here[word] - cards[card + word]) & guards[word] != guards[word]:
                fits = 0
        if fits == 0 or (is_level == 0 and not fits_at(tables, task, now, free)):
            continue
        score = MILESTONE if durations[task] == 0 else -urgency * ranks[task]
        if has_rows:
            for resource in range(len(shares)):
                score += shares[resource] * units[task * len(shares) + resource]
        else:
            for use in range(first_use[task], first_use[task + 1]):
                score += shares[used[use]] * units[use]
        if chosen < 0 or score > best:
            chosen, best = kept, score
        among[kept] = task
        kept += 1
    if chosen >= 0:
        among[chosen], among[kept - 1] = among[kept - 1], among[chosen]
    return kept - 1
