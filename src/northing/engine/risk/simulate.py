"""Monte Carlo over a schedule's network, in chunks that can be computed anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np

from northing.engine.compiled import HAS_COMPILER
from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import OutOfScale, SolverTimedOut, TooLarge
from northing.engine.risk.chunk import Chunk, planned_finish, prepare, simulate_chunk
from northing.engine.risk.draws import Iterations
from northing.engine.risk.errors import TooFewIterations
from northing.engine.risk.exactness import STRATUM, mean_error, quantile
from northing.engine.risk.model import RiskModel, model_of
from northing.engine.risk.problem import RiskProblem
from northing.engine.risk.result import FinishQuantile, Numbers, RiskResult, TaskRisk
from northing.engine.scheduling import ScheduleProblem
from northing.engine.scheduling.clocks import Clocks
from northing.engine.scheduling.worktime import instant, moment
from northing.engine.shapes import typed

SMALLEST_CHUNK, LARGEST_CHUNK, PARTS = 256, 5_000, 4
"""Iterations that are computed together: a quarter of them, so that cores share even short runs, within what is worth a
call and what fits in memory near the processor. The size follows from the iterations alone."""
WORTH_COMPILING = 2_000_000
"""Task-iterations from which machine code is used: loading it takes about a second, once in a process."""
FEWEST, MOST = 100, 10_000_000
"""Iterations."""
SMALLEST = 1e-6
"""A deviation below this share of the mean is rounding."""

Map = Callable[[Callable[[Iterations], Chunk], list[Iterations]], Iterable[Chunk]]
CHANCES = (0.05, 0.1, 0.5, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How iterations are drawn.

    Attributes:
        iterations: rounded up to a multiple of 4.
        is_stratified: Latin hypercube within every 1,000 iterations: smoother, and its standard errors are told from
            how much these differ.
        chances: of the quantiles that are told.
    """

    iterations: int = 10_000
    is_stratified: bool = False
    chances: tuple[float, ...] = CHANCES

    def __post_init__(self) -> None:
        if not isinstance(self.iterations, int):
            raise OutOfScale(f"{self.iterations} iterations: give a whole number")
        if self.iterations < FEWEST:
            raise TooFewIterations(f"{self.iterations} iterations say nothing about how exact they are: give {FEWEST}")
        if self.iterations > MOST:
            raise TooLarge(
                f"{self.iterations:,} iterations are more than {MOST:,}: their error is far below the ranges'"
            )
        if any(not 0 < chance < 1 for chance in self.chances):
            raise OutOfScale("the chance of a quantile lies between 0 and 1")


DEFAULT_SAMPLING = Sampling()


@typed
def simulate_schedule(
    problem: RiskProblem,
    *,
    sampling: Sampling = DEFAULT_SAMPLING,
    effort: Effort = DEFAULT_EFFORT,
    executor: Executor | None = None,
) -> RiskResult:
    """Finish, criticality and sensitivities over drawn durations.

    Args:
        problem: network, ranges, events, what goes together.
        sampling: how many iterations and how they are drawn.
        effort: its seed; whoever stops it gets what was computed by then, in whole chunks.
        executor: where chunks run; None computes them here, on as many threads as the effort has workers. The numbers
            are the same on each.

    Raises:
        SolverTimedOut: the time was up, or somebody stopped it, before the first chunk.
    """
    watch = Stopwatch(effort)
    is_compiled = HAS_COMPILER and len(problem.schedule.tasks) * sampling.iterations >= WORTH_COMPILING
    if is_compiled:
        prepare()
    model = model_of(problem, seed=effort.seed, is_compiled=is_compiled)
    planned = planned_finish(model)
    spans = spans_of(sampling)
    work = partial(simulate_chunk, model, planned=float(model.in_own_time(planned)), is_compiled=is_compiled)
    with _runner(executor, workers=effort.workers) as run:
        kept = list(_until(run(work, spans), watch=watch, of=len(spans)))
    if not kept:
        raise SolverTimedOut("it was stopped before the first chunk of iterations: allow more time")
    return _result(problem.schedule, model, kept, sampling=sampling, seed=effort.seed, planned=planned)


def spans_of(sampling: Sampling) -> list[Iterations]:
    """The iterations in chunks, which follow from the sampling alone: wherever they run, the numbers are the same."""
    size, part = -(-sampling.iterations // 4) * 4, -(-sampling.iterations // (4 * PARTS)) * 4
    step = STRATUM if sampling.is_stratified else min(LARGEST_CHUNK, max(SMALLEST_CHUNK, part))
    return [Iterations(start, min(step, size - start), sampling.is_stratified) for start in range(0, size, step)]


@contextmanager
def _runner(executor: Executor | None, *, workers: int) -> Iterator[Map]:
    """The executor's own ``map``, or one here; what has not begun when it is left is given up."""
    if executor is not None:
        yield executor.map
    elif workers > 1:
        with ThreadPoolExecutor(workers) as pool:
            yield pool.map
            pool.shutdown(cancel_futures=True)
    else:
        yield map


def _until(chunks: Iterable[Chunk], *, watch: Stopwatch, of: int) -> Iterator[Chunk]:
    for done, chunk in enumerate(chunks, 1):
        yield chunk
        watch.report(f"{done} of {of} chunks of iterations")
        if watch.is_over():
            return


def _result(
    schedule: ScheduleProblem, model: RiskModel, chunks: list[Chunk], *, sampling: Sampling, seed: int, planned: float
) -> RiskResult:
    instants = np.concatenate([chunk.finishes for chunk in chunks], axis=1).astype(np.float64)
    rows, own_planned = model.in_own_time(instants), float(model.in_own_time(planned))
    finishes, by_project = rows[-1], dict(zip(model.network.project_keys, rows, strict=False))
    size, on = len(finishes), _calendar(schedule, model)

    def told(row: int) -> tuple[FinishQuantile, ...]:
        return tuple(
            FinishQuantile(
                chance,
                *quantile(rows[row], chance=chance, is_stratified=sampling.is_stratified),
                on(float(np.quantile(instants[row], chance))),
            )
            for chance in sampling.chances
        )

    happened = sum(chunk.happened for chunk in chunks) / size
    return RiskResult(
        iterations=size,
        seed=seed,
        is_stratified=sampling.is_stratified,
        finishes=finishes,
        by_project=by_project,
        mean=float(finishes.mean()),
        mean_error=mean_error(finishes, is_stratified=sampling.is_stratified),
        planned=own_planned,
        planned_chance=float((instants[-1] <= planned).mean()),
        quantiles=told(-1),
        project_quantiles={key: told(row) for row, key in enumerate(by_project)},
        tasks=tuple(_tasks(model, chunks, finishes=finishes, planned=own_planned)),
        events=dict(zip(model.events, np.atleast_1d(happened).tolist(), strict=True)),
        repaired=model.repaired,
    )


def _calendar(schedule: ScheduleProblem, model: RiskModel) -> Callable[[float], datetime]:
    """From minutes, as the model counts finishes, to moments."""
    if model.dated is not None:
        origin = model.dated.origin
        return lambda minutes: moment(origin + round(minutes))
    own = Clocks(schedule).of_key(schedule.calendar)
    begin = instant(max(schedule.start, schedule.status_date or schedule.start))
    return lambda minutes: moment(own.add(begin, round(minutes)))


def _tasks(model: RiskModel, chunks: list[Chunk], *, finishes: Numbers, planned: float) -> Iterator[TaskRisk]:
    size = len(finishes)
    critical, sums, squares, products = (
        np.sum([getattr(chunk, name) for chunk in chunks], axis=0) / size
        for name in ("critical", "sums", "squares", "products")
    )
    spread = float(finishes.std())
    deviations = np.sqrt(np.clip(squares - sums**2, 0.0, None))
    deviations[deviations < SMALLEST * np.maximum(1.0, sums)] = 0.0
    shared = np.abs(products - sums * float((finishes - planned).mean()))
    known = (deviations > 0) & (spread > 0)
    figures = (
        sums,
        deviations,
        critical,
        np.sqrt(critical * (1 - critical) / size),
        np.minimum(1.0, np.divide(shared, deviations * spread, out=np.zeros_like(shared), where=known)),
        np.divide(critical * deviations, spread, out=np.zeros_like(shared), where=known),
    )
    yield from map(TaskRisk, model.network.keys, *(figure.tolist() for figure in figures))


def warm_up() -> None:
    """Compiles the simulation's loops where a compiler is installed, so that the first large one does not wait."""
    if HAS_COMPILER:
        prepare()
