"""The fewest moves for a value, and the most value within some moves: by the tree of ``branching`` where it can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from northing.engine.effort import Effort, Stopwatch
from northing.engine.selection.branching import TreeResult, branch_and_bound, can_branch
from northing.engine.selection.check import evaluate
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Floats, Linear, Row, Solved, total
from northing.engine.selection.model import SelectionModel
from northing.engine.selection.problem import Choice
from northing.engine.selection.search.greedy import completed
from northing.engine.selection.search.mip import mip_of
from northing.engine.selection.solve import Result, is_direct, objective_of, result_of, solve_model
from northing.engine.selection.solvers.highs import minimise
from northing.engine.selection.tighten import tightened

FEW = 200
"""Below so many options HiGHS needs no help."""

FINE = 1000.0
"""Factor of the values, which lie between 0 and 1: the tree tells a millionth of its unit apart."""

ROUNDING = 1e-9
"""Room for rounding in a value or a move weight that a row asks for."""

CORE = 120
"""So many options are undecided where a portfolio is looked for: 60 hide most, and 200 take as long as all."""

CORE_TIME = 0.4
"""Part of the tree's time for the core."""

TREE_TIME = 0.5
"""Part of the time after which HiGHS goes on from where the tree stands."""

FIRST_LOOK, CORE_LOOK = 0.05, 0.08
"""Parts of the time for a first look at a number of moves, and for one in the core."""


def takes_tree(model: SelectionModel, *, effort: Effort) -> bool:
    """Whether the tree is there, and the model neither too small to need it nor too large."""
    is_large = int(np.count_nonzero(model.linear.upper[: len(model.uses.keys)])) >= FEW
    return is_large and is_direct(model) and can_branch(seconds=effort.time_limit)


def moves_at_most(model: SelectionModel, *, allowed: float) -> Row:
    """No more than that move weight."""
    return model.row(model.moves, upper=allowed - model.settled + ROUNDING)


def value_at_least(model: SelectionModel, *, value: float) -> Row:
    """No less than that value."""
    return model.row(model.value, lower=value - model.closed - ROUNDING)


def fewest_moves(
    model: SelectionModel, *, value: float, unit: float, effort: Effort, best: Choice
) -> tuple[float, Choice]:
    """The proven least move weight of a portfolio of that value, and a portfolio of that weight or little more.

    Is there one within 0, 1, 2, … units of move weight? The first yes is the answer.

    Short looks find a number that has one, and the rest of the time settles those below it. Each further unit
    multiplies the work, so that small numbers take little of it.

    Args:
        model: one that ``takes_tree``.
        value: that the portfolio has to reach.
        unit: all move weights are multiples of it.
        effort: for all numbers together.
        best: a portfolio of that value.
    """
    watch = Stopwatch(effort)
    narrowed = replace(model, linear=tightened(model.linear.with_rows([value_at_least(model, value=value)])))
    ladder = _Ladder(narrowed, value=value, unit=unit, watch=watch, best=best)
    ladder.climb()
    ladder.descend()
    ladder.prove()
    return min(ladder.least, ladder.weight), ladder.choice


class _Ladder:
    """One model, asked for numbers of moves whether that many are enough: no to one is no to all below.

    Attributes:
        choice, weight: the portfolio of the fewest moves so far, and their weight.
        least: no portfolio of the value has a smaller weight.
    """

    def __init__(self, model: SelectionModel, *, value: float, unit: float, watch: Stopwatch, best: Choice) -> None:
        self.model, self.value, self.unit, self.watch, self.choice = model, value, unit, watch, best
        self.weight = evaluate(model.problem, best).move_weight
        self.least = 0.0

    def climb(self) -> None:
        """Each number from none on, by a short look, until one is left open; then in the core, until one will do."""
        while self.least < self.weight:
            found = self._at(self.least, share=FIRST_LOOK)
            if not found.is_complete:
                break
        allowed, step = self.least, 1
        while allowed < self.weight and not self.watch.is_over():
            self._at(allowed, share=CORE_LOOK, is_core=True)
            allowed, step = allowed + step * self.unit, 2 * step

    def descend(self) -> None:
        """Below what was found, in the core, as long as that finds something."""
        while self.weight > self.least and not self.watch.is_over():
            if self._at(self.weight - self.unit, share=CORE_LOOK, is_core=True).values is None:
                return

    def prove(self) -> None:
        """With the time that is left, the numbers that are open, from below."""
        while self.weight > self.least:
            found = self._at(self.least, share=1.0)
            if found.values is None and not found.is_complete:
                return

    def _at(self, allowed: float, *, share: float, is_core: bool = False) -> TreeResult:
        model, cutoff = self.model, -FINE * (self.value - self.model.closed - ROUNDING)
        linear = model.linear.with_rows([moves_at_most(model, allowed=allowed)])
        if is_core:
            linear = core_of(linear, objective=-FINE * model.value)
        seconds = min(self.watch.left, share * self.watch.effort.time_limit)
        watch = Stopwatch(self.watch.part(f"{allowed:g} moves", seconds=seconds))
        found = branch_and_bound(linear, objective=-FINE * model.value, cutoff=cutoff, watch=watch)
        if found.values is not None:
            self.choice = model.choice(found.values)
            self.weight = total(model.moves, found.values) + model.settled
        elif found.is_complete and not is_core:
            self.least = max(self.least, allowed + self.unit)
        self.watch.report("fewest moves", value=self.weight, bound=self.least)
        return found


def core_of(linear: Linear, *, objective: Floats) -> Linear:
    """The model with all but the columns of the smallest reduced costs where the relaxation has them."""
    try:
        found = minimise(replace(linear, integer=np.zeros(linear.width, dtype=np.bool_)), objective=objective)
    except NoFeasiblePortfolio:
        return linear
    matrix = linear.matrix
    paid = np.bincount(matrix.index, matrix.value * found.prices[matrix.row_of_entry()], minlength=linear.width)
    is_open = linear.integer & (linear.upper > linear.lower)
    reduced = np.where(is_open, np.abs(objective - paid), np.inf)
    decided = linear.integer.copy()
    decided[np.argsort(reduced, kind="stable")[:CORE]] = False
    likely = np.clip(np.round(found.values), linear.lower, linear.upper)
    return replace(linear, lower=np.where(decided, likely, linear.lower), upper=np.where(decided, likely, linear.upper))


def most_value(model: SelectionModel, *, rows: Sequence[Row], effort: Effort, start: Choice) -> Result:
    """The most valuable portfolio under further rows, the cheapest of those; ``start`` is one that keeps them all.

    Raises:
        NoFeasiblePortfolio, SolverTimedOut: where the tree cannot take it, and HiGHS finds none.
    """
    if not takes_tree(model, effort=effort):
        return solve_model(model, rows=rows, effort=effort, start=start)
    watch = Stopwatch(effort)
    first = _most_by_tree(
        model, rows=rows, effort=replace(effort, time_limit=TREE_TIME * effort.time_limit), start=start
    )
    if first.ending is Ending.OPTIMAL or watch.is_over():
        return first
    then = solve_model(model, rows=rows, effort=replace(effort, time_limit=watch.left), start=first.choice)
    better = then if then.value >= first.value else first
    return replace(better, bound=max(better.value, min(first.bound, then.bound)), ending=then.ending)


def _most_by_tree(model: SelectionModel, *, rows: Sequence[Row], effort: Effort, start: Choice) -> Result:
    """Among the core first: what that has found the whole tree need not look for."""
    narrowed, watch = replace(model, linear=tightened(model.linear.with_rows(rows))), Stopwatch(effort)
    objective = objective_of(model)
    values = completed(mip_of(narrowed, objective=objective), values=model.start(start))
    cost = total(objective, values)
    core = core_of(narrowed.linear, objective=objective)
    for linear, seconds in ((core, CORE_TIME * watch.left), (narrowed.linear, effort.time_limit)):
        step = max(ROUNDING, effort.gap * abs(cost))
        part = Stopwatch(replace(effort, time_limit=min(seconds, watch.left)))
        cutoff = FINE * (cost - step)
        found = branch_and_bound(linear, objective=FINE * objective, cutoff=cutoff, watch=part, better_by=FINE * step)
        if found.values is not None:
            values, cost = found.values, found.objective / FINE
    ending = Ending.OPTIMAL if found.is_complete else Ending.TIME_LIMIT
    return result_of(model, Solved(ending, values, cost, found.bound / FINE))
