"""What each amount of money could buy, and how two values trade off: the efficient frontier, each point proven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from math import fsum

import numpy as np

from northing.engine.effort import DEFAULT_EFFORT, Effort
from northing.engine.errors import OutOfScale
from northing.engine.selection.candidates import ValueModel
from northing.engine.selection.check import Evaluation, evaluate
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Floats
from northing.engine.selection.model import SelectionModel, build_model
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.solve import TIE, Result, run, solve_model

PROVEN = 0.004
"""Gap at which a point is good enough, unless the effort asks for less exactness."""

BLOCK = 10
"""Points that are solved in one go, each from the one before; the same blocks whoever computes them."""


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One point.

    Attributes:
        at: share of today's budgets, or the least of the second value that was asked for.
        cost: minor units over all years.
        value: of the problem's value model; ``bound``: nothing under the same limits is worth more.
        other: the second value, where there are two.
    """

    at: float
    cost: float
    value: float
    bound: float
    choice: Choice
    other: float | None = None

    @property
    def gap(self) -> float:
        """Proven: (bound − value) / bound; 0 when nothing can be gained."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > TIE else 0.0


@dataclass(frozen=True, slots=True)
class Frontier:
    """The best value by money, and where today's portfolio stands.

    Attributes:
        points: by growing budgets; values never fall.
        today: the plan of record as it is, whether or not it keeps the rules.
        same_cost: the best portfolio that costs no more than today's; None when none keeps the rules at that cost.
        same_value: the cheapest portfolio that is worth no less; None when none keeps the rules at that value.
    """

    points: tuple[FrontierPoint, ...]
    today: Evaluation
    same_cost: Result | None
    same_value: Result | None


def frontier(
    problem: SelectionProblem,
    *,
    points: int = 50,
    scales: tuple[float, float] = (0.4, 1.5),
    effort: Effort = DEFAULT_EFFORT,
    executor: Executor | None = None,
) -> Frontier:
    """The best value for budgets from ``scales[0]`` to ``scales[1]`` times today's, and today's place beside it.

    Args:
        problem: whose yearly budgets, of any kind, are scaled together.
        points: number of budgets, evenly spread.
        scales: smallest and largest share of the budgets.
        effort: its time limit is for each point; points end at a proven gap of 0.4 % or the effort's, if larger.
        executor: computes blocks of points; the same numbers whichever it is.

    Raises:
        OutOfScale: fewer than two points, or scales that do not ascend from above 0.
        NoFeasiblePortfolio: not even the largest budgets leave a portfolio.
    """
    if points < 2 or not 0 < scales[0] < scales[1]:  # noqa: PLR2004 - a line needs two
        raise OutOfScale(f"{points} points between {scales[0]:g} and {scales[1]:g} times the budgets make no frontier")
    spread = [float(scale) for scale in np.linspace(scales[0], scales[1], points)]
    blocks = [spread[at : at + BLOCK] for at in range(0, points, BLOCK)]
    own = replace(effort, gap=max(effort.gap, PROVEN))
    task = partial(_budget_block, problem, effort=replace(own, should_stop=None, on_progress=None))
    found = [point for part in (executor.map if executor else map)(task, blocks) for point in part]
    if not found:
        raise NoFeasiblePortfolio("no choice of projects keeps every rule, even with the largest budgets")
    model, today = build_model(problem), evaluate(problem, problem.today())
    return Frontier(
        points=tuple(_rising(found)),
        today=today,
        same_cost=_same_cost(model, today=today, effort=own),
        same_value=_same_value(model, today=today, effort=own),
    )


def trade_off(
    problem: SelectionProblem, *, other: ValueModel, points: int = 50, effort: Effort = DEFAULT_EFFORT
) -> tuple[FrontierPoint, ...]:
    """The best of the problem's value for each amount of another: the ε-constraint method (Haimes et al. 1971).

    From the second value that the best portfolio has anyway to the most of it that any has; in proven steps.

    Raises:
        NoFeasiblePortfolio: the rules cannot all be kept.
    """
    model, second = build_model(problem), build_model(replace(problem, value_model=other))
    own = replace(effort, gap=max(effort.gap, PROVEN))
    best, most = solve_model(model, effort=own), solve_model(second, effort=own)
    low, high = _worth(second, best.choice), most.value
    found = [_point(low, result=best, other=low)]
    for least in np.linspace(low, high, points)[1:]:
        floor = second.row(second.value, lower=float(least) - second.closed - 1e-9)
        start = most.choice if _worth(second, found[-1].choice) < least else found[-1].choice
        result = solve_model(model, rows=(floor,), start=start, effort=own)
        found.append(_point(float(least), result=result, other=_worth(second, result.choice)))
    return tuple(found)


def _worth(model: SelectionModel, choice: Choice) -> float:
    return evaluate(model.problem, choice).value


def _point(at: float, *, result: Result, other: float | None = None) -> FrontierPoint:
    return FrontierPoint(at, result.evaluation.total_cost, result.value, result.bound, result.choice, other)


def _budget_block(problem: SelectionProblem, scales: Sequence[float], *, effort: Effort) -> list[FrontierPoint]:
    """Each budget from the portfolio of the smaller one; those that leave no portfolio are left out."""
    found: list[FrontierPoint] = []
    for scale in scales:
        model = build_model(_scaled(problem, scale=scale))
        try:
            start = found[-1].choice if found else None
            found.append(_point(scale, result=solve_model(model, start=start, effort=effort)))
        except NoFeasiblePortfolio:
            continue
    return found


def _scaled(problem: SelectionProblem, *, scale: float) -> SelectionProblem:
    return replace(
        problem,
        budgets={year: scale * amount for year, amount in problem.budgets.items()},
        kind_budgets={line: scale * amount for line, amount in problem.kind_budgets.items()},
    )


def _rising(points: Sequence[FrontierPoint]) -> Iterator[FrontierPoint]:
    """What a smaller budget allows a larger one does too; what a larger one rules out, a smaller one does."""
    bounds = np.minimum.accumulate([point.bound for point in reversed(points)])[::-1]
    best: FrontierPoint | None = None
    for point, bound in zip(points, bounds, strict=True):
        if best is None or point.value >= best.value:
            best = point
        yield replace(best, at=point.at, bound=max(float(bound), best.value))


def net_cost(model: SelectionModel) -> tuple[Floats, float]:
    """What each column adds to the cost over all years, and the cost of having nothing in."""
    uses = model.uses
    out = np.array([fsum(candidate.cost_when_out().values()) for candidate in model.problem.candidates])
    terms = np.zeros(model.linear.width)
    terms[: len(uses.keys)] = uses.total_cost - out[uses.project_of()]
    return terms, fsum(out)


def _same_cost(model: SelectionModel, *, today: Evaluation, effort: Effort) -> Result | None:
    terms, nothing = net_cost(model)
    unit = max(1.0, float(np.abs(terms).max(initial=0.0)))
    limit = model.row(terms / unit, upper=(today.total_cost - nothing) / unit)
    try:
        return solve_model(model, rows=(limit,), effort=effort)
    except NoFeasiblePortfolio:
        return None


def _same_value(model: SelectionModel, *, today: Evaluation, effort: Effort) -> Result | None:
    terms, _ = net_cost(model)
    unit = max(1.0, float(np.abs(terms).max(initial=0.0)))
    floor = model.row(model.value, lower=today.value - model.closed - 1e-9)
    try:
        solved = run(model, objective=terms / unit, rows=(floor,), effort=effort)
    except NoFeasiblePortfolio:
        return None
    evaluation = evaluate(model.problem, model.choice(solved.values))
    return Result(model.choice(solved.values), evaluation, evaluation.value, solved.ending)
