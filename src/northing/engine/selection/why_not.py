"""What it would take to have a project in: solved again with the project forced in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.selection.check import evaluate
from northing.engine.selection.conflict import Conflict, conflict_in
from northing.engine.selection.errors import AlreadyIn, NoFeasiblePortfolio
from northing.engine.selection.linear import Row
from northing.engine.selection.model import SelectionModel, build_model
from northing.engine.selection.nearby import MENDING, among, mended, needed_with
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.proposal import Line, line_of
from northing.engine.selection.solve import Result, is_direct, solve_model
from northing.engine.selection.words import points
from northing.engine.shapes import typed


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What changes when a project is forced into a portfolio.

    Attributes:
        value_lost: value (0..1) of the portfolio minus that of the best one with the project; negative when it gains.
        changes: what else becomes different, line by line against the portfolio.
        moves: changes of today's plan with it, and ``moves_before`` without.
        result: the portfolio with the project; None when no rule-keeping one contains it, and ``conflict`` says why.
    """

    project: str
    value_lost: float | None
    changes: tuple[Line, ...]
    moves_before: int
    moves: int | None
    result: Result | None
    conflict: Conflict | None
    words: str


@typed
def why_not(problem: SelectionProblem, choice: Choice, *, project: str, effort: Effort = DEFAULT_EFFORT) -> WhyNot:
    """The best portfolio that contains the project and disturbs no more than ``choice`` does.

    Where there is none, one that disturbs more. A lock or exclusion of the project itself is lifted for the question.
    With start choice the project is forced into ``choice`` first, where others may leave or go back to what they are
    today, and that is improved by search: one that disturbs no more may then be overlooked.

    Raises:
        UnknownReference: it is not a candidate.
        AlreadyIn: it is in already.
    """
    candidate = problem.candidate(project)
    if choice.get(project) is not None:
        raise AlreadyIn(f"{candidate.name} is in already: why not is asked of a project that is out")
    forced = problem.with_candidate(replace(candidate, forced_in=True, excluded=False, locked=False))
    before = evaluate(problem, choice)
    result = _best_within(forced, choice, project=project, allowed=before.move_weight, effort=effort)
    if result is None:
        conflict = _conflict(forced, choice, project=project, effort=effort)
        words = f"With {candidate.name}: {conflict.words}" if conflict else f"{candidate.name} cannot be in"
        return WhyNot(project, None, (), before.moves, None, None, conflict, words)
    changes = tuple(_changes(problem, choice=choice, after=result.choice, project=project))
    lost = before.value - result.value
    words = _words(candidate.name, lost=lost, changes=changes)
    return WhyNot(project, lost, changes, before.moves, result.evaluation.moves, result, None, words)


def _best_within(
    problem: SelectionProblem, choice: Choice, *, project: str, allowed: float, effort: Effort
) -> Result | None:
    """Within the move weight, or beyond it where nothing is within; the time is for both."""
    model, watch = build_model(problem), Stopwatch(effort)
    for rows in ([model.row(model.moves, upper=allowed - model.settled + 1e-9)], []):
        left = replace(effort, time_limit=watch.left)
        try:
            if is_direct(model):
                return solve_model(model, rows=rows, effort=left)
            found = _searched(model, choice, project=project, rows=rows, effort=left)
        except NoFeasiblePortfolio:
            continue
        if found is not None:
            return found
    return None


def _searched(model: SelectionModel, choice: Choice, *, project: str, rows: list[Row], effort: Effort) -> Result | None:
    """The portfolio with the project forced into it, improved by search; None where forcing it in finds no room.

    Raises:
        SolverTimedOut: no room was found even where any number of changes is allowed.
    """
    watch = Stopwatch(effort)
    quick = replace(effort, time_limit=MENDING * effort.time_limit)
    begun = mended(model, choice, project=project, rows=rows, effort=quick)
    if begun is None and rows:
        return None
    left = watch.part("with the project in", seconds=watch.left)
    found = solve_model(model, rows=rows, effort=left, start=begun.choice if begun else None)
    return found if begun is None or found.value >= begun.value else replace(begun, bound=found.bound)


def _conflict(problem: SelectionProblem, choice: Choice, *, project: str, effort: Effort) -> Conflict | None:
    """What stands in the way; with start choice, where all others are as in the portfolio, as today or out."""
    model = build_model(problem)
    if not is_direct(model):
        model = among(model, choices=[choice, problem.today()], free=needed_with(problem, project))
    return conflict_in(model, effort=effort)


def _changes(problem: SelectionProblem, *, choice: Choice, after: Choice, project: str) -> list[Line]:
    lines = [
        line_of(replace(candidate, current=choice.get(candidate.key)), after=after.get(candidate.key))
        for candidate in problem.candidates
        if candidate.key != project
    ]
    return [line for line in lines if line.is_move]


def _words(name: str, *, lost: float, changes: tuple[Line, ...]) -> str:
    value = f"alignment is {points(abs(lost))} {'lower' if lost > 0 else 'higher'}"
    others = "; ".join(f"{line.name} {line.words}" for line in changes) or "nothing else changes"
    return f"With {name} in, {value}: {others}"
