"""Depth-first branch and bound over a small dense tableau: what no more than a few decisions can gain, proven.

Near today's portfolio most of a model is decided: a node takes a millisecond here, with six of its columns tried both
ways, where HiGHS takes ten or twenty. Far from it there is more to decide than a tree without cuts can close, and HiGHS
finds better portfolios.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from northing.engine.compiled import HAS_COMPILER, compile_once, is_compiled
from northing.engine.effort import Stopwatch
from northing.engine.selection.linear import Floats, Ints, Linear, Matrix, offsets
from northing.engine.selection.solvers.relaxation import FULL, read
from northing.engine.selection.solvers.tableau import COLUMNS, ROWS, Node, Room, Rows
from northing.engine.selection.solvers.tree import BRANCHED, CLOSED, OPEN, WHOLE, explore

HEIGHT = 64
"""Rows of a tableau in the beginning; it grows where that is not enough."""

SCIENCE = "branching"

COMPILING = 45.0
"""Seconds below which what is left would go to the compiler."""


@dataclass(frozen=True, slots=True)
class TreeResult:
    """What a tree has found.

    Attributes:
        values: of the best solution within the cutoff; None when none was found.
        objective: of it; the cutoff where there is none.
        bound: proven: no solution has a smaller objective.
        is_complete: whether the tree has ended, so that without ``values`` there is no solution within the cutoff.
    """

    values: Floats | None
    objective: float
    bound: float
    is_complete: bool


def can_branch(*, seconds: float) -> bool:
    """Whether the tree is compiled, or there is time enough to compile it."""
    return HAS_COMPILER and (seconds >= COMPILING or is_compiled(SCIENCE))


def branch_and_bound(
    linear: Linear, *, objective: Floats, cutoff: float, watch: Stopwatch, better_by: float | None = None
) -> TreeResult:
    """The solution of the smallest objective not above the cutoff, or a proof that there is none.

    Args:
        linear: every column between two finite bounds.
        objective: coefficient by column; solutions are told apart by 1e-9 of its unit.
        cutoff: what the objective may not exceed.
        watch: when it ends; with the bound that is proven by then.
        better_by: how much smaller the next solution has to be; None where the first one is enough.
    """
    prepare()
    free, fixed = np.flatnonzero(linear.upper > linear.lower), np.where(linear.upper > linear.lower, 0.0, linear.lower)
    paid = float(objective @ fixed)
    tree = _Tree(_among(linear, free=free, fixed=fixed), objective[free], cutoff=cutoff - paid, better_by=better_by)
    tree.grow(watch)
    found = tree.found()
    if found.values is not None:
        fixed[free] = found.values
    values = None if found.values is None else fixed
    return TreeResult(values, found.objective + paid, found.bound + paid, found.is_complete)


def _among(linear: Linear, *, free: Ints, fixed: Floats) -> Linear:
    """The model over its free columns alone, the others' use taken from the limits."""
    matrix, used = linear.matrix, linear.matrix.times(fixed)
    position = np.full(linear.width, -1)
    position[free] = np.arange(len(free))
    kept = position[matrix.index] >= 0
    counts = np.bincount(matrix.row_of_entry()[kept], minlength=matrix.height)
    narrowed = Matrix(offsets(counts), position[matrix.index[kept]], matrix.value[kept], len(free))
    return replace(
        linear,
        lower=linear.lower[free],
        upper=linear.upper[free],
        integer=linear.integer[free],
        matrix=narrowed,
        row_lower=linear.row_lower - used,
        row_upper=linear.row_upper - used,
    )


@cache
def prepare() -> None:
    """Have the nodes' functions compiled before the first tree."""
    compile_once(SCIENCE, _rehearse)


def _rehearse() -> None:
    """One node that holds one row and is branched on."""
    rows = Rows(np.array([0, 2]), np.array([0, 1]), np.ones(2), np.full(1, 1.5), -np.ones(2), np.ones(2, np.bool_))
    node = _root(rows, lower=np.zeros(2), upper=np.ones(2))
    room = _room(rows, width=2)
    explore(rows, node, _probe(node), room, 0.0, np.zeros((2, 2, 3)))
    read(node, room)


def rows_of(linear: Linear, *, objective: Floats) -> Rows:
    """Each limit of each row as one that may not be exceeded, its largest entry being 1."""
    parts = [
        (linear.matrix.picked(np.flatnonzero(np.isfinite(limit))), sign, sign * limit[np.isfinite(limit)])
        for sign, limit in ((1.0, linear.row_upper), (-1.0, linear.row_lower))
    ]
    counts = np.concatenate([np.diff(matrix.starts) for matrix, *_ in parts])
    entries = np.concatenate([sign * matrix.value for matrix, sign, _ in parts])
    index = np.concatenate([matrix.index for matrix, *_ in parts]).astype(np.int64)
    every = Matrix(offsets(counts), index, entries, linear.width)
    unit = np.zeros(every.height)
    np.maximum.at(unit, every.row_of_entry(), np.abs(every.value))
    unit[unit == 0.0] = 1.0
    return Rows(
        starts=every.starts,
        column=every.index,
        value=every.value / unit[every.row_of_entry()],
        limit=np.concatenate([limit for *_, limit in parts]) / unit,
        objective=objective.astype(np.float64),
        whole=linear.integer.astype(np.bool_),
    )


def _root(rows: Rows, *, lower: Floats, upper: Floats) -> Node:
    """All columns at the bound that suits the objective, and no row held."""
    slacks, free = len(rows.limit), np.flatnonzero(upper > lower).astype(np.int64)
    reduced = rows.objective[free].copy()
    at = np.where(rows.objective < 0, upper, lower)
    return Node(
        table=np.zeros((HEIGHT, len(free))),
        size=np.array([0, len(free)], dtype=np.int64),
        basic=np.zeros(HEIGHT, dtype=np.int64),
        at=np.zeros(HEIGHT),
        free=free,
        reduced=reduced,
        high=reduced < 0,
        lower=np.concatenate((lower, np.zeros(slacks))),
        upper=np.concatenate((upper, np.full(slacks, np.inf))),
        held=np.zeros(slacks, dtype=np.bool_),
        objective=np.array([float(rows.objective @ at)]),
    )


def _room(rows: Rows, *, width: int) -> Room:
    columns, slacks = len(rows.objective), len(rows.limit)
    return Room(
        key=np.zeros(width),
        queue=np.zeros(width, dtype=np.int64),
        column_of=np.zeros(columns + slacks, dtype=np.int64),
        row_of=np.zeros(columns + slacks, dtype=np.int64),
        excess=np.zeros(slacks),
        values=np.zeros(columns),
        cost=np.zeros(columns),
    )


def _probe(node: Node) -> Node:
    """A tableau of the same size to try branches in; the bounds are the node's own."""
    bounds = {"lower": node.lower, "upper": node.upper, "held": node.held}
    return Node(**{name: bounds.get(name, np.empty_like(part)) for name, part in node._asdict().items()})


def _copied(node: Node) -> Node:
    """Another node like it, no wider than it is used."""
    height, width = int(node.size[ROWS]), int(node.size[COLUMNS])
    table = np.empty((len(node.at), width))
    table[:height] = node.table[:height, :width]
    cut = {name: getattr(node, name)[:width].copy() for name in ("free", "reduced", "high")}
    names = ("size", "basic", "at", "lower", "upper", "held", "objective")
    others = {name: getattr(node, name).copy() for name in names}
    return Node(table=table, **cut, **others)


def _higher(node: Node) -> Node:
    """The same node with room for twice as many rows."""
    height = len(node.at)
    table = np.concatenate((node.table, np.zeros_like(node.table)))
    basic = np.concatenate((node.basic, np.zeros(height, dtype=np.int64)))
    return node._replace(table=table, basic=basic, at=np.concatenate((node.at, np.zeros(height))))


class _Tree:
    """Nodes that wait, the last first, and the best solution so far."""

    def __init__(self, linear: Linear, objective: Floats, *, cutoff: float, better_by: float | None) -> None:
        self.rows, self.cutoff, self.better_by = rows_of(linear, objective=objective), cutoff, better_by
        rows = self.rows
        root = _root(rows, lower=linear.lower, upper=linear.upper)
        self.waiting = [root]
        self.probe = _probe(root)
        self.room = _room(rows, width=len(root.free))
        self.seen = np.zeros((2, 2, linear.width + 1))
        self.values: Floats | None = None
        self.objective = cutoff
        self.given_up: list[float] = []

    def grow(self, watch: Stopwatch) -> None:
        """Until nothing waits, the first solution is enough, or the time is up."""
        while self.waiting and not watch.is_over() and (self.values is None or self.better_by is not None):
            node = self.waiting.pop()
            if node.objective[0] <= self.cutoff:
                self.waiting += self._children(node)

    def found(self) -> TreeResult:
        """What is known when it ends."""
        open_bounds = [float(node.objective[0]) for node in self.waiting] + self.given_up
        bound = min([self.cutoff, self.objective, *open_bounds])
        return TreeResult(self.values, self.objective, bound, not open_bounds)

    def _children(self, node: Node) -> Iterator[Node]:
        begun = float(node.objective[0])
        ending, row, is_down_first = self._explored(node)
        while ending == FULL:
            node = _higher(node)
            ending, row, is_down_first = self._explored(node)
        if ending == BRANCHED:
            yield from self._branches(node, row=row, is_down_first=is_down_first)
        elif ending == WHOLE:
            self._keep(node)
        elif ending == OPEN:
            self.given_up.append(begun)
        else:
            assert ending == CLOSED, "a node is branched on, whole, given up or closed"

    def _explored(self, node: Node) -> tuple[int, int, bool]:
        if len(self.probe.at) < len(node.at):
            self.probe = _higher(self.probe)
        probe = self.probe._replace(lower=node.lower, upper=node.upper)
        found: tuple[int, int, bool] = explore(self.rows, node, probe, self.room, self.cutoff, self.seen)
        return found

    @staticmethod
    def _branches(node: Node, *, row: int, is_down_first: bool) -> Iterator[Node]:
        """The side that is looked at first comes last."""
        variable, value = node.basic[row], node.at[row]
        other = _copied(node)
        down, up = (node, other) if is_down_first else (other, node)
        down.upper[variable], up.lower[variable] = np.floor(value), np.ceil(value)
        yield other
        yield node

    def _keep(self, node: Node) -> None:
        read(node, self.room)
        whole = self.rows.whole
        self.values = np.where(whole, np.round(self.room.values), self.room.values)
        self.objective = float(self.rows.objective @ self.values)
        self.cutoff = min(self.cutoff, self.objective - (self.better_by or 0.0))
