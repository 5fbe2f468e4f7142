"""Monte Carlo over a schedule's network, in chunks that can be computed anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from math import sqrt

import numpy as np

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import OutOfScale, SolverTimedOut, TooLarge
from northing.engine.risk.chunk import Chunk, planned_finish, simulate_chunk
from northing.engine.risk.errors import TooFewIterations
from northing.engine.risk.model import RiskModel, model_of
from northing.engine.risk.problem import RiskProblem
from northing.engine.risk.result import FinishQuantile, Numbers, RiskResult, TaskRisk
from northing.engine.scheduling.clocks import Clocks
from northing.engine.scheduling.worktime import instant, moment

CHUNK, STRATUM = 5_000, 1_000
"""Iterations that are computed together: as many as fit in memory near the processor; fewer where errors are told from
how much the chunks differ."""
FEWEST, MOST = 100, 10_000_000
SMALLEST = 1e-3
"""A deviation below this share of the mean is rounding of 32-bit sums."""

CHANCES = (0.05, 0.1, 0.5, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the luck is drawn.

    Attributes:
        iterations: rounded up to a multiple of 4.
        is_stratified: Latin hypercube within each chunk: smoother, and its standard errors are told from the chunks.
        chances: of the quantiles that are told.
    """

    iterations: int = 10_000
    is_stratified: bool = False
    chances: tuple[float, ...] = CHANCES

    def __post_init__(self) -> None:
        if self.iterations < FEWEST:
            raise TooFewIterations(f"{self.iterations} iterations say nothing about how exact they are: give {FEWEST}")
        if self.iterations > MOST:
            raise TooLarge(
                f"{self.iterations:,} iterations are more than {MOST:,}: their error is far below the ranges'"
            )
        if any(not 0 < chance < 1 for chance in self.chances):
            raise OutOfScale("the chance of a quantile lies between 0 and 1")


DEFAULT_SAMPLING = Sampling()


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
        executor: where chunks run; None computes them here. The numbers are the same on each.

    Raises:
        SolverTimedOut: the time was up, or somebody stopped it, before the first chunk.
    """
    watch, model = Stopwatch(effort), model_of(problem, seed=effort.seed)
    origin = Clocks(problem.schedule).of_key(problem.schedule.calendar)
    begin = instant(max(problem.schedule.start, problem.schedule.status_date or problem.schedule.start))
    planned = planned_finish(model)
    work = partial(_chunk, model, is_stratified=sampling.is_stratified, planned=planned)
    size = -(-sampling.iterations // 4) * 4
    step = STRATUM if sampling.is_stratified else CHUNK
    spans = [(start, min(step, size - start)) for start in range(0, size, step)]
    results = map(work, spans) if executor is None else executor.map(work, spans)
    kept = list(_until(results, watch=watch, of=len(spans)))
    if not kept:
        raise SolverTimedOut("it was stopped before the first chunk of iterations: allow more time")

    def dated(chance: float, finishes: Numbers) -> FinishQuantile:
        value, error = _quantile(finishes, chance=chance, is_stratified=sampling.is_stratified)
        return FinishQuantile(chance, value, error, moment(origin.add(begin, round(value))))

    return _result(model, kept, sampling=sampling, seed=effort.seed, planned=planned, dated=dated)


def _chunk(model: RiskModel, span: tuple[int, int], *, is_stratified: bool, planned: float) -> Chunk:
    return simulate_chunk(model, start=span[0], count=span[1], is_stratified=is_stratified, planned=planned)


def _until(chunks: Iterable[Chunk], *, watch: Stopwatch, of: int) -> Iterator[Chunk]:
    for done, chunk in enumerate(chunks, 1):
        yield chunk
        watch.report(f"{done} of {of} chunks of iterations")
        if watch.is_over():
            return


def _result(
    model: RiskModel,
    chunks: list[Chunk],
    *,
    sampling: Sampling,
    seed: int,
    planned: float,
    dated: Callable[[float, Numbers], FinishQuantile],
) -> RiskResult:
    rows = np.concatenate([chunk.finishes for chunk in chunks], axis=1).astype(np.float64)
    finishes, by_project = rows[-1], dict(zip(model.network.project_keys, rows, strict=False))
    size = len(finishes)
    happened = sum(chunk.happened for chunk in chunks) / size
    return RiskResult(
        iterations=size,
        seed=seed,
        is_stratified=sampling.is_stratified,
        finishes=finishes,
        by_project=by_project,
        mean=float(finishes.mean()),
        mean_error=_mean_error(finishes, is_stratified=sampling.is_stratified),
        planned=planned,
        planned_chance=float((finishes <= planned).mean()),
        quantiles=tuple(dated(chance, finishes) for chance in sampling.chances),
        project_quantiles={
            key: tuple(dated(chance, own) for chance in sampling.chances) for key, own in by_project.items()
        },
        tasks=tuple(_tasks(model, chunks, finishes=finishes, planned=planned)),
        events=dict(zip(model.events, np.atleast_1d(happened).tolist(), strict=True)),
        repaired=model.repaired,
    )


def _tasks(model: RiskModel, chunks: list[Chunk], *, finishes: Numbers, planned: float) -> Iterator[TaskRisk]:
    size = len(finishes)
    critical, sums, squares, products = (
        np.sum([getattr(chunk, name) for chunk in chunks], axis=0) / size
        for name in ("critical", "sums", "squares", "products")
    )
    spread = float(finishes.std())
    deviations = np.sqrt(np.clip(squares - sums**2, 0.0, None))
    deviations[deviations < SMALLEST * np.maximum(1.0, sums)] = 0.0
    shared = products - sums * float((finishes - planned).mean())
    for at, key in enumerate(model.network.keys):
        index, deviation = float(critical[at]), float(deviations[at])
        known = deviation > 0 and spread > 0
        yield TaskRisk(
            key=key,
            mean=float(sums[at]),
            deviation=deviation,
            criticality=index,
            criticality_error=sqrt(index * (1 - index) / size),
            cruciality=min(1.0, abs(float(shared[at])) / (deviation * spread)) if known else 0.0,
            sensitivity=index * deviation / spread if known else 0.0,
        )


def _quantile(finishes: Numbers, *, chance: float, is_stratified: bool) -> tuple[float, float]:
    """A quantile and its standard error: half the distance of the quantiles one error of the share to each side.

    Stratified draws are not independent within a chunk; their error is told from how much the chunks differ.
    """
    off = sqrt(chance * (1 - chance) / len(finishes))
    low, value, high = np.quantile(finishes, np.clip([chance - off, chance, chance + off], 0, 1)).tolist()
    if not is_stratified or len(finishes) < 2 * STRATUM:
        return value, (high - low) / 2
    return value, _batch_error([float(np.quantile(part, chance)) for part in _batches(finishes)])


def _mean_error(finishes: Numbers, *, is_stratified: bool) -> float:
    if not is_stratified or len(finishes) < 2 * STRATUM:
        return float(finishes.std(ddof=1)) / sqrt(len(finishes))
    return _batch_error([float(part.mean()) for part in _batches(finishes)])


def _batches(finishes: Numbers) -> list[Numbers]:
    return [finishes[at : at + STRATUM] for at in range(0, len(finishes) - STRATUM + 1, STRATUM)]


def _batch_error(figures: list[float]) -> float:
    return float(np.std(figures, ddof=1)) / sqrt(len(figures))
