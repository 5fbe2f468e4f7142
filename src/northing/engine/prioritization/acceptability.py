"""How often each project takes each rank when weights are not exactly known (SMAA-2: Lahdelma and Salminen 2001)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial, reduce
from operator import iadd

import numpy as np
from numpy.typing import NDArray

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import TooLarge, require_whole
from northing.engine.prioritization.errors import NotANumber, OutOfScale, require_countable
from northing.engine.prioritization.scoring import ScoringProblem
from northing.engine.shapes import typed

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

MOST_DRAWS = 100_000_000

CHUNK = 500
"""Draws computed at once; part of what a seed means, so that any number of workers gives the same numbers."""

GROUP = 20
"""Chunks that are counted in one table at most, which keeps it small; between two groups it can be stopped."""

SHARED = 4
"""Groups at least where others help."""

ONE_THREAD = 2**18
"""Products in one multiplication of tables; from more on OpenBLAS sets several threads to work."""

SHORT, LONG = (np.float32, np.int32, np.uint32), (np.float64, np.int64, np.uint64)
"""Scores, and keys before and after they are moved up to make room for the place."""

LONGEST_SHORT_INDEX = 11
"""Up to 2,048 projects a key of 32 bits has room for the score too."""

OUTSIDE = 0.05
"""Share of draws left out at each end of the ranks that a project usually has."""

ROUNDING = 1e-12
SPARE_BITS = 1
"""Room for what rounding adds to a score of 1."""


@dataclass(frozen=True, slots=True)
class Around:
    """Each weight anywhere within ± ``share`` of itself, then scaled to sum to 1."""

    share: float = 0.2

    def __post_init__(self) -> None:
        require_countable(self.share, what="the share by which weights vary")
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
        require_countable(self.concentration, what="the concentration of the weights")
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


@dataclass(frozen=True, eq=False)
class Acceptability:
    """How often each project took each rank.

    Attributes:
        projects: in the problem's order.
        shares: projects × ranks, the share of draws in which the project has the rank; each row sums to 1.
        draws: how many were made.
    """

    projects: tuple[RankShares, ...]
    shares: Numbers
    draws: int
    seed: int


@typed
def acceptability(
    problem: ScoringProblem,
    *,
    spread: Spread,
    draws: int = 10_000,
    effort: Effort = DEFAULT_EFFORT,
    executor: Executor | None = None,
) -> Acceptability:
    """Rank shares of each project over weights drawn from ``spread`` and open scores drawn within their ranges.

    Args:
        problem: projects, scores and weights.
        spread: how the weights vary.
        draws: how many weightings.
        effort: its seed, time limit, wish to stop and progress count; stopped, the draws so far are the answer.
        executor: where the chunks run; None computes them here, one after another. The numbers are the same on each.

    Raises:
        OutOfScale: no draws, or no projects.
        TooLarge: more than 100,000,000 draws.
    """
    require_whole(draws, what="the number of weightings", error=NotANumber)
    if draws > MOST_DRAWS:
        raise TooLarge(f"{draws:,} weightings are more than {MOST_DRAWS:,}: their error is far below the scores'")
    if draws < 1 or not problem.projects:
        raise OutOfScale(f"{draws} weightings of {len(problem.projects)} projects: both must be one or more")
    run = partial(_counted, problem=problem, spread=spread, seed=effort.seed)
    groups = _groups(list(_chunks(draws)), least=1 if executor is None else SHARED)
    mapped = map(run, groups) if executor is None else executor.map(run, groups)
    counts = reduce(iadd, _until(mapped, watch=Stopwatch(effort), of=len(groups)))
    done = int(counts[0].sum())
    shares = _shared_by_twins(counts, problem=problem) / done
    return Acceptability(tuple(_rank_shares(problem, shares, draws=done)), shares, done, effort.seed)


Chunk = tuple[int, int]
"""First draw and number of draws."""


def _chunks(draws: int) -> Iterator[Chunk]:
    return ((start, min(CHUNK, draws - start)) for start in range(0, draws, CHUNK))


def _groups(chunks: list[Chunk], *, least: int) -> list[list[Chunk]]:
    """Few large tables are added instead of many small ones."""
    count = max(least, -(-len(chunks) // GROUP))
    return [chunks[at::count] for at in range(count) if chunks[at::count]]


def _until(counts: Iterable[Counts], *, watch: Stopwatch, of: int) -> Iterator[Counts]:
    for done, count in enumerate(counts, 1):
        yield count
        watch.report(f"{done} of {of} groups of draws")
        if watch.is_over():
            return


def _counted(chunks: list[Chunk], *, problem: ScoringProblem, spread: Spread, seed: int) -> Counts:
    """How often each project (row) has each rank (column) in the chunks."""
    size = len(problem.projects)
    by_rank = np.empty((size, sum(draws for _, draws in chunks)), dtype=np.min_scalar_type(size))
    desk, done = _Desk.of(problem), 0
    for start, draws in chunks:
        rng = np.random.default_rng([seed, start])
        keys = desk.keys(spread.draw(problem.weights, draws=draws, rng=rng), rng=rng)
        keys.sort(axis=1)
        keys &= keys.dtype.type(2 ** _index_bits(size) - 1)
        by_rank[:, done : done + draws] = keys.astype(by_rank.dtype).T
        done += draws
    return np.stack([np.bincount(places, minlength=size) for places in by_rank], axis=1)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the chunks have in common, with two tables that each chunk writes again: new memory takes longer than sums.

    Attributes:
        missing: criteria × projects, what each value lacks of 1 at best.
        ranges: of each open score its project, its criterion and how much lower the value can be.
        amounts, numbers: draws × projects.
        places: of the projects.
    """

    missing: NDArray[np.floating]
    ranges: tuple[tuple[int, int, float], ...]
    amounts: NDArray[np.floating]
    numbers: NDArray[np.signedinteger]
    places: NDArray[np.unsignedinteger]

    @classmethod
    def of(cls, problem: ScoringProblem) -> _Desk:
        low, _, high = problem.values
        size = len(low)
        is_short = _index_bits(size) <= LONGEST_SHORT_INDEX
        real, signed, unsigned = SHORT if is_short else LONG
        ranges = tuple((int(p), int(c), float(high[p, c] - low[p, c])) for p, c in np.argwhere(high > low))
        return cls(
            missing=np.ascontiguousarray((1 - low).T, dtype=real),
            ranges=ranges,
            amounts=np.empty((CHUNK, size), dtype=real),
            numbers=np.empty((CHUNK, size), dtype=signed),
            places=np.arange(size, dtype=unsigned),
        )

    def keys(self, weights: Numbers, *, rng: np.random.Generator) -> NDArray[np.unsignedinteger]:
        """For each draw and project a number that sorts the highest score first and ends in the project's place.

        Sorting these takes a quarter of the time of sorting places by score. What is missing to the full score is
        Σ weight × (1 − value). Scores that differ by less than 2⁻²⁰ fall in the order of the list. The next call
        writes over what this one returns.
        """
        draws, bits = len(weights), _index_bits(len(self.places))
        amounts, numbers = self.amounts[:draws], self.numbers[:draws]
        steps = 2.0 ** (numbers.itemsize * 8 - bits - SPARE_BITS)
        scaled = (steps * weights).astype(amounts.dtype)
        self._multiply(scaled, amounts)
        for project, criterion, width in self.ranges:
            amounts[:, project] -= scaled[:, criterion] * (width * rng.random(draws)).astype(amounts.dtype)
        np.maximum(amounts, 0, out=amounts)
        np.copyto(numbers, amounts, casting="unsafe")  # by way of signed numbers, which processors convert at once
        keys = numbers.view(self.places.dtype)
        keys <<= keys.dtype.type(bits)
        keys |= self.places
        return keys

    def _multiply(self, weights: NDArray[np.floating], amounts: NDArray[np.floating]) -> None:
        """``amounts`` = weights × missing, so few rows at a time that one thread does it.

        On tables of this size the threads of a linear algebra library spend ten times as long waiting for each other.
        """
        rows = max(1, ONE_THREAD // self.missing.size)
        for at in range(0, len(weights), rows):
            np.matmul(weights[at : at + rows], self.missing, out=amounts[at : at + rows])


def _index_bits(size: int) -> int:
    return max(1, (size - 1).bit_length())


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
    reached, taken = np.cumsum(shares, axis=1), shares > 0
    first, size = shares[:, 0], shares.shape[1]
    columns = (
        first,
        np.sqrt(first * (1 - first) / draws),
        np.einsum("pr,r->p", shares, np.arange(1, size + 1)),
        1 + taken.argmax(axis=1),
        1 + (reached < OUTSIDE).sum(axis=1),
        1 + (reached < 1 - OUTSIDE - ROUNDING).sum(axis=1),
        size - taken[:, ::-1].argmax(axis=1),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return (RankShares(one.key, one.name, *row) for one, row in zip(problem.projects, rows, strict=True))
