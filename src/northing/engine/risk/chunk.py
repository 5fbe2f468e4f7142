"""One chunk of iterations: durations, early dates, which tasks are critical, and the sums that are kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from northing.engine.compiled import HAS_COMPILER, compile_once
from northing.engine.risk.draws import Iterations, draw
from northing.engine.risk.model import KNOTS, Floats, RiskModel
from northing.engine.risk.numbers import LEVELS
from northing.engine.risk.pace import FROM_FINISH, TO_START, Pace, clocks_of, pace_of
from northing.engine.risk.solvers import calendars, kernel
from northing.engine.scheduling.dated import DatedNetwork, WorkTable

Sums = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Chunk:
    """What is kept of a chunk.

    Attributes:
        finishes: projects × iterations, working minutes from the origin; the last row is the last finish of all.
        critical: iterations in which each task was critical.
        sums, squares, products: of each task's duration, its square, and it times the finish (less the planned one).
        happened: iterations in which each event happened.
    """

    finishes: Floats
    critical: Sums
    sums: Sums
    squares: Sums
    products: Sums
    happened: Sums


def simulate_chunk(model: RiskModel, span: Iterations, *, planned: float, is_compiled: bool = False) -> Chunk:
    """Draws and schedules some iterations; the same wherever they are computed, compiled (where it can be) or not.

    Finishes and criticality are equal to the last bit; the three sums are added in another order.
    """
    fast = is_compiled and HAS_COMPILER
    if fast:
        prepare()
    durations, happened = draw(model, span, is_compiled=fast)
    passes = _compiled_passes if fast else _plain_passes
    return Chunk(*passes(model, durations, planned=planned), happened)


@cache
def prepare() -> None:
    """Have the loops compiled before the first simulation."""
    compile_once("risk", _compile)


def _compile() -> None:
    """Calls each loop on the smallest network there is."""
    durations, one, link = np.ones((1, 4), np.float32), np.zeros(1, np.int64), np.zeros(0, np.int64)
    score = np.zeros(LEVELS, np.float32)
    ranges = kernel.Ranges(one, np.zeros(1, np.uint64), np.ones((1, KNOTS), np.float32))
    factor = kernel.Factor(one, score[:1], score[:1], durations[0], score, np.float32(1))
    links = kernel.Links(durations[0, :1], one, np.zeros(2, np.int64), link, link, durations[0, :0])
    kernel.fill_triangular(ranges.tables, one, np.ones((1, 3)), np.full(KNOTS, 0.5))
    kernel.draw_alone(durations, ranges, one, 0, False)
    kernel.draw_by_factor(durations, ranges, factor, 0, False)
    kernel.run(durations, links, 0.0, np.zeros((2, 4), np.float32), np.zeros((4, 1)))
    table = WorkTable(score[:1], score[:1] + 9, score[:1])
    clocks = clocks_of((table,), links, of_task=one, of_link=link, ends=score[:1])
    calendars.run(durations, clocks, 0.0, np.zeros((2, 4), np.float32), np.zeros((4, 1)))


Passes = tuple[Floats, Sums, Sums, Sums, Sums]


def _plain_passes(model: RiskModel, durations: Floats, *, planned: float) -> Passes:
    pace = pace_of(model, iterations=durations.shape[1])
    starts, finishes = _forward(model, durations, pace)
    last = finishes.max(axis=0) if len(finishes) else np.zeros(durations.shape[1], dtype=np.float32)
    critical = _critical(model, durations, (starts, finishes, last), pace)
    late = model.in_own_time(last).astype(np.float64) - planned
    return _by_project(model, finishes, last), critical, *_sums(durations, late)


def _compiled_passes(model: RiskModel, durations: Floats, *, planned: float) -> Passes:
    network = model.network
    links = kernel.Links(
        network.releases.astype(np.float32),
        network.projects,
        network.first_link,
        network.predecessors,
        network.kinds,
        network.lags.astype(np.float32),
    )
    ends = np.zeros((max(1, len(network.project_keys)) + 1, durations.shape[1]), dtype=np.float32)
    totals = np.zeros((4, len(durations)))
    if model.dated is None:
        kernel.run(durations, links, planned, ends, totals)
    else:
        calendars.run(durations, _clocks(model.dated, links), planned, ends, totals)
    return ends, totals[0], totals[1], totals[2], totals[3]


def _clocks(dated: DatedNetwork, links: kernel.Links) -> calendars.Clocks:
    return clocks_of(
        dated.tables, links, of_task=dated.of_task, of_link=dated.of_link, ends=dated.ends.astype(np.float32)
    )


def planned_finish(model: RiskModel) -> float:
    """The last finish with the durations of the schedule, in minutes from the origin, as finishes are counted."""
    if model.dated is not None:
        return float(model.dated.planned)
    durations, starts, finishes = model.network.durations.tolist(), list[float](), list[float]()
    for task, begin in enumerate(model.network.releases.tolist()):
        for before, kind, lag in model.links[task]:
            anchor = (finishes if kind in FROM_FINISH else starts)[before] + lag
            begin = max(begin, anchor if kind in TO_START else anchor - durations[task])  # noqa: PLW2901 - the latest
        starts.append(begin)
        finishes.append(begin + durations[task])
    return float(max(finishes, default=0.0))


def _forward(model: RiskModel, durations: Floats, pace: Pace) -> tuple[Floats, Floats]:
    """Early starts and finishes: S = max(release, F_i + lag, S_i + lag, F_i + lag − d, S_i + lag − d)."""
    starts, finishes = np.empty_like(durations), np.empty_like(durations)
    for task, lasts in enumerate(durations):
        begin = starts[task]
        begin[:] = model.network.releases[task]
        begin[:] = pace.held(task, begin, lasts)
        for link, (before, kind, lag) in enumerate(model.links[task], start=model.network.first_link[task]):
            anchor = (finishes if kind in FROM_FINISH else starts)[before]
            np.maximum(begin, pace.bound(link, kind, lag, anchor, lasts, task=task), out=begin)
        begin[:] = pace.going_on(task, begin, lasts)
        pace.finish(task, begin, lasts, out=finishes[task])
    return starts, finishes


def _critical(model: RiskModel, durations: Floats, dates: tuple[Floats, Floats, Floats], pace: Pace) -> Sums:
    """Iterations in which each task lies on a chain of driving links that ends with the last finish.

    The comparison is exact: it repeats the forward pass's own sums.
    """
    starts, finishes, last = dates
    count = np.zeros(len(durations))
    drives = np.empty(durations.shape[1], dtype=np.bool_)
    critical = finishes == last
    for task in range(len(durations) - 1, -1, -1):
        mine, lasts = critical[task], durations[task]
        count[task] = np.count_nonzero(mine)
        if not count[task]:
            continue
        for link, (before, kind, lag) in enumerate(model.links[task], start=model.network.first_link[task]):
            anchor = (finishes if kind in FROM_FINISH else starts)[before]
            bound = pace.bound(link, kind, lag, anchor, lasts, task=task)
            np.equal(pace.going_on(task, bound, lasts), starts[task], out=drives)
            drives &= mine
            critical[before] |= drives
    return count


def _by_project(model: RiskModel, finishes: Floats, last: Floats) -> Floats:
    if len(model.network.project_keys) == 1:
        return np.array([last, last], dtype=np.float32)
    rows = [finishes[model.network.projects == at].max(axis=0) for at in range(len(model.network.project_keys))]
    return np.array([*rows, last], dtype=np.float32)


def _sums(durations: Floats, late: Sums) -> tuple[Sums, Sums, Sums]:
    """Of each task's duration, its square, and it times how late the finish is; a row at a time, in 64 bits."""
    found = np.empty((3, len(durations)))
    for task, row in enumerate(durations):
        lasts = row.astype(np.float64)
        found[:, task] = lasts.sum(), lasts @ lasts, lasts @ late
    return found[0], found[1], found[2]
