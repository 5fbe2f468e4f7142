"""Alignment as data and as a report that reads on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from northing.alignment.queries import Picture
from northing.engine.alignment import MeasureCoverage, ObjectiveCoverage
from northing.ui.figures import UNKNOWN, share_text

MOST_KEYS = 12


def as_json(picture: Picture) -> dict[str, Any]:
    """Coverage of the plan, its objectives and measures; shares 0..1, amounts in the measure's unit, null = unknown."""
    coverage = picture.coverage
    return {
        "as_of": coverage.as_of.isoformat(),
        "plan": {
            "name": picture.snapshot.plan.name,
            "version": picture.snapshot.plan.version,
            "plan_of_record": picture.snapshot.record.number,
        },
        "alignment": {
            "promised": coverage.promised.coverage,
            "forecast": coverage.forecast.coverage,
            "slippage": coverage.slippage,
            "unknown_weight": coverage.unknown_weight,
        },
        "objectives": [_objective(objective, picture) for objective in coverage.objectives],
        "spend": {
            "currency": picture.snapshot.currency,
            "total_minor": picture.spend.total,
            "unlinked_minor": picture.spend.unlinked_amount,
            "unlinked": list(picture.spend.unlinked),
            "unknown": list(picture.spend.unknown),
        },
    }


def _objective(objective: ObjectiveCoverage, picture: Picture) -> dict[str, Any]:
    return {
        "key": objective.key,
        "name": objective.name,
        "weight": objective.weight,
        "status": objective.status.value,
        "promised": objective.promised.coverage,
        "forecast": objective.forecast.coverage,
        "unknown_weight": objective.unknown_weight,
        "reason": objective.reason,
        "support_score": objective.support_score,
        "spend_minor": picture.spend.by_objective.get(objective.key, 0),
        "measures": [_measure(measure) for measure in objective.measures],
    }


def _measure(measure: MeasureCoverage) -> dict[str, Any]:
    return {
        "key": measure.key,
        "name": measure.name,
        "unit": measure.unit,
        "target": measure.target,
        "target_date": measure.target_date.isoformat() if measure.target_date else None,
        "level": measure.level.value if measure.level else None,
        "gap": measure.gap,
        "promised_amount": measure.promised.amount,
        "forecast_amount": measure.forecast.amount,
        "promised": measure.promised.coverage,
        "forecast": measure.forecast.coverage,
        "shortfall": measure.shortfall,
        "reason": measure.reason,
        "formula": measure.trace.formula,
    }


def as_text(picture: Picture) -> str:
    """The report of `northing align`: a line per objective, its measures below it, what is unknown said as such."""
    coverage = picture.coverage
    lines = [
        f"{picture.snapshot.plan.name}, version {picture.snapshot.plan.version}, as of {coverage.as_of}",
        f"Alignment: promised {_share(coverage.promised.coverage)}, forecast {_share(coverage.forecast.coverage)}",
        f"Unknown: {_share(coverage.unknown_weight)} of the weight",
        "",
    ]
    for objective in coverage.objectives:
        lines.append(
            f"{objective.key:8} {objective.name[:52]:52} weight {objective.weight:5.1f}"
            f"  promised {_share(objective.promised.coverage):>5}  forecast {_share(objective.forecast.coverage):>5}"
            f"  {objective.status.value.replace('_', ' ')}"
        )
        lines.extend(_measure_line(measure) for measure in objective.measures)
    return "\n".join([*lines, "", f"Serve no objective: {_some(picture.spend.unlinked)}", ""])


def _some(keys: Sequence[str]) -> str:
    more = len(keys) - MOST_KEYS
    return (", ".join(keys[:MOST_KEYS]) or "none") + (f" and {more} more" if more > 0 else "")


def _measure_line(measure: MeasureCoverage) -> str:
    if measure.gap is None:
        return f"         {measure.name}: unknown ({measure.reason})"
    return (
        f"         {measure.name}: gap {measure.gap:+,.4g} {measure.unit}, "
        f"promised {measure.promised.amount or 0:+,.4g}, short {measure.shortfall or 0:,.4g}"
    )


def _share(value: float | None) -> str:
    return UNKNOWN if value is None else share_text(value)
