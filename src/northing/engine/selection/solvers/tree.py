"""One node of a depth-first tree: its relaxation, what that decides, and the branch that promises most."""

from __future__ import annotations

from math import ceil, floor

import numpy as np

from northing.engine.compiled import inlined, unlocked
from northing.engine.selection.linear import Floats
from northing.engine.selection.solvers.relaxation import FULL, fix, is_closed, let_go, settle
from northing.engine.selection.solvers.tableau import COLUMNS, OPTIMAL, ROWS, TIRED, Node, Room, Rows, dual_simplex

BRANCHED, CLOSED, WHOLE, OPEN = 0, 1, 2, 3
"""How a node ended: to be branched on, proven to hold nothing, with a whole solution, or given up; or else FULL."""

WHOLENESS = 1e-6
"""Room for rounding of a whole number."""

PROBED, TRIED = 20, 6
"""Steps of a probe, and columns probed at a node."""

LEAST = 1e-6
"""What a branch adds at least, so that one side that adds nothing does not hide what the other does."""


@inlined
def copy_into(node: Node, probe: Node) -> None:
    """The node's tableau and bounds, into a probe's room."""
    height, width = node.size[ROWS], node.size[COLUMNS]
    probe.size[:] = node.size
    probe.objective[:] = node.objective
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
    return -1.0 if closed else max(0.0, probe.objective[0] - node.objective[0])


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
