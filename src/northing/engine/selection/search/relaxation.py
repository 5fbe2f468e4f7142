"""What the linear relaxation says: a bound, proven by weak duality, and which options are worth a look.

Its values, reduced costs and row prices guide rounding, annealing and the choice of neighbourhoods.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northing.engine.selection.linear import Flags, Floats, Ints, Linear
from northing.engine.selection.search.mip import Mip
from northing.engine.selection.solvers.highs import Limits, relaxed

USED = 1e-3
"""What a relaxation takes less of it does not take."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A solution of the linear relaxation and what follows from it.

    Attributes:
        bound: no solution's objective is smaller; −inf while unknown.
        values: of the columns.
        reduced_costs: of the columns: the least that the objective grows by when one is taken.
        prices: of the rows.
    """

    bound: float
    values: Floats
    reduced_costs: Floats
    prices: Floats


def relaxation_of(mip: Mip, *, columns: Ints, limits: Limits) -> Relaxation:
    """Solve the relaxation over ``columns`` and price all of them; the bound holds for the whole model."""
    linear = mip.linear
    small = linear if len(columns) == linear.width else _narrow(mip, columns=columns)
    found, prices = relaxed(small, objective=mip.objective[columns], limits=limits)
    values = np.zeros(linear.width)
    values[columns] = np.clip(found, linear.lower[columns], linear.upper[columns])
    return _priced(mip, values=values, prices=prices)


def _narrow(mip: Mip, *, columns: Ints) -> Linear:
    """The model over those columns alone."""
    linear, matrix = mip.linear, mip.by_column.picked(columns).transposed()
    return Linear(
        linear.lower[columns], linear.upper[columns], linear.integer[columns], matrix,
        linear.row_lower, linear.row_upper, (),
    )  # fmt: skip


def unsolved(mip: Mip) -> Relaxation:
    """What is known before anything is solved: every rule for nothing, and the bound that this leaves."""
    nothing = np.zeros(mip.linear.matrix.height)
    return _priced(mip, values=np.zeros(mip.linear.width), prices=nothing)


def _priced(mip: Mip, *, values: Floats, prices: Floats) -> Relaxation:
    prices = payable(mip.linear, prices=prices)
    without = np.where(mip.alone, 0.0, prices)
    folded = _reduced_costs(mip, prices=without)
    return Relaxation(
        bound=_bound(mip, prices=without, reduced_costs=folded),
        values=values,
        reduced_costs=_reduced_costs(mip, prices=prices),
        prices=prices,
    )


def payable(linear: Linear, *, prices: Floats) -> Floats:
    """The prices without those that would be paid at a limit that is not there."""
    limit = np.where(prices > 0, linear.row_lower, linear.row_upper)
    return np.where(np.isfinite(limit), prices, 0.0)


def _reduced_costs(mip: Mip, *, prices: Floats) -> Floats:
    entries = mip.by_column
    paid = np.bincount(entries.row_of_entry(), weights=entries.value * prices[entries.index], minlength=entries.height)
    return mip.objective - paid


def _bound(mip: Mip, *, prices: Floats, reduced_costs: Floats) -> float:
    """Weak duality: Σ price × limit + the least that each project (one option or none) and each other column adds.

    Any prices give a valid bound, so nothing hangs on how exactly a solver found them (Geoffrion 1974).
    """
    linear, options = mip.linear, mip.options
    limits = np.where(prices > 0, linear.row_lower, linear.row_upper)
    paid = float(np.sum(prices[prices != 0] * limits[prices != 0]))
    best = np.zeros(mip.projects)
    free = linear.upper[:options] > 0
    np.minimum.at(best, mip.project[free], reduced_costs[:options][free])
    held = np.flatnonzero(linear.lower[:options] > 0)
    best[mip.project[held]] = reduced_costs[held]
    others = reduced_costs[options:]
    rest = np.minimum(others * linear.lower[options:], others * linear.upper[options:])
    return paid + float(best.sum()) + float(rest.sum())


def thinned(mip: Mip, *, every: int) -> Ints:
    """Every so many-th option of each project, and all columns that are no options."""
    first = np.searchsorted(mip.project, np.arange(mip.projects))
    place = np.arange(mip.options) - first[mip.project]
    held = mip.linear.lower[: mip.options] > 0
    kept = (place % every == 0) | held
    return np.concatenate((np.flatnonzero(kept), np.arange(mip.options, mip.linear.width)))


def promising(mip: Mip, *, relaxation: Relaxation, share: float, least: int) -> Flags:
    """The options with the smallest reduced costs: ``share`` of all, and ``least`` for each project on average."""
    count = min(mip.options, max(int(share * mip.options), least * mip.projects))
    keys = np.where(relaxation.values[: mip.options] > USED, -np.inf, relaxation.reduced_costs[: mip.options])
    chosen = np.zeros(mip.linear.width, dtype=np.bool_)
    chosen[smallest(keys, count=count)] = True
    return chosen


def smallest(keys: Floats, *, count: int) -> Ints:
    """Where the ``count`` smallest are, in no order; everywhere where there are no more."""
    return np.argpartition(keys, count)[:count] if count < len(keys) else np.arange(len(keys))
