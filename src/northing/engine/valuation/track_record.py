"""The organisation's own outcomes by class, each drawn towards all of them as far as it has few observations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.shapes import typed
from northing.engine.valuation.errors import NothingObserved, OutOfScale, require_share
from northing.engine.valuation.reference_class import Outcome, ReferenceClass, require_ratios

Numbers = NDArray[np.float64]

PRIOR_COUNT = 10.0
"""A class with so many observations counts half, all classes together the other half."""

CHANCES = (0.5, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """One class of the track record.

    Attributes:
        raw_median: of the class alone, as a ratio outcome ÷ estimate; None when nothing has ended in it yet.
        own_share: how much the class's own outcomes count, n ÷ (n + prior count).
        drawn: quantiles of the mixture of its own outcomes and all outcomes.
    """

    count: int
    raw_median: float | None
    own_share: float
    drawn: ReferenceClass

    @property
    def words(self) -> str:
        """Such as: 6 similar projects here: median cost +23 %; with all 40 projects counted in, +18 %, P80 +61 %."""
        told = ", ".join(f"P{100 * chance:.0f} {ratio - 1:+.0%}" for chance, ratio in self.drawn.quantiles.items())
        here = f"no similar project has ended here; all together: {told}"
        if self.raw_median is None:
            return here
        own = f"{self.count} similar project{'s' if self.count > 1 else ''} here"
        return f"{own}: median {self.drawn.outcome} {self.raw_median - 1:+.0%}; with all others counted in: {told}"


@typed
def track_record(
    ratios: Mapping[str, Sequence[float]],
    *,
    outcome: Outcome,
    source: str = "own closed projects",
    prior_count: float = PRIOR_COUNT,
    chances: Sequence[float] = CHANCES,
) -> dict[str, ClassRecord]:
    """Each class as a mixture: its own outcomes weigh n ÷ (n + prior count) together, all outcomes the rest.

    Quantiles of a mixture stay inside what has been observed and bear heavy tails, which shrunk means do not.

    Args:
        ratios: outcome ÷ estimate of closed projects by class; a class may be empty.
        outcome: what is compared.
        source: where the outcomes come from.
        prior_count: from how many observations on a class counts more by itself than all together.
        chances: the quantiles asked for.

    Raises:
        NothingObserved: no class has an outcome.
        ValuationError: ratios, chances or a prior count that cannot be.
    """
    if not prior_count > 0:
        raise OutOfScale(f"the prior count is {prior_count:g}: it must be above zero")
    for chance in chances:
        require_share(chance, what="the chance of a quantile")
    for name, seen in ratios.items():
        if len(seen):
            require_ratios(seen, name=name)
    together = np.concatenate([np.asarray(seen, dtype=float) for seen in ratios.values()]) if ratios else np.empty(0)
    if together.size == 0:
        raise NothingObserved("no project has ended yet: there is no track record")
    return {
        name: _record(
            name, np.asarray(seen, float), together=together, prior=prior_count, chances=chances, outcome=outcome,
            source=source,
        )
        for name, seen in ratios.items()
    }  # fmt: skip


def _record(
    name: str,
    own: Numbers,
    *,
    together: Numbers,
    prior: float,
    chances: Sequence[float],
    outcome: Outcome,
    source: str,
) -> ClassRecord:
    share = own.size / (own.size + prior)
    values = np.concatenate([own, together])
    weights = np.full(values.size, (1 - share) / together.size)
    weights[: own.size] = share / max(1, own.size)
    quantiles = {chance: _weighted_quantile(values, weights, chance=chance) for chance in chances}
    drawn = ReferenceClass(name, name, outcome, source, quantiles, int(own.size))
    return ClassRecord(int(own.size), float(np.median(own)) if own.size else None, share, drawn)


def _weighted_quantile(values: Numbers, weights: Numbers, *, chance: float) -> float:
    """Interpolated between the middles of the weights, so that equal weights give the usual median."""
    order = np.argsort(values, kind="stable")
    middles = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(chance, middles, values[order]))
