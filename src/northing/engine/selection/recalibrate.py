"""The least disruptive portfolio that keeps a chosen share of the best value, and what each further move would gain.

In the field's terms a minimal perturbation problem (El Sakkout and Wallace 2000).

Lexicographic: first the best value V* (``solve``), then the smallest move weight with value ≥ kept share × V*, then
the most value and the least cost within that move weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, gcd

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import OutOfScale, SolverTimedOut, require_number, require_whole
from northing.engine.selection.check import Evaluation, evaluate
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.model import SelectionModel, build_model
from northing.engine.selection.moves import fewest_moves, most_value, moves_at_most, takes_tree, value_at_least
from northing.engine.selection.nearby import among, dual_bound, solve_nearby
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.proposal import Line, lines_of
from northing.engine.selection.solve import TIE, Result, is_direct, run, solve_model
from northing.engine.selection.tighten import tightened
from northing.engine.shapes import typed
from northing.engine.words import count

ROUNDING = 1e-9
"""Room for rounding in a quotient of two move weights."""
SHORTEST = 1.0
"""Seconds that a stage and a point of the curve get at least; all points together share one time limit."""

VALUE_SHARE, MOVES_SHARE = 0.5, 0.85
"""Parts of the time that is left for the best value, and then for the fewest moves."""

FINEST = 1e-6
"""Part of the largest move weight; weights that differ by less are the same on the curve."""

LATTICE = 1e-3
"""A bound this close above a multiple is taken for rounding; a proof stays on the safe side of it."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The best value that is possible within a move weight.

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
        """The proposal's value as a share of the best value; 1 or 0 where that is not above 0."""
        return _kept(self.proposal.value, best=self.best)

    @property
    def words(self) -> str:
        """One sentence: how few moves keep how much."""
        moves, most = self.proposal.evaluation.moves, self.best.evaluation.moves
        keep = f"{count(moves, 'move')} {'keeps' if moves == 1 else 'keep'} {self.value_kept:.1%} of the best value"
        return f"{keep}; the best portfolio takes {most}"

    def at(self, kept_share: float) -> CurvePoint | None:
        """The first point of the curve that keeps such a share of the best value: where a slider stands."""
        return next((point for point in self.curve if point.kept >= kept_share - TIE), None)


@typed
def recalibrate(
    problem: SelectionProblem, *, kept_share: float = 0.9, curve_points: int = 40, effort: Effort = DEFAULT_EFFORT
) -> Recalibration:
    """Best value, least disruptive portfolio, and the curve between today and the best.

    Args:
        problem: candidates whose ``current`` options are today's portfolio.
        kept_share: share 0..1 of the best value that the proposal has to reach; all of one below 0.
        curve_points: at most so many points; 0 leaves the curve out.
        effort: its time is for best value, fewest moves and proposal together; the curve may take as much again.
            Stopped, the best portfolio so far is its own proposal, ``fewest`` what is proven by then, and the curve
            ends where it was.

    Raises:
        NoFeasiblePortfolio: the rules cannot all be kept.
        SolverTimedOut: it ended before any portfolio was found, and today's breaks a rule.
        OutOfScale: a kept share outside 0..1.
    """
    require_number(kept_share, what="the share of the value to keep")
    require_whole(curve_points, what="the number of points of the curve")
    if curve_points < 0:
        raise OutOfScale(f"a curve of {curve_points} points: give 0 or more")
    if not 0 <= kept_share <= 1:
        raise OutOfScale(f"a share of the value lies between 0 and 1, not at {kept_share:g}")
    model, watch = build_model(problem), Stopwatch(effort)
    today = evaluate(problem, problem.today())
    first = _part(watch, "best value", share=VALUE_SHARE)
    best = (
        solve_model(model, effort=first)
        if today.violations
        else most_value(model, rows=[], effort=first, start=problem.today())
    )
    floor = min(kept_share * best.value, best.value)  # of what is below 0 there is no share
    fewest, proposal = _least_disruptive(model, floor=floor, watch=watch, best=best)
    points = tuple(_curve(model, best=best, points=curve_points, watch=watch)) if curve_points else ()
    return Recalibration(problem, kept_share, today, best, proposal, fewest, points)


def _part(watch: Stopwatch, stage: str, *, share: float = 1.0) -> Effort:
    """A share of the time that is left, and never none."""
    return watch.part(stage, seconds=max(SHORTEST, share * watch.left))


def _least_disruptive(model: SelectionModel, *, floor: float, watch: Stopwatch, best: Result) -> tuple[float, Result]:
    """The proven smallest move weight, and the most valuable portfolio within the one that was found."""
    least, choice = _fewest(model, value=floor, effort=_part(watch, "fewest moves", share=MOVES_SHARE), best=best)
    found = evaluate(model.problem, choice)
    rows = [value_at_least(model, value=floor), moves_at_most(model, allowed=found.move_weight)]
    effort = _part(watch, "most value within those moves")
    result = most_value(_mixed(model, best=best), rows=rows, effort=effort, start=choice)
    bound = min(result.bound, best.bound) if is_direct(model) else best.bound
    result = replace(result, bound=max(bound, result.value))
    return min(_on_lattice(model, least), found.move_weight), result


def _fewest(model: SelectionModel, *, value: float, effort: Effort, best: Result) -> tuple[float, Choice]:
    """A proven lower bound of the move weight at that value, and a portfolio of a small one.

    With start choice the portfolio is the least disruptive mix of today's and the best one, and the bound is the
    relaxation's over every option.
    """
    mixed = _mixed(model, best=best)
    least, choice = _fewest_among(mixed, value=value, effort=effort, best=best)
    if mixed is model:
        return least, choice
    if effort.is_stopped():
        return 0.0, choice
    whole = tightened(model.linear.with_rows([value_at_least(model, value=value)]))
    return dual_bound(whole, objective=model.moves, seconds=effort.time_limit) + model.settled, choice


def _fewest_among(model: SelectionModel, *, value: float, effort: Effort, best: Result) -> tuple[float, Choice]:
    """The same among the open options."""
    unit = _unit(model)
    if unit and takes_tree(model, effort=effort):
        return fewest_moves(model, value=value, unit=unit, effort=effort, best=best.choice)
    rows, today = [value_at_least(model, value=value)], model.problem.today()
    solved = solve_nearby(model, objective=model.moves, rows=rows, effort=effort, around=today, start=best.choice)
    return solved.bound + model.settled, model.choice(solved.values)


def _mixed(model: SelectionModel, *, best: Result) -> SelectionModel:
    """Every option up to the size of branch and bound, above that those of today's and the best portfolio."""
    return model if is_direct(model) else among(model, choices=[model.problem.today(), best.choice])


def _on_lattice(model: SelectionModel, least: float) -> float:
    """No move weight lies between two multiples of the unit that all move weights are multiples of."""
    unit = _unit(model)
    return max(0.0, unit * ceil(max(0.0, least) / unit - LATTICE) if unit else least)


def _unit(model: SelectionModel) -> float:
    """What all move weights are multiples of; 0 where that is not the smallest of them."""
    weights = [candidate.move_weight for candidate in model.problem.candidates if candidate.move_weight > 0]
    unit = min(weights, default=0.0)
    return unit if all(abs(weight / unit - round(weight / unit)) <= ROUNDING for weight in weights) else 0.0


def _curve(model: SelectionModel, *, best: Result, points: int, watch: Stopwatch) -> Iterator[CurvePoint]:
    """Best value within each move weight; a point never falls below the one before, whose portfolio it may keep."""
    is_whole, model = is_direct(model), _mixed(model, best=best)
    start = _least_moved(model, best=best, watch=watch)
    first = evaluate(model.problem, start).move_weight
    steps = _steps(model, first=first, last=best.evaluation.move_weight, points=points)
    seconds = max(SHORTEST, watch.effort.time_limit / len(steps))
    last: CurvePoint | None = None
    for at, allowed in enumerate(steps, start=1):
        if watch.effort.is_stopped():
            return
        if last is None or last.value < best.value - TIE:
            each = watch.part(f"point {at} of {len(steps)} of the curve", seconds=seconds)
            last = _point(model, allowed=allowed, best=best, before=last, effort=each, start=start)
            watch.report(f"{at} of {len(steps)} points of the curve", value=last.value, bound=last.bound)
            yield last if is_whole else replace(last, bound=best.bound)


def _least_moved(model: SelectionModel, *, best: Result, watch: Stopwatch) -> Choice:
    """Today's portfolio where it keeps every rule, and otherwise the one with the fewest moves that does."""
    today = model.problem.today()
    if not evaluate(model.problem, today).violations:
        return today
    effort = watch.part("fewest moves that keep every rule")
    return model.choice(run(model, objective=model.moves, effort=effort, start=best.choice).values)


def _steps(model: SelectionModel, *, first: float, last: float, points: int) -> list[float]:
    """Move weights from the fewest possible to those of the best portfolio: each that can be, or evenly spread."""
    weights = [candidate.move_weight for candidate in model.problem.candidates]
    finest = FINEST * max(weights, default=0.0) or 1.0
    step = gcd(*(round(weight / finest) for weight in weights)) * finest or 1.0
    count = round((last - first) / step)
    if count < points:
        return [*(first + step * index for index in range(count)), max(first, last)]
    spread = [first + step * round(count * index / (points - 1)) for index in range(points - 1)]
    return [*spread, max(first, last)]


def _point(
    model: SelectionModel, *, allowed: float, best: Result, before: CurvePoint | None, effort: Effort, start: Choice
) -> CurvePoint:
    """From the point before; the first one from ``start``, which makes the fewest moves."""
    start = before.choice if before else start
    try:
        found = most_value(model, rows=[moves_at_most(model, allowed=allowed)], effort=effort, start=start)
    except (SolverTimedOut, NoFeasiblePortfolio):
        if before is None:
            raise
        return CurvePoint(allowed, before.moves, before.value, best.bound, before.kept, before.choice)
    if before and before.value > found.value:
        return CurvePoint(allowed, before.moves, before.value, found.bound, before.kept, before.choice)
    kept = _kept(found.value, best=best)
    return CurvePoint(allowed, found.evaluation.moves, found.value, found.bound, kept, found.choice)


def _kept(value: float, *, best: Result) -> float:
    return value / best.value if best.value > 0 else float(value >= best.value - TIE)
