"""A node's relaxation over all rows of the model, few of which stand in its tableau, and what it proves.

Whatever closes a node is proven anew from the model's own rows, by weak duality or Farkas' lemma, so that rounding in
the tableau costs time and never an answer.
"""

from __future__ import annotations

import numpy as np

from northing.engine.compiled import inlined, unlocked
from northing.engine.selection.solvers.tableau import (
    BEYOND,
    COLUMNS,
    FEASIBLE,
    INFEASIBLE,
    OPTIMAL,
    ROWS,
    Node,
    Room,
    Rows,
    dual_simplex,
)

FULL = 4
"""The tableau is too low for one more row."""

SURE = 1e-9
"""Room for rounding in a proof."""

STEPS, ADDED = 4000, 8
"""Steps of one relaxation, and rows added at once."""

LOOSE = 1e-3
"""A row with that much room, in parts of its largest entry, is let go."""


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
