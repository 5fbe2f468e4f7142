"""How much a score is worth, from 0 to 1: straight, bent at points, or exponentially curved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from northing.engine.prioritization.errors import BadValueFunction, require_countable
from northing.engine.shapes import require_types

Numbers = NDArray[np.float64]

STRAIGHT = 1e-9
"""A curvature below this is a straight line: the formula divides by it."""


class ValueFunction(Protocol):
    """Turns scores into values between 0 and 1; scores beyond the ends are worth what the ends are."""

    def values(self, scores: Numbers) -> Numbers:
        """The value of each score."""
        ...

    def span(self, low: float | None, high: float | None) -> tuple[float, float]:
        """Lowest and highest value of the scores from low to high; None leaves that side open."""
        ...


@dataclass(frozen=True, slots=True)
class Linear:
    """0 at ``worst``, 1 at ``best``, straight in between; ``best`` may lie below ``worst``."""

    worst: float = 0.0
    best: float = 1.0

    def __post_init__(self) -> None:
        _require_ends(self.worst, self.best)

    def values(self, scores: Numbers) -> Numbers:
        """(score − worst) ÷ (best − worst), held between 0 and 1."""
        return np.clip((scores - self.worst) / (self.best - self.worst), 0.0, 1.0)

    def span(self, low: float | None, high: float | None) -> tuple[float, float]:
        """The values at the ends; 0 and 1 where a side is open."""
        return _monotone_span(self, low, high, rising=self.best > self.worst)


@dataclass(frozen=True, slots=True)
class Exponential:
    """0 at ``worst``, 1 at ``best``: (1 − e^(−c x)) ÷ (1 − e^(−c)) of the straight value x (Kirkwood 1997).

    Attributes:
        curvature: c; above 0 the first steps are worth most, below 0 the last ones.
    """

    worst: float
    best: float
    curvature: float

    def __post_init__(self) -> None:
        _require_ends(self.worst, self.best)
        require_countable(self.curvature, what="the curvature of a value function")

    def values(self, scores: Numbers) -> Numbers:
        """The curved value of each score."""
        straight = Linear(self.worst, self.best).values(scores)
        if abs(self.curvature) < STRAIGHT:
            return straight
        curved: Numbers = np.expm1(-self.curvature * straight) / np.expm1(-self.curvature)
        return curved

    def span(self, low: float | None, high: float | None) -> tuple[float, float]:
        """The values at the ends; 0 and 1 where a side is open."""
        return _monotone_span(self, low, high, rising=self.best > self.worst)


@dataclass(frozen=True, slots=True)
class Piecewise:
    """Straight between points (score, value); need not rise, so that a range in the middle can be worth most."""

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        require_types(self, what="value function")
        if len(self.points) < 2:  # noqa: PLR2004 - a line needs two points
            raise BadValueFunction("a value function needs two points or more")
        for score, value in self.points:
            require_countable(score, what="a score of a value function")
            require_countable(value, what=f"the value at score {score:g}")
            if not 0 <= value <= 1:
                raise BadValueFunction(f"the value at score {score:g} is {value:g}: values go from 0 to 1")
        if any(after <= before for (before, _), (after, _) in zip(self.points, self.points[1:], strict=False)):
            raise BadValueFunction("the scores of a value function must rise from point to point")

    def values(self, scores: Numbers) -> Numbers:
        """Interpolated between the points."""
        at, worth = (np.array(column) for column in zip(*self.points, strict=True))
        interpolated: Numbers = np.interp(scores, at, worth)
        return interpolated

    def span(self, low: float | None, high: float | None) -> tuple[float, float]:
        """Lowest and highest value at the ends and at each point between them."""
        first, last = self.points[0][0], self.points[-1][0]
        low, high = first if low is None else low, last if high is None else high
        inside = [low, high, *(score for score, _ in self.points if low < score < high)]
        values = self.values(np.array(inside))
        return float(values.min()), float(values.max())


def _require_ends(worst: float, best: float) -> None:
    require_countable(worst, what="the worst score")
    require_countable(best, what="the best score")
    if worst == best:
        raise BadValueFunction(f"worst and best score are both {worst:g}: they must differ")


def _monotone_span(
    function: ValueFunction, low: float | None, high: float | None, *, rising: bool
) -> tuple[float, float]:
    first, last = (low, high) if rising else (high, low)
    at_first = 0.0 if first is None else float(function.values(np.array(first)))
    at_last = 1.0 if last is None else float(function.values(np.array(last)))
    return at_first, at_last
