"""Pictures that stand inside a row: sparkline, bullet bar, coverage bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from northing.ui.charts.drawing import Chart, Scale, bar, el, hatch, join, label, line, picture, points
from northing.ui.figures import UNKNOWN, number_text

ROW = 16.0


@dataclass(frozen=True, slots=True)
class Span:
    """The scale that a group of sparklines shares, in their unit."""

    low: float
    high: float


def span_of(series: Sequence[Sequence[float | None]]) -> Span:
    """One scale for all the given series."""
    known = [value for values in series for value in values if value is not None]
    return Span(min(known, default=0), max(known, default=1))


def sparkline(
    values: Sequence[float | None],
    *,
    span: Span,
    title: str,
    status: str = "",
    target: float | None = None,
    width: float = 72,
) -> Chart:
    """Readings in equal steps of time on a shared scale; a missing one breaks the line, the last has a dot."""
    reach = span if target is None else Span(min(span.low, target), max(span.high, target))
    across, up = Scale(0, max(len(values) - 1, 1), 2, width - 3), Scale(reach.low, reach.high, ROW - 2.5, 2.5)
    runs = _runs([(across(i), None if value is None else up(value)) for i, value in enumerate(values)])
    guide = "" if target is None else line(2, up(target), width - 3, up(target), kind="guide")
    paths = [el("path", d=points(run), class_="path") for run in runs if len(run) > 1]
    dots = [el("circle", cx=run[-1][0], cy=run[-1][1], r=2, class_="dot") for run in runs[-1:]]
    svg = picture(join([guide, *paths, *dots]), width=width, height=ROW, title=title, status=status, inline=True)
    rows = [(str(i + 1), UNKNOWN if value is None else number_text(value)) for i, value in enumerate(values)]
    return Chart(svg, title, ("Reading", "Value"), rows)


def _runs(places: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in places:
        if y is None:
            runs.append([])
        else:
            runs[-1].append((x, y))
    return [run for run in runs if run]


@dataclass(frozen=True, slots=True)
class Progress:
    """A measure between baseline and target, in its unit; ``forecast`` is the level expected at the target date."""

    baseline: float
    actual: float
    target: float
    forecast: float | None = None
    unit: str = ""


def bullet(progress: Progress, *, title: str, status: str = "", width: float = 160) -> Chart:
    """Solid from the baseline to the actual, hatched on to the forecast, a tick at the target."""
    ends = [progress.baseline, progress.actual, progress.target, *_known(progress.forecast)]
    falls = progress.target < progress.baseline
    low, high = (max(ends), min(ends)) if falls else (min(ends), max(ends))
    across = Scale(low, high, 2, width - 2)
    fill, defs = hatch(title, status=status)
    parts = [defs, bar(2, width - 2, 3, 10, kind="gap")]
    if progress.forecast is not None:
        parts += [bar(across(progress.actual), across(progress.forecast), 4, 8, kind="outline-status", fill=fill)]
    parts += [bar(across(progress.baseline), across(progress.actual), 4, 8, kind="actual")]
    parts += [line(across(progress.target), 0, across(progress.target), ROW, kind="target")]
    svg = picture(join(parts), width=width, height=ROW, title=title, status=status, inline=True)
    return Chart(svg, title, ("Level", progress.unit or "Value"), _levels(progress))


def _known(value: float | None) -> list[float]:
    return [] if value is None else [value]


def _levels(progress: Progress) -> list[tuple[str, str]]:
    forecast = UNKNOWN if progress.forecast is None else number_text(progress.forecast)
    return [
        ("Baseline", number_text(progress.baseline)),
        ("Actual", number_text(progress.actual)),
        ("Forecast", forecast),
        ("Target", number_text(progress.target)),
    ]


@dataclass(frozen=True, slots=True)
class Cover:
    """How much of a gap is covered, all three in the objective's unit and positive towards the target."""

    gap: float
    promised: float
    forecast: float
    unit: str = ""


def coverage(cover: Cover, *, title: str, status: str = "", width: float = 200) -> Chart:
    """The gap as an outline; inside it, above, what is promised (solid) and, below, what is forecast (hatched)."""
    end = max(cover.gap, cover.promised, cover.forecast, 0)
    across = Scale(0, end, 2, width - 2)
    fill, defs = hatch(title, status=status)
    parts = [
        defs,
        bar(across(0), across(cover.gap), 1.5, 13, kind="gap"),
        bar(across(0), across.held(cover.promised), 3, 5, kind="actual"),
        bar(across(0), across.held(cover.forecast), 8.5, 4.5, kind="outline-status", fill=fill),
        line(across(cover.gap), 0, across(cover.gap), ROW, kind="target"),
    ]
    svg = picture(join(parts), width=width, height=ROW, title=title, status=status, inline=True)
    short = max(cover.gap - cover.forecast, 0.0)
    figures = [("Gap", cover.gap), ("Promised", cover.promised), ("Forecast", cover.forecast), ("Short", short)]
    return Chart(svg, title, ("Part", cover.unit or "Value"), [(name, number_text(value)) for name, value in figures])


def key_of_notation() -> SafeString:
    """Solid, outline, hatch in words, for a page's first chart."""
    fill, defs = hatch("notation", status="ink")
    parts = [defs]
    for at, (name, kind, paint) in enumerate(
        (("actual", "actual", ""), ("plan", "plan", ""), ("forecast", "outline-status", fill))
    ):
        parts += [bar(at * 84 + 1, at * 84 + 17, 4, 9, kind=kind, fill=paint), label(at * 84 + 23, 12.5, name)]
    title = "Actual is solid, plan an outline, forecast hatched"
    return picture(join(parts), width=250, height=ROW, title=title, status="ink", inline=True)
