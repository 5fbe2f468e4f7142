"""Portfolios: the best, the least disruptive, why one is out, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, Check, NoOptions, checked, same
from northing.engine.kinds.portfolio import best_unless, complete
from northing.engine.selection import (
    Line,
    Result,
    SelectionProblem,
    evaluate,
    explain_conflict,
    lines_of,
    recalibrate,
    solve,
    why_not,
)

KEPT = "every rule kept and the value added up again from the chosen options"


@dataclass(frozen=True, slots=True)
class Recalibrating:
    """Options of a recalibration; see ``recalibrate``."""

    kept_share: float = 0.9
    curve_points: int = 40


@dataclass(frozen=True, slots=True)
class Asking:
    """Why the project is not in ``choice``; without one, not in the best portfolio."""

    project: str
    choice: Mapping[str, str | None] | None = None


def selection(problem: SelectionProblem, options: NoOptions, effort: Effort) -> Answer:
    """The portfolio of most value."""
    del options
    found = solve(problem, effort=effort)
    document = {**_portfolio(problem, found), "moves": _moves(lines_of(problem, found.choice))}
    return Answer(document, tuple(_words(problem, found)), _check(problem, found))


def recalibration(problem: SelectionProblem, options: Recalibrating, effort: Effort) -> Answer:
    """The least disruptive portfolio that keeps a share of the best value, and the curve of moves against value."""
    found = recalibrate(problem, kept_share=options.kept_share, curve_points=options.curve_points, effort=effort)
    document = {
        "best": _portfolio(problem, found.best),
        "proposal": _portfolio(problem, found.proposal),
        "value_kept": found.value_kept,
        "fewest_moves_weight": found.fewest,
        "moves": _moves(found.lines),
        "curve": [
            {"allowed": point.allowed, "moves": point.moves, "value": point.value, "kept": point.kept}
            for point in found.curve
        ],
    }
    moves = [line for line in found.lines if line.is_move]
    lines = (
        f"{found.words}.",
        *(f"  {line.name}: {line.words}" for line in moves),
    )
    return Answer(document, lines, _check(problem, found.proposal))


def why_it_is_out(problem: SelectionProblem, options: Asking, effort: Effort) -> Answer:
    """What it would take to have a project in."""
    problem.candidate(options.project)
    choice = best_unless(options.choice, problem, effort)
    found = why_not(problem, choice, project=options.project, effort=effort)
    document = {
        "project": found.project,
        "value_lost": found.value_lost,
        "moves_before": found.moves_before,
        "moves": found.moves,
        "changes": _moves(found.changes),
        "words": found.words,
    }
    check = _check(problem, found.result) if found.result else Check("no portfolio contains it, so there is none")
    return Answer(document, (found.words,), check)


def conflict(problem: SelectionProblem, options: NoOptions, effort: Effort) -> Answer:
    """The smallest set of rules that would have to give way."""
    del options
    found = explain_conflict(problem, effort=effort)
    if found is None:
        result = solve(problem, effort=effort)
        return Answer({"conflict": None}, ("A portfolio keeps every rule.",), _check(problem, result))
    relaxed = {(relaxation.rule, relaxation.key) for relaxation in found.together}
    broken = [v for v in evaluate(problem, found.choice).violations if (v.rule, v.key) not in relaxed]
    check = checked("the portfolio that remains breaks no rule but these", (violation.words for violation in broken))
    document = {"conflict": {"together": found.together, "singles": found.singles, "words": found.words}}
    return Answer(document, (found.words,), check)


def _portfolio(problem: SelectionProblem, result: Result) -> dict[str, object]:
    return {
        "choice": {candidate.key: result.choice.get(candidate.key) for candidate in problem.candidates},
        "value": result.value,
        "bound": result.bound,
        "gap": result.gap,
        "ending": result.ending,
    }


def _moves(lines: tuple[Line, ...]) -> list[Line]:
    return [line for line in lines if line.is_move]


def _words(problem: SelectionProblem, result: Result) -> list[str]:
    chosen = [(c, c.option(result.choice.get(c.key))) for c in problem.candidates]
    names = [f"  {candidate.name}: {option.label or option.key}" for candidate, option in chosen if option]
    return [f"{result.words}.", *names]


def _check(problem: SelectionProblem, result: Result) -> Check:
    again = evaluate(problem, complete(problem, result.choice))
    faults = [violation.words for violation in again.violations]
    return checked(KEPT, [*faults, same("the value", result.value, again.value)])
