"""Costs and benefits by year, as ranges and in stated prices, and what they are worth in the base year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from northing.engine.shapes import require_types
from northing.engine.valuation.discount import DiscountSchedule, PriceIndex
from northing.engine.valuation.errors import (
    MissingIndex,
    NegativeAmount,
    NotANumber,
    SunkAmount,
    TooLarge,
    UnknownReference,
    require_countable,
    require_unique,
    require_whole,
)
from northing.engine.valuation.estimates import Estimate, as_estimate

Numbers = NDArray[np.float64]

OUTTURN = 0
"""Price year of amounts in the money of the year in which they fall (nominal, cash)."""


FURTHEST = 1_000
"""Years after the base year beyond which an amount is a slip of the pen."""


class Kind(StrEnum):
    """Which side of the account a line stands on."""

    COST = "cost"
    BENEFIT = "benefit"


@dataclass(frozen=True, slots=True)
class CashLine:
    """One cost or benefit over the years.

    Attributes:
        amounts: minor currency units by year, plain or as ranges; costs are positive; a benefit below zero is a
            disbenefit. A range lies high in all years of a line or in none.
        price_year: the year whose prices the amounts are in; None for the problem's, ``OUTTURN`` for each year's own.
    """

    key: str
    name: str
    kind: Kind
    amounts: Mapping[int, float | Estimate] = field(default_factory=dict)
    price_year: int | None = None

    @property
    def sign(self) -> int:
        """−1 for a cost."""
        return -1 if self.kind is Kind.COST else 1


@dataclass(frozen=True)
class ValuationProblem:
    """Lines and how to compare years; checked when it is made.

    Attributes:
        base_year: year 0, which is not discounted.
        price_year: the year whose prices the result is in.
        index: needed where a line is in other prices.
    """

    lines: tuple[CashLine, ...]
    schedule: DiscountSchedule
    base_year: int
    price_year: int
    index: PriceIndex | None = None
    currency: str = "GBP"

    def __post_init__(self) -> None:
        require_types(self, what="valuation")
        require_whole(self.base_year, what="the base year")
        require_whole(self.price_year, what="the price year")
        require_unique((line.key for line in self.lines), what="line")
        for line in self.lines:
            if line.price_year is not None:
                require_whole(line.price_year, what=f"the price year of {line.name!r}")
            for year, amount in line.amounts.items():
                self._require_amount(line, year=year, amount=amount)
                self.price_factor(line, year=year)

    def _require_amount(self, line: CashLine, *, year: int, amount: float | Estimate) -> None:
        place = f"{line.name!r} in {year}"
        if year < self.base_year:
            raise SunkAmount(
                f"{place} lies before the base year {self.base_year}: what is spent is spent, leave it out"
            )
        if year > self.base_year + FURTHEST:
            raise TooLarge(f"{place} lies more than {FURTHEST:,} years after the base year: correct the year")
        if not isinstance(amount, int | float) and not hasattr(amount, "quantile"):
            raise NotANumber(f"{place} is {amount!r}: give a number or a range, or leave it out when it is unknown")
        require_countable(amount if isinstance(amount, int | float) else amount.mean, what=place)
        if line.kind is Kind.COST and as_estimate(amount).mean < 0:
            raise NegativeAmount(f"{place} is a cost below zero: give it as a benefit")

    def price_factor(self, line: CashLine, *, year: int) -> float:
        """What an amount of the line in that year is multiplied with to be in the problem's prices.

        Raises:
            MissingIndex: other prices, and no index that knows both years.
        """
        own = self.price_year if line.price_year is None else line.price_year or year
        if own == self.price_year:
            return 1.0
        if self.index is None:
            raise MissingIndex(
                f"{line.name!r} is in prices of {own}, the result in those of {self.price_year}: give an index"
            )
        return self.index.factor(of=own, to=self.price_year)

    def line(self, key: str) -> CashLine:
        """The line of that key.

        Raises:
            UnknownReference: there is none.
        """
        found = next((line for line in self.lines if line.key == key), None)
        if found is None:
            raise UnknownReference(f"{key!r} is not one of the lines")
        return found

    @cached_property
    def horizon(self) -> int:
        """Number of the last year, counted from the base year."""
        return max((year - self.base_year for line in self.lines for year in line.amounts), default=0)

    @cached_property
    def factors(self) -> Numbers:
        """Discount factors of the years 0 … horizon."""
        return self.schedule.factors(self.horizon)

    def flow(self, line: CashLine) -> Numbers:
        """Expected amounts of the line by year 0 … horizon, in the problem's prices, costs below zero."""
        amounts = np.zeros(self.horizon + 1)
        for year, amount in line.amounts.items():
            factor = line.sign * self.price_factor(line, year=year)
            amounts[year - self.base_year] = factor * as_estimate(amount).mean
        return amounts

    def present_value(self, line: CashLine, *, chance: Numbers | None = None) -> Numbers:
        """The line discounted to the base year, costs below zero.

        Expected (one number), or with its ranges at each given chance (as many numbers).
        """
        if chance is None:
            return np.atleast_1d(self.flow(line) @ self.factors)
        total = np.zeros_like(chance)
        for year, amount in line.amounts.items():
            factor = line.sign * self.price_factor(line, year=year) * self.factors[year - self.base_year]
            total += factor * as_estimate(amount).quantile(chance)
        return total
