"""The least disruptive portfolio that keeps a chosen share of the best value, and what each further move would gain.

Lexicographic: first the best value V* (``solve``), then the smallest move weight with value ≥ kept share × V*, then
the most value and the least cost within that move weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from northing.engine.effort import DEFAULT_EFFORT, Effort
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.check import Evaluation, evaluate
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Row
from northing.engine.selection.model import SelectionModel, build_model
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.proposal import Line, lines_of
from northing.engine.selection.solve import TIE, Result, run, solve_model

ROUNDING = 1e-9
SHORTEST = 1.0
"""Seconds that a point of the curve gets at least; all points together share one call's time limit."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The best value within a move weight.

    Attributes:
        allowed: the move weight that was allowed; ``moves``: how many candidates change.
        value: 0..1; ``bound``: no portfolio within ``allowed`` is worth more; ``kept``: value ÷ best value.
    """

    allowed: float
    moves: int
    value: float
    bound: float
    kept: float
    choice: Choice


@dataclass(frozen=True, slots=True)
class Recalibration:
    """From today's portfolio to a better one with few moves.

    Attributes:
        today: today's portfolio as it stands; ``today.violations`` are the rules that it no longer keeps.
        best: the unrestricted portfolio; ``best.evaluation.moves`` is what a free re-plan would disturb.
        proposal: the least disruptive one that keeps ``kept_share`` of the best value.
        fewest: proven: no portfolio of that value has a smaller move weight.
        curve: best value by move weight, never falling, from the fewest moves that keep all rules to the best value.
    """

    problem: SelectionProblem
    kept_share: float
    today: Evaluation
    best: Result
    proposal: Result
    fewest: float
    curve: tuple[CurvePoint, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The proposal line by line, moves first."""
        return lines_of(self.problem, self.proposal.choice)

    @property
    def value_kept(self) -> float:
        """The proposal's value as a share of the best value; 1 when nothing can be gained at all."""
        return self.proposal.value / self.best.value if self.best.value > 0 else 1.0

    def at(self, kept_share: float) -> CurvePoint | None:
        """The first point of the curve that keeps such a share of the best value: where a slider stands."""
        return next((point for point in self.curve if point.kept >= kept_share - TIE), None)


def recalibrate(
    problem: SelectionProblem, *, kept_share: float = 0.9, curve_points: int = 40, effort: Effort = DEFAULT_EFFORT
) -> Recalibration:
    """Best value, least disruptive portfolio, and the curve between today and the best.

    Args:
        problem: candidates whose ``current`` options are today's portfolio.
        kept_share: share 0..1 of the best value that the proposal has to reach.
        curve_points: at most so many points; 0 leaves the curve out.
        effort: for each call of the solver (best value, fewest moves, proposal, the curve's beginning); the points of
            the curve share one more.

    Raises:
        NoFeasiblePortfolio: the rules cannot all be kept.
        ValueError: a kept share outside 0..1.
    """
    if not 0 <= kept_share <= 1:
        raise ValueError(f"a share of the value lies between 0 and 1, not at {kept_share:g}")
    model = build_model(problem)
    today = evaluate(problem, problem.today())
    best = solve_model(model, effort=effort, start=None if today.violations else problem.today())
    fewest, proposal = _least_disruptive(model, floor=kept_share * best.value, effort=effort, start=best.choice)
    points = tuple(_curve(model, best=best, points=curve_points, effort=effort)) if curve_points else ()
    return Recalibration(problem, kept_share, today, best, proposal, fewest, points)


def _least_disruptive(model: SelectionModel, *, floor: float, effort: Effort, start: Choice) -> tuple[float, Result]:
    """The proven smallest move weight, and the most valuable portfolio within the one that was found."""
    floor_row = model.row(model.value, lower=floor - model.closed - ROUNDING)
    solved = run(model, objective=model.moves, rows=[floor_row], effort=effort, start=start)
    found = evaluate(model.problem, model.choice(solved.values))
    result = solve_model(
        model,
        rows=[floor_row, _within(model, allowed=found.move_weight)],
        effort=effort,
        start=model.choice(solved.values),
    )
    return max(0.0, solved.bound + model.settled), result


def _within(model: SelectionModel, *, allowed: float) -> Row:
    return model.row(model.moves, upper=allowed - model.settled + ROUNDING)


def _curve(model: SelectionModel, *, best: Result, points: int, effort: Effort) -> Iterator[CurvePoint]:
    """Best value within each move weight; a point never falls below the one before, whose portfolio it may keep."""
    solved = run(model, objective=model.moves, effort=effort, start=best.choice)
    first = evaluate(model.problem, model.choice(solved.values)).move_weight
    steps = _steps(model, first=first, last=best.evaluation.move_weight, points=points)
    each = replace(effort, time_limit=max(SHORTEST, effort.time_limit / len(steps)))
    last: CurvePoint | None = None
    for allowed in steps:
        if last is None or last.value < best.value - TIE:
            last = _point(model, allowed=allowed, best=best, before=last, effort=each)
            yield last


def _steps(model: SelectionModel, *, first: float, last: float, points: int) -> list[float]:
    """Move weights from the fewest possible to those of the best portfolio: each single one, or evenly spread."""
    weights = [c.move_weight for c in model.problem.candidates if c.move_weight > 0]
    step = min(weights, default=1.0)
    count = round((last - first) / step)
    if count < points:
        return [*(first + step * index for index in range(count)), max(first, last)]
    return [first + (last - first) * index / (points - 1) for index in range(points)]


def _point(
    model: SelectionModel, *, allowed: float, best: Result, before: CurvePoint | None, effort: Effort
) -> CurvePoint:
    start = before.choice if before else None
    try:
        found = solve_model(model, rows=[_within(model, allowed=allowed)], effort=effort, start=start)
    except (SolverTimedOut, NoFeasiblePortfolio):
        if before is None:
            raise
        return CurvePoint(allowed, before.moves, before.value, best.bound, before.kept, before.choice)
    if before and before.value > found.value:
        return CurvePoint(allowed, before.moves, before.value, found.bound, before.kept, before.choice)
    kept = found.value / best.value if best.value > 0 else 1.0
    return CurvePoint(allowed, found.evaluation.moves, found.value, found.bound, kept, found.choice)
