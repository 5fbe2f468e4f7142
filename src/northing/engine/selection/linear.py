"""A mixed-integer linear model as plain lists, the form in which it is handed to any solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from northing.engine.selection.check import Rule


@dataclass(frozen=True, slots=True)
class Row:
    """``lower`` ≤ Σ coefficient × column ≤ ``upper``.

    Attributes:
        rule: the rule of the portfolio that it stands for, with ``key`` and ``words``; None for one that only ties
            columns together and can never be relaxed.
        unit: the amount (minor units, FTE, 1) that one unit of the row stands for.
    """

    terms: Mapping[int, float]
    lower: float = -inf
    upper: float = inf
    rule: Rule | None = None
    key: str = ""
    words: str = ""
    unit: float = 1.0


@dataclass(slots=True)
class Linear:
    """Columns with bounds, and rows over them; objectives are given when it is solved."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, *, lower: float = 0.0, upper: float = 1.0, integer: bool = False) -> int:
        """Add a column and return its index."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.lower) - 1

    def copy(self) -> Linear:
        """A model that can be added to without changing this one."""
        return Linear(list(self.lower), list(self.upper), list(self.integer), list(self.rows))


class Ending(StrEnum):
    """How a solver ended; every other way is an error."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"


@dataclass(frozen=True, slots=True)
class Solved:
    """Column values of the best solution found; ``bound``: no solution is smaller than that (minimisation)."""

    ending: Ending
    values: list[float]
    objective: float
    bound: float
