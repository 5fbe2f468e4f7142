"""HiGHS through its array interface (Huangfu and Hall 2018): the same model always gives the same answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

import highspy
import numpy as np

from northing.engine.errors import SolverFailed, SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Floats, Linear, Solved

THREADS = 1
"""Never another number in one process: HiGHS keeps its first one and silently returns nothing when it changes."""

OBJECTIVE_SCALE = 1000.0
"""Values lie between 0 and 1; solvers treat differences below a millionth as none."""

ABSOLUTE_GAP = 1e-7
TRUSTED = (1, 13)
"""The last release whose presolve can be trusted with shares of coverage beside binaries: 1.14.0 calls worse portfolios
optimal (ERGO-Code/HiGHS issues 3073 and 3094; here 17 of 685 small random problems). Later ones solve without it."""

ROW_WISE, MINIMISE = 2, 1

LARGE = 1_000_000
"""Entries of a model whose relaxation is solved by first-order steps: at 3,100,000 of them they take a quarter of the
interior point method's time, and the bound is 0.02 % looser."""

INTERIOR: Mapping[str, object] = {"solver": "ipm", "run_crossover": "off"}
FIRST_ORDER: Mapping[str, object] = {"solver": "pdlp", "kkt_tolerance": 1e-3}

FIRST_WORD = 0.8
"""Part of the time that they get."""

Listener = Callable[[float, float], None]
"""Told (objective, bound) of a search that goes on."""


class Exchange(Protocol):
    """Somebody else who looks for solutions of the same model."""

    def tell(self, values: Floats) -> None:
        """Hears a better solution."""

    def prove(self, bound: float) -> None:
        """Hears the bound, again and again."""

    def offered(self) -> Floats | None:
        """A solution of theirs, once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a call ends, and who hears of it meanwhile.

    Attributes:
        seconds: on the clock; ``nodes``: of the branch and bound tree, for answers that repeat on any machine.
        gap: relative gap at which it may stop.
        should_stop: asked now and then; True ends the search like the time limit.
        on_better: told the objective and the bound of each better solution.
        quick: little time at each node: for the small problems of a neighbourhood search.
        exchange: who is told and asked during the search.
    """

    seconds: float = 60.0
    gap: float = 1e-6
    nodes: int | None = None
    should_stop: Callable[[], bool] | None = None
    on_better: Listener | None = None
    quick: bool = False
    exchange: Exchange | None = None


DEFAULT_LIMITS = Limits()


def minimise(
    linear: Linear, *, objective: Floats, limits: Limits = DEFAULT_LIMITS, start: Floats | None = None
) -> Solved:
    """The smallest Σ objective × column under the model's rows.

    Args:
        linear: columns and rows.
        objective: coefficient by column.
        limits: when it ends.
        start: values of the first columns from a solution to begin with; ignored when it does not fit.

    Raises:
        NoFeasiblePortfolio: no values keep all rows.
        SolverTimedOut: stopped before any solution was found.
        SolverFailed: any other ending.
    """
    if not linear.width:
        return Solved(Ending.OPTIMAL, np.zeros(0), 0.0, 0.0)
    solver = _solver(limits)
    is_mixed = bool(linear.integer.any() and not linear.integer.all())
    if is_mixed and not limits.quick and (solver.versionMajor(), solver.versionMinor()) > TRUSTED:
        solver.setOptionValue("presolve", "off")
    _pass(solver, linear, objective=objective)
    if start is not None:
        solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    _listen(solver, limits)
    solver.run()
    return _solved(solver, is_integer=bool(linear.integer.any()))


def relaxed(linear: Linear, *, objective: Floats, limits: Limits = DEFAULT_LIMITS) -> tuple[Floats, Floats]:
    """Values and prices of the relaxation, without a corner: a bound needs no corner.

    By the interior point method; large models by first-order steps (PDLP, Applegate et al. 2021), which come near
    enough in a fraction of its time and memory but cannot tell that nothing keeps the rules. What is returned may be
    inexact; whoever derives a bound from the prices proves it anew.

    Raises:
        NoFeasiblePortfolio: not even the relaxation has a solution.
        SolverTimedOut: there are no prices yet.
    """
    if len(linear.matrix.index) > LARGE:
        with suppress(SolverTimedOut):
            return _relaxed(linear, objective, FIRST_ORDER, seconds=limits.seconds * FIRST_WORD)
        limits = replace(limits, seconds=limits.seconds * (1 - FIRST_WORD))
    return _relaxed(linear, objective, INTERIOR, seconds=limits.seconds)


def _relaxed(
    linear: Linear, objective: Floats, method: Mapping[str, object], *, seconds: float
) -> tuple[Floats, Floats]:
    solver = _solver(Limits(seconds))
    for name, value in method.items():
        solver.setOptionValue(name, value)
    _pass(solver, replace(linear, integer=np.zeros(linear.width, dtype=np.bool_)), objective=objective)
    solver.run()
    if solver.getModelStatus() in INFEASIBLE:
        raise NoFeasiblePortfolio("no choice of projects keeps every rule")
    solution = solver.getSolution()
    if not solution.dual_valid or not solution.value_valid:
        raise SolverTimedOut("the time limit passed before the relaxation was solved: allow more time")
    return np.array(solution.col_value), np.array(solution.row_dual) / OBJECTIVE_SCALE


def _solver(limits: Limits) -> highspy.Highs:
    solver = highspy.Highs()
    options: dict[str, object] = {
        "output_flag": False,
        "threads": THREADS,
        "random_seed": 0,
        "time_limit": limits.seconds,
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": ABSOLUTE_GAP,
        # Restarts cost more than they find on these models: without them a recalibration takes two thirds of the time.
        "mip_allow_restart": False,
    }
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    if limits.quick:
        options |= {"mip_heuristic_effort": 0.2, "mip_pscost_minreliable": 2, "mip_detect_symmetry": False}
    for name, value in options.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolverFailed(f"HiGHS does not take {value!r} for {name}")
    return solver


def _listen(solver: highspy.Highs, limits: Limits) -> None:
    """An interrupt is asked for during the search; a better solution is told with the bound of the moment."""
    if limits.should_stop is not None:
        ask = limits.should_stop
        for between_steps in (solver.cbSimplexInterrupt, solver.cbIpmInterrupt, solver.cbMipInterrupt):
            between_steps.subscribe(lambda event: event.interrupt(ask()))
    if limits.on_better is not None:
        tell = limits.on_better

        def heard(event: highspy.HighsCallbackEvent) -> None:
            out = event.data_out
            tell(out.mip_primal_bound / OBJECTIVE_SCALE, out.mip_dual_bound / OBJECTIVE_SCALE)

        solver.cbMipImprovingSolution.subscribe(heard)
    if limits.exchange is not None:
        _exchange(solver, limits.exchange)


def _exchange(solver: highspy.Highs, other: Exchange) -> None:
    def take(event: highspy.HighsCallbackEvent) -> None:
        if (values := other.offered()) is not None:
            event.data_in.setSolution(values)

    solver.cbMipImprovingSolution.subscribe(lambda event: other.tell(np.array(event.data_out.mip_solution)))
    solver.cbMipInterrupt.subscribe(lambda event: other.prove(event.data_out.mip_dual_bound / OBJECTIVE_SCALE))
    solver.cbMipUserSolution.subscribe(take)


def _pass(solver: highspy.Highs, linear: Linear, *, objective: Floats) -> None:
    matrix = linear.matrix
    status = solver.passModel(
        linear.width,
        matrix.height,
        len(matrix.index),
        ROW_WISE,
        MINIMISE,
        0.0,
        objective * OBJECTIVE_SCALE,
        linear.lower,
        linear.upper,
        linear.row_lower,
        linear.row_upper,
        matrix.starts.astype(np.int32),
        matrix.index.astype(np.int32),
        matrix.value,
        linear.integer.astype(np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise SolverFailed("HiGHS does not take the model")


INFEASIBLE = frozenset({highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible})
STOPPED = frozenset(
    {
        highspy.HighsModelStatus.kTimeLimit,
        highspy.HighsModelStatus.kInterrupt,
        highspy.HighsModelStatus.kSolutionLimit,
    }
)


def _solved(solver: highspy.Highs, *, is_integer: bool) -> Solved:
    status = solver.getModelStatus()
    if status in INFEASIBLE:
        raise NoFeasiblePortfolio("no choice of projects keeps every rule")
    if status not in STOPPED and status != highspy.HighsModelStatus.kOptimal:
        raise SolverFailed(f"HiGHS ended with {solver.modelStatusToString(status)}")
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        missed = "any portfolio was found" if is_integer else "the relaxation was solved"
        if status == highspy.HighsModelStatus.kInterrupt:
            raise SolverTimedOut(f"it was stopped before {missed}")
        raise SolverTimedOut(f"the time limit passed before {missed}: allow more time")
    solution = solver.getSolution()
    bound = info.mip_dual_bound if is_integer else info.objective_function_value
    return Solved(
        ending=Ending.TIME_LIMIT if status in STOPPED else Ending.OPTIMAL,
        values=np.array(solution.col_value),
        objective=info.objective_function_value / OBJECTIVE_SCALE,
        bound=bound / OBJECTIVE_SCALE,
        prices=np.zeros(0) if is_integer else np.array(solution.row_dual) / OBJECTIVE_SCALE,
    )
