"""Baseline → contributions → forecast, against the target. Contributions must add up, so the picture is a waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from northing.ui.charts.drawing import Chart, Scale, bar, hatch, join, label, line, picture
from northing.ui.figures import delta_text, number_text

ROW = 22.0
NAMES, FIGURES = 190.0, 60.0


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one project (or ``1 restricted item``) adds to the measure, in its unit, signed as the measure moves."""

    label: str
    value: float
    status: str = "unknown"


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A measure's way from ``baseline`` to the forecast, which is their sum, and its ``target``."""

    baseline: float
    contributions: Sequence[Contribution]
    target: float
    unit: str = ""

    @property
    def forecast(self) -> float:
        return self.baseline + sum(part.value for part in self.contributions)


def waterfall(fall: Waterfall, *, title: str, width: float = 560) -> Chart:
    """Horizontal, so that names stay readable; the axis is cut at the nearest end, as only differences are shown."""
    levels = _levels(fall)
    ends = [level for pair in levels for level in pair] + [fall.target]
    margin = (max(ends) - min(ends)) * 0.08 or 1
    across = Scale(min(ends) - margin, max(ends) + margin, NAMES, width - FIGURES)
    height = ROW * (len(levels) + 2) + 14
    body = join([_rows(fall, levels, across, title), _target(fall, across, height)])
    rows = [("Baseline", number_text(fall.baseline))]
    rows += [(part.label, delta_text(part.value)) for part in fall.contributions]
    rows += [("Forecast", number_text(fall.forecast)), ("Target", number_text(fall.target))]
    return Chart(picture(body, width=width, height=height, title=title), title, ("Step", fall.unit or "Value"), rows)


def _levels(fall: Waterfall) -> list[tuple[float, float]]:
    """From and to of each contribution."""
    level, pairs = fall.baseline, []
    for part in fall.contributions:
        pairs.append((level, level + part.value))
        level += part.value
    return pairs


def _rows(fall: Waterfall, levels: Sequence[tuple[float, float]], across: Scale, seed: str) -> SafeString:
    start = across(across.low)
    fill, defs = hatch(seed, status="ink")
    parts = [defs, _bar(0, "Baseline", number_text(fall.baseline), start, across(fall.baseline), kind="actual")]
    for at, (part, (before, after)) in enumerate(zip(fall.contributions, levels, strict=True), start=1):
        better = (part.value < 0) == (fall.target < fall.baseline)
        kind = "good" if better else "bad"
        parts.append(_bar(at, part.label, delta_text(part.value), across(before), across(after), kind=kind))
        parts.append(line(across(after), at * ROW + 18, across(after), (at + 1) * ROW + 5, kind="guide"))
    last = len(levels) + 1
    end = across(fall.forecast)
    parts.append(_bar(last, "Forecast", number_text(fall.forecast), start, end, kind="outline-status", fill=fill))
    return SafeString(f'<g class="is-ink">{join(parts)}</g>')


def _bar(at: int, name: str, figure: str, x1: float, x2: float, *, kind: str, fill: str = "") -> SafeString:
    top = at * ROW + 5
    strong = "strong" if kind in {"actual", "outline-status"} else "label"
    return join(
        [
            label(0, top + 11, name, kind=strong),
            bar(x1, x2, top, 13, kind=kind, fill=fill),
            label(max(x1, x2) + 6, top + 11, figure, kind=strong),
        ]
    )


def _target(fall: Waterfall, across: Scale, height: float) -> SafeString:
    place = across(fall.target)
    near_end = place > across.end - FIGURES
    words = label(
        place + (-5 if near_end else 5),
        height - 2,
        f"target {number_text(fall.target)}",
        anchor="end" if near_end else "",
    )
    return join([line(place, 0, place, height - 12, kind="target"), words])
