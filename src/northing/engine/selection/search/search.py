"""Large neighbourhood search (Shaw 1998) with a proven bound, where branch and bound alone is hopeless.

The linear relaxation gives the bound and guides the search; rounding it gives a first portfolio, which the kernel,
annealing and neighbourhoods that HiGHS solves improve until the time, the steps or the gap is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from northing.engine.effort import Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Floats, Ints, Solved, total
from northing.engine.selection.model import SelectionModel
from northing.engine.selection.search.companion import Companion, Told, companion_for
from northing.engine.selection.search.greedy import begun, rounded
from northing.engine.selection.search.improve import BY_NODES, Improver, step
from northing.engine.selection.search.mip import Mip, mip_of
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.search.relaxation import Relaxation, relaxation_of, thinned, unsolved
from northing.engine.selection.solvers.highs import Limits

THIN = 4
"""The first relaxation looks at every fourth start: it takes a fraction of the time and guides the first answer."""

GRACE = 5.0
"""Seconds that the bound may still take when the time is up."""

UNLIMITED = 1e6
"""Seconds of what is counted in steps."""


def search(model: SelectionModel, *, objective: Floats, watch: Stopwatch, start: Floats | None = None) -> Solved:
    """A portfolio with a proven bound, as good as it gets in the time.

    Args:
        model: columns and rows.
        objective: to be minimised.
        watch: time limit, gap, seed, workers and who listens. With two workers a second process proves by branch and
            bound, or, where the model is too large for that, solves the whole relaxation and then searches as well;
            both tell each other what they find.
        start: option columns of a portfolio to begin with.

    Raises:
        NoFeasiblePortfolio: not even fractions of projects keep the rules.
        SolverTimedOut: no portfolio that keeps them was found.
    """
    mip = mip_of(model, objective=objective)
    with _companion(mip, watch=watch) as companion:
        state = _first_portfolio(model, mip, watch=watch, start=start)
        is_alone = companion is None or companion.is_listening
        if is_alone and not state.is_whole:
            state.learn(_relaxation(mip, seconds=watch.left))
        seed = watch.effort.seed + (0 if companion is None else 1)
        around = Neighbourhoods(mip, state.relaxation, np.random.default_rng(seed))
        improver = Improver(around, watch, seed, with_kernel=is_alone)
        while not (watch.is_over() or state.is_close()):
            state.values = improver.step(state.values)
            state.report("neighbourhood search")
            if companion is not None:
                state.hear(companion.exchange(state.values), improver=improver)
        if companion is not None and not state.is_whole:
            state.hear(companion.wait(seconds=GRACE))
    return state.solved()


def search_in_steps(
    model: SelectionModel, *, objective: Floats, watch: Stopwatch, steps: int, start: Floats | None = None
) -> Solved:
    """``search`` in so many neighbourhoods, counted in nodes and without a clock or a second process.

    The same on any machine under the same seed.
    """
    mip = mip_of(model, objective=objective)
    relaxation = _relaxation(mip, seconds=UNLIMITED)
    state = _State(model, mip, watch, relaxation, begun(mip, relaxation=relaxation, start=start), is_whole=True)
    state.report("first portfolio")
    around = Neighbourhoods(mip, relaxation, np.random.default_rng(watch.effort.seed))
    for _ in range(steps):
        if state.is_close() or watch.effort.is_stopped():
            break
        state.values = step(around, values=state.values, limits=BY_NODES, watch=watch)
        state.report("neighbourhood search")
    return state.solved()


@dataclass(slots=True)
class _State:
    """Where the search stands.

    Attributes:
        relaxation: the one that proves most; ``is_whole`` once it was solved over all columns.
        values: the best portfolio so far.
        proven: a bound by branch and bound.
    """

    model: SelectionModel
    mip: Mip
    watch: Stopwatch
    relaxation: Relaxation
    values: Floats
    is_whole: bool
    proven: float = -np.inf

    @property
    def bound(self) -> float:
        """No objective is smaller."""
        return max(self.proven, self.relaxation.bound)

    def is_close(self) -> bool:
        """Whether the gap that was asked for is proven."""
        return self.mip.cost(self.values) - self.bound <= self.watch.effort.gap * abs(self.bound)

    def learn(self, relaxation: Relaxation, *, improver: Improver | None = None) -> None:
        """What the relaxation over all columns says, where that is more than what was known."""
        if relaxation.bound > self.relaxation.bound:
            self.relaxation, near = relaxation, rounded(self.mip, relaxation=relaxation)
            self.values = min((self.values, near), key=self.mip.cost)
            if improver is not None:
                improver.follow(relaxation, start=near)
        self.is_whole = True

    def hear(self, told: Told, *, improver: Improver | None = None) -> None:
        """What the second process has found; the improver follows it, unless its work is done."""
        if told.relaxation is not None:
            self.learn(told.relaxation, improver=improver)
        self.proven = max(self.proven, told.bound)
        if told.values is not None:
            self.values = min((self.values, told.values), key=self.mip.cost)

    def report(self, stage: str) -> None:
        """Value and bound as they are."""
        is_broken = self.mip.broken(self.values).any()
        value = None if is_broken else self.model.closed + total(self.model.value, self.values)
        bound = self.model.closed - self.bound if self.is_whole else None
        self.watch.report(stage, value=value, bound=bound)

    def solved(self) -> Solved:
        """The portfolio with its bound.

        Raises:
            SolverTimedOut: it breaks a rule.
        """
        if self.mip.broken(self.values).any():
            raise SolverTimedOut("the time passed before any portfolio kept every rule: allow more time")
        ending = Ending.OPTIMAL if self.is_close() else Ending.TIME_LIMIT
        return Solved(ending, self.values, total(self.mip.objective, self.values), self.bound)


def _first_portfolio(model: SelectionModel, mip: Mip, *, watch: Stopwatch, start: Floats | None) -> _State:
    """By what a part of the starts says, or by all of them where a part alone cannot keep every rule."""
    try:
        relaxation, is_whole = _relaxation(mip, seconds=watch.left, columns=thinned(mip, every=THIN)), False
    except NoFeasiblePortfolio:
        relaxation, is_whole = _relaxation(mip, seconds=watch.left), True
    values = begun(mip, relaxation=relaxation, start=start)
    state = _State(model, mip, watch, relaxation, values, is_whole=is_whole)
    state.report("first portfolio")
    return state


def _relaxation(mip: Mip, *, seconds: float, columns: Ints | None = None) -> Relaxation:
    """Over those columns, or all; without any prices where it takes too long."""
    over = np.arange(mip.linear.width) if columns is None else columns
    try:
        return relaxation_of(mip, columns=over, limits=Limits(max(1.0, seconds)))
    except SolverTimedOut:
        return unsolved(mip)


@contextmanager
def _companion(mip: Mip, *, watch: Stopwatch) -> Iterator[Companion | None]:
    if watch.effort.workers < 2:  # noqa: PLR2004 - one is oneself
        yield None
        return
    companion = companion_for(mip, watch=watch)
    try:
        yield companion
    finally:
        companion.close()
