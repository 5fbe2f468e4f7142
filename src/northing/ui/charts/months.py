"""A strip of months: how much change lands on a unit, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from northing.ui.charts.drawing import Chart, bar, el, hatch, join, label, picture
from northing.ui.figures import number_text

TALL, BASE = 46.0, 62.0


@dataclass(frozen=True, slots=True)
class Month:
    """One month: a load in any unit, and what lands in it. ``firm`` loads are solid, others hatched."""

    month: date
    load: float
    what: Sequence[str] = ()
    firm: bool = True


def months(
    strip: Sequence[Month], *, title: str, limit: float | None = None, unit: str = "", width: float = 560
) -> Chart:
    """Bars from zero; above ``limit`` they take the colour of off track."""
    step = width / max(len(strip), 1)
    most = max([*(month.load for month in strip), limit or 0, 1e-9])
    fill, defs = hatch(title, status="ink")
    bars = [_month(m, at=i, step=step, most=most, limit=limit, fill=fill) for i, m in enumerate(strip)]
    guide = []
    if limit is not None:
        y = BASE - limit / most * TALL
        guide = [
            el("path", d=f"M0 {y:.1f}H{width}", class_="guide"),
            label(width, y - 3, "limit", kind="small", anchor="end"),
        ]
    axis = el("path", d=f"M0 {BASE}H{width}", class_="axis")
    body = el("g", join([defs, *bars, axis, *guide]), class_="is-ink")
    svg = picture(body, width=width, height=BASE + 18, title=title)
    rows = [(f"{m.month:%b %Y}", number_text(m.load), "; ".join(m.what)) for m in strip]
    return Chart(svg, title, ("Month", unit or "Load", "What lands"), rows)


def _month(month: Month, *, at: int, step: float, most: float, limit: float | None, fill: str) -> SafeString:
    left, height = at * step, month.load / most * TALL
    over = limit is not None and month.load > limit
    kind = "bad" if over else ("actual" if month.firm else "outline-status")
    shown = "" if over or month.firm else fill
    column = bar(left + 2, left + step - 2, BASE - height, height, kind=kind, fill=shown)
    said = f"{month.month:%b %Y}: {number_text(month.load)}{' – ' + '; '.join(month.what) if month.what else ''}"
    name = f"{month.month:%b}"[:1] if step < 34 else f"{month.month:%b}"  # noqa: PLR2004  three letters need 34 px
    year = f" {month.month:%y}" if month.month.month == 1 else ""
    parts = [
        el("title", said),
        column if month.load else "",
        label(left + step / 2, BASE + 14, name + year, kind="small", anchor="middle"),
    ]
    if month.load:
        parts.append(label(left + step / 2, BASE - height - 3, number_text(month.load), kind="small", anchor="middle"))
    return el("g", join(parts))
