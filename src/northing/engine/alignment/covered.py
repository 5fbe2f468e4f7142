"""What coverage is told as: of a measure, of an objective, of the plan, on promised and on forecast dates.

The formulas stand in docs/formulas/coverage.md, with the worked example that the tests compute.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from northing.engine.alignment.arrival import Arrival
from northing.engine.alignment.level import Level
from northing.engine.alignment.trace import Input, Trace
from northing.engine.benefits import Dates
from northing.engine.errors import UnknownReference
from northing.engine.plan import Polarity
from northing.engine.register import Status, Support


class Mean(NamedTuple):
    """A weighted mean of known coverages, each 0..1, and the range's ends; None when none of them is known."""

    coverage: float | None
    low: float | None
    high: float | None


UNKNOWN_MEAN = Mean(None, None, None)


Part = TypeVar("Part", Mean, Arrival)


@dataclass(frozen=True, slots=True)
class _OnDates(Generic[Part]):
    """What is covered on promised and on forecast dates; ``dates`` says which of the two is meant."""

    promised: Part
    forecast: Part
    dates: Dates

    @property
    def chosen(self) -> Part:
        """What is covered on the chosen dates."""
        return self.promised if self.dates is Dates.PROMISED else self.forecast

    @property
    def coverage(self) -> float | None:
        """0..1 on the chosen dates; 1 for a closed gap, None when unknown."""
        return self.chosen.coverage

    @property
    def slippage(self) -> float | None:
        """Promised minus forecast coverage."""
        return _difference(self.promised.coverage, self.forecast.coverage)


@dataclass(frozen=True, slots=True)
class MeasureCoverage(_OnDates[Arrival]):
    """How far one measure's gap is covered, on promised and on forecast dates.

    Attributes:
        share: its part in the objective's mean if everything were known; the shares of an objective sum to 1.
        target: the level to reach; for a range the side of the band that is nearest, None inside it.
        level: where it would stand at the target date without the portfolio; None without a reading.
        gap: signed, in the measure's unit; None when unknown, and then ``reason`` says why.
        dates: which of the two ``coverage`` and ``shortfall`` follow.
    """

    key: str
    objective: str
    name: str
    unit: str
    polarity: Polarity
    target: float | None
    target_date: date | None
    weight: float
    share: float
    level: Level | None
    gap: float | None
    is_open: bool
    reason: str

    @property
    def arrival(self) -> Arrival:
        """What arrives on the chosen dates."""
        return self.chosen

    @property
    def shortfall(self) -> float | None:
        """The part of the gap that nothing covers, as a positive amount of the unit; 0 once closed."""
        if self.gap is None or self.coverage is None:
            return None
        return abs(self.gap) * (1 - self.coverage) if self.is_open else 0.0

    @property
    def slippage_amount(self) -> float | None:
        """Promised minus forecast change by the target date, in the unit and signed as the measure moves."""
        return _difference(self.promised.amount, self.forecast.amount)

    @property
    def trace(self) -> Trace:
        """The formula of ``coverage`` with what went into it; the benefits are ``arrival.contributions``."""
        return Trace(_measure_formula(self), self.coverage, "share of the gap", tuple(_measure_inputs(self)))


@dataclass(frozen=True, slots=True)
class ObjectiveCoverage(_OnDates[Mean]):
    """The weighted mean of an objective's known measures, and the rated support beside it.

    Attributes:
        weight: as the plan states it; ``share`` is its part in the plan's mean if everything were known.
        unknown_weight: share 0..1 of its measures' weight whose coverage is unknown.
        supports: rated links from projects in the plan of record; ``support_score`` is Σ rating / (9 × links),
            −1..1, None without any; never part of coverage.
        status: told from forecast coverage, whatever ``dates``.
    """

    key: str
    name: str
    goal: str
    weight: float
    share: float
    measures: tuple[MeasureCoverage, ...]
    unknown_weight: float
    reason: str
    supports: tuple[Support, ...]
    support_score: float | None
    status: Status

    @property
    def trace(self) -> Trace:
        """The weighted mean with the coverage of each measure."""
        inputs = tuple(Input(f"{m.name} (weight {m.weight:g})", m.coverage, "coverage") for m in self.measures)
        formula = "Σ weight × coverage ÷ Σ weight, over the measures whose coverage is known"
        return Trace(formula, self.coverage, "coverage", inputs)


@dataclass(frozen=True, slots=True)
class PlanCoverage(_OnDates[Mean]):
    """The plan's alignment: the weighted mean of its objectives' known coverages.

    Attributes:
        unknown_weight: share 0..1 of the plan's weight whose coverage is unknown, whole objectives and parts of some.
    """

    as_of: date
    objectives: tuple[ObjectiveCoverage, ...]
    unknown_weight: float
    reason: str

    @property
    def trace(self) -> Trace:
        """The weighted mean with the coverage of each objective."""
        inputs = tuple(Input(f"{o.name} (weight {o.weight:g})", o.coverage, "coverage") for o in self.objectives)
        formula = "Σ weight × coverage ÷ Σ weight, over the objectives whose coverage is known"
        return Trace(formula, self.coverage, "alignment", inputs)

    def objective(self, key: str) -> ObjectiveCoverage:
        """The objective's coverage.

        Raises:
            UnknownReference: the plan has no such objective.
        """
        found = next((objective for objective in self.objectives if objective.key == key), None)
        if found is None:
            raise UnknownReference(f"the plan has no objective {key!r}")
        return found

    def measure(self, key: str) -> MeasureCoverage:
        """The measure's coverage.

        Raises:
            UnknownReference: the plan has no such measure.
        """
        found = next((measure for measure in self.measures() if measure.key == key), None)
        if found is None:
            raise UnknownReference(f"the plan has no measure {key!r}")
        return found

    def measures(self) -> Iterable[MeasureCoverage]:
        """All measures in the plan's order."""
        return (measure for objective in self.objectives for measure in objective.measures)


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _measure_formula(measure: MeasureCoverage) -> str:
    if measure.gap is None:
        return f"unknown: {measure.reason}"
    if not measure.is_open:
        return "1, because the gap is closed"
    return "what arrives by the target date ÷ gap, held between 0 and 1"


def _measure_inputs(measure: MeasureCoverage) -> Iterable[Input]:
    """Target, each reading that counted, expected level, gap, then what each benefit brings."""
    unit = measure.unit
    yield Input("target", measure.target, unit, date=measure.target_date)
    if measure.level:
        used = measure.level.readings if measure.level.trend else (measure.level.reading,)
        for reading in used:
            yield Input("reading", reading.value, unit, reading.source, reading.date)
        name = "level expected (trend)" if measure.level.trend else "level expected (last reading)"
        yield Input(name, measure.level.value, unit, date=measure.target_date)
    yield Input("gap", measure.gap, unit)
    for part in measure.arrival.contributions:
        yield Input(f"{part.project}: {part.benefit}", part.contribution, unit, part.source, part.start)
    yield Input(f"arrives by the target date ({measure.dates})", measure.arrival.amount, unit)
