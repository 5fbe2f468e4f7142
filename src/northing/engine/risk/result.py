"""What a simulated schedule says: when it ends, what decides that, and how exact the answer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from northing.engine.errors import OutOfScale
from northing.engine.risk.exactness import mean_error
from northing.engine.shapes import typed

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FinishQuantile:
    """A quantile of the finish with its standard error, in working minutes from the origin.

    Attributes:
        on: the minutes as an instant of the schedule's own calendar.
    """

    chance: float
    minutes: float
    standard_error: float
    on: datetime

    @property
    def words(self) -> str:
        """Both in one clause."""
        return f"P{100 * self.chance:.0f} {self.on:%d %b %Y} ({self.minutes:,.0f} ± {self.standard_error:,.0f} min)"


@dataclass(frozen=True, slots=True)
class TaskRisk:
    """How one task influences the finish.

    Attributes:
        criticality: share of iterations in which it is critical (criticality index); with its standard error.
        cruciality: |correlation of its duration with the finish| (Williams 1992).
        sensitivity: criticality × σ(duration) ÷ σ(finish) (schedule sensitivity index).
    """

    key: str
    mean: float
    deviation: float
    criticality: float
    criticality_error: float
    cruciality: float
    sensitivity: float


@dataclass(frozen=True, eq=False)
class RiskResult:
    """A simulated schedule.

    Attributes:
        finishes: last finish of each iteration, working minutes from the origin; ``by_project``: of each project.
        planned: the finish with the durations of the schedule; ``planned_chance``: of keeping it.
        events: share of iterations in which each event happened.
        repaired: largest change that made the correlations possible together; 0 when none was needed.
    """

    iterations: int
    seed: int
    is_stratified: bool
    finishes: Numbers
    by_project: Mapping[str, Numbers]
    mean: float
    mean_error: float
    planned: float
    planned_chance: float
    quantiles: tuple[FinishQuantile, ...]
    project_quantiles: Mapping[str, tuple[FinishQuantile, ...]]
    tasks: tuple[TaskRisk, ...]
    events: Mapping[str, float]
    repaired: float

    @property
    def words(self) -> str:
        """Quantiles, chance of the plan and how exact both are."""
        error = sqrt(self.planned_chance * (1 - self.planned_chance) / self.iterations)
        told = "; ".join(quantile.words for quantile in self.quantiles)
        kept = f"the planned finish is kept with a chance of {self.planned_chance:.1%} (± {error:.1%})"
        mended = f"; correlations were changed by up to {self.repaired:.3f} to be possible" if self.repaired else ""
        return f"{told}; {kept}; {self.iterations} iterations{mended}"

    def ranked(self) -> tuple[TaskRisk, ...]:
        """The tasks that decide most about the finish first."""
        return tuple(sorted(self.tasks, key=lambda task: (-task.sensitivity, -task.criticality, task.key)))


@dataclass(frozen=True, slots=True)
class Paired:
    """The mean difference of two variants on the same random numbers, in working minutes, with its standard error."""

    mean: float
    standard_error: float
    share_later: float

    @property
    def words(self) -> str:
        """One sentence."""
        if self.mean == 0:
            return f"no earlier or later on average (± {self.standard_error:,.0f} working minutes)"
        side = "later" if self.mean > 0 else "earlier"
        return f"{abs(self.mean):,.0f} working minutes {side} on average (± {self.standard_error:,.0f})"


@typed
def difference(base: RiskResult, variant: RiskResult) -> Paired:
    """How much later ``variant`` ends than ``base``, iteration by iteration.

    Raises:
        OutOfScale: they were not drawn with the same seed, iterations and way of sampling.
    """
    if (base.seed, base.iterations, base.is_stratified) != (variant.seed, variant.iterations, variant.is_stratified):
        raise OutOfScale("two variants are compared under the same seed, iterations and sampling only")
    gaps = variant.finishes - base.finishes
    return Paired(float(gaps.mean()), mean_error(gaps, is_stratified=base.is_stratified), float((gaps > 0).mean()))
