"""Optimism bias: how much estimates of each type of project fell short, and how much of it is already managed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from northing.engine.shapes import typed
from northing.engine.valuation.errors import OutOfScale, UnknownReference, require_not_negative, require_share

SOURCE = "Mott MacDonald, Review of Large Public Procurement in the UK (2002); HM Treasury, Green Book supplement"

WHOLE = 1e-9


class Metric(StrEnum):
    """What is underestimated."""

    DURATION = "works duration"
    CAPITAL = "capital expenditure"
    OPERATING = "operating expenditure"


@dataclass(frozen=True, slots=True)
class Bias:
    """Shares of the estimate to add: without any mitigation, and with all of it."""

    upper: float
    lower: float


MOTT_MACDONALD: Mapping[str, Mapping[Metric, Bias]] = {
    "non-standard buildings": {Metric.DURATION: Bias(0.39, 0.02), Metric.CAPITAL: Bias(0.51, 0.04)},
    "standard buildings": {Metric.DURATION: Bias(0.04, 0.01), Metric.CAPITAL: Bias(0.24, 0.02)},
    "non-standard civil engineering": {Metric.DURATION: Bias(0.25, 0.03), Metric.CAPITAL: Bias(0.66, 0.06)},
    "standard civil engineering": {Metric.DURATION: Bias(0.20, 0.01), Metric.CAPITAL: Bias(0.44, 0.03)},
    "equipment and development": {Metric.DURATION: Bias(0.54, 0.10), Metric.CAPITAL: Bias(2.00, 0.10)},
    "outsourcing": {Metric.OPERATING: Bias(0.41, 0.00)},
}
"""Upper and lower bound by type of project and metric."""


@dataclass(frozen=True, slots=True)
class OptimismBias:
    """The share to add to an estimate.

    Attributes:
        used: max(lower, upper × (1 − managed share)).
    """

    metric: Metric
    upper: float
    lower: float
    managed_share: float
    used: float

    def adjusted(self, estimate: float) -> float:
        """The estimate with the bias added.

        Raises:
            ValuationError: an estimate that is not finite or is below zero.
        """
        require_not_negative(estimate, what="the estimate")
        return estimate * (1 + self.used)

    @property
    def words(self) -> str:
        """How the share comes about."""
        floor = "; not below the lower bound" if self.used == self.lower else ""
        return (
            f"add {self.used:.1%} to the {self.metric}: upper bound {self.upper:.1%}, "
            f"of which {self.managed_share:.0%} is managed{floor}"
        )


@typed
def optimism_bias(
    mix: Mapping[str, float],
    *,
    metric: Metric,
    managed_share: float = 0.0,
    table: Mapping[str, Mapping[Metric, Bias]] = MOTT_MACDONALD,
) -> OptimismBias:
    """The bias of a project that is a mix of types.

    Args:
        mix: share of the capital expenditure by type; the shares sum to 1.
        metric: what is estimated.
        managed_share: how much of what makes estimates fall short is under control, 0 … 1, with evidence.
        table: bounds by type.

    Raises:
        UnknownReference: a type the table does not have, or has no bounds for this metric.
        OutOfScale: shares that do not sum to 1, a managed share outside 0 … 1.
    """
    require_share(managed_share, what="the managed share")
    for kind, share in mix.items():
        require_share(share, what=f"the share of {kind!r}")
        if metric not in table.get(kind, {}):
            raise UnknownReference(f"there are no bounds for the {metric} of {kind!r}: types are {', '.join(table)}")
    if abs(sum(mix.values()) - 1) > WHOLE:
        raise OutOfScale(f"the shares of the types sum to {sum(mix.values()):g}, not to 1")
    upper = sum(share * table[kind][metric].upper for kind, share in mix.items())
    lower = sum(share * table[kind][metric].lower for kind, share in mix.items())
    return OptimismBias(metric, upper, lower, managed_share, max(lower, upper * (1 - managed_share)))
