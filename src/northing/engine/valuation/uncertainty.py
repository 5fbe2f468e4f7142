"""How uncertain the worth is: drawn many times, and one line at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from statistics import NormalDist
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.shapes import typed
from northing.engine.valuation.errors import (
    ContradictoryCorrelations,
    OutOfScale,
    TooLarge,
    UnknownReference,
    require_share,
)
from northing.engine.valuation.estimates import as_estimate
from northing.engine.valuation.flows import CashLine, ValuationProblem

Numbers = NDArray[np.float64]
Correlations = Mapping[tuple[str, str], float]
"""Correlation −1 … 1 of the normal scores of two lines, by their keys; pairs that are not there have none."""

PROBABILITIES = (0.05, 0.10, 0.50, 0.80, 0.90, 0.95)
MOST = 100_000_000
"""Numbers that are drawn at most, lines × draws."""
TOGETHER, MOST_TOGETHER = 10_000, 1_000_000
"""Draws of all lines that are made together, and numbers in them at most: worth a call, and soon done where somebody
waits for the end."""
FEWEST = 2
"""Draws: one has no spread."""
SLACK = 1e-9
"""Correlations are drawn towards 0 by this share, so that ±1 can be factored too."""


@dataclass(frozen=True, slots=True)
class QuantileEstimate:
    """A quantile of the drawn worths with its standard error, both in minor currency units."""

    chance: float
    value: float
    standard_error: float


@dataclass(frozen=True, eq=False)
class Simulation:
    """The worth over all draws.

    Attributes:
        worths: net present value of each draw, in the order of the draws.
        loss_chance: share of draws below zero, with ``loss_error``, its standard error.
    """

    worths: Numbers
    mean: float
    mean_error: float
    quantiles: tuple[QuantileEstimate, ...]
    loss_chance: float
    loss_error: float
    seed: int

    @property
    def words(self) -> str:
        """Range, chance of a loss and how exact both are, for amounts in hundredths of the currency."""
        told = (f"P{100 * q.chance:.0f} {q.value / 100:,.0f} (± {q.standard_error / 100:,.0f})" for q in self.quantiles)
        loss = f"below zero with a chance of {self.loss_chance:.1%} (± {self.loss_error:.1%})"
        return f"{', '.join(told)}; {loss}, {len(self.worths)} draws"


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """The worth with one line at its P10 and at its P90 amounts, all others as expected."""

    line: str
    name: str
    at_p10: float
    at_p90: float

    @property
    def swing(self) -> float:
        """How far the line alone moves the worth."""
        return abs(self.at_p90 - self.at_p10)

    @property
    def words(self) -> str:
        """Both ends, for amounts in hundredths of the currency."""
        return f"{self.name}: {self.at_p10 / 100:,.0f} at its P10, {self.at_p90 / 100:,.0f} at its P90"


@typed
def simulate(
    problem: ValuationProblem,
    *,
    draws: int = 10_000,
    correlations: Correlations | None = None,
    chances: tuple[float, ...] = PROBABILITIES,
    effort: Effort = DEFAULT_EFFORT,
) -> Simulation:
    """Net present value over draws of all ranges, correlated by a Gaussian copula.

    Each line has its own stream of the seed, by its key: the same line gets the same numbers in another variant of
    the problem, so that the difference of two variants shows the variant and not chance (common random numbers).

    Args:
        problem: the lines, ranges among them.
        draws: how many.
        correlations: of pairs of lines, by their keys.
        chances: of the quantiles that are told, 0 … 1.
        effort: its seed; whoever stops it gets what was drawn by then, all lines in each draw.

    Raises:
        SolverTimedOut: the time was up, or somebody stopped it, before the first draws.
        TooLarge: more lines and draws than anybody would wait for.
        ContradictoryCorrelations: the correlations cannot hold together.
        UnknownReference: a correlation with a line that is not there.
        OutOfScale: fewer than 2 draws, a correlation or chance outside its scale.
    """
    if draws < FEWEST:
        raise OutOfScale(f"{draws} draws: give {FEWEST} or more")
    if len(problem.lines) * draws > MOST:
        raise TooLarge(f"{len(problem.lines):,} lines × {draws:,} draws are more than {MOST:,}: draw less often")
    watch = Stopwatch(effort)
    lines = sorted(problem.lines, key=lambda line: line.key)
    worths = np.zeros(draws)
    done = 0
    for scores in _scores(lines, draws=draws, seed=effort.seed, correlations=correlations or {}):
        if watch.is_over():
            break
        part = worths[done : done + scores.shape[1]]
        for line, score in zip(lines, scores, strict=True):
            part += problem.present_value(line, chance=normal_chance(score))
        done += len(part)
        watch.report(f"{done:,} of {draws:,} draws")
    if not done:
        raise SolverTimedOut("it was stopped before the first draws: allow more time")
    return simulation_of(worths[:done], seed=effort.seed, chances=chances)


@typed
def difference(base: Simulation, variant: Simulation) -> Simulation:
    """What ``variant`` is worth more than ``base``, draw by draw.

    Raises:
        OutOfScale: they were not drawn alike.
    """
    if base.seed != variant.seed or len(base.worths) != len(variant.worths):
        raise OutOfScale("two simulations can be compared draw by draw only with the same seed and number of draws")
    return simulation_of(variant.worths - base.worths, seed=base.seed)


def simulation_of(worths: Numbers, *, seed: int, chances: tuple[float, ...] = PROBABILITIES) -> Simulation:
    """Mean, quantiles and the chance of a loss with their standard errors.

    Raises:
        OutOfScale: a chance outside 0 … 1.
    """
    draws, below = len(worths), float(np.mean(worths < 0))
    return Simulation(
        worths=worths,
        mean=float(worths.mean()),
        mean_error=float(worths.std(ddof=1) / np.sqrt(draws)),
        quantiles=_quantiles(worths, chances=chances),
        loss_chance=below,
        loss_error=float(np.sqrt(below * (1 - below) / draws)),
        seed=seed,
    )


@typed
def tornado(problem: ValuationProblem) -> tuple[TornadoBar, ...]:
    """A bar for each line that is a range, the widest first."""
    expected = {line.key: float(problem.present_value(line)[0]) for line in problem.lines}
    worth = sum(expected.values())
    bars = []
    for line in (line for line in problem.lines if _is_range(line)):
        low, high = (problem.present_value(line, chance=np.array([0.1, 0.9])) + worth - expected[line.key]).tolist()
        bars.append(TornadoBar(line.key, line.name, low, high))
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.line)))


def normal_chance(scores: Numbers) -> Numbers:
    """The standard normal distribution function, interpolated in a table (error below one in a million)."""
    at, chances = _normal_table()
    found: Numbers = np.interp(scores, at, chances)
    return found


@cache
def _normal_table() -> tuple[Numbers, Numbers]:
    at = np.linspace(-8.0, 8.0, 8001)
    return at, np.array([NormalDist().cdf(score) for score in at.tolist()])


def _scores(lines: list[CashLine], *, draws: int, seed: int, correlations: Correlations) -> Iterator[Numbers]:
    """Correlated standard normal scores, lines × draws, some draws at a time."""
    matrix = _matrix([line.key for line in lines], correlations=correlations) if correlations else None
    factor = None if matrix is None else np.linalg.cholesky(matrix)
    streams = [np.random.default_rng([seed, crc32(line.key.encode())]) for line in lines]
    together = min(TOGETHER, max(FEWEST, MOST_TOGETHER // max(1, len(lines))))
    for first in range(0, draws, together):
        size = min(together, draws - first)
        independent = np.array([stream.standard_normal(size) for stream in streams]).reshape(len(lines), size)
        yield independent if factor is None else factor @ independent


def _matrix(keys: list[str], *, correlations: Correlations) -> Numbers:
    place = {key: at for at, key in enumerate(keys)}
    matrix = np.eye(len(keys))
    for (one, other), correlation in correlations.items():
        unknown = [key for key in (one, other) if key not in place]
        if unknown:
            raise UnknownReference(f"a correlation is about {unknown[0]!r}, which is not one of the lines")
        if one == other or not -1 <= correlation <= 1:
            raise OutOfScale(f"{one!r} with {other!r}: give two lines and a correlation from -1 to 1")
        matrix[place[one], place[other]] = matrix[place[other], place[one]] = correlation
    if np.linalg.eigvalsh(matrix)[0] < -SLACK:
        raise ContradictoryCorrelations(_contradiction(keys, matrix))
    held: Numbers = (1 - 2 * SLACK) * matrix + 2 * SLACK * np.eye(len(keys))
    return held


def _contradiction(keys: list[str], matrix: Numbers) -> str:
    """The correlations cannot hold together; the first three lines that show it, where three do."""
    for trio in combinations(range(len(keys)), 3):
        if np.linalg.eigvalsh(matrix[np.ix_(trio, trio)])[0] < -SLACK:
            named = ", ".join(repr(keys[at]) for at in trio)
            return f"the correlations between {named} cannot hold together: bring one of them nearer to 0"
    return "the correlations cannot hold together: bring the strongest of them nearer to 0"


def _quantiles(worths: Numbers, *, chances: tuple[float, ...]) -> tuple[QuantileEstimate, ...]:
    """The error is half the distance between the quantiles one standard error of the share to each side."""
    for chance in chances:
        require_share(chance, what="the chance of a quantile")
    at = np.array(chances)
    off = np.sqrt(at * (1 - at) / len(worths))
    low, value, high = np.quantile(worths, np.clip([at - off, at, at + off], 0, 1))
    return tuple(map(QuantileEstimate, chances, value.tolist(), ((high - low) / 2).tolist()))


def _is_range(line: CashLine) -> bool:
    ends = np.array([0.1, 0.9])
    return any(np.ptp(as_estimate(amount).quantile(ends)) > 0 for amount in line.amounts.values())
