"""A schedule whose durations nobody knows exactly: ranges, what goes together, and what may happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from northing.engine.errors import (
    NotANumber,
    OutOfScale,
    TooLarge,
    UnknownReference,
    require_countable,
    require_number,
    require_unique,
)
from northing.engine.risk.errors import NegativeDuration
from northing.engine.scheduling import ScheduleProblem
from northing.engine.shapes import require_types
from northing.engine.valuation.estimates import Estimate

Numbers = NDArray[np.float64]
LOWEST = 0.0005
"""The chance at which a duration must not be below zero; a range without an end is cut at zero beyond."""
WIDEST = 1_000
"""Medians in the P90 of a lognormal range: its mean is then more than a million of them."""
LONGEST = 400 * 366 * 1440
"""Minutes: as long as the calendars go."""
MOST_CORRELATED = 2_000
"""Tasks that a matrix of correlations may name; more go together by a common factor."""


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any amount from the lowest to the highest, all equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        for what in ("low", "high"):
            require_countable(getattr(self, what), what=f"the {what} end of a range")
        if self.low > self.high:
            raise OutOfScale(f"a range from {self.low:g} to {self.high:g} does not rise")

    @property
    def mean(self) -> float:
        """(low + high) ÷ 2."""
        return (self.low + self.high) / 2

    def quantile(self, chance: Numbers) -> Numbers:
        """Straight from end to end."""
        return self.low + (self.high - self.low) * chance


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A duration that is often a little and seldom much longer: by its median and its 90 % quantile."""

    median: float
    at_p90: float

    def __post_init__(self) -> None:
        for what in ("median", "at_p90"):
            require_countable(getattr(self, what), what=f"the {what} of a lognormal range")
        if not 0 < self.median <= self.at_p90:
            raise OutOfScale(f"a lognormal range has 0 < median ≤ P90, not {self.median:g} and {self.at_p90:g}")
        if self.at_p90 > WIDEST * self.median:
            raise OutOfScale(
                f"a lognormal range with a median of {self.median:g} and a P90 of {self.at_p90:g} has no mean that "
                f"anybody would see: give a P90 of at most {WIDEST:,} times the median"
            )

    @property
    def spread(self) -> float:
        """σ of the logarithm."""
        return log(self.at_p90 / self.median) / NormalDist().inv_cdf(0.9)

    @property
    def mean(self) -> float:
        """Median × exp(σ² ÷ 2)."""
        return self.median * exp(self.spread**2 / 2)

    def quantile(self, chance: Numbers) -> Numbers:
        """Median × exp(σ × Φ⁻¹(chance))."""
        inverse = NormalDist().inv_cdf
        scores = np.array([inverse(share) for share in np.clip(chance, 1e-12, 1 - 1e-12).ravel().tolist()])
        found: Numbers = self.median * np.exp(self.spread * scores.reshape(chance.shape))
        return found


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """Something that happens or does not.

    Attributes:
        chance: 0..1.
        delays: working minutes that it adds to tasks when it happens, by task.
    """

    key: str
    name: str
    chance: float
    delays: Mapping[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True)
class RiskProblem:
    """A schedule's network with uncertain durations; checked when it is made.

    Attributes:
        durations: working minutes that are left of a task, as a range; what is not there takes what the schedule says.
        loadings: of tasks on one common factor, -1..1: two of them correlate by the product of theirs.
        correlations: of pairs of tasks; a pair that is not there does not correlate. Either these or loadings.
    """

    schedule: ScheduleProblem
    durations: Mapping[str, Estimate] = field(default_factory=dict)
    events: tuple[RiskEvent, ...] = ()
    loadings: Mapping[str, float] = field(default_factory=dict)
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_types(self, what="risk")
        tasks = {task.key for task in self.schedule.tasks}
        require_unique((event.key for event in self.events), what="risk event")
        self._require_tasks(tasks)
        for task, estimate in self.durations.items():
            _require_duration(estimate, what=f"the duration of {task!r}")
        for event in self.events:
            _require_chance(event)
            for task, delay in event.delays.items():
                _require_duration(delay, what=f"the delay of {task!r} by {event.name!r}")
        self._require_correlations()

    def _require_tasks(self, tasks: set[str]) -> None:
        named = {
            "a duration": list(self.durations),
            "a loading": list(self.loadings),
            "a correlation": [key for pair in self.correlations for key in pair],
            "a risk event": [key for event in self.events for key in event.delays],
        }
        for what, keys in named.items():
            if unknown := [key for key in keys if key not in tasks]:
                raise UnknownReference(f"{what} is about {unknown[0]!r}, which is not a task")

    def _require_correlations(self) -> None:
        if self.loadings and self.correlations:
            raise OutOfScale("give loadings on a common factor or correlations of pairs, not both")
        for task, loading in self.loadings.items():
            require_number(loading, what=f"the loading of {task!r}")
            if not -1 <= loading <= 1:
                raise OutOfScale(f"the loading of {task!r} is {loading:g}: it lies between -1 and 1")
        for (one, other), correlation in self.correlations.items():
            require_number(correlation, what=f"the correlation of {one!r} with {other!r}")
            if one == other or not -1 <= correlation <= 1:
                raise OutOfScale(f"{one!r} with {other!r}: give two tasks and a correlation from -1 to 1")
        for one, other in self.correlations:
            if self.correlations.get((other, one), self.correlations[one, other]) != self.correlations[one, other]:
                raise OutOfScale(f"{one!r} with {other!r} have two correlations: give one")
        if len({key for pair in self.correlations for key in pair}) > MOST_CORRELATED:
            raise TooLarge(
                f"more than {MOST_CORRELATED} tasks are correlated by pairs: use loadings on a common factor"
            )


def _require_duration(estimate: Estimate, *, what: str) -> None:
    if not hasattr(estimate, "quantile"):
        raise NotANumber(f"{what} is {estimate!r}: give a range, or leave it out when it is known")
    low, high = estimate.quantile(np.array([LOWEST, 1 - LOWEST])).tolist()
    if not high <= LONGEST:
        raise TooLarge(f"{what} can be {high:.3g} minutes, which are more than 400 years: correct its high end")
    if low < 0:
        raise NegativeDuration(f"{what} can be below zero: raise the low end of its range")


def _require_chance(event: RiskEvent) -> None:
    require_number(event.chance, what=f"the chance of {event.name!r}")
    if not 0 <= event.chance <= 1:
        raise OutOfScale(f"the chance of {event.name!r} is {event.chance:g}: it lies between 0 and 1")
