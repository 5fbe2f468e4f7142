"""Step by step to a better portfolio, never a worse one: the kernel, annealing, neighbourhoods that HiGHS solves."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from northing.engine.effort import Stopwatch
from northing.engine.errors import SolverFailed
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Floats, Ints
from northing.engine.selection.search.kernel import Kernel
from northing.engine.selection.search.mip import Mip, sub_mip
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.search.relaxation import Relaxation
from northing.engine.selection.solvers.highs import Limits, minimise

if TYPE_CHECKING:
    from northing.engine.selection.search.annealing import Annealing

STEP_SECONDS = 2.0
"""Seconds of one neighbourhood at most."""
STEP_GAP, FINE_GAP = 5e-4, 2e-5
"""Gaps at which a neighbourhood and the kernel are solved well enough."""
EQUAL = 1e-10
"""Objectives that differ by less are equal."""

BY_CLOCK = Limits(STEP_SECONDS, STEP_GAP, quick=True)
BY_NODES = Limits(1e6, STEP_GAP, nodes=5, quick=True)
"""How much one neighbourhood may cost; by nodes where an answer has to repeat on any machine."""

COOLING, MERGING = 0.14, 0.06
"""Parts of the time: a cooling, after which its portfolio and the best one meet, and that meeting. Slower coolings find
no better portfolios, but two that were found apart make a better one."""
REHEATED, REHEATING = 0.6, 3.0
"""How warm a short one begins when there is no time for a whole one, and its seconds."""
WORTHWHILE = 8.0
"""Seconds below which nothing is annealed: to load the compiler takes two of them."""
LOOK, LEAST_LOOK = 0.03, 2.0
"""Part of the time that a look at the kernel may take, and seconds that it may take at least."""
ROUND = 2.0
"""Seconds of neighbourhoods after each cooling."""

Steps = Generator[Floats, Floats, Floats]
"""Gives a portfolio after each step, is sent the best one known, and returns the last."""


@dataclass(slots=True)
class Improver:
    """Improves a portfolio step by step for as long as its watch runs, and learns what pays.

    Attributes:
        around: the choice of neighbourhoods.
        watch: the time that it has.
        seed: of the annealing.
        with_kernel: whether it looks at the kernel; of two that search only the one that has the whole relaxation does.
        start: where the next cooling begins, when that is not the best portfolio: what is near the relaxation leads
            further than a better one that was found without it.
    """

    around: Neighbourhoods
    watch: Stopwatch
    seed: int
    with_kernel: bool = True
    start: Floats | None = None
    kernel: Kernel = field(init=False)
    cooling: Annealing | None = field(init=False, default=None)
    _can_anneal: bool = field(init=False, default=True)
    _seconds: float = field(init=False)
    _steps: Steps | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.kernel = Kernel(self.around.mip, self.around.relaxation)
        self._seconds = self.watch.left

    def step(self, values: Floats) -> Floats:
        """The best known portfolio after one more step, never a worse one than ``values``."""
        if self._steps is None:
            self._steps = self._rounds(values)
            return next(self._steps)
        return self._steps.send(values)

    def follow(self, relaxation: Relaxation, *, start: Floats) -> None:
        """Let another relaxation guide it from now on, and cool from there."""
        self.start = start
        self.around.follow(relaxation)
        self.kernel.follow(relaxation)
        if self.cooling is not None:
            self.cooling.follow(relaxation)

    def _rounds(self, values: Floats) -> Steps:
        while True:
            values = yield from self._kernel(values)
            values = yield from self._annealing(values)
            values = yield from self._neighbourhoods(values)

    def _kernel(self, values: Floats) -> Steps:
        """What the relaxation leaves open, as wide as pays."""
        mip, watch = self.around.mip, self.watch
        limits = replace(BY_CLOCK, seconds=max(LEAST_LOOK, LOOK * self._seconds), gap=FINE_GAP)
        while self.with_kernel and self.kernel.is_due(watch.seconds):
            began = watch.seconds
            found, in_time = _solved(
                mip, columns=self.kernel.columns(values), values=values, limits=limits, watch=watch
            )
            gained = mip.cost(values) - mip.cost(found) > EQUAL
            self.kernel.learn(gained=gained, in_time=in_time, now=watch.seconds, seconds=watch.seconds - began)
            values = yield found if gained else values
        return values

    def _annealing(self, values: Floats) -> Steps:
        """A cooling, a whole one where there is time for it; then what it found meets the best portfolio."""
        cooling = self._begun(values)
        if cooling is None:
            return values
        is_whole = self.watch.left >= (COOLING + MERGING) * self._seconds
        warmth, seconds = (1.0, COOLING * self._seconds) if is_whole else (REHEATED, REHEATING)
        end = self.watch.seconds + seconds
        while self.start is None and (left := end - self.watch.seconds) > 0:
            cooling.work(warmth=warmth * left / seconds)
            is_better = cooling.cost < self.around.mip.cost(values) - EQUAL
            values = yield cooling.values if is_better else values
        if self.start is not None:
            return values
        limits = replace(BY_CLOCK, seconds=MERGING * self._seconds)
        return (yield merged(self.around.mip, values=values, other=cooling.values, limits=limits, watch=self.watch))

    def _neighbourhoods(self, values: Floats) -> Steps:
        end = self.watch.seconds + ROUND
        while self.start is None:
            values = yield step(self.around, values=values, limits=BY_CLOCK, watch=self.watch)
            if self.watch.seconds >= end:  # not before the first: a round without a step never comes back
                break
        return values

    def _begun(self, values: Floats) -> Annealing | None:
        """An annealing from the start that is wanted or these values; None where they break a rule or none compiles."""
        if self.start is not None and not self.around.mip.broken(self.start).any():
            values = self.start
        self.start = None
        if not self._can_anneal or self.around.mip.broken(values).any():
            return None
        if self.cooling is not None:
            self.cooling.restart(values, relaxation=self.around.relaxation)
        elif self.watch.left >= WORTHWHILE:
            from northing.engine.selection.search.annealing import annealing  # noqa: PLC0415 - loads the compiler

            around, left = self.around, self.watch.left
            self.cooling = annealing(
                around.mip, relaxation=around.relaxation, values=values, seed=self.seed, seconds=left
            )
            self._can_anneal = self.cooling is not None
        return self.cooling


def merged(mip: Mip, *, values: Floats, other: Floats, limits: Limits, watch: Stopwatch) -> Floats:
    """The best of what two portfolios agree on with either's choice for every other project."""
    differs = np.flatnonzero(values[: mip.options] != other[: mip.options])
    if not len(differs):
        return values
    columns = np.concatenate((differs, np.arange(mip.options, mip.linear.width)))
    better, _ = _solved(mip, columns=columns, values=values, limits=limits, watch=watch)
    return better if mip.cost(better) <= mip.cost(values) else values


def step(around: Neighbourhoods, *, values: Floats, limits: Limits, watch: Stopwatch) -> Floats:
    """One neighbourhood; the values after it, which are never worse."""
    mip = around.mip
    way, columns = around.next(values)
    better, in_time = _solved(mip, columns=columns, values=values, limits=limits, watch=watch)
    gain = mip.cost(values) - mip.cost(better)
    around.learn(way, gain=max(0.0, gain), in_time=in_time)
    return better if gain >= -EQUAL else values


def _solved(mip: Mip, *, columns: Ints, values: Floats, limits: Limits, watch: Stopwatch) -> tuple[Floats, bool]:
    """The values with those columns decided anew, and whether that was finished with time to spare."""
    small = sub_mip(mip, columns=columns, values=values)
    by_nodes = limits.nodes is not None
    seconds = limits.seconds if by_nodes else max(0.05, min(limits.seconds, watch.left))
    limits = replace(limits, seconds=seconds, should_stop=watch.effort.should_stop)
    began = watch.seconds
    try:
        found = minimise(small.linear, objective=small.objective, limits=limits, start=small.start)
    except (NoFeasiblePortfolio, SolverFailed):
        return values, False
    after = values.copy()
    after[columns] = found.values[: len(columns)]
    options = columns[columns < mip.options]
    after[options] = np.round(after[options])
    spare = by_nodes or watch.seconds - began < seconds / 2
    return after, found.ending is Ending.OPTIMAL and spare
