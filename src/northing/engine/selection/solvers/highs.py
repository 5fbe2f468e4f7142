"""HiGHS through its array interface (Huangfu and Hall 2018): the same model always gives the same answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

import highspy
import numpy as np

from northing.engine.errors import SolverFailed, SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Linear, Row, Solved

THREADS = 1
"""Never another number in one process: HiGHS keeps its first one and silently returns nothing when it changes."""

OBJECTIVE_SCALE = 1000.0
"""Values lie between 0 and 1; solvers treat differences below a millionth as none."""

ABSOLUTE_GAP = 1e-7
ROW_WISE, MINIMISE = 2, 1


def minimise(
    linear: Linear,
    *,
    objective: Mapping[int, float],
    rows: Sequence[Row] = (),
    time_limit: float,
    gap: float,
    start: Mapping[int, float] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solved:
    """The smallest Σ objective × column under the model's rows and ``rows``.

    Args:
        linear: columns and rows.
        objective: coefficient by column.
        rows: further rows for this call only.
        time_limit: seconds.
        gap: relative gap at which it may stop.
        start: values of some columns from a solution to begin with; ignored when it does not fit.
        should_stop: asked now and then; True ends the search like the time limit.

    Raises:
        NoFeasiblePortfolio: no values keep all rows.
        SolverTimedOut: stopped before any solution was found.
        SolverFailed: any other ending.
    """
    if not linear.lower:
        return Solved(Ending.OPTIMAL, [], 0.0, 0.0)
    solver = _solver(time_limit=time_limit, gap=gap)
    _pass(solver, linear, objective=objective, rows=[*linear.rows, *rows])
    if start:
        at = np.fromiter(start.keys(), dtype=np.int32)
        solver.setSolution(len(at), at, np.fromiter(start.values(), dtype=np.float64))
    if should_stop:
        solver.cbMipInterrupt.subscribe(lambda event: event.interrupt(should_stop()))
    solver.run()
    return _solved(solver, is_integer=any(linear.integer))


def _solver(*, time_limit: float, gap: float) -> highspy.Highs:
    solver = highspy.Highs()
    options = {
        "output_flag": False,
        "threads": THREADS,
        "random_seed": 0,
        "time_limit": time_limit,
        "mip_rel_gap": gap,
        "mip_abs_gap": ABSOLUTE_GAP,
        # Restarts cost more than they find on these models: without them a recalibration takes two thirds of the time.
        "mip_allow_restart": False,
    }
    for name, value in options.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolverFailed(f"HiGHS does not take {value!r} for {name}")
    return solver


def _pass(solver: highspy.Highs, linear: Linear, *, objective: Mapping[int, float], rows: list[Row]) -> None:
    costs = np.zeros(len(linear.lower))
    for at, coefficient in objective.items():
        costs[at] = coefficient * OBJECTIVE_SCALE
    starts = np.fromiter(accumulate((len(row.terms) for row in rows), initial=0), dtype=np.int32)
    status = solver.passModel(
        len(linear.lower),
        len(rows),
        int(starts[-1]),
        ROW_WISE,
        MINIMISE,
        0.0,
        costs,
        np.array(linear.lower),
        np.array(linear.upper),
        np.array([row.lower for row in rows], dtype=np.float64),
        np.array([row.upper for row in rows], dtype=np.float64),
        starts,
        np.fromiter((at for row in rows for at in row.terms), dtype=np.int32),
        np.fromiter((value for row in rows for value in row.terms.values()), dtype=np.float64),
        np.array(linear.integer, dtype=np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise SolverFailed("HiGHS does not take the model")


def _solved(solver: highspy.Highs, *, is_integer: bool) -> Solved:
    status = solver.getModelStatus()
    if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        raise NoFeasiblePortfolio("no choice of projects keeps every rule")
    stopped = status in {highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt}
    if not stopped and status != highspy.HighsModelStatus.kOptimal:
        raise SolverFailed(f"HiGHS ended with {solver.modelStatusToString(status)}")
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise SolverTimedOut("the time limit passed before any portfolio was found: allow more time")
    bound = info.mip_dual_bound if is_integer else info.objective_function_value
    return Solved(
        ending=Ending.TIME_LIMIT if stopped else Ending.OPTIMAL,
        values=list(solver.getSolution().col_value),
        objective=info.objective_function_value / OBJECTIVE_SCALE,
        bound=bound / OBJECTIVE_SCALE,
    )
