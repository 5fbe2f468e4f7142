"""Solving again with something changed: what the best portfolio would then be worth, if it can be known in time."""

from __future__ import annotations

from dataclasses import replace

from northing.engine.effort import Effort, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.model import build_model
from northing.engine.selection.nearby import MENDING, mended
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.solve import is_direct, solve


def best_value(
    problem: SelectionProblem, *, watch: Stopwatch, stage: str, near: Choice | None = None, project: str = ""
) -> float | None:
    """The best value; a search begins ``near`` a portfolio into which the project is forced.

    Raises:
        SolverTimedOut: nothing was found in time, or it was stopped: what it had by then decides nothing.
    """
    require_going_on(watch)
    effort = watch.part(stage)
    try:
        found = solve(problem, effort=effort, start=_begun(problem, near, project=project, effort=effort))
    except NoFeasiblePortfolio:
        return None
    require_going_on(watch)
    return found.value


def _begun(problem: SelectionProblem, near: Choice | None, *, project: str, effort: Effort) -> Choice | None:
    if near is None or is_direct(model := build_model(problem)):
        return None
    quick = replace(effort, time_limit=MENDING * effort.time_limit)
    found = mended(model, near, project=project, effort=quick)
    return found.choice if found else None


def require_going_on(watch: Stopwatch) -> None:
    """Refuse to go on where somebody has asked for the end.

    Raises:
        SolverTimedOut: always then.
    """
    if watch.effort.is_stopped():
        raise SolverTimedOut("it was stopped before that was known")
