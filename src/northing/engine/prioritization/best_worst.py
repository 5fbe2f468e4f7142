"""Weights from 2n − 3 judgements: the linear best-worst method (Rezaei 2016), solved exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.prioritization.errors import (
    MissingJudgement,
    OutOfScale,
    UnknownReference,
    require_countable,
    require_unique,
)
from northing.engine.shapes import require_types, typed

STRONGEST = 9.0
"""The end of the scale: extremely more important."""
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class BestWorstProblem:
    """The most and the least important criterion, and every other one judged against both; checked when it is made.

    Attributes:
        best_to_others: how many times as important as it the best one is, 1 to 9, by criterion.
        others_to_worst: how many times as important as the worst one it is, 1 to 9, by criterion. The judgement of
            best against worst is read from ``best_to_others``.
    """

    criteria: tuple[str, ...]
    best: str
    worst: str
    best_to_others: Mapping[str, float]
    others_to_worst: Mapping[str, float]

    def __post_init__(self) -> None:
        require_types(self, what="judging")
        require_unique(self.criteria, what="criterion")
        for what, key in (("best", self.best), ("worst", self.worst)):
            if key not in self.criteria:
                raise UnknownReference(f"the {what} criterion {key!r} is not one of the criteria")
        if self.best == self.worst:
            raise OutOfScale(f"{self.best!r} cannot be the best and the worst criterion")
        self._require(self.best_to_others, against=f"{self.best!r} (best) against", leave=self.best)
        self._require(self.others_to_worst, against=f"against {self.worst!r} (worst):", leave=self.worst)

    def _require(self, judged: Mapping[str, float], *, against: str, leave: str) -> None:
        strangers = [key for key in judged if key not in self.criteria]
        if strangers:
            raise UnknownReference(f"a judgement is about {strangers[0]!r}, which is not a criterion")
        for key in (one for one in self.criteria if one != leave):
            if key not in judged:
                if key == self.best:
                    continue
                raise MissingJudgement(f"{against} {key!r} is not judged")
            require_countable(judged[key], what=f"the judgement {against} {key!r}")
            if not 1 - TOLERANCE <= judged[key] <= STRONGEST + TOLERANCE:
                raise OutOfScale(f"the judgement {against} {key!r} is {judged[key]:g}: the scale goes from 1 to 9")

    @property
    def between(self) -> tuple[str, ...]:
        """The criteria that are neither best nor worst, in their order."""
        return tuple(key for key in self.criteria if key not in {self.best, self.worst})


@dataclass(frozen=True, slots=True)
class BestWorstResult:
    """Weights, and how far the judgements agree with each other.

    Attributes:
        weights: by criterion, summing to 1.
        deviation: the largest difference between a weight and what a judgement asks for; 0 when all agree.
        ratio: input-based consistency ratio 0 (all agree) to 1 (Liang, Brunelli and Rezaei 2020).
        doubtful: the criterion whose two judgements agree least with best against worst; None when all agree.
    """

    weights: Mapping[str, float]
    deviation: float
    ratio: float
    doubtful: str | None

    @property
    def words(self) -> str:
        """How far the judgements agree and which to think about again."""
        if self.doubtful is None:
            return "all judgements agree with each other"
        return (
            f"the judgements disagree by {self.ratio:.2f} (0 not at all, 1 as much as they can): "
            f"think again about both judgements of {self.doubtful}"
        )


@typed
def solve_best_worst(problem: BestWorstProblem) -> BestWorstResult:
    """The weights whose largest deviation from the judgements, ξ, is smallest.

    Minimise ξ with |w_B − a_Bj w_j| ≤ ξ, |w_j − a_jW w_W| ≤ ξ, Σ w = 1, w ≥ 0.

    Scaled so that w_B = 1 only two unknowns remain, w_W and ξ: each other weight is as large as both its judgements
    let it be. The smallest ξ ÷ Σ w lies where two of the limits meet, and all such points are tried.
    """
    to_best = np.array([float(problem.best_to_others[key]) for key in problem.between])
    to_worst = np.array([problem.others_to_worst[key] for key in problem.between])
    whole = float(problem.best_to_others[problem.worst])
    points = _corners(_limits(to_best, to_worst, whole=whole))
    points = points[_is_allowed(points, to_best, to_worst, whole=whole)]
    others = _largest(points, to_best, to_worst)
    total = 1 + points[:, 0] + others.sum(axis=1)
    at = int(np.argmin(points[:, 1] / total))
    shares = dict(zip(problem.between, (others[at] / total[at]).tolist(), strict=True))
    shares |= {problem.best: float(1 / total[at]), problem.worst: float(points[at, 0] / total[at])}
    ratio, doubtful = _consistency(problem, whole=whole)
    weights = {key: shares[key] for key in problem.criteria}
    return BestWorstResult(weights, max(0.0, float(points[at, 1] / total[at])), ratio, doubtful)


Points = NDArray[np.float64]
"""Rows of (weight of the worst criterion, ξ), both as multiples of the best criterion's weight."""


def _limits(to_best: Points, to_worst: Points, *, whole: float) -> Points:
    """Rows (a, b, c) of the lines a × worst + b × ξ = c at which some limit begins to bind."""
    one = np.ones_like(to_best)
    return np.vstack(
        [
            np.column_stack([to_worst, one - 1 / to_best, 1 / to_best]),
            np.column_stack([to_worst, one + 1 / to_best, 1 / to_best]),
            np.column_stack([to_worst, -one - 1 / to_best, 1 / to_best]),
            [[whole, 1.0, 1.0], [whole, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        ]
    )


def _corners(lines: Points) -> Points:
    first, second = (lines[at] for at in np.triu_indices(len(lines), 1))
    cross = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    meets = np.abs(cross) > TOLERANCE
    first, second, cross = first[meets], second[meets], cross[meets]
    worst = (first[:, 2] * second[:, 1] - first[:, 1] * second[:, 2]) / cross
    return np.column_stack([worst, (first[:, 0] * second[:, 2] - first[:, 2] * second[:, 0]) / cross])


def _is_allowed(points: Points, to_best: Points, to_worst: Points, *, whole: float) -> NDArray[np.bool_]:
    worst, deviation = points[:, :1], points[:, 1:]
    low = np.maximum((1 - deviation) / to_best, to_worst * worst - deviation)
    fits = (low <= _largest(points, to_best, to_worst) + TOLERANCE).all(axis=1)
    ends = np.abs(1 - whole * points[:, 0]) <= points[:, 1] + TOLERANCE
    allowed: NDArray[np.bool_] = fits & ends & (points >= -TOLERANCE).all(axis=1)
    return allowed


def _largest(points: Points, to_best: Points, to_worst: Points) -> Points:
    worst, deviation = points[:, :1], points[:, 1:]
    largest: Points = np.minimum((1 + deviation) / to_best, to_worst * worst + deviation)
    return largest


def _consistency(problem: BestWorstProblem, *, whole: float) -> tuple[float, str | None]:
    """Max |a_Bj × a_jW − a_BW| / (a_BW² − a_BW), and where it is; a_BW = 1 leaves nothing to contradict but 1s."""
    errors = {k: abs(problem.best_to_others[k] * problem.others_to_worst[k] - whole) for k in problem.between}
    doubtful = max(errors, key=errors.__getitem__, default=None)
    if doubtful is None or errors[doubtful] <= TOLERANCE:
        return 0.0, None
    return min(1.0, errors[doubtful] / (whole * whole - whole)) if whole > 1 else 1.0, doubtful
