"""Which projects are decided anew together, and how many: three ways, each used as often as it has paid.

The adaptive choice is that of Ropke and Pisinger (2006).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from northing.engine.selection.linear import Flags, Floats, Ints
from northing.engine.selection.search.mip import Mip
from northing.engine.selection.search.relaxation import Relaxation, promising

SHARE, LEAST = 0.4, 9
"""Of all options, and for each project on average, so many are looked at; by reduced cost."""

SMALLEST, FIRST_SIZE = 20, 60
"""Projects of the smallest neighbourhood, and of the first."""
GROW, SHRINK = 1.12, 0.88
"""Factors of the size after one that was solved in time, and after one that was not."""
FORGET, FLOOR = 0.9, 0.05
"""How fast past success is forgotten, and the part that each way keeps whatever its success."""


@dataclass(slots=True)
class Neighbourhoods:
    """The choice of the next one, which learns from the last.

    Attributes:
        size: projects that are decided anew.
        gained: what each way has gained of late.
    """

    mip: Mip
    relaxation: Relaxation
    rng: np.random.Generator
    size: float = FIRST_SIZE
    gained: Floats = field(default_factory=lambda: np.ones(len(WAYS)))
    _looked_at: Flags = field(init=False)
    _uses: tuple[Ints, Ints] = field(init=False)
    _rows: Ints = field(init=False)
    _prices: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.follow(self.relaxation)

    def follow(self, relaxation: Relaxation) -> None:
        """Look at the options that this relaxation finds promising."""
        self.relaxation = relaxation
        self._looked_at = promising(self.mip, relaxation=relaxation, share=SHARE, least=LEAST)
        self._uses, self._prices = self._linking_rows()
        self._rows = np.unique(self._uses[1])

    def next(self, values: Floats) -> tuple[int, Ints]:
        """The way taken and the columns to decide anew."""
        odds = FLOOR + self.gained / self.gained.sum()
        way = int(self.rng.choice(len(WAYS), p=odds / odds.sum()))
        projects = WAYS[way](self, values)
        return way, self._columns(projects, values=values)

    def learn(self, way: int, *, gain: float, in_time: bool) -> None:
        """Grow when a neighbourhood was solved in time, shrink when not; remember what the way has gained."""
        self.size = min(self.mip.projects, max(SMALLEST, self.size * (GROW if in_time else SHRINK)))
        self.gained *= FORGET
        self.gained[way] += gain

    def _columns(self, projects: Ints, *, values: Floats) -> Ints:
        """The projects' promising options and those that they have now, with all columns that are no options."""
        free = np.zeros(self.mip.projects, dtype=np.bool_)
        free[projects] = True
        options = self.mip.options
        kept = self._looked_at[:options] | (values[:options] > 0)
        columns = np.flatnonzero(kept & free[self.mip.project])
        return np.concatenate((columns, np.arange(options, self.mip.linear.width)))

    def _linking_rows(self) -> tuple[tuple[Ints, Ints], Floats]:
        """(project, row) pairs of the promising options in rows that have a price: what projects compete for."""
        entries = self.mip.by_column
        columns = np.flatnonzero(self._looked_at[: self.mip.options])
        picked = entries.picked(columns)
        price = np.abs(np.where(self.mip.alone, 0.0, self.relaxation.prices))
        competed = price[picked.index] > price.max(initial=0.0) * 1e-3
        project = self.mip.project[columns][picked.row_of_entry()[competed]]
        return (project, picked.index[competed]), price

    def by_rows(self, values: Floats) -> Ints:
        """Projects that compete for the same few limits or measures, drawn by their price."""
        (project, row), rows = self._uses, self._rows
        if not len(rows):
            return self.at_random(values)
        odds = self._prices[rows] / self._prices[rows].sum()
        count = min(int(self.rng.integers(2, 12)), int(np.count_nonzero(odds)))
        drawn = self.rng.choice(rows, size=count, replace=False, p=odds)
        return self._some(np.unique(project[np.isin(row, drawn)]))

    def at_random(self, values: Floats) -> Ints:
        """Any projects that have a promising option or are in."""
        kept = self._looked_at[: self.mip.options] | (values[: self.mip.options] > 0)
        return self._some(np.unique(self.mip.project[kept]))

    def by_disagreement(self, values: Floats) -> Ints:
        """Projects of which the relaxation thinks otherwise, and some at random (Danna, Rothberg, Le Pape 2005)."""
        options = self.mip.options
        differs = np.zeros(self.mip.projects)
        np.maximum.at(differs, self.mip.project, np.abs(values[:options] - self.relaxation.values[:options]))
        odds = 0.05 + differs
        count = min(int(self.size), self.mip.projects)
        return self.rng.choice(self.mip.projects, size=count, replace=False, p=odds / odds.sum())

    def _some(self, projects: Ints) -> Ints:
        """At most ``size`` of them; when they are fewer, others besides."""
        count = min(int(self.size), self.mip.projects)
        if len(projects) >= count:
            return self.rng.choice(projects, size=count, replace=False)
        others = np.setdiff1d(np.arange(self.mip.projects), projects)
        more = self.rng.choice(others, size=count - len(projects), replace=False)
        return np.concatenate((projects, more))


Way = Callable[[Neighbourhoods, Floats], Ints]
WAYS: tuple[Way, ...] = (Neighbourhoods.by_rows, Neighbourhoods.at_random, Neighbourhoods.by_disagreement)
