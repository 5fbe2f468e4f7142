"""The dual simplex on a small dense tableau, for a tree with thousands of nodes a second.

Condensed form, x_B + T x_N = constant, with a column for each variable that is neither basic nor fixed (Dantzig 1963);
the ratio test passes a bound where that gains more (Maros 2003). Of the model's rows only those are held that a
relaxation has broken on the way to the node. The same without a compiler.
"""

from __future__ import annotations

from typing import NamedTuple

from northing.engine.compiled import inlined
from northing.engine.selection.linear import Flags, Floats, Ints

OPTIMAL, INFEASIBLE, BEYOND, TIRED = 0, 1, 2, 3
"""How the simplex ended: with an optimum, without a solution, beyond the cutoff, or after too many steps."""

FEASIBLE, PIVOT = 1e-7, 1e-7
"""Room for rounding: of a bound, and of an entry that may be a pivot."""

ROWS, COLUMNS = 0, 1


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
        objective: the relaxation's objective.
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
    objective: Floats


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
    node.objective[0] += node.reduced[column] * step


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
        if node.objective[0] > cutoff:
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
