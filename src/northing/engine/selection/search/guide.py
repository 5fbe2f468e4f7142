"""What the linear relaxation says: a bound, proven by weak duality, and which options are worth a look.

Its values, reduced costs and row prices lead rounding, annealing and the choice of neighbourhoods.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northing.engine.selection.linear import Flags, Floats, Ints, Linear
from northing.engine.selection.search.arena import Arena
from northing.engine.selection.solvers.highs import Limits, relaxed

USED = 1e-3
"""What a relaxation takes less of it does not take."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What is known of each column.

    Attributes:
        bound: no solution's objective is smaller; −inf while unknown.
        likely: value of each column in the relaxation.
        reduced: reduced cost of each column: the least that the objective grows by when it is taken.
        prices: of the rows.
    """

    bound: float
    likely: Floats
    reduced: Floats
    prices: Floats


def guide_of(arena: Arena, *, columns: Ints, limits: Limits) -> Guide:
    """Solve the relaxation over ``columns`` and price all of them; the bound holds for the whole model."""
    linear = arena.linear
    small = linear if len(columns) == linear.width else _narrow(arena, columns=columns)
    values, prices = relaxed(small, objective=arena.objective[columns], limits=limits)
    likely = np.zeros(linear.width)
    likely[columns] = np.clip(values, linear.lower[columns], linear.upper[columns])
    return _priced(arena, likely=likely, prices=prices)


def _narrow(arena: Arena, *, columns: Ints) -> Linear:
    """The model over those columns alone."""
    linear, matrix = arena.linear, arena.by_column.picked(columns).transposed()
    return Linear(
        linear.lower[columns], linear.upper[columns], linear.integer[columns], matrix,
        linear.row_lower, linear.row_upper, (),
    )  # fmt: skip


def unguided(arena: Arena) -> Guide:
    """What is known before anything is solved: every rule for nothing, and the bound that this leaves."""
    nothing = np.zeros(arena.linear.matrix.height)
    return _priced(arena, likely=np.zeros(arena.linear.width), prices=nothing)


def _priced(arena: Arena, *, likely: Floats, prices: Floats) -> Guide:
    prices = payable(arena.linear, prices=prices)
    without = np.where(arena.alone, 0.0, prices)
    folded = _reduced(arena, prices=without)
    return Guide(
        bound=_bound(arena, prices=without, reduced=folded),
        likely=likely,
        reduced=_reduced(arena, prices=prices),
        prices=prices,
    )


def payable(linear: Linear, *, prices: Floats) -> Floats:
    """The prices without those that would be paid at a limit that is not there."""
    limit = np.where(prices > 0, linear.row_lower, linear.row_upper)
    return np.where(np.isfinite(limit), prices, 0.0)


def _reduced(arena: Arena, *, prices: Floats) -> Floats:
    entries = arena.by_column
    paid = np.bincount(entries.row_of_entry(), weights=entries.value * prices[entries.index], minlength=entries.height)
    return arena.objective - paid


def _bound(arena: Arena, *, prices: Floats, reduced: Floats) -> float:
    """Weak duality: Σ price × limit + the least that each project (one option or none) and each other column adds.

    Any prices give a valid bound, so nothing hangs on how exactly a solver found them (Geoffrion 1974).
    """
    linear, options = arena.linear, arena.options
    limits = np.where(prices > 0, linear.row_lower, linear.row_upper)
    paid = float(np.sum(prices[prices != 0] * limits[prices != 0]))
    best = np.zeros(arena.projects)
    free = linear.upper[:options] > 0
    np.minimum.at(best, arena.project[free], reduced[:options][free])
    held = np.flatnonzero(linear.lower[:options] > 0)
    best[arena.project[held]] = reduced[held]
    others = reduced[options:]
    rest = np.minimum(others * linear.lower[options:], others * linear.upper[options:])
    return paid + float(best.sum()) + float(rest.sum())


def thinned(arena: Arena, *, every: int) -> Ints:
    """Every so many-th option of each project, and all columns that are no options."""
    first = np.searchsorted(arena.project, np.arange(arena.projects))
    place = np.arange(arena.options) - first[arena.project]
    held = arena.linear.lower[: arena.options] > 0
    kept = (place % every == 0) | held
    return np.concatenate((np.flatnonzero(kept), np.arange(arena.options, arena.linear.width)))


def promising(arena: Arena, *, guide: Guide, share: float, least: int) -> Flags:
    """The options with the smallest reduced costs: ``share`` of all, and ``least`` for each project on average."""
    count = min(arena.options, max(int(share * arena.options), least * arena.projects))
    keys = np.where(guide.likely[: arena.options] > USED, -np.inf, guide.reduced[: arena.options])
    chosen = np.zeros(arena.linear.width, dtype=np.bool_)
    chosen[smallest(keys, count=count)] = True
    return chosen


def smallest(keys: Floats, *, count: int) -> Ints:
    """Where the ``count`` smallest are, in no order; everywhere where there are no more."""
    return np.argpartition(keys, count)[:count] if count < len(keys) else np.arange(len(keys))
