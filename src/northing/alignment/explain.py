"""Coverage opened up: its formula, what went into it, and the way from the level now to the target as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from northing.alignment.queries import Picture
from northing.engine.alignment import MeasureCoverage, Trace
from northing.engine.plan import Measure
from northing.ui.blocks import Explanation
from northing.ui.charts.drawing import Chart
from northing.ui.charts.small import span_of, sparkline
from northing.ui.charts.waterfall import Contribution, Waterfall, waterfall
from northing.ui.figures import date_text, number_text, share_text


def explanation_of(trace: Trace, *, note: str = "") -> Explanation:
    """A trace as the disclosure shows it."""
    inputs = tuple(
        (item.name, _value(item.value, item.unit), item.source, date_text(item.date) if item.date else "")
        for item in trace.inputs
    )
    return Explanation(formula=trace.formula, inputs=inputs, note=note)


def coverage_explanation(coverage: MeasureCoverage) -> Explanation:
    """What the coverage of a measure rests on."""
    note = f"Unknown: {coverage.reason}." if coverage.reason else ""
    return explanation_of(coverage.trace, note=note)


def _value(value: object, unit: str) -> str:
    if isinstance(value, int | float):
        text = share_text(value) if unit in {"share", "coverage"} else number_text(value)
        return text if unit in {"share", "coverage"} else f"{text} {unit}".strip()
    return "–" if value is None else str(value)


def fall_of(coverage: MeasureCoverage, picture: Picture) -> Chart | None:
    """Level now → each project's forecast contribution → forecast level → target; None without a known gap."""
    if coverage.gap is None or coverage.level is None or coverage.target is None:
        return None
    names = {project.key: project.name for project in picture.snapshot.projects}
    parts = tuple(
        Contribution(names[one.project], one.contribution)
        for one in coverage.forecast.contributions
        if one.contribution
    )
    covered = share_text(coverage.forecast.coverage or 0.0)
    return waterfall(
        Waterfall(coverage.level.value, parts, coverage.target, coverage.unit),
        title=f"The portfolio is forecast to cover {covered} of the gap in {coverage.name.lower()}",
    )


def path_of(measure: Measure) -> Chart | None:
    """The readings as a line; None with fewer than two."""
    values = [reading.value for reading in measure.readings]
    if len(values) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    title = f"{measure.name}: {number_text(values[0])} → {number_text(values[-1])} {measure.unit}"
    return sparkline(values, span=span_of([values]), title=title, target=measure.target, width=240)


@dataclass(frozen=True, slots=True)
class Line:
    """One benefit's part: amounts in the measure's unit, on promised and on forecast dates."""

    project: str
    name: str
    amount: float
    confidence: float
    promised: float
    forecast: float


def contributions_of(coverage: MeasureCoverage, picture: Picture) -> list[Line]:
    """Each benefit of the measure with what counts of it, the largest first."""
    names = {project.key: project.name for project in picture.snapshot.projects}
    expected = {one.benefit: one.contribution for one in coverage.forecast.contributions}
    lines = [
        Line(
            one.project,
            names[one.project],
            one.amount,
            one.confidence,
            one.contribution,
            expected.get(one.benefit, 0.0),
        )
        for one in coverage.promised.contributions
    ]
    return sorted(lines, key=lambda line: -abs(line.forecast))
