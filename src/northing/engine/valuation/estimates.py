"""An amount as a range: what it is on average, and at any chance of being lower."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from northing.engine.valuation.errors import RangeDoesNotRise, TooSkewed, require_countable, require_finite

Numbers = NDArray[np.float64]

PERT_KNOTS = 4001
"""Points at which the beta distribution is summed."""
PERT_WEIGHT = 4.0
"""How many times as much as an end the likely value counts."""

LOG_ODDS_P90 = log(9)
CERTAIN = 1e-12
"""Chances are held this far from 0 and 1, where an unbounded range has no end."""


class Estimate(Protocol):
    """An uncertain amount: its mean, and its quantile at any chance."""

    @property
    def mean(self) -> float:
        """The expected amount."""
        ...

    def quantile(self, chance: Numbers) -> Numbers:
        """The amount that is not exceeded with the given chance 0 … 1."""
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """An amount that is known."""

    amount: float

    def __post_init__(self) -> None:
        require_finite(self.amount, what="an amount")

    @property
    def mean(self) -> float:
        """The amount."""
        return self.amount

    def quantile(self, chance: Numbers) -> Numbers:
        """The amount, whatever the chance."""
        return np.full_like(chance, self.amount)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Lowest, likeliest and highest amount, straight in between."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        _require_rising(low=self.low, likely=self.likely, high=self.high)

    @property
    def mean(self) -> float:
        """(low + likely + high) ÷ 3."""
        return (self.low + self.likely + self.high) / 3

    def quantile(self, chance: Numbers) -> Numbers:
        """The inverse of the two parabolas of its distribution."""
        width, left, right = self.high - self.low, self.likely - self.low, self.high - self.likely
        rising = self.low + np.sqrt(chance * width * left)
        falling = self.high - np.sqrt((1 - chance) * width * right)
        return np.where(chance * width <= left, rising, falling)


@dataclass(frozen=True, slots=True)
class Pert:
    """Lowest, likeliest and highest amount as a beta distribution (Malcolm et al. 1959): the ends matter less."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        _require_rising(low=self.low, likely=self.likely, high=self.high)

    @property
    def mean(self) -> float:
        """(low + 4 × likely + high) ÷ 6."""
        return (self.low + PERT_WEIGHT * self.likely + self.high) / (PERT_WEIGHT + 2)

    def quantile(self, chance: Numbers) -> Numbers:
        """From the beta distribution, summed numerically at 4,001 knots."""
        width = self.high - self.low
        if width == 0:
            return np.full_like(chance, self.low)
        at = np.linspace(0.0, 1.0, PERT_KNOTS)
        to_likely = PERT_WEIGHT * (self.likely - self.low) / width
        density = at**to_likely * (1 - at) ** (PERT_WEIGHT - to_likely)
        reached = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
        spread: Numbers = np.interp(chance, reached / reached[-1], at)
        return self.low + width * spread


@dataclass(frozen=True, slots=True)
class Quantiles:
    """P10, P50 and P90 as a metalog distribution (Keelin 2016); its tails have no end."""

    p10: float
    p50: float
    p90: float

    def __post_init__(self) -> None:
        _require_rising(P10=self.p10, P50=self.p50, P90=self.p90)
        at = np.linspace(0.001, 0.999, 999)
        if np.any(np.diff(self.quantile(at)) < 0):
            raise TooSkewed(
                f"P10 {self.p10:g}, P50 {self.p50:g} and P90 {self.p90:g} are too lopsided for a smooth range: "
                "give the lowest, likeliest and highest amount instead"
            )

    @property
    def mean(self) -> float:
        """a1 + a3 ÷ 2 of the metalog's terms."""
        middle, _, skew = self._terms()
        return middle + skew / 2

    def quantile(self, chance: Numbers) -> Numbers:
        """With the log odds L of the chance y: a1 + a2 L + a3 (y − ½) L."""
        middle, width, skew = self._terms()
        held = np.clip(chance, CERTAIN, 1 - CERTAIN)
        odds = np.log(held / (1 - held))
        amounts: Numbers = middle + width * odds + skew * (held - 0.5) * odds
        return amounts

    def _terms(self) -> tuple[float, float, float]:
        width = (self.p90 - self.p10) / (2 * LOG_ODDS_P90)
        return self.p50, width, (self.p90 + self.p10 - 2 * self.p50) / (0.8 * LOG_ODDS_P90)


def as_estimate(amount: float | Estimate) -> Estimate:
    """A plain number as an amount that is known.

    Raises:
        NotANumber: it is not finite.
    """
    return Fixed(float(amount)) if isinstance(amount, int | float) else amount


def _require_rising(**ends: float) -> None:
    for name, amount in ends.items():
        require_countable(amount, what=f"the {name} end of a range")
    if list(ends.values()) != sorted(ends.values()):
        told = ", ".join(f"{name} {amount:g}" for name, amount in ends.items())
        raise RangeDoesNotRise(f"the range {told} does not rise from end to end")
