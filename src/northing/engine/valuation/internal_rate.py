"""The internal rate of return: every rate at which the flows are worth nothing, and whether there is one at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.valuation.errors import TooLarge, require_finite

Numbers = NDArray[np.float64]

MOST_FLOWS = 1_001
"""Years; all roots of a longer polynomial take minutes and are rounding."""

HALVINGS = 200
"""Halvings of an interval that holds a rate: more than its digits."""
REAL = 1e-6
"""A root whose imaginary part is smaller than this is real: the rest is rounding."""

SAME_RATE = 1e-6
"""Rates that differ by less are one."""


@dataclass(frozen=True, slots=True)
class InternalRates:
    """Every rate above −100 % at which the net present value is 0, rising.

    Attributes:
        sign_changes: how often the flows change sign; there are never more rates than that (Descartes).
    """

    rates: tuple[float, ...]
    sign_changes: int

    @property
    def rate(self) -> float | None:
        """The rate when there is exactly one; None otherwise: read ``words``."""
        return self.rates[0] if len(self.rates) == 1 else None

    @property
    def words(self) -> str:
        """The rate, or why there is none that could be used."""
        if self.rate is not None:
            return f"internal rate of return {self.rate:.1%}"
        if self.rates:
            told = ", ".join(f"{rate:.1%}" for rate in self.rates)
            return f"no single internal rate of return, worth nothing at {told}: use the net present value"
        if self.sign_changes == 0:
            return "no internal rate of return: the flows never change sign"
        return "no internal rate of return: the flows are worth nothing at no rate; use the net present value"


def internal_rates(flows: Sequence[float]) -> InternalRates:
    """The rates of flows that fall at the end of years 0, 1, 2 …, costs below zero.

    Raises:
        NotANumber: a flow is not finite.
        TooLarge: flows of more than 1,000 years after the first.
    """
    if len(flows) > MOST_FLOWS:
        raise TooLarge(f"flows of {len(flows):,} years: give {MOST_FLOWS:,} at most")
    for year, flow in enumerate(flows):
        require_finite(flow, what=f"the flow of year {year}")
    coefficients = np.trim_zeros(np.asarray(flows, dtype=float))
    changes = _sign_changes(coefficients)
    if changes == 0:
        return InternalRates((), 0)
    roots = [_only_root(coefficients)] if changes == 1 else _all_roots(coefficients)
    rates = sorted(1 / root - 1 for root in roots)
    return InternalRates(tuple(_apart(rates)), changes)


def _sign_changes(coefficients: Numbers) -> int:
    signs = np.sign(coefficients[coefficients != 0])
    return int(np.sum(signs[1:] != signs[:-1]))


def _only_root(coefficients: Numbers) -> float:
    """The one positive root of Σ flow × x^year, x = 1 ÷ (1 + rate), by halving."""
    descending, first = coefficients[::-1], np.sign(coefficients[0])
    low, high = 0.0, 1.0
    while np.sign(np.polyval(descending, high)) == first:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if np.sign(np.polyval(descending, middle)) == first else (low, middle)
    return (low + high) / 2


def _all_roots(coefficients: Numbers) -> list[float]:
    found = np.roots(coefficients[::-1] / np.abs(coefficients).max())
    return [float(root.real) for root in found if abs(root.imag) < REAL * max(1.0, abs(root)) and root.real > 0]


def _apart(rates: list[float]) -> list[float]:
    return [rate for at, rate in enumerate(rates) if at == 0 or rate - rates[at - 1] > SAME_RATE]
