"""Portfolios near another one: solved on the rows that a few changes can run into, or among a few of the options."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from northing.engine.effort import Effort, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Flags, Floats, Linear, Row, Solved
from northing.engine.selection.model import SelectionModel
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.rules import Rule
from northing.engine.selection.search.greedy import completed
from northing.engine.selection.search.mip import mip_of
from northing.engine.selection.solve import Result, run, solve_model
from northing.engine.selection.solvers.highs import Limits, relaxed
from northing.engine.selection.tighten import is_broken, near, with_only

EXACT, ROUGH = 1e-6, 1e-3
"""Relative gaps: of a proof, and of a portfolio that is only a beginning."""

VOID = {Rule.TARGET, Rule.ORDER}
"""Rules that count for nothing where they are broken: of an order there is no more or less."""

MENDING = 0.4
"""Part of the time for forcing a project in; the rest improves what came of it."""

KEPT_BACK = 0.25
"""Part of the time that is kept for the model with all its rows, in case the few rows do not settle it."""


def solve_nearby(
    model: SelectionModel, *, objective: Floats, rows: Sequence[Row], effort: Effort, around: Choice, start: Choice
) -> Solved:
    """The smallest objective, proven on few rows: those that ``around`` nearly uses up, and what an answer breaks.

    A model with fewer rows has no larger optimum: its bound holds for the whole, and an answer that breaks none of the
    others is the whole's. Of 478 role-months some 40 are ever needed near today's portfolio, and branch and bound
    takes a third of the time.

    Args:
        model: small enough for branch and bound.
        objective: coefficient by column.
        rows: further ones.
        effort: for all rounds together; the gap is always closed.
        around: the portfolio near which the answer is expected.
        start: one that keeps every row; the answer where the time is too short for any other.
    """
    whole = replace(model, linear=model.linear.with_rows(rows))
    watch, bound = Stopwatch(effort), -np.inf
    kept = near(whole.linear, options=model.start(around))
    while watch.left > KEPT_BACK * effort.time_limit:
        few = replace(whole, linear=with_only(whole.linear, rows=kept))
        left = replace(effort, gap=EXACT, time_limit=watch.left - KEPT_BACK * effort.time_limit)
        solved = run(few, objective=objective, effort=left, start=start)
        bound = max(bound, solved.bound)
        broken = is_broken(whole.linear, values=solved.values) & ~kept
        if not broken.any():
            return replace(solved, bound=bound)
        kept |= broken
        if solved.ending is Ending.TIME_LIMIT:
            break
    return _on_all_rows(
        whole, objective=objective, effort=replace(effort, time_limit=watch.left), start=start, at=bound
    )


def _on_all_rows(model: SelectionModel, *, objective: Floats, effort: Effort, start: Choice, at: float) -> Solved:
    """What the rest of the time finds; ``at`` is a bound that is proven already."""
    solved = run(model, objective=objective, effort=replace(effort, gap=EXACT), start=start)
    return replace(solved, bound=max(at, solved.bound))


def among(model: SelectionModel, *, choices: Sequence[Choice], free: Collection[str] = ()) -> SelectionModel:
    """The model with only the options of those portfolios open, and any option of the projects ``free``."""
    options = len(model.uses.keys)
    kept: Flags = np.zeros(model.linear.width, dtype=np.bool_)
    kept[options:] = True
    for choice in choices:
        kept[:options] |= model.start(choice) > 0
    for position, candidate in enumerate(model.problem.candidates):
        if candidate.key in free:
            kept[model.uses.columns(position)] = True
    kept |= model.linear.lower > 0
    return replace(model, linear=replace(model.linear, upper=np.where(kept, model.linear.upper, 0.0)))


def only_as(model: SelectionModel, *, project: str, options: Collection[str]) -> SelectionModel:
    """The model with all other options of the project closed."""
    upper = model.linear.upper.copy()
    at = next(at for at, candidate in enumerate(model.problem.candidates) if candidate.key == project)
    for column in model.uses.columns(at):
        if model.uses.keys[column] not in options:
            upper[column] = 0.0
    return replace(model, linear=replace(model.linear, upper=upper))


def around(
    model: SelectionModel, choice: Choice, *, ways: Mapping[str, Collection[str]], strictly: Collection[str]
) -> SelectionModel:
    """The model with every project as in ``choice``, but those of ``ways`` out or in by any of these options.

    The projects keep all their options: what they could bring at best is part of what value means.

    Args:
        model: of a problem.
        choice: may break rules; what it breaks may stay as broken as it is and no more.
        ways: option keys by project.
        strictly: keys of the capacities that have to be kept all the same.
    """
    linear, options = model.linear, len(model.uses.keys)
    mip = mip_of(model, objective=np.zeros(linear.width))
    values = completed(mip, values=model.start(choice))
    lower, upper = linear.lower.copy(), linear.upper.copy()
    lower[:options] = upper[:options] = values[:options]
    for position, candidate in enumerate(model.problem.candidates):
        for at in model.uses.columns(position) if candidate.key in ways else ():
            lower[at], upper[at] = 0.0, float(model.uses.keys[at] in ways[candidate.key])
    rules = [(named.rule, named.key) if named else None for named in linear.named]
    broken = {rules[row] for row in np.flatnonzero(is_broken(linear, values=values))}
    strict = {(Rule.CAPACITY, key) for key in strictly}
    row_lower, row_upper, used = linear.row_lower.copy(), linear.row_upper.copy(), linear.matrix.times(values)
    for row, rule in enumerate(rules):
        if rule in broken and rule not in strict:
            is_void = rule is not None and rule[0] in VOID
            row_lower[row] = -np.inf if is_void else min(row_lower[row], used[row])
            row_upper[row] = np.inf if is_void else max(row_upper[row], used[row])
    return replace(model, linear=replace(linear, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper))


def mended(
    model: SelectionModel, choice: Choice, *, project: str, rows: Sequence[Row] = (), effort: Effort
) -> Result | None:
    """The best portfolio that keeps every rule with the project in and all others as in ``choice``, as today or out.

    What it needs may be in by any option too. None when there is none, or none in time. Its bound only says that no
    value is above 1.
    """
    near_by = among(model, choices=[choice, model.problem.today()], free=needed_with(model.problem, project))
    try:
        found = solve_model(near_by, rows=rows, effort=replace(effort, gap=max(effort.gap, ROUGH)))
    except (NoFeasiblePortfolio, SolverTimedOut):
        return None
    return replace(found, bound=max(1.0, found.value), ending=Ending.TIME_LIMIT)


def needed_with(problem: SelectionProblem, project: str) -> set[str]:
    """The project and what has to be in with it, step by step."""
    candidates = {candidate.key: candidate for candidate in problem.candidates}
    found, open_ones = {project}, [project]
    while open_ones:
        one = candidates[open_ones.pop()]
        more = {*one.requires, *(after.needed for after in one.after)} - found
        found |= more
        open_ones += more
    return found


def dual_bound(linear: Linear, *, objective: Floats, seconds: float) -> float:
    """What no solution's objective falls below: the relaxation's prices y, by weak duality.

    bound = Σ_r y_r × limit_r + Σ_j min over column j's bounds of (objective_j − Σ_r y_r × use_jr) × column
    """
    _, prices = relaxed(linear, objective=objective, limits=Limits(seconds))
    limit = np.where(prices > 0, linear.row_lower, linear.row_upper)
    paid = np.isfinite(limit) & (prices != 0)
    prices = np.where(paid, prices, 0.0)
    matrix = linear.matrix
    weights = matrix.value * prices[matrix.row_of_entry()]
    reduced = objective - np.bincount(matrix.index, weights=weights, minlength=linear.width)
    columns = np.minimum(reduced * linear.lower, reduced * linear.upper)
    return float(prices[paid] @ limit[paid] + columns.sum())
