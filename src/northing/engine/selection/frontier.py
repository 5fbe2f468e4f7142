"""What each amount of money could buy, and how two values trade off: the efficient frontier, each point proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import fsum

import numpy as np

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import OutOfScale, SolverTimedOut, TooLarge, require_finite, require_whole
from northing.engine.selection.candidates import ValueModel
from northing.engine.selection.check import Evaluation, evaluate
from northing.engine.selection.core import solve_near_bound
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Floats
from northing.engine.selection.model import SelectionModel, build_model, net_costs
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.rules import Rule
from northing.engine.selection.solve import TIE, Result, gap_between, is_direct, run, solve_model
from northing.engine.selection.sweep import swept
from northing.engine.shapes import typed

PROVEN = 0.0048
"""Gap at which a point is good enough, unless the effort asks for less exactness."""

BLOCK = 10
"""Points in a chain, each solved from the one before; the same chains whoever computes them."""

MOST_POINTS = 10_000

FEW = 200
"""Below so many options branch and bound needs no help."""


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One point of a frontier or a trade-off.

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
        """Proven: (bound − value) / bound; 0 when no more than a tie can be gained."""
        return gap_between(self.value, bound=self.bound)


@dataclass(frozen=True, slots=True)
class Frontier:
    """The best value by money, and where today's portfolio stands.

    Attributes:
        points: by growing budgets; values never fall.
        today: the plan of record as it is, whether or not it keeps the rules.
        same_cost: the best portfolio that costs no more than today's; None when none keeps the rules at that cost, or
            it ended before one was found.
        same_value: the cheapest portfolio that is worth no less; None alike.
    """

    points: tuple[FrontierPoint, ...]
    today: Evaluation
    same_cost: Result | None
    same_value: Result | None

    @property
    def words(self) -> str:
        """One sentence: where today's portfolio stands; money in minor units."""
        parts = [f"Today: value {self.today.value:.4f} for {self.today.total_cost:,.0f}"]
        if self.same_cost:
            parts.append(f"the best for no more is worth {self.same_cost.value:.4f}")
        if self.same_value:
            parts.append(f"the cheapest worth no less costs {self.same_value.evaluation.total_cost:,.0f}")
        return "; ".join(parts)


@typed
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
        effort: its time limit is for each point, not for the whole; points end at a proven gap of 0.48 % or the
            effort's, if larger. Stopped, the points so far are the answer.
        executor: computes points beside each other, each by one worker; the same numbers whichever it is.

    Raises:
        OutOfScale: fewer than two points, or scales that do not ascend from above 0.
        TooLarge: more than 10,000 points.
        NoFeasiblePortfolio: not even the largest budgets leave a portfolio.
        SolverTimedOut: it was stopped before the first point, or a point's time passed without any portfolio.
    """
    require_whole(points, what="the number of points")
    for scale in scales:
        require_finite(scale, what="a scale of the budgets")
    _require_few(points)
    if points < 2 or not 0 < scales[0] < scales[1]:  # noqa: PLR2004 - a line needs two
        raise OutOfScale(f"{points} points between {scales[0]:g} and {scales[1]:g} times the budgets make no frontier")
    spread = [float(scale) for scale in np.linspace(scales[0], scales[1], points)]
    watch = Stopwatch(replace(effort, gap=max(effort.gap, PROVEN)))

    def tell(done: int, point: FrontierPoint) -> None:
        watch.report(f"{done} of {points} points", value=point.value, bound=point.bound)

    model, today = build_model(problem), evaluate(problem, problem.today())
    task = partial(_budget_point, model)
    found = swept(task, spread, block=BLOCK, watch=watch, executor=executor, tell=tell)
    if not found and effort.is_stopped():
        raise SolverTimedOut("it was stopped before the first point was found")
    if not found:
        raise NoFeasiblePortfolio("no choice of projects keeps every rule, even with the largest budgets")
    return Frontier(
        points=tuple(_rising(found)),
        today=today,
        same_cost=_beside(_same_cost, model, today=today, effort=watch.part("best at today's cost")),
        same_value=_beside(_same_value, model, today=today, effort=watch.part("cheapest at today's value")),
    )


def _require_few(points: int) -> None:
    if points > MOST_POINTS:
        raise TooLarge(f"{points:,} points, each of which is solved: give {MOST_POINTS:,} at most")


def _beside(find: Callable[..., Result], model: SelectionModel, *, today: Evaluation, effort: Effort) -> Result | None:
    """None too where it ended before one was found."""
    if effort.is_stopped():
        return None
    with suppress(NoFeasiblePortfolio, SolverTimedOut):
        return find(model, today=today, effort=effort)
    return None


@typed
def trade_off(
    problem: SelectionProblem, *, other: ValueModel, points: int = 50, effort: Effort = DEFAULT_EFFORT
) -> tuple[FrontierPoint, ...]:
    """The best of the problem's value for each amount of another: the ε-constraint method (Haimes et al. 1971).

    From the second value that the best portfolio has anyway to the most of it that any has; in proven steps. Of equal
    values the most of the other is taken, and no point is beaten by one after it. The effort's time limit is for each
    step; stopped, the points so far are the answer.

    Raises:
        OutOfScale: fewer than two points.
        TooLarge: more than 10,000 points.
        NoFeasiblePortfolio: the rules cannot all be kept.
        SolverTimedOut: it ended before any portfolio was found.
    """
    require_whole(points, what="the number of points")
    if points < 2:  # noqa: PLR2004 - one end of each value
        raise OutOfScale(f"{points} points make no trade-off: give 2 or more")
    _require_few(points)
    model, second = build_model(problem), build_model(replace(problem, value_model=other))
    model = replace(model, cost=_less_of(second))
    watch = Stopwatch(replace(effort, gap=max(effort.gap, PROVEN)))
    best = solve_model(model, effort=watch.part("most of the first value"))
    most = solve_model(second, effort=watch.part("most of the second value"), start=best.choice)
    low, high = _value_of(second, best.choice), most.value
    found = [_point(low, result=best, other=low)]
    for at, least in enumerate(np.linspace(low, high, points)[1:], start=2):
        if effort.is_stopped():
            break
        floor = second.row(second.value, lower=float(least) - second.closed - 1e-9)
        start = most.choice if _value_of(second, found[-1].choice) < least else found[-1].choice
        result = solve_model(model, rows=(floor,), start=start, effort=watch.part(f"point {at} of {points}"))
        found.append(_point(float(least), result=result, other=_value_of(second, result.choice)))
    return tuple(_falling(found))


def _less_of(second: SelectionModel) -> Floats:
    """In place of the cost, which breaks ties: together no portfolio has less of it than −1."""
    return -second.value / max(1.0, -float(np.minimum(second.value, 0.0).sum()))


def _falling(points: Sequence[FrontierPoint]) -> list[FrontierPoint]:
    """What has enough of the second value for a later point has enough for this one; a later bound is no higher."""
    bounds = np.minimum.accumulate([point.bound for point in points])
    found: list[FrontierPoint] = []
    for point, bound in zip(reversed(points), reversed(bounds), strict=True):
        better = found[-1] if found and found[-1].value >= point.value - TIE else point
        found.append(replace(better, at=point.at, bound=max(float(bound), better.value)))
    return found[::-1]


def _value_of(model: SelectionModel, choice: Choice) -> float:
    return evaluate(model.problem, choice).value


def _point(at: float, *, result: Result, other: float | None = None) -> FrontierPoint:
    return FrontierPoint(at, result.evaluation.total_cost, result.value, result.bound, result.choice, other)


def _budget_point(
    model: SelectionModel, scale: float, before: FrontierPoint | None, effort: Effort
) -> FrontierPoint | None:
    """From the portfolio of the smaller budget, which this one allows too; None when nothing keeps the rules."""
    try:
        result = _solved(_at_scale(model, scale=scale), start=before.choice if before else None, effort=effort)
    except NoFeasiblePortfolio:
        return None
    except SolverTimedOut:
        if effort.is_stopped():
            return None
        raise
    return _point(scale, result=result)


def _solved(model: SelectionModel, *, start: Choice | None, effort: Effort) -> Result:
    if not is_direct(model) or len(model.uses.keys) < FEW:
        return solve_model(model, start=start, effort=effort)
    return solve_near_bound(model, start=start, effort=effort)


def _at_scale(model: SelectionModel, *, scale: float) -> SelectionModel:
    """Only the limits of the budget rows differ, by (scale − 1) × budget; all else is built once."""
    problem = model.problem
    budgets = {(Rule.BUDGET, str(year)): amount for year, amount in problem.budgets.items()}
    kinds = {(Rule.KIND_BUDGET, f"{line.kind}|{line.year}"): amount for line, amount in problem.kind_budgets.items()}
    limits = budgets | kinds
    upper = model.linear.row_upper.copy()
    for row, named in enumerate(model.linear.named):
        if named and (limit := limits.get((named.rule, named.key))) is not None:
            upper[row] += (scale - 1) * limit / named.unit
    return replace(model, problem=_scaled(problem, scale=scale), linear=replace(model.linear, row_upper=upper))


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
    terms = np.zeros(model.linear.width)
    terms[: len(model.uses.keys)] = net_costs(model.problem, uses=model.uses)
    return terms, fsum(fsum(candidate.cost_when_out().values()) for candidate in model.problem.candidates)


def _same_cost(model: SelectionModel, *, today: Evaluation, effort: Effort) -> Result:
    terms, nothing = net_cost(model)
    unit = max(1.0, float(np.abs(terms).max(initial=0.0)))
    limit = model.row(terms / unit, upper=(today.total_cost - nothing) / unit)
    return solve_model(model, rows=(limit,), effort=effort)


def _same_value(model: SelectionModel, *, today: Evaluation, effort: Effort) -> Result:
    terms, _ = net_cost(model)
    unit = max(1.0, float(np.abs(terms).max(initial=0.0)))
    floor = model.row(model.value, lower=today.value - model.closed - 1e-9)
    solved = run(model, objective=terms / unit, rows=(floor,), effort=effort)
    evaluation = evaluate(model.problem, model.choice(solved.values))
    return Result(model.choice(solved.values), evaluation, evaluation.value, solved.ending)
