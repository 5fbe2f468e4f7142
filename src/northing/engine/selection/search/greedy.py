"""A first portfolio: the relaxation's options in their order, each taken when nothing stands against it."""

from __future__ import annotations

import numpy as np

from northing.engine.selection.linear import Flags, Floats, Ints, Matrix
from northing.engine.selection.search.mip import Mip
from northing.engine.selection.search.relaxation import Relaxation

ROUNDS = 3
"""A project that waits for another gets so many chances."""

SLACK = 1e-7
"""Room for rounding under a ceiling."""

WANTED = 0.5
"""Part of a project that the relaxation takes, from which on it goes in before the others."""


def rounded(mip: Mip, *, relaxation: Relaxation) -> Floats:
    """Option columns at 0 or 1, others completed; upper limits are kept, floors and shares may still be broken.

    As long as nothing is in, a ceiling on a share lets nothing in: what the relaxation wants goes first, without them.
    """
    must, shares = must_be_in(mip), _shares(mip)
    order = _order(mip, relaxation=relaxation, must=must)
    # Rows that hold other columns down (coverage) are no obstacle to an option.
    room = _Room(mip, np.where(mip.mixed(), np.inf, mip.linear.row_upper))
    wanted = np.bincount(mip.project, relaxation.values[: mip.options], minlength=mip.projects) >= WANTED
    if shares.any():
        for part in (must & wanted, wanted):
            room.fill(order[part[mip.project[order]]], lifted=shares)
    clear = relaxation.values[order] >= WANTED  # what waits for another of these finds its place still free
    for part in (must[mip.project[order]], clear, np.ones_like(clear)):
        room.fill(order[part], lifted=np.zeros_like(shares))
    return completed(mip, values=room.values)


def begun(mip: Mip, *, relaxation: Relaxation, start: Floats | None) -> Floats:
    """The relaxation, rounded, or the portfolio to begin with (its options) where that is better."""
    values = rounded(mip, relaxation=relaxation)
    return values if start is None else min((values, completed(mip, values=start)), key=mip.cost)


class _Room:
    """What is taken so far, and what is left under each ceiling."""

    def __init__(self, mip: Mip, ceilings: Floats) -> None:
        self.mip = mip
        self.left = ceilings.copy()
        self.values = np.zeros(mip.linear.width)
        self.taken = np.zeros(mip.projects, dtype=np.bool_)

    def fill(self, order: Ints, *, lifted: Flags) -> None:
        """Take each option in turn when its project is out and no ceiling is in its way but those that are lifted."""
        for _ in range(ROUNDS):
            self._fill(order, lifted=lifted)

    def _fill(self, order: Ints, *, lifted: Flags) -> None:
        entries, project = self.mip.by_column, self.mip.project
        for at in order[~self.taken[project[order]]]:
            own = slice(entries.starts[at], entries.starts[at + 1])
            rows, value = entries.index[own], entries.value[own]
            after = self.left[rows] - value
            if not self.taken[project[at]] and not ((after < -SLACK) & (value > 0) & ~lifted[rows]).any():
                self.left[rows] = after
                self.values[at], self.taken[project[at]] = 1.0, True


def _order(mip: Mip, *, relaxation: Relaxation, must: Flags) -> Ints:
    """What has to be in first, then what the relaxation takes most of, then the smallest reduced cost."""
    options = mip.options
    taken = np.round(relaxation.values[:options], 3)
    held = mip.linear.lower[:options] > 0
    order = np.lexsort((relaxation.reduced_costs[:options], -taken, ~must[mip.project], ~held))
    return order[mip.linear.upper[order] > 0]


def must_be_in(mip: Mip) -> Flags:
    """Projects that some row with a floor of at least one wants, and those that they need in turn."""
    linear, mixed = mip.linear, mip.mixed()
    found = np.zeros(mip.projects, dtype=np.bool_)
    floors = linear.matrix.picked(np.flatnonzero(linear.row_lower >= 1)).index
    found[mip.project[floors[floors < mip.options]]] = True
    matrix = linear.matrix.picked(np.flatnonzero(~mixed & (linear.row_upper == 0)))
    rows = matrix.row_of_entry()
    needs = _is_precedence(matrix)[rows]
    for _ in range(mip.projects):
        before = int(found.sum())
        asking = needs & (matrix.value > 0)
        asked = np.unique(rows[asking][found[mip.project[matrix.index[asking]]]])
        given = needs & (matrix.value < 0) & np.isin(rows, asked)
        found[mip.project[matrix.index[given]]] = True
        if int(found.sum()) == before:
            break
    return found


def _is_precedence(matrix: Matrix) -> Flags:
    """Rows Σ ± x of ones."""
    plain = np.ones(matrix.height, dtype=np.bool_)
    plain[matrix.row_of_entry()[np.abs(matrix.value) != 1]] = False
    return plain


def _shares(mip: Mip) -> Flags:
    """Rows Σ amount × x ≤ 0 that some options use and others widen: nothing at all is no share of nothing."""
    rows = np.flatnonzero(~mip.mixed() & (mip.linear.row_upper == 0))
    matrix = mip.linear.matrix.picked(rows)
    used, widened = np.zeros((2, len(rows)), dtype=np.bool_)
    used[matrix.row_of_entry()[matrix.value > 0]] = True
    widened[matrix.row_of_entry()[matrix.value < 0]] = True
    found = np.zeros(mip.linear.matrix.height, dtype=np.bool_)
    found[rows[used & widened & ~_is_precedence(matrix)]] = True
    return found


def completed(mip: Mip, *, values: Floats) -> Floats:
    """All columns of a portfolio, of which ``values`` says the options.

    The others, coverage and whether it counts, are set as high as the rows allow.
    """
    linear, options = mip.linear, mip.options
    others = np.arange(options, linear.width)
    values = np.concatenate((values[:options], linear.integer[others].astype(np.float64)))
    free = linear.row_upper - mip.activity(values)
    entries = mip.by_column
    for at in others[~linear.integer[others]]:
        own = slice(entries.starts[at], entries.starts[at + 1])
        rows, value = entries.index[own], entries.value[own]
        bounds = free[rows][value > 0] / value[value > 0]
        values[at] = max(0.0, min(linear.upper[at], *bounds)) if len(bounds) else linear.upper[at]
    return _uncounted(mip, values=values)


def _uncounted(mip: Mip, *, values: Floats) -> Floats:
    """Where disbenefits outweigh the rest a measure does not count: its switch goes off again."""
    linear, options = mip.linear, mip.options
    broken = np.flatnonzero(mip.broken(values))
    for row in broken:
        own = slice(linear.matrix.starts[row], linear.matrix.starts[row + 1])
        switches = [at for at in linear.matrix.index[own] if at >= options and linear.integer[at]]
        values[switches] = 0.0
    return values
