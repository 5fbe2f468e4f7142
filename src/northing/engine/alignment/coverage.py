"""How much of what the business plan still needs its portfolio brings: coverage in the objective's own unit.

The formulas stand in docs/formulas/coverage.md, with the worked example that the tests compute.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import NamedTuple

from northing.engine.alignment.arrival import Arrival, Link, arrival_at, links_by_measure
from northing.engine.alignment.level import Level, gap_to_target, is_open, level_expected, target_level
from northing.engine.alignment.status import DEFAULT_THRESHOLDS, Thresholds, status_of
from northing.engine.alignment.trace import Input, Trace
from northing.engine.benefits import Dates
from northing.engine.errors import UnknownReference
from northing.engine.plan import Measure, Objective, Polarity
from northing.engine.register import Status, Support
from northing.engine.shapes import typed
from northing.engine.snapshot import Snapshot

NO_TARGET = "no target"
NO_READING = "no reading"
NO_MEASURE = "no measure"
MEASURES_UNKNOWN = "no measure has both target and reading"
NOTHING_KNOWN = "no objective has a measure with both target and reading"
STRONGEST_RATING = 9


class Mean(NamedTuple):
    """A weighted mean of known coverages, each 0..1, and the range's ends; None when none of them is known."""

    coverage: float | None
    low: float | None
    high: float | None


UNKNOWN_MEAN = Mean(None, None, None)


@dataclass(frozen=True, slots=True)
class MeasureCoverage:
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
    promised: Arrival
    forecast: Arrival
    dates: Dates

    @property
    def arrival(self) -> Arrival:
        """What arrives on the chosen dates."""
        return self.promised if self.dates is Dates.PROMISED else self.forecast

    @property
    def coverage(self) -> float | None:
        """0..1 on the chosen dates; 1 for a closed gap, None when unknown."""
        return self.arrival.coverage

    @property
    def shortfall(self) -> float | None:
        """The part of the gap that nothing covers, as a positive amount of the unit; 0 once closed."""
        if self.gap is None or self.coverage is None:
            return None
        return abs(self.gap) * (1 - self.coverage) if self.is_open else 0.0

    @property
    def slippage(self) -> float | None:
        """Promised minus forecast coverage."""
        return _difference(self.promised.coverage, self.forecast.coverage)

    @property
    def slippage_amount(self) -> float | None:
        """Promised minus forecast change by the target date, in the unit and signed as the measure moves."""
        return _difference(self.promised.amount, self.forecast.amount)

    @property
    def trace(self) -> Trace:
        """The formula of ``coverage`` with what went into it; the benefits are ``arrival.contributions``."""
        return Trace(_measure_formula(self), self.coverage, "share of the gap", tuple(_measure_inputs(self)))


@dataclass(frozen=True, slots=True)
class ObjectiveCoverage:
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
    promised: Mean
    forecast: Mean
    unknown_weight: float
    reason: str
    supports: tuple[Support, ...]
    support_score: float | None
    status: Status
    dates: Dates

    @property
    def mean(self) -> Mean:
        """Coverage with its range on the chosen dates."""
        return self.promised if self.dates is Dates.PROMISED else self.forecast

    @property
    def coverage(self) -> float | None:
        """0..1 on the chosen dates; None when unknown."""
        return self.mean.coverage

    @property
    def slippage(self) -> float | None:
        """Promised minus forecast coverage."""
        return _difference(self.promised.coverage, self.forecast.coverage)

    @property
    def trace(self) -> Trace:
        """The weighted mean with the coverage of each measure."""
        inputs = tuple(Input(f"{m.name} (weight {m.weight:g})", m.coverage, "coverage") for m in self.measures)
        formula = "Σ weight × coverage ÷ Σ weight, over the measures whose coverage is known"
        return Trace(formula, self.coverage, "coverage", inputs)


@dataclass(frozen=True, slots=True)
class PlanCoverage:
    """The plan's alignment: the weighted mean of its objectives' known coverages.

    Attributes:
        unknown_weight: share 0..1 of the plan's weight whose coverage is unknown, whole objectives and parts of some.
    """

    as_of: date
    dates: Dates
    objectives: tuple[ObjectiveCoverage, ...]
    promised: Mean
    forecast: Mean
    unknown_weight: float
    reason: str

    @property
    def mean(self) -> Mean:
        """Alignment with its range on the chosen dates."""
        return self.promised if self.dates is Dates.PROMISED else self.forecast

    @property
    def coverage(self) -> float | None:
        """Alignment 0..1 on the chosen dates; None when nothing is known."""
        return self.mean.coverage

    @property
    def slippage(self) -> float | None:
        """Promised minus forecast alignment."""
        return _difference(self.promised.coverage, self.forecast.coverage)

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


@typed
def coverage_of(
    snapshot: Snapshot, *, dates: Dates = Dates.PROMISED, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> PlanCoverage:
    """Coverage of every measure, objective and of the plan by the projects in the plan of record.

    Both kinds of dates are computed; ``dates`` says which of them ``coverage`` and ``shortfall`` follow.
    """
    links, supports = links_by_measure(snapshot), _supports_by_objective(snapshot)
    pairs = [(goal.key, objective) for goal in snapshot.plan.goals for objective in goal.objectives]
    shares = weight_shares([objective.weight for _, objective in pairs])
    objectives = tuple(
        _objective_coverage(
            objective,
            goal=goal,
            share=share,
            measures=_measure_coverages(objective, links=links, as_of=snapshot.as_of, dates=dates),
            supports=supports.get(objective.key, ()),
            thresholds=thresholds,
            dates=dates,
        )
        for (goal, objective), share in zip(pairs, shares, strict=True)
    )
    promised = _mean((objective.share, objective.promised) for objective in objectives)
    return PlanCoverage(
        as_of=snapshot.as_of,
        dates=dates,
        objectives=objectives,
        promised=promised,
        forecast=_mean((objective.share, objective.forecast) for objective in objectives),
        unknown_weight=fsum(o.share * o.unknown_weight for o in objectives) if objectives else 1.0,
        reason="" if promised.coverage is not None else NOTHING_KNOWN,
    )


def weight_shares(weights: list[float]) -> list[float]:
    """Weights as shares of their sum; equal shares where none of them is above zero (nobody has weighted yet)."""
    total = fsum(weights)
    return [weight / total if total > 0 else 1 / len(weights) for weight in weights]


def _measure_coverages(
    objective: Objective, *, links: dict[str, list[Link]], as_of: date, dates: Dates
) -> tuple[MeasureCoverage, ...]:
    shares = weight_shares([measure.weight for measure in objective.measures])
    return tuple(
        _measure_coverage(
            measure, objective=objective.key, share=share, links=links.get(measure.key, []), as_of=as_of, dates=dates
        )
        for measure, share in zip(objective.measures, shares, strict=True)
    )


def _measure_coverage(
    measure: Measure, *, objective: str, share: float, links: list[Link], as_of: date, dates: Dates
) -> MeasureCoverage:
    level = level_expected(measure, as_of=as_of)
    gap = gap_to_target(measure, level=level.value) if level and measure.has_target else None
    missing = gap is not None and is_open(measure, gap=gap)
    reading = level.reading.date if level else None
    promised, forecast = (
        arrival_at(measure, links=links, reading=reading, gap=gap, is_open=missing, dates=kind)
        for kind in (Dates.PROMISED, Dates.FORECAST)
    )
    return MeasureCoverage(
        key=measure.key,
        objective=objective,
        name=measure.name,
        unit=measure.unit,
        polarity=measure.polarity,
        target=target_level(measure, level=level.value) if level else measure.target,
        target_date=measure.target_date,
        weight=measure.weight,
        share=share,
        level=level,
        gap=gap,
        is_open=missing,
        reason="" if gap is not None else NO_READING if measure.has_target else NO_TARGET,
        promised=promised,
        forecast=forecast,
        dates=dates,
    )


def _objective_coverage(
    objective: Objective,
    *,
    goal: str,
    share: float,
    measures: tuple[MeasureCoverage, ...],
    supports: tuple[Support, ...],
    thresholds: Thresholds,
    dates: Dates,
) -> ObjectiveCoverage:
    promised, forecast = (_mean_of(measures, dates=kind) for kind in (Dates.PROMISED, Dates.FORECAST))
    unknown = fsum(measure.share for measure in measures if measure.gap is None) if measures else 1.0
    return ObjectiveCoverage(
        key=objective.key,
        name=objective.name,
        goal=goal,
        weight=objective.weight,
        share=share,
        measures=measures,
        promised=promised,
        forecast=forecast,
        unknown_weight=unknown,
        reason="" if promised.coverage is not None else MEASURES_UNKNOWN if measures else NO_MEASURE,
        supports=supports,
        support_score=_support_score(supports),
        status=status_of(forecast.coverage, thresholds=thresholds),
        dates=dates,
    )


def _mean_of(measures: tuple[MeasureCoverage, ...], *, dates: Dates) -> Mean:
    arrivals = ((m.share, m.promised if dates is Dates.PROMISED else m.forecast) for m in measures)
    return _mean((share, Mean(a.coverage, a.coverage_low, a.coverage_high)) for share, a in arrivals)


def _mean(parts: Iterable[tuple[float, Mean]]) -> Mean:
    """Weighted mean over the parts that are known; unknown when those weigh nothing together."""
    known = [(share, mean) for share, mean in parts if mean.coverage is not None]
    if fsum(share for share, _ in known) <= 0:
        return UNKNOWN_MEAN
    shares = weight_shares([share for share, _ in known])
    return Mean(*(_dot(shares, [mean[end] or 0.0 for _, mean in known]) for end in range(3)))


def _dot(shares: list[float], values: list[float]) -> float:
    return min(1.0, fsum(share * value for share, value in zip(shares, values, strict=True)))


def _supports_by_objective(snapshot: Snapshot) -> dict[str, tuple[Support, ...]]:
    chosen = {line.project for line in snapshot.record.lines}
    found: dict[str, tuple[Support, ...]] = {}
    for support in sorted(snapshot.supports, key=lambda support: (-abs(support.rating), support.project)):
        if support.project in chosen:
            found[support.objective] = (*found.get(support.objective, ()), support)
    return found


def _support_score(supports: tuple[Support, ...]) -> float | None:
    if not supports:
        return None
    return sum(support.rating for support in supports) / (STRONGEST_RATING * len(supports))


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
