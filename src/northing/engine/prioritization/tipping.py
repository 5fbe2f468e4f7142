"""At which weight two projects change places: exact, because scores are straight lines in each weight.

When criterion c weighs t and the others keep their proportions, project p scores t × v_pc + (1 − t) × r_p, with r_p its
score over the other criteria. Projects a and b meet where t = (r_b − r_a) ÷ ((v_ac − v_bc) + (r_b − r_a)).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.prioritization.errors import UnknownReference
from northing.engine.prioritization.scoring import ScoringProblem, known_rows, share_rank
from northing.engine.shapes import typed

Numbers = NDArray[np.float64]

BLOCK = 64
"""So many rows of the table are computed at once: they stay in the processor's cache."""

SAME = 1e-12
"""Weights and scores closer than this are the same."""


@dataclass(frozen=True, slots=True)
class PairTipping:
    """The smallest change of one weight that makes two projects change places.

    Attributes:
        weight: the criterion's share at which they tie; beyond it their order is reversed.
        now: its share today.
    """

    above: str
    below: str
    criterion: str
    now: float
    weight: float


@dataclass(frozen=True, slots=True)
class Tipping:
    """The smallest change of one weight that gives a project another rank.

    Attributes:
        now: the criterion's share today; ``weight``: the share from which on the rank is another.
        rank: the new rank; ``rank_now``: today's.
    """

    project: str
    name: str
    criterion: str
    criterion_name: str
    now: float
    weight: float
    rank_now: int
    rank: int

    @property
    def words(self) -> str:
        """Such as: rank 4; would be 2 if Compliance ≥ 29 % (now 20 %); at the tie itself both have the better rank."""
        upwards, gains = self.weight >= self.now, self.rank < self.rank_now
        sign = ("≥" if gains else ">") if upwards else ("≤" if gains else "<")
        return (
            f"rank {self.rank_now}; would be {self.rank} if {self.criterion_name} {sign} "
            f"{_percent(self.weight)} (now {_percent(self.now)})"
        )


@dataclass(frozen=True, eq=False)
class PairTable:
    """The nearest tipping weight of every pair, projects × projects, for projects whose scores are all known.

    Attributes:
        keys: the projects, in the order of rows and columns.
        criterion: place of the criterion whose weight has to change least; −1 where no single weight reverses the pair.
        weight: its tipping weight; NaN where there is none.
        left_out: projects with unknown scores.
    """

    keys: tuple[str, ...]
    criterion: NDArray[np.int64]
    weight: Numbers
    left_out: tuple[str, ...]


@typed
def tipping_table(problem: ScoringProblem) -> PairTable:
    """For every pair the one weight that has to change least to reverse it, all criteria tried."""
    known = known_rows(problem)
    values = problem.values[1][known]
    size = len(values)
    weight, criterion = np.full((size, size), np.nan), np.full((size, size), -1, dtype=np.int64)
    rests = [_rest(values, problem.weights, without=at) for at in range(len(problem.weights))]
    for first in range(0, size, BLOCK):
        part = np.s_[first : first + BLOCK, first:]
        _nearest(values, rests, weights=problem.weights, first=first, weight=weight[part], criterion=criterion[part])
        weight[first:, first : first + BLOCK] = weight[part].T
        criterion[first:, first : first + BLOCK] = criterion[part].T
    keys = tuple(project.key for project, row in zip(problem.projects, known, strict=True) if row)
    left_out = tuple(project.key for project, row in zip(problem.projects, known, strict=True) if not row)
    return PairTable(keys, criterion, weight, left_out)


def _nearest(
    values: Numbers,
    rests: list[Numbers],
    *,
    weights: Numbers,
    first: int,
    weight: Numbers,
    criterion: NDArray[np.int64],
) -> None:
    """Fill a block of rows from ``first`` on and the columns from there on: a pair reversed is the same pair."""
    nearest = np.full(weight.shape, np.inf)
    rows, columns = slice(first, first + len(weight)), slice(first, None)
    for at, now in enumerate(weights):
        own, rest = values[:, at], rests[at]
        ties = _meet(own[rows, None] - own[None, columns], rest[None, columns] - rest[rows, None])
        change = np.abs(ties - now)
        closer = change < nearest - SAME
        np.copyto(nearest, change, where=closer)
        np.copyto(weight, ties, where=closer)
        np.copyto(criterion, at, where=closer)


@typed
def tipping_of_pair(problem: ScoringProblem, *, one: str, other: str) -> tuple[PairTipping, ...]:
    """The tipping weight of each criterion that can reverse the two, the smallest change first; none when none can.

    Raises:
        UnknownReference: a project that is not there or has unknown scores.
    """
    pair = [_known_place(problem, key) for key in (one, other)]
    values = problem.values[1][pair]
    scores = values @ problem.weights
    above, below = (one, other) if scores[0] >= scores[1] else (other, one)
    found = []
    for at, (criterion, now) in enumerate(zip(problem.criteria, problem.weights.tolist(), strict=True)):
        tie = float(_ties(values[:, at], _rest(values, problem.weights, without=at))[0, 1])
        if not np.isnan(tie):
            found.append(PairTipping(above, below, criterion.key, now, tie))
    return tuple(sorted(found, key=_change))


@typed
def tippings(problem: ScoringProblem, *, project: str) -> tuple[Tipping, ...]:
    """For each criterion, upwards and downwards, the first weight at which the project's rank changes.

    The smallest change first. Only projects whose scores are all known are ranked.

    Raises:
        UnknownReference: the project is not there or has unknown scores.
    """
    _known_place(problem, project)
    found = [one for at in range(len(problem.criteria)) for one in _of_criterion(problem, project, criterion=at)]
    return tuple(sorted(found, key=_change))


@typed
def tipping_words(problem: ScoringProblem, *, project: str) -> str:
    """The smallest change of one weight that lifts the project, else that lowers it, in one sentence.

    Raises:
        UnknownReference: the project is not there or has unknown scores.
    """
    found = tippings(problem, project=project)
    lifts = [tipping for tipping in found if tipping.rank < tipping.rank_now]
    if lifts or found:
        return (lifts or list(found))[0].words
    name = problem.projects[problem.place(project)].name
    return f"{name} keeps its rank whatever single weight changes"


def _of_criterion(problem: ScoringProblem, project: str, *, criterion: int) -> Iterator[Tipping]:
    known = known_rows(problem)
    values, now = problem.values[1][known], float(problem.weights[criterion])
    own = int(known[: problem.place(project)].sum())
    column, rest = values[:, criterion], _rest(values, problem.weights, without=criterion)
    met = _ties_with(column, rest, own=own)
    rank_now = _rank_at(now, column, rest, own=own)
    for side in (met[met > now + SAME], met[met < now - SAME][::-1]):
        bounds = [*side.tolist(), 1.0 if side.size and side[0] > now else 0.0]
        for here, beyond in itertools.pairwise(bounds):
            rank = _rank_at((here + beyond) / 2, column, rest, own=own)
            if rank != rank_now:
                chosen, one = problem.criteria[criterion], problem.projects[problem.place(project)]
                yield Tipping(one.key, one.name, chosen.key, chosen.name, now, here, rank_now, rank)
                break


def _rank_at(weight: float, column: Numbers, rest: Numbers, *, own: int) -> int:
    return int(share_rank(weight * column + (1 - weight) * rest)[own])


def _ties_with(column: Numbers, rest: Numbers, *, own: int) -> Numbers:
    """The weights at which the project meets another one, rising, each once."""
    ties = _meet(column[own] - column, rest - rest[own])
    return np.unique(np.round(ties[~np.isnan(ties)], 15))


def _ties(column: Numbers, rest: Numbers) -> Numbers:
    """The weight at which each pair meets; NaN where none between 0 and 1 does, or where they are always equal."""
    return _meet(column[:, None] - column[None, :], rest[None, :] - rest[:, None])


def _meet(gain: Numbers, behind: Numbers) -> Numbers:
    """The tie, behind ÷ (gain + behind), where both have the same sign, so that it lies from 0 to 1."""
    whole = gain + behind
    with np.errstate(divide="ignore", invalid="ignore"):
        ties = behind / whole
    ties[(gain * behind < 0) | (np.abs(whole) <= SAME)] = np.nan
    return ties


def _rest(values: Numbers, weights: Numbers, *, without: int) -> Numbers:
    """Scores over the other criteria in their proportions; alike where they have no weight at all."""
    others = np.delete(weights, without)
    if others.size == 0:
        return np.zeros(len(values))
    shares = others / others.sum() if others.sum() > 0 else np.full(others.size, 1 / others.size)
    rest: Numbers = np.delete(values, without, axis=1) @ shares
    return rest


def _known_place(problem: ScoringProblem, project: str) -> int:
    at = problem.place(project)
    if not known_rows(problem)[at]:
        raise UnknownReference(
            f"{problem.projects[at].name!r} has unknown scores: no exact tipping weight can be given"
        )
    return at


def _change(tipping: Tipping | PairTipping) -> tuple[float, bool]:
    """The smallest change first; of equal ones the one that raises a weight."""
    change = tipping.weight - tipping.now
    return round(abs(change), 12), change < 0


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
