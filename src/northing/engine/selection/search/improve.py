"""Step by step to a better portfolio, never a worse one: the kernel, annealing, neighbourhoods that HiGHS solves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from northing.engine.effort import Stopwatch
from northing.engine.errors import SolverFailed
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Floats, Ints
from northing.engine.selection.search.arena import Arena, sub_mip
from northing.engine.selection.search.guide import Guide
from northing.engine.selection.search.kernel import Kernel
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.solvers.highs import Limits, minimise

if TYPE_CHECKING:
    from northing.engine.selection.search.annealing import Annealing

STEP_SECONDS = 2.0
"""Seconds of one neighbourhood at most."""
STEP_GAP, FINE_GAP = 5e-4, 2e-5
"""Gaps at which a neighbourhood and the kernel are solved well enough."""
EQUAL = 1e-10
"""Objectives that differ by less are equal."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much one step may cost: seconds on the clock, or nodes where an answer has to repeat on any machine."""

    seconds: float = STEP_SECONDS
    nodes: int | None = None
    gap: float = STEP_GAP


CLOCK = Pace()
REPEATABLE = Pace(seconds=1e6, nodes=5)

COOLING, MERGING = 0.14, 0.06
"""Parts of the time: a cooling, after which its portfolio and the best one meet, and that meeting. Slower coolings find
no better portfolios, but two that were found apart make a better one."""
REHEATED, REHEATING = 0.6, 3.0
"""How warm a short one begins when there is no time for a whole one, and its seconds."""
WORTHWHILE = 8.0
"""Seconds below which nothing is annealed: to load the compiler takes two of them."""
LOOK, LEAST_LOOK = 0.03, 2.0
"""Part of the time that a look at the kernel may take, and seconds that it may take at least."""
RESTING = 2.0
"""Seconds of neighbourhoods between two of them."""


@dataclass(slots=True)
class Work:
    """One process's way through its time.

    Attributes:
        watch: the time that it has.
        seed: of the annealing.
        with_kernel: whether it looks at the kernel; of two that search only the one that has the whole relaxation does.
    """

    around: Neighbourhoods
    watch: Stopwatch
    seed: int
    with_kernel: bool = True
    kernel: Kernel = field(init=False)
    _cooling: Annealing | None = field(init=False, default=None)
    _is_tried: bool = field(init=False, default=False)
    _warmth: float = field(init=False, default=1.0)
    _whole: float = field(init=False)
    _span: tuple[float, float] = field(init=False, default=(0.0, 0.0))
    _rest: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.kernel = Kernel(self.around.arena, self.around.guide)
        self._whole = self.watch.left

    def step(self, values: Floats) -> Floats:
        """A portion of annealing, a meeting of two portfolios, the kernel or one neighbourhood; never a worse one."""
        now, (begin, end) = self.watch.seconds, self._span
        if now < end and self._cooling is not None:
            self._cooling.work(warmth=self._warmth * (end - now) / (end - begin))
            better = self._cooling.cost < self.around.arena.cost(values) - EQUAL
            return self._cooling.values if better else values
        if end and self._cooling is not None:
            self._span, self._rest = (0.0, 0.0), now + RESTING
            pace = Pace(MERGING * self._whole)
            return merged(self.around.arena, values=values, other=self._cooling.values, pace=pace, watch=self.watch)
        if self.with_kernel and self.kernel.is_due(now):
            return self._look(values)
        if now >= self._rest and self._is_annealed(values):
            self._plan()
            return values
        return step(self.around, values=values, pace=CLOCK, watch=self.watch)

    def follow(self, guide: Guide) -> None:
        """Another guide from now on."""
        self.around.follow(guide)
        self.kernel.follow(guide)
        if self._cooling is not None:
            self._cooling.follow(guide)

    def _plan(self) -> None:
        """A whole cooling where there is time for it and for its meeting, otherwise a short one."""
        now, left = self.watch.seconds, self.watch.left
        is_whole = left >= (COOLING + MERGING) * self._whole
        self._warmth = 1.0 if is_whole else REHEATED
        self._span = (now, now + (COOLING * self._whole if is_whole else REHEATING))

    def _look(self, values: Floats) -> Floats:
        """At the kernel."""
        arena, began = self.around.arena, self.watch.seconds
        pace = Pace(max(LEAST_LOOK, LOOK * self._whole), gap=FINE_GAP)
        columns = self.kernel.columns(values)
        found, in_time = _solved(arena, columns=columns, values=values, pace=pace, watch=self.watch)
        gain, now = arena.cost(values) - arena.cost(found), self.watch.seconds
        self.kernel.learn(gained=gain > EQUAL, in_time=in_time, now=now, seconds=now - began)
        return found if gain > EQUAL else values

    def _is_annealed(self, values: Floats) -> bool:
        """Whether there is an annealing, which then begins with these values."""
        if self.around.arena.broken(values).any():
            return False
        if self._cooling is not None:
            self._cooling.restart(values, guide=self.around.guide)
        elif not self._is_tried and self.watch.left >= WORTHWHILE:
            from northing.engine.selection.search.annealing import annealing  # noqa: PLC0415 - loads the compiler

            self._is_tried = True
            self._cooling = annealing(
                self.around.arena, guide=self.around.guide, values=values, seed=self.seed, seconds=self.watch.left
            )
        return self._cooling is not None


def merged(arena: Arena, *, values: Floats, other: Floats, pace: Pace, watch: Stopwatch) -> Floats:
    """The best of what two portfolios agree on with either's choice for every other project."""
    differs = np.flatnonzero(values[: arena.options] != other[: arena.options])
    if not len(differs):
        return values
    columns = np.concatenate((differs, np.arange(arena.options, arena.linear.width)))
    better, _ = _solved(arena, columns=columns, values=values, pace=pace, watch=watch)
    return better if arena.cost(better) <= arena.cost(values) else values


def step(around: Neighbourhoods, *, values: Floats, pace: Pace, watch: Stopwatch) -> Floats:
    """One neighbourhood; the values after it, which are never worse."""
    arena = around.arena
    way, columns = around.next(values)
    better, in_time = _solved(arena, columns=columns, values=values, pace=pace, watch=watch)
    gain = arena.cost(values) - arena.cost(better)
    around.learn(way, gain=max(0.0, gain), in_time=in_time)
    return better if gain >= -EQUAL else values


def _solved(arena: Arena, *, columns: Ints, values: Floats, pace: Pace, watch: Stopwatch) -> tuple[Floats, bool]:
    """The values with those columns decided anew, and whether that was finished with time to spare."""
    small = sub_mip(arena, columns=columns, values=values)
    seconds = pace.seconds if pace.nodes else max(0.05, min(pace.seconds, watch.left))
    limits = Limits(seconds, pace.gap, nodes=pace.nodes, should_stop=watch.effort.should_stop, quick=True)
    began = watch.seconds
    try:
        found = minimise(small.linear, objective=small.objective, limits=limits, start=small.start)
    except (NoFeasiblePortfolio, SolverFailed):
        return values, False
    after = values.copy()
    after[columns] = found.values[: len(columns)]
    options = columns[columns < arena.options]
    after[options] = np.round(after[options])
    spare = pace.nodes is not None or watch.seconds - began < seconds / 2
    return after, found.ending is Ending.OPTIMAL and spare
