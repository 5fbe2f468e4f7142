"""How often each project takes each rank when weights are not exactly known (SMAA-2: Lahdelma and Salminen 2001)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from northing.engine.prioritization.errors import OutOfScale, require_finite
from northing.engine.prioritization.scoring import ScoringProblem

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

CHUNK = 500
"""Draws computed at once; part of what a seed means, so that any number of workers gives the same numbers."""

KEY_BITS = 32
LONG_KEY_BITS = 62
LONGEST_SHORT_INDEX = 11


@dataclass(frozen=True, slots=True)
class Around:
    """Each weight anywhere within ± ``share`` of itself, then scaled to sum to 1."""

    share: float = 0.2

    def __post_init__(self) -> None:
        require_finite(self.share, what="the share by which weights vary")
        if not 0 <= self.share <= 1:
            raise OutOfScale(f"weights can vary by 0 to 100 % of themselves, not by {self.share:.0%}")

    def draw(self, weights: Numbers, *, draws: int, rng: np.random.Generator) -> Numbers:
        """Weights, draws × criteria."""
        drawn = weights * rng.uniform(1 - self.share, 1 + self.share, (draws, len(weights)))
        total = drawn.sum(axis=1, keepdims=True)
        return np.where(total > 0, drawn / np.where(total > 0, total, 1.0), weights)


@dataclass(frozen=True, slots=True)
class Anywhere:
    """Weights uniform over all that sum to 1, as if nothing were known about them."""

    def draw(self, weights: Numbers, *, draws: int, rng: np.random.Generator) -> Numbers:
        """Weights, draws × criteria."""
        return rng.dirichlet(np.ones(len(weights)), draws)


@dataclass(frozen=True, slots=True)
class Dirichlet:
    """Weights around the given ones: the higher the concentration, the closer. Zero weights stay zero."""

    concentration: float = 50.0

    def __post_init__(self) -> None:
        require_finite(self.concentration, what="the concentration of the weights")
        if self.concentration <= 0:
            raise OutOfScale(f"the concentration of the weights is {self.concentration:g}: it must be above zero")

    def draw(self, weights: Numbers, *, draws: int, rng: np.random.Generator) -> Numbers:
        """Weights, draws × criteria."""
        drawn = np.zeros((draws, len(weights)))
        drawn[:, weights > 0] = rng.dirichlet(self.concentration * weights[weights > 0], draws)
        return drawn


Spread = Around | Anywhere | Dirichlet


@dataclass(frozen=True, slots=True)
class RankShares:
    """How one project ranks over the draws.

    Attributes:
        first: share of draws in which it is first; ``standard_error`` of that share.
        low, high: the ranks between which it is in 90 % of the draws; ``best``, ``worst``: in all of them.
        mean: mean rank.
    """

    key: str
    name: str
    first: float
    standard_error: float
    mean: float
    best: int
    low: int
    high: int
    worst: int

    @property
    def words(self) -> str:
        """One sentence for a reader who knows nothing of simulation."""
        ranks = f"rank {self.low}" if self.low == self.high else f"rank {self.low} to {self.high}"
        return (
            f"{self.name}: {ranks} in nine of ten weightings, first in {self.first:.0%} (± {self.standard_error:.1%})"
        )


@dataclass(frozen=True)
class Acceptability:
    """How often each project took each rank.

    Attributes:
        projects: in the problem's order.
        shares: projects × ranks, the share of draws in which the project has the rank; each row sums to 1.
    """

    projects: tuple[RankShares, ...]
    shares: Numbers
    draws: int
    seed: int


def acceptability(
    problem: ScoringProblem,
    *,
    spread: Spread,
    seed: int,
    draws: int = 10_000,
    executor: Executor | None = None,
) -> Acceptability:
    """Rank shares of each project over weights drawn from ``spread`` and open scores drawn within their ranges.

    Args:
        problem: projects, scores and weights.
        spread: how the weights vary.
        seed: the same seed gives the same numbers on any number of workers.
        draws: how many weightings.
        executor: where the chunks run; None computes them here, one after another.

    Raises:
        OutOfScale: no draws, or no projects.
    """
    if draws < 1 or not problem.projects:
        raise OutOfScale(f"{draws} weightings of {len(problem.projects)} projects: both must be one or more")
    run = partial(_counted, problem=problem, spread=spread, seed=seed)
    counts = np.zeros((len(problem.projects), len(problem.projects)), dtype=np.int64)
    for part in _mapped(run, list(_chunks(draws)), executor=executor):
        counts += part
    shares = _shared_by_twins(counts, problem=problem) / draws
    return Acceptability(tuple(_rank_shares(problem, shares, draws=draws)), shares, draws, seed)


Chunk = tuple[int, int]
"""First draw and number of draws."""


def _chunks(draws: int) -> Iterator[Chunk]:
    return ((start, min(CHUNK, draws - start)) for start in range(0, draws, CHUNK))


def _mapped(
    run: Callable[[list[Chunk]], Counts], chunks: list[Chunk], *, executor: Executor | None
) -> Iterator[Counts]:
    """The counts of groups of chunks, so that few large tables are added instead of many."""
    if executor is None:
        return iter([run(chunks)])
    groups = [chunks[at::4] for at in range(4) if chunks[at::4]]
    return executor.map(run, groups)


def _counted(chunks: list[Chunk], *, problem: ScoringProblem, spread: Spread, seed: int) -> Counts:
    """How often each project (row) has each rank (column) in the chunks."""
    size = len(problem.projects)
    orders = [_orders(chunk, problem=problem, spread=spread, seed=seed) for chunk in chunks]
    by_rank = np.concatenate(orders).T
    return np.stack([np.bincount(np.ascontiguousarray(at), minlength=size) for at in by_rank], axis=1)


def _orders(chunk: Chunk, *, problem: ScoringProblem, spread: Spread, seed: int) -> NDArray[np.unsignedinteger]:
    """Projects from the highest to the lowest score, one row for each draw."""
    start, draws = chunk
    rng = np.random.default_rng([seed, start])
    weights = spread.draw(problem.weights, draws=draws, rng=rng)
    low, _, high = problem.values
    scores = weights @ low.T
    for project, criterion in np.argwhere(high > low):
        width = high[project, criterion] - low[project, criterion]
        scores[:, project] += weights[:, criterion] * width * rng.random(draws)
    return _order(np.clip(scores, 0.0, 1.0))


def _order(scores: Numbers) -> NDArray[np.unsignedinteger]:
    """Like argsort of −scores, several times as fast: the place is packed below the score and the whole is sorted.

    Scores that differ by less than 2⁻²¹ (2⁻⁴⁰ for more than 2,048 projects) fall in the order of the list.
    """
    bits = max(1, (scores.shape[1] - 1).bit_length())
    kind, width = (np.uint32, KEY_BITS) if bits <= LONGEST_SHORT_INDEX else (np.uint64, LONG_KEY_BITS)
    keys = ((1.0 - scores) * (2 ** (width - bits) - 1)).astype(kind)
    keys <<= kind(bits)
    keys |= np.arange(scores.shape[1], dtype=kind)
    keys.sort(axis=1)
    keys &= kind(2**bits - 1)
    places: NDArray[np.unsignedinteger] = keys
    return places


def _shared_by_twins(counts: Counts, *, problem: ScoringProblem) -> Numbers:
    """Projects with the same scores share what they got together: which is first among them means nothing."""
    low, _, high = problem.values
    _, twin = np.unique(np.hstack([low, high]), axis=0, return_inverse=True)
    groups = int(twin.max()) + 1
    if groups == len(twin):
        return counts.astype(float)
    together = np.zeros((groups, counts.shape[1]))
    np.add.at(together, twin, counts)
    mean: Numbers = (together / np.bincount(twin)[:, None])[twin]
    return mean


def _rank_shares(problem: ScoringProblem, shares: Numbers, *, draws: int) -> Iterator[RankShares]:
    reached = np.cumsum(shares, axis=1)
    ranks = np.arange(1, shares.shape[1] + 1)
    for project, row, sums in zip(problem.projects, shares, reached, strict=True):
        taken = np.flatnonzero(row)
        first = float(row[0])
        yield RankShares(
            key=project.key,
            name=project.name,
            first=first,
            standard_error=float(np.sqrt(first * (1 - first) / draws)),
            mean=float(row @ ranks),
            best=int(taken[0]) + 1,
            low=int(np.searchsorted(sums, 0.05)) + 1,
            high=int(np.searchsorted(sums, 0.95 - 1e-12)) + 1,
            worst=int(taken[-1]) + 1,
        )
