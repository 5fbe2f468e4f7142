"""Solving again with something changed: what the best portfolio would then be worth, if it can be known in time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from northing.engine.effort import Effort, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.feasible import require_fitting
from northing.engine.selection.model import SelectionModel, build_model
from northing.engine.selection.nearby import MENDING, mended, only_as
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.solve import Result, is_direct, solve, solve_model


def best_value(problem: SelectionProblem, *, watch: Stopwatch, stage: str) -> float | None:
    """The best value; None where no portfolio keeps every rule.

    Raises:
        SolverTimedOut: nothing was found in time, or it was stopped: what it had by then decides nothing.
    """
    require_going_on(watch)
    try:
        found = solve(problem, effort=watch.part(stage))
    except NoFeasiblePortfolio:
        return None
    require_going_on(watch)
    return found.value


def best_with(
    problem: SelectionProblem, *, project: str, options: Collection[str], near: Choice, watch: Stopwatch, stage: str
) -> Result | None:
    """The best portfolio that has the project in by one of those options; None where none keeps every rule.

    The project's other options stay in the problem, closed: what it could bring at best is part of what value means.
    A search begins ``near`` a portfolio into which the project is forced.

    Raises:
        SolverTimedOut: as for ``best_value``.
    """
    require_going_on(watch)
    candidate, effort = problem.candidate(project), watch.part(stage)
    ways = tuple(option for option in candidate.ways() if option.key in options)
    forced = replace(candidate, forced_in=True, locked=False)
    try:
        require_fitting(problem.with_candidate(replace(forced, options=ways, profile=None, current=None)))
        model = only_as(build_model(problem.with_candidate(forced)), project=project, options=options)
        start = None if is_direct(model) else _begun(model, near, project=project, effort=effort)
        found = solve_model(model, effort=effort, start=start)
    except NoFeasiblePortfolio:
        return None
    require_going_on(watch)
    return found


def _begun(model: SelectionModel, near: Choice, *, project: str, effort: Effort) -> Choice | None:
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
