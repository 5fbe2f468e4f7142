"""What happened to others: ratios of outcome to estimate by class, as quantiles.

Never as a plain mean: in heavy tails (IT has an infinite one by its fitted tail) a mean says more about the sample's
worst case than about the next project.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from northing.engine.shapes import require_types, typed
from northing.engine.valuation.errors import (
    NothingObserved,
    OutOfScale,
    RangeDoesNotRise,
    require_finite,
    require_not_negative,
    require_share,
)

MEDIAN = 0.5
ROUNDING = 1e-9
"""Of a chance: 1 − 0.9 is a little less than 0.1."""


class Outcome(StrEnum):
    """What is compared with its estimate."""

    COST = "cost"
    DURATION = "duration"
    BENEFIT = "benefit"


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """A distribution of outcome ÷ estimate.

    Attributes:
        quantiles: ratio by chance of not being exceeded.
        count: projects observed; None where the source does not say.
        notes: what limits its use.
    """

    key: str
    name: str
    outcome: Outcome
    source: str
    quantiles: Mapping[float, float] = field(default_factory=dict)
    count: int | None = None
    notes: str = ""

    def __post_init__(self) -> None:
        require_types(self, what="reference class")
        if not self.quantiles:
            raise NothingObserved(f"the reference class {self.name!r} has no quantiles")
        for chance, ratio in self.quantiles.items():
            require_share(chance, what=f"a chance of {self.name!r}")
            require_not_negative(ratio, what=f"P{100 * chance:.0f} of {self.name!r}")
        ordered = [self.quantiles[chance] for chance in sorted(self.quantiles)]
        if ordered != sorted(ordered):
            raise RangeDoesNotRise(f"the quantiles of {self.name!r} do not rise")

    def ratio(self, chance: float) -> float:
        """Outcome ÷ estimate that is not exceeded with the given chance, between known quantiles in proportion.

        Raises:
            OutOfScale: beyond the known quantiles; nothing is guessed there.
        """
        known = sorted(self.quantiles)
        if not known[0] - ROUNDING <= chance <= known[-1] + ROUNDING:
            first, last = (f"P{100 * end:.0f}" for end in (known[0], known[-1]))
            raise OutOfScale(f"{self.name!r} is known from {first} to {last}, not at P{100 * chance:.0f}")
        return float(np.interp(chance, known, [self.quantiles[at] for at in known]))

    def uplift(self, *, overrun_chance: float) -> float:
        """Share to add so that the estimate is exceeded with the chance that one accepts: ratio(1 − chance) − 1.

        Raises:
            OutOfScale: the class does not know that chance.
        """
        return self.ratio(1 - overrun_chance) - 1

    def forecast(self, estimate: float, *, overrun_chance: float) -> float:
        """The estimate with its uplift.

        Raises:
            OutOfScale: the class does not know that chance.
            ValuationError: an estimate that is not finite or is below zero.
        """
        require_not_negative(estimate, what="the estimate")
        return estimate * (1 + self.uplift(overrun_chance=overrun_chance))

    @property
    def words(self) -> str:
        """Such as: 192 projects like this (GC IT): P50 +17 %, P80 +115 %."""
        told = ", ".join(f"P{100 * chance:.0f} {ratio - 1:+.0%}" for chance, ratio in sorted(self.quantiles.items()))
        count = "projects" if self.count is None else f"{self.count} project{'' if self.count == 1 else 's'}"
        return f"{count} like this ({self.name}): {self.outcome} against estimate {told}"


@typed
def class_from(
    key: str,
    *,
    name: str,
    outcome: Outcome,
    source: str,
    ratios: Sequence[float],
    chances: Sequence[float] = (0.1, 0.25, 0.5, 0.75, 0.8, 0.9),
) -> ReferenceClass:
    """A class from observed ratios; only quantiles that the number of observations can bear, and the median.

    Raises:
        NothingObserved: no ratios.
        ValuationError: a ratio that is not finite or is below zero.
    """
    require_ratios(ratios, name=name)
    for chance in chances:
        require_share(chance, what="the chance of a quantile")
    least = 1 / (len(ratios) + 1)
    borne = [chance for chance in chances if chance == MEDIAN or least <= chance <= 1 - least]
    quantiles = {chance: float(np.quantile(ratios, chance)) for chance in borne}
    return ReferenceClass(key, name, outcome, source, quantiles, len(ratios))


def require_ratios(ratios: Sequence[float], *, name: str) -> None:
    """Refuse ratios that cannot be outcomes ÷ estimates.

    Raises:
        NothingObserved: there are none.
        ValuationError: one is not finite or is below zero.
    """
    if not len(ratios):
        raise NothingObserved(f"nothing has been observed in {name!r}")
    for ratio in ratios:
        require_finite(ratio, what=f"a ratio of {name!r}")
        if ratio < 0:
            raise OutOfScale(f"a ratio of {name!r} is {ratio:g}: outcome ÷ estimate cannot be below zero")


DFT = "Flyvbjerg and COWI for the UK Department for Transport, Procedures for Dealing with Optimism Bias (2004)"
DFT_CHANCES = (0.5, 0.6, 0.7, 0.8, 0.9)


def _dft(key: str, *, name: str, uplifts: Sequence[int]) -> ReferenceClass:
    quantiles = {chance: 1 + uplift / 100 for chance, uplift in zip(DFT_CHANCES, uplifts, strict=True)}
    return ReferenceClass(
        key, name, Outcome.COST, DFT, quantiles, notes="capital expenditure from the decision to build"
    )


PUBLISHED: tuple[ReferenceClass, ...] = (
    _dft("dft-roads", name="roads", uplifts=(15, 24, 27, 32, 45)),
    _dft("dft-rail", name="rail", uplifts=(40, 45, 51, 57, 68)),
    _dft("dft-fixed-links", name="fixed links", uplifts=(23, 26, 34, 55, 83)),
    ReferenceClass(
        "gc-it", "Government of Canada IT projects", Outcome.COST,
        "Government of Canada, large IT projects, papers laid before Parliament: latest ÷ first estimate",
        {0.5: 1.17, 0.8: 2.15, 0.9: 3.30}, 192, "heavy tail; still running, changes of scope included: indicative",
    ),
)  # fmt: skip
"""Classes from published sources; an organisation's own track record is better as soon as there is one."""
