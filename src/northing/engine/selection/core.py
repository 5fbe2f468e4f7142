"""Near the bound at little cost: the relaxation proves, and branch and bound decides what it leaves undecided.

The options with the smallest reduced costs are the core (Balas and Zemel 1980); all others stay where the relaxation
has them. A portfolio of 1,000 projects with one start each comes within 0.5 % of the bound in half a second this way,
where branch and bound over all of them takes three.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from northing.engine.effort import Effort, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Flags, Floats, Linear, Solved
from northing.engine.selection.model import IN, SelectionModel
from northing.engine.selection.problem import Choice
from northing.engine.selection.search.greedy import begun
from northing.engine.selection.search.mip import Mip, mip_of
from northing.engine.selection.search.relaxation import Relaxation, relaxation_of
from northing.engine.selection.solve import TIE, Result, objective_of, result_of
from northing.engine.selection.solvers.highs import Limits, minimise
from northing.engine.selection.tighten import tightened

CORE = 150
"""So many options are undecided; with 250 a point takes twice as long."""

CORE_TIME, CORE_GAP = 0.5, 1e-4
"""Part of the time for the core, and where it ends when it cannot come near enough to the bound of the whole."""


@dataclass(slots=True)
class _State:
    """What is known of one model, minimised; ``is_proven`` when the tree over all of it has ended."""

    model: SelectionModel
    mip: Mip
    watch: Stopwatch
    values: Floats
    bound: float
    is_proven: bool = False

    @property
    def target(self) -> float:
        """Near enough to the bound."""
        return self.bound + self.watch.effort.gap * abs(self.model.closed - self.bound) - 2 * TIE

    @property
    def cost(self) -> float:
        return self.mip.cost(self.values)

    @property
    def is_sound(self) -> bool:
        return not self.mip.broken(self.values).any()

    def is_done(self) -> bool:
        return self.watch.is_over() or (self.is_sound and self.cost <= self.target)


def solve_near_bound(model: SelectionModel, *, effort: Effort, start: Choice | None = None) -> Result:
    """A portfolio within the effort's gap of the relaxation's bound or of the tree's, whichever is reached first.

    For models that branch and bound can take whole: where the core is not enough, that goes on from there.

    Raises:
        NoFeasiblePortfolio: the rules cannot all be kept.
        SolverTimedOut: it ended before any portfolio was found.
    """
    watch = Stopwatch(effort)
    narrowed = replace(model, linear=tightened(model.linear))
    mip = mip_of(narrowed, objective=objective_of(model))
    relaxation = relaxation_of(mip, columns=np.arange(mip.linear.width), limits=Limits(effort.time_limit))
    values = begun(mip, relaxation=relaxation, start=None if start is None else model.start(start))
    state = _State(narrowed, mip, watch, values, relaxation.bound)
    _among_core(state, relaxation=relaxation)
    _among_all(state)
    if not state.is_sound:
        ended = "it was stopped" if effort.is_stopped() else "the time limit passed"
        raise SolverTimedOut(f"{ended} before any portfolio was found")
    ending = Ending.OPTIMAL if state.is_proven or state.cost <= state.target else Ending.TIME_LIMIT
    return result_of(model, Solved(ending, state.values, state.cost, state.bound))


def _among_core(state: _State, *, relaxation: Relaxation) -> None:
    """The undecided options anew; nothing where those alone keep no rules."""
    if not state.is_done():
        try:
            limits = Limits(CORE_TIME * state.watch.left, CORE_GAP)
            _improve(state, _core(state.mip, relaxation=relaxation), limits=limits, stage="core")
        except NoFeasiblePortfolio:
            return


def _among_all(state: _State) -> None:
    if not state.is_done():
        limits = Limits(state.watch.left, state.watch.effort.gap)
        found = _improve(state, state.mip.linear, limits=limits, stage="branch and bound")
        if found is not None:
            state.bound, state.is_proven = max(state.bound, found.bound), found.ending is Ending.OPTIMAL


def _core(mip: Mip, *, relaxation: Relaxation) -> Linear:
    """All but the options with the smallest reduced costs where the relaxation has them."""
    linear, options = mip.linear, mip.options
    decided: Flags = np.zeros(linear.width, dtype=np.bool_)
    decided[np.argsort(np.abs(relaxation.reduced_costs[:options]), kind="stable")[CORE:]] = True
    relaxed = np.clip((relaxation.values > IN).astype(np.float64), linear.lower, linear.upper)
    return replace(
        linear,
        lower=np.where(decided, relaxed, linear.lower),
        upper=np.where(decided, relaxed, linear.upper),
    )


def _improve(state: _State, linear: Linear, *, limits: Limits, stage: str) -> Solved | None:
    """Keep what is better; it ends as soon as that is near enough. None when that found nothing."""
    watch, closed, best = state.watch, state.model.closed, [np.inf]

    def heard(objective: float, bound: float) -> None:
        best.append(objective)
        watch.report(stage, value=closed - objective, bound=closed - max(bound, state.bound))

    def is_enough() -> bool:
        return best[-1] <= state.target or watch.effort.is_stopped()

    try:
        found = minimise(
            linear,
            objective=state.mip.objective,
            limits=replace(limits, should_stop=is_enough, on_better=heard),
            start=_fitting(state, linear),
        )
    except SolverTimedOut:
        return None
    if not state.is_sound or found.objective < state.cost:
        state.values = found.values
    return found


def _fitting(state: _State, linear: Linear) -> Floats | None:
    """The best so far, unless it lies outside: to repair it would take HiGHS longer than to do without."""
    options = state.values[: state.mip.options]
    outside = (options < linear.lower[: len(options)]) | (options > linear.upper[: len(options)])
    return None if outside.any() else options
