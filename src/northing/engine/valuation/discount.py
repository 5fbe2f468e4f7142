"""What a later amount is worth today: discount schedules are data with a version and a source, never code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from northing.engine.shapes import require_types
from northing.engine.valuation.errors import MissingIndex, OutOfScale, require_finite

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DiscountSchedule:
    """Yearly real rates that may step with the years.

    Attributes:
        version: which edition of the source this is.
        steps: (first year it holds for, rate), years counted from the base year, rising, the first being year 1.
    """

    key: str
    name: str
    version: str
    source: str
    steps: tuple[tuple[int, float], ...]

    def __post_init__(self) -> None:
        require_types(self, what="discount schedule")
        for year, _ in self.steps:
            require_finite(year, what=f"a first year of the discount schedule {self.name!r}")
        if not self.steps or self.steps[0][0] != 1:
            raise OutOfScale(f"the discount schedule {self.name!r} must begin with year 1")
        if any(year != int(year) for year, _ in self.steps):
            raise OutOfScale(f"the discount schedule {self.name!r} must step at the beginning of a year")
        if any(after <= before for (before, _), (after, _) in pairwise(self.steps)):
            raise OutOfScale(f"the years of the discount schedule {self.name!r} must rise from step to step")
        for year, rate in self.steps:
            require_finite(rate, what=f"the rate of {self.name!r} from year {year}")
            if rate <= -1:
                raise OutOfScale(f"the rate of {self.name!r} from year {year} is {rate:.0%}: it must be above -100 %")

    def factors(self, years: int) -> Numbers:
        """Discount factors of the years 0 … ``years``: the product of 1 ÷ (1 + rate) up to each year; year 0 has 1.

        Raises:
            OutOfScale: a year before the base year.
        """
        if years < 0:
            raise OutOfScale(f"year {years} lies before the base year: what is past is not discounted")
        yearly: Numbers = np.ones(years + 1)
        for first, rate in self.steps:
            yearly[int(first) :] = 1 / (1 + rate)
        return np.cumprod(yearly).astype(np.float64)

    def factor(self, year: int) -> float:
        """The discount factor of one year.

        Raises:
            OutOfScale: a year before the base year.
        """
        return float(self.factors(year)[year])


GREEN_BOOK = DiscountSchedule(
    key="green-book",
    name="Green Book social time preference rate",
    version="2022",
    source="HM Treasury, The Green Book (2022), annex 6; 0.5 % + 1 % + 1 × 2 % real, declining after 30 years",
    steps=((1, 0.035), (31, 0.03), (76, 0.025)),
)


def flat(rate: float, *, name: str = "flat rate", source: str = "") -> DiscountSchedule:
    """One rate for all years.

    Raises:
        ValuationError: a rate that is not a number above −100 %.
    """
    return DiscountSchedule(key="flat", name=name, version="", source=source, steps=((1, rate),))


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """Price level by year, such as a GDP deflator; any year may be 100."""

    name: str
    source: str
    levels: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_types(self, what="price index")
        for year, level in self.levels.items():
            require_finite(level, what=f"the level of {self.name!r} in {year}")
            if level <= 0:
                raise OutOfScale(f"the level of {self.name!r} in {year} is {level:g}: it must be above zero")

    def factor(self, *, of: int, to: int) -> float:
        """What one unit in prices of the year ``of`` is in prices of the year ``to``.

        Raises:
            MissingIndex: the index does not know one of the years.
        """
        missing = [year for year in (of, to) if year not in self.levels]
        if missing:
            raise MissingIndex(
                f"{self.name!r} has no level for {missing[0]}: add it, or give the amounts in other prices"
            )
        return self.levels[to] / self.levels[of]
