"""Step by step to a better portfolio: cut out a neighbourhood, let HiGHS solve it, keep what is no worse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northing.engine.effort import Stopwatch
from northing.engine.errors import SolverFailed
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Floats, Ints
from northing.engine.selection.search.arena import Arena, cut_out
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.solvers.highs import Limits, minimise

STEP_SECONDS = 2.0
STEP_GAP = 5e-4
EQUAL = 1e-10


@dataclass(frozen=True, slots=True)
class Pace:
    """How much one step may cost: seconds on the clock, or nodes where an answer has to repeat on any machine."""

    seconds: float = STEP_SECONDS
    nodes: int | None = None


CLOCK = Pace()
REPEATABLE = Pace(seconds=1e6, nodes=5)


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
    small = cut_out(arena, columns=columns, values=values)
    seconds = pace.seconds if pace.nodes else max(0.05, min(pace.seconds, watch.left))
    limits = Limits(seconds, STEP_GAP, nodes=pace.nodes, should_stop=watch.effort.should_stop, quick=True)
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
