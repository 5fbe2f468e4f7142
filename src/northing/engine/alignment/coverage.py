"""How much of what the business plan still needs its portfolio brings: coverage in the objective's own unit.

The formulas stand in docs/formulas/coverage.md, with the worked example that the tests compute.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import fsum

from northing.engine.alignment.arrival import Link, arrival_at, links_by_measure
from northing.engine.alignment.covered import UNKNOWN_MEAN, Mean, MeasureCoverage, ObjectiveCoverage, PlanCoverage
from northing.engine.alignment.level import gap_to_target, is_open, level_expected, target_level
from northing.engine.alignment.status import DEFAULT_THRESHOLDS, Thresholds, status_of
from northing.engine.benefits import Dates
from northing.engine.plan import Measure, Objective
from northing.engine.register import Support
from northing.engine.shapes import typed
from northing.engine.snapshot import Snapshot

NO_TARGET = "no target"
NO_READING = "no reading"
NO_MEASURE = "no measure"
MEASURES_UNKNOWN = "no measure has both target and reading"
NOTHING_KNOWN = "no objective has a measure with both target and reading"
STRONGEST_RATING = 9


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
