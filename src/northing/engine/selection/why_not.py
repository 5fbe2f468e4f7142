"""What it would take to have a project in: solved again with the project forced in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from northing.engine.effort import DEFAULT_EFFORT, Effort
from northing.engine.selection.check import evaluate
from northing.engine.selection.conflict import Conflict, explain_conflict
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.model import build_model
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.proposal import Line, line_of
from northing.engine.selection.solve import Result, solve_model
from northing.engine.selection.words import points


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


def why_not(problem: SelectionProblem, choice: Choice, *, project: str, effort: Effort = DEFAULT_EFFORT) -> WhyNot:
    """The best portfolio that contains the project and disturbs no more than ``choice`` does.

    Where there is none, one that disturbs more. A lock or exclusion of the project itself is lifted for the question.

    Raises:
        KeyError: it is not a candidate.
        ValueError: it is in already.
    """
    candidate = problem.candidate(project)
    if choice.get(project) is not None:
        raise ValueError(f"{candidate.name} is in already")
    forced = problem.with_candidate(replace(candidate, forced_in=True, excluded=False, locked=False))
    before = evaluate(problem, choice)
    result = _best_within(forced, allowed=before.move_weight, effort=effort)
    if result is None:
        conflict = explain_conflict(forced, effort=effort)
        words = f"With {candidate.name}: {conflict.words}" if conflict else f"{candidate.name} cannot be in"
        return WhyNot(project, None, (), before.moves, None, None, conflict, words)
    changes = tuple(_changes(problem, choice=choice, after=result.choice, project=project))
    lost = before.value - result.value
    words = _words(candidate.name, lost=lost, changes=changes)
    return WhyNot(project, lost, changes, before.moves, result.evaluation.moves, result, None, words)


def _best_within(problem: SelectionProblem, *, allowed: float, effort: Effort) -> Result | None:
    model = build_model(problem)
    for rows in ([model.row(model.moves, upper=allowed - model.settled + 1e-9)], []):
        try:
            return solve_model(model, rows=rows, effort=effort)
        except NoFeasiblePortfolio:
            continue
    return None


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
