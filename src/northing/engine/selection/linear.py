"""A mixed-integer linear model as arrays, the form in which it is handed to any solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northing.engine.errors import OutOfScale
from northing.engine.selection.rules import Rule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_TIMES = 1e12
"""What an option has of a limit, in parts of it, at most: solvers refuse larger numbers."""


class Named(NamedTuple):
    """The rule of the portfolio that a row stands for.

    Attributes:
        unit: the amount (minor units, FTE, 1) that one unit of the row stands for.
    """

    rule: Rule
    key: str
    words: str
    unit: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """``lower`` ≤ Σ coefficient × column ≤ ``upper``; without a name it only ties columns together."""

    terms: Mapping[int, float]
    lower: float = -inf
    upper: float = inf
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """A sparse matrix by rows: entries ``starts[r]:starts[r + 1]`` of ``index`` and ``value`` are row r's."""

    starts: Ints
    index: Ints
    value: Floats
    width: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.starts) - 1

    def row_of_entry(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(self.height), np.diff(self.starts))

    def times(self, columns: Floats) -> Floats:
        """Σ value × column, by row."""
        products = self.value * columns[self.index]
        sums: Floats = np.bincount(self.row_of_entry(), weights=products, minlength=self.height).astype(np.float64)
        return sums

    def transposed(self) -> Matrix:
        """The same entries by columns."""
        order = np.argsort(self.index, kind="stable")
        counts = np.bincount(self.index, minlength=self.width)
        return Matrix(offsets(counts), self.row_of_entry()[order], self.value[order], self.height)

    def picked(self, rows: Ints) -> Matrix:
        """Those rows only, in that order."""
        counts = np.diff(self.starts)[rows]
        starts = offsets(counts)
        entries = np.repeat(self.starts[rows] - starts[:-1], counts) + np.arange(starts[-1])
        return Matrix(starts, self.index[entries], self.value[entries], self.width)


def shares_of(unit: float, amounts: Floats, *, what: str) -> Floats:
    """The amounts in parts of ``unit``, all of a size that solvers take.

    Raises:
        OutOfScale: one is so many times as large that the two cannot be of one unit.
    """
    with np.errstate(over="ignore"):
        found: Floats = amounts / unit
    if not np.abs(found).max(initial=0.0) <= MOST_TIMES:
        worst = float(amounts[np.abs(found).argmax()])
        raise OutOfScale(f"{what} is {unit:g}, and an option has {worst:g} of it: look at the unit of the two")
    return found


def total(coefficients: Floats, values: Floats) -> float:
    """Σ coefficient × value.

    Without BLAS: a second thread of its product of two long vectors goes on spinning for a while, on the core where the
    other process of a search works.
    """
    return float((coefficients * values).sum())


def offsets(counts: Ints) -> Ints:
    """Where each of the groups of those sizes begins, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


@dataclass(frozen=True, slots=True)
class Linear:
    """Columns with bounds, and rows over them; objectives are given when it is solved.

    Attributes:
        lower, upper, integer: by column.
        row_lower, row_upper, named: by row.
    """

    lower: Floats
    upper: Floats
    integer: Flags
    matrix: Matrix
    row_lower: Floats
    row_upper: Floats
    named: tuple[Named | None, ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.lower)

    def with_rows(self, rows: Sequence[Row]) -> Linear:
        """This model with further rows at its end."""
        if not rows:
            return self
        counts = np.array([len(row.terms) for row in rows], dtype=np.int64)
        index = [at for row in rows for at in row.terms]
        value = [amount for row in rows for amount in row.terms.values()]
        matrix = Matrix(
            np.concatenate((self.matrix.starts, self.matrix.starts[-1] + np.cumsum(counts))),
            np.concatenate((self.matrix.index, np.array(index, dtype=np.int64))),
            np.concatenate((self.matrix.value, np.array(value, dtype=np.float64))),
            self.width,
        )
        return replace(
            self,
            matrix=matrix,
            row_lower=np.concatenate((self.row_lower, [row.lower for row in rows])),
            row_upper=np.concatenate((self.row_upper, [row.upper for row in rows])),
            named=(*self.named, *(row.named for row in rows)),
        )


@dataclass(slots=True)
class Draft:
    """A model that still grows, column by column and row by row or in blocks."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    _index: list[NDArray[np.int64]] = field(default_factory=list)
    _value: list[NDArray[np.float64]] = field(default_factory=list)
    _row_lower: list[float] = field(default_factory=list)
    _row_upper: list[float] = field(default_factory=list)
    _named: list[Named | None] = field(default_factory=list)

    def column(self, *, lower: float = 0.0, upper: float = 1.0, integer: bool = False) -> int:
        """Add a column and return its index."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.lower) - 1

    def row(
        self, index: Ints, value: Floats, *, lower: float = -inf, upper: float = inf, named: Named | None = None
    ) -> None:
        """Add a row over the columns ``index``."""
        self._index.append(index)
        self._value.append(value)
        self._row_lower.append(lower)
        self._row_upper.append(upper)
        self._named.append(named)

    def finished(self) -> Linear:
        """The model as it stands."""
        counts = np.array([len(index) for index in self._index], dtype=np.int64)
        matrix = Matrix(
            offsets(counts),
            np.concatenate(self._index) if self._index else np.zeros(0, dtype=np.int64),
            np.concatenate(self._value) if self._value else np.zeros(0),
            len(self.lower),
        )
        return Linear(
            np.array(self.lower, dtype=np.float64),
            np.array(self.upper, dtype=np.float64),
            np.array(self.integer, dtype=np.bool_),
            matrix,
            np.array(self._row_lower, dtype=np.float64),
            np.array(self._row_upper, dtype=np.float64),
            tuple(self._named),
        )


class Ending(StrEnum):
    """How a solver ended; every other way is an error."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"


@dataclass(frozen=True, slots=True)
class Solved:
    """Column values of the best solution found; ``bound``: no solution is smaller than that (minimisation).

    Attributes:
        prices: of a model without binaries, what one more unit of each row's limit changes the objective by; empty
            otherwise.
    """

    ending: Ending
    values: Floats
    objective: float
    bound: float
    prices: Floats = field(default_factory=lambda: np.zeros(0))
