"""The dual simplex on a small dense tableau, for a tree with thousands of nodes a second.

Condensed form, x_B + T x_N = constant, with a column for each variable that is neither basic nor fixed (Dantzig 1963);
the ratio test passes a bound where that gains more (Maros 2003). Of the model's rows only those are held that a
relaxation has broken on the way to the node. Whatever closes a node is proven anew from the model's own rows, by weak
duality or Farkas' lemma, so that rounding in the tableau costs time and never an answer. The same without a compiler.
"""

from __future__ import annotations

from math import ceil, floor
from typing import NamedTuple

import numpy as np

from northing.engine.compiled import inlined, unlocked
from northing.engine.selection.linear import Flags, Floats, Ints

OPTIMAL, INFEASIBLE, BEYOND, TIRED = 0, 1, 2, 3
"""How the simplex ended: with an optimum, without a solution, beyond the cutoff, or after too many steps."""

BRANCHED, CLOSED, WHOLE, OPEN, FULL = 0, 1, 2, 3, 4
"""How a node ended: to be branched on, proven to hold nothing, with a whole solution, given up, or short of rows."""

FEASIBLE, PIVOT, WHOLENESS, SURE = 1e-7, 1e-7, 1e-6, 1e-9
"""Room for rounding: of a bound, of an entry that may be a pivot, of a whole number, of a proof."""

ROWS, COLUMNS = 0, 1
STEPS, PROBED, TRIED, ADDED = 4000, 20, 6, 8
"""Steps of one relaxation and of a probe, columns probed at a node, and rows added at once."""

LOOSE = 1e-3
"""A row with that much room, in parts of its largest entry, is let go."""

LEAST = 1e-6
"""What a branch adds at least, so that one side that adds nothing does not hide what the other does."""


class Rows(NamedTuple):
    """The model: minimise objective × x where each row's Σ value × x is at most its limit.

    Attributes:
        starts, column, value: entries by row, the largest of a row being 1.
        limit: by row.
        objective, whole: by column; a ``whole`` one takes no value between two integers.
    """

    starts: Ints
    column: Ints
    value: Floats
    limit: Floats
    objective: Floats
    whole: Flags


class Node(NamedTuple):
    """A part of the tree. Variables are the model's columns and then a slack for each row.

    Attributes:
        table: T, as high as rows may come; ``size``: how many rows and columns of it are used.
        basic, at: the variable of each row, and its value.
        free, reduced, high: the variable of each column, its reduced cost, and whether it is at its upper bound.
        lower, upper: by variable; ``held``: by row of the model.
        worth: the relaxation's objective.
    """

    table: Floats
    size: Ints
    basic: Ints
    at: Floats
    free: Ints
    reduced: Floats
    high: Flags
    lower: Floats
    upper: Floats
    held: Flags
    worth: Floats


class Room(NamedTuple):
    """Room to work in, by column of the tableau (``key``, ``queue``), by variable, or by row of the model."""

    key: Floats
    queue: Ints
    column_of: Ints
    row_of: Ints
    excess: Floats
    values: Floats
    cost: Floats


@inlined
def pivot(node: Node, row: int, column: int) -> None:
    """Exchange the row's basic variable for the column's."""
    table, height, width = node.table, node.size[ROWS], node.size[COLUMNS]
    inverse = 1.0 / table[row, column]
    for j in range(width):
        table[row, j] *= inverse
    table[row, column] = inverse
    for i in range(height):
        factor = table[i, column]
        if i != row and factor != 0.0:
            table[i, column] = 0.0
            for j in range(width):
                table[i, j] -= factor * table[row, j]
    factor = node.reduced[column]
    if factor != 0.0:
        node.reduced[column] = 0.0
        for j in range(width):
            node.reduced[j] -= factor * table[row, j]


@inlined
def shifted(node: Node, column: int, step: float) -> None:
    """The column's variable moves by that much, and the basic ones with it."""
    for i in range(node.size[ROWS]):
        node.at[i] -= node.table[i, column] * step
    node.worth[0] += node.reduced[column] * step


@inlined
def worst_row(node: Node) -> int:
    """The row whose variable is furthest outside its bounds; −1 where none is."""
    found, most = -1, FEASIBLE
    for i in range(node.size[ROWS]):
        variable = node.basic[i]
        outside = max(node.lower[variable] - node.at[i], node.at[i] - node.upper[variable])
        if outside > most:
            found, most = i, outside
    return found


@inlined
def candidates(node: Node, room: Room, row: int, sign: float) -> int:
    """The columns that can bring the row's variable back, and their ratios; how many there are."""
    count = 0
    for j in range(node.size[COLUMNS]):
        entry, variable = sign * node.table[row, j], node.free[j]
        if node.upper[variable] <= node.lower[variable]:
            continue
        if (not node.high[j] and entry > PIVOT) or (node.high[j] and entry < -PIVOT):
            room.queue[count], room.key[count] = j, abs(node.reduced[j] / entry)
            count += 1
    return count


@inlined
def entering(node: Node, room: Room, row: int, sign: float, outside: float) -> int:
    """The column that enters, after all that are better moved to their other bound; −1 where that is not enough."""
    count = candidates(node, room, row, sign)
    while count > 0:
        best = 0
        for c in range(1, count):
            if room.key[c] < room.key[best] or (
                room.key[c] == room.key[best]
                and abs(node.table[row, room.queue[c]]) > abs(node.table[row, room.queue[best]])
            ):
                best = c
        j = int(room.queue[best])
        width = node.upper[node.free[j]] - node.lower[node.free[j]]
        outside -= abs(node.table[row, j]) * width
        if outside <= FEASIBLE:
            return j
        shifted(node, j, -width if node.high[j] else width)
        node.high[j] = not node.high[j]
        count -= 1
        room.queue[best], room.key[best] = room.queue[count], room.key[count]
    return -1


@inlined
def dual_simplex(node: Node, room: Room, cutoff: float, steps: int) -> tuple[int, int]:
    """To the optimum of the rows held; how it ended, and the row that cannot be kept."""
    for _ in range(steps):
        if node.worth[0] > cutoff:
            return BEYOND, -1
        row = worst_row(node)
        if row < 0:
            return OPTIMAL, -1
        leaving = node.basic[row]
        is_low = node.at[row] < node.lower[leaving]
        goal = node.lower[leaving] if is_low else node.upper[leaving]
        column = entering(node, room, row, -1.0 if is_low else 1.0, abs(goal - node.at[row]))
        if column < 0:
            return INFEASIBLE, row
        variable = node.free[column]
        step = (node.at[row] - goal) / node.table[row, column]
        begun = node.upper[variable] if node.high[column] else node.lower[variable]
        shifted(node, column, step)
        pivot(node, row, column)
        node.basic[row], node.at[row] = variable, begun + step
        node.free[column], node.high[column] = leaving, not is_low
    return TIRED, -1


@unlocked
def read(node: Node, room: Room) -> None:
    """The columns' values, into ``room.values``."""
    width = len(room.values)
    for v in range(width):
        room.values[v] = node.lower[v]
    for j in range(node.size[COLUMNS]):
        if node.free[j] < width and node.high[j]:
            room.values[node.free[j]] = node.upper[node.free[j]]
    for i in range(node.size[ROWS]):
        if node.basic[i] < width:
            room.values[node.basic[i]] = node.at[i]


@inlined
def broken(rows: Rows, node: Node, room: Room) -> int:
    """By how much each row that is not held is broken, into ``room.excess``; how many are."""
    count = 0
    for r in range(len(rows.limit)):
        room.excess[r] = 0.0
        if not node.held[r]:
            excess = -rows.limit[r]
            for e in range(rows.starts[r], rows.starts[r + 1]):
                excess += rows.value[e] * room.values[rows.column[e]]
            if excess > FEASIBLE:
                room.excess[r] = excess
                count += 1
    return count


@inlined
def hold(rows: Rows, node: Node, room: Room, r: int) -> None:
    """Add the model's row at the end, its slack being basic."""
    height, width = node.size[ROWS], node.size[COLUMNS]
    for j in range(width):
        node.table[height, j] = 0.0
    for e in range(rows.starts[r], rows.starts[r + 1]):
        column, row = room.column_of[rows.column[e]], room.row_of[rows.column[e]]
        if column >= 0:
            node.table[height, column] += rows.value[e]
        elif row >= 0:
            factor = rows.value[e]
            for j in range(width):
                node.table[height, j] -= factor * node.table[row, j]
    node.at[height], node.basic[height], node.held[r] = -room.excess[r], len(rows.objective) + r, True
    node.size[ROWS] += 1


@inlined
def add_rows(rows: Rows, node: Node, room: Room) -> int:
    """Hold the rows that the values break most; how many were broken."""
    count = broken(rows, node, room)
    if count == 0:
        return 0
    room.column_of[:] = -1
    room.row_of[:] = -1
    for j in range(node.size[COLUMNS]):
        room.column_of[node.free[j]] = j
    for i in range(node.size[ROWS]):
        room.row_of[node.basic[i]] = i
    for _ in range(min(count, ADDED)):
        if node.size[ROWS] < len(node.at):
            r = int(np.argmax(room.excess))
            hold(rows, node, room, r)
            room.excess[r] = 0.0
    return count


@inlined
def let_go(node: Node, room: Room) -> None:
    """Rows that are far from binding leave the tableau."""
    i, columns = 0, len(room.values)
    while i < node.size[ROWS]:
        if node.basic[i] >= columns and node.at[i] > LOOSE:
            node.held[node.basic[i] - columns] = False
            node.size[ROWS] -= 1
            last = node.size[ROWS]
            for j in range(node.size[COLUMNS]):
                node.table[i, j] = node.table[last, j]
            node.basic[i], node.at[i] = node.basic[last], node.at[last]
        else:
            i += 1


@inlined
def narrow(node: Node) -> None:
    """Columns of fixed variables leave the tableau."""
    kept = 0
    for j in range(node.size[COLUMNS]):
        if node.upper[node.free[j]] > node.lower[node.free[j]]:
            if kept != j:
                for i in range(node.size[ROWS]):
                    node.table[i, kept] = node.table[i, j]
                node.free[kept], node.reduced[kept], node.high[kept] = node.free[j], node.reduced[j], node.high[j]
            kept += 1
    node.size[COLUMNS] = kept


@inlined
def least(node: Node, room: Room) -> float:
    """The smallest Σ cost × x within the bounds."""
    found = 0.0
    for v in range(len(room.cost)):
        found += min(room.cost[v] * node.lower[v], room.cost[v] * node.upper[v])
    return found


@inlined
def proven_bound(rows: Rows, node: Node, room: Room) -> float:
    """What no solution of the node falls below, by weak duality; its reduced costs are left in ``room.cost``."""
    columns, paid = len(rows.objective), 0.0
    room.cost[:] = rows.objective
    for j in range(node.size[COLUMNS]):
        price, r = node.reduced[j], node.free[j] - columns
        if r >= 0 and price > 0.0:
            paid -= price * rows.limit[r]
            for e in range(rows.starts[r], rows.starts[r + 1]):
                room.cost[rows.column[e]] += price * rows.value[e]
    return paid + least(node, room)


@inlined
def is_impossible(rows: Rows, node: Node, room: Room, row: int) -> bool:
    """Whether the rows that the tableau's row is made of contradict each other (Farkas 1902)."""
    columns, variable = len(rows.objective), node.basic[row]
    sign = 1.0 if node.at[row] < node.lower[variable] else -1.0
    room.cost[:] = 0.0
    limit = 0.0
    for j in range(-1, node.size[COLUMNS]):
        r = (variable if j < 0 else node.free[j]) - columns
        weight = 1.0 if j < 0 else sign * node.table[row, j]
        if r >= 0 and weight > 0.0:
            limit += weight * rows.limit[r]
            for e in range(rows.starts[r], rows.starts[r + 1]):
                room.cost[rows.column[e]] += weight * rows.value[e]
    return least(node, room) > limit + SURE


@inlined
def is_closed(  # noqa: PLR0917 - compiled functions take no keywords
    rows: Rows, node: Node, room: Room, cutoff: float, ending: int, row: int
) -> bool:
    """Whether it is proven that the node holds no solution within the cutoff."""
    if ending == INFEASIBLE:
        return is_impossible(rows, node, room, row)
    return ending == BEYOND and proven_bound(rows, node, room) > cutoff - SURE


@inlined
def settle(rows: Rows, node: Node, room: Room, cutoff: float) -> tuple[int, int]:
    """The relaxation over all rows: those that it breaks are added until it breaks none."""
    while True:
        ending, row = dual_simplex(node, room, cutoff, STEPS)
        if ending != OPTIMAL:
            return ending, row
        read(node, room)
        height = node.size[ROWS]
        count = add_rows(rows, node, room)
        if count == 0:
            return OPTIMAL, -1
        if node.size[ROWS] == height:
            return FULL, -1


@inlined
def fix(rows: Rows, node: Node, room: Room, cutoff: float) -> None:
    """Whole columns that the reduced costs keep where they are stay there."""
    bound = proven_bound(rows, node, room)
    for j in range(node.size[COLUMNS]):
        v = node.free[j]
        if v < len(rows.whole) and rows.whole[v] and node.upper[v] > node.lower[v]:
            cost = -room.cost[v] if node.high[j] else room.cost[v]
            if cost > 0.0 and bound + cost > cutoff + SURE:
                if node.high[j]:
                    node.lower[v] = node.upper[v]
                else:
                    node.upper[v] = node.lower[v]
    narrow(node)


@inlined
def copy_into(node: Node, probe: Node) -> None:
    """The node's tableau and bounds, into a probe's room."""
    height, width = node.size[ROWS], node.size[COLUMNS]
    probe.size[:] = node.size
    probe.worth[:] = node.worth
    for i in range(height):
        probe.basic[i], probe.at[i] = node.basic[i], node.at[i]
        for j in range(width):
            probe.table[i, j] = node.table[i, j]
    for j in range(width):
        probe.free[j], probe.reduced[j], probe.high[j] = node.free[j], node.reduced[j], node.high[j]


@inlined
def distance(node: Node, rows: Rows, row: int) -> float:
    """How far the row's variable is above a whole number; 0 where it is whole or need not be."""
    variable = node.basic[row]
    if variable >= len(rows.whole) or not rows.whole[variable]:
        return 0.0
    part = node.at[row] - floor(node.at[row])
    return part if WHOLENESS < part < 1 - WHOLENESS else 0.0


@inlined
def try_side(  # noqa: PLR0917 - compiled functions take no keywords
    rows: Rows,
    node: Node,
    probe: Node,
    room: Room,
    cutoff: float,
    row: int,
    is_up: bool,  # noqa: FBT001 - compiled
) -> float:
    """What a branch adds to the bound after a few steps; −1 where it is proven to hold nothing."""
    variable, value = node.basic[row], node.at[row]
    low, high = node.lower[variable], node.upper[variable]
    copy_into(node, probe)
    if is_up:
        node.lower[variable] = ceil(value)
    else:
        node.upper[variable] = floor(value)
    ending, bad = dual_simplex(probe, room, cutoff, PROBED)
    closed = is_closed(rows, probe, room, cutoff, ending, bad)
    node.lower[variable], node.upper[variable] = low, high
    return -1.0 if closed else max(0.0, probe.worth[0] - node.worth[0])


@inlined
def expected(node: Node, rows: Rows, seen: Floats, row: int) -> float:
    """What branching on the row's variable has been seen to add, both ways multiplied (Benichou et al. 1971)."""
    part, variable, product = distance(node, rows, row), node.basic[row], 1.0
    for side in range(2):
        known = variable if seen[side, 1, variable] > 0 else len(rows.whole)
        rate = seen[side, 0, known] / max(1.0, seen[side, 1, known])
        product *= max(LEAST, rate * (part if side == 0 else 1 - part))
    return product


@inlined
def learn(seen: Floats, side: int, variable: int, rate: float) -> None:
    """Note what a unit of a branch added, for its variable and for all together."""
    last = seen.shape[2] - 1
    for at in (variable, last):
        seen[side, 0, at] += rate
        seen[side, 1, at] += 1.0


@inlined
def choose(  # noqa: PLR0917 - compiled functions take no keywords
    rows: Rows, node: Node, probe: Node, room: Room, cutoff: float, seen: Floats
) -> tuple[int, int, bool]:
    """Strong branching: BRANCHED, the row to branch on and whether down comes first; otherwise how the node ended.

    A side that is proven to hold nothing is cut off on the way: the answer is then TIRED, to be solved again.
    """
    height = node.size[ROWS]
    score = np.zeros(height)
    count = 0
    for i in range(height):
        if distance(node, rows, i) > 0.0:
            score[i] = expected(node, rows, seen, i)
            count += 1
    if count == 0:
        return WHOLE, -1, False
    best, found, is_down_first = -1.0, -1, False
    for _ in range(min(count, TRIED)):
        row = int(np.argmax(score))
        score[row] = -1.0
        part, variable = distance(node, rows, row), node.basic[row]
        down = try_side(rows, node, probe, room, cutoff, row, False)
        up = try_side(rows, node, probe, room, cutoff, row, True)
        if down < 0 and up < 0:
            return CLOSED, -1, False
        if down < 0:
            node.lower[variable] = ceil(node.at[row])
            return TIRED, -1, False
        if up < 0:
            node.upper[variable] = floor(node.at[row])
            return TIRED, -1, False
        learn(seen, 0, variable, down / part)
        learn(seen, 1, variable, up / (1 - part))
        product = max(down, LEAST) * max(up, LEAST)
        if product > best:
            best, found, is_down_first = product, row, down < up
    return BRANCHED, found, is_down_first


@unlocked
def explore(  # noqa: PLR0917 - compiled functions take no keywords
    rows: Rows, node: Node, probe: Node, room: Room, cutoff: float, seen: Floats
) -> tuple[int, int, bool]:
    """Solve a node's relaxation, fix what it decides, and say how to go on.

    Returns how it ended; where BRANCHED also the row whose variable to branch on, and whether down comes first.
    """
    while True:
        ending, row = settle(rows, node, room, cutoff)
        if ending == FULL:
            return FULL, -1, False
        if ending != OPTIMAL:
            closed = is_closed(rows, node, room, cutoff, ending, row)
            return CLOSED if closed else OPEN, -1, False
        let_go(node, room)
        fix(rows, node, room, cutoff)
        ending, row, is_down_first = choose(rows, node, probe, room, cutoff, seen)
        if ending != TIRED:
            return ending, row, is_down_first
