"""Before and after: one line per objective, so that what falls is seen at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from northing.ui.charts.drawing import Chart, Scale, el, join, label, line, picture
from northing.ui.figures import delta_text, share_text
from northing.ui.words import status_key

WIDTH, TOP, GAP = 560.0, 30.0, 15.0
LEFT, RIGHT = 210.0, 390.0


@dataclass(frozen=True, slots=True)
class Slope:
    """Attainment 0..1 of one objective before and after."""

    label: str
    before: float
    after: float
    status: str = "unknown"


def slopes(rows: Sequence[Slope], *, title: str, before: str = "now", after: str = "proposed") -> Chart:
    """Labels are pushed apart where figures lie close; the lines keep the true places."""
    height = TOP + max(len(rows) * GAP * 1.3, 120) + 10
    up = Scale(0, 1, height - 12, TOP)
    left = spread([up.held(row.before) for row in rows], gap=GAP)
    right = spread([up.held(row.after) for row in rows], gap=GAP)
    body = [label(LEFT, 12, before, kind="strong", anchor="end"), label(RIGHT, 12, after, kind="strong")]
    body += [line(x, TOP - 8, x, height - 6, kind="gridline") for x in (LEFT + 8, RIGHT - 8)]
    for row, name_y, figure_y in zip(rows, left, right, strict=True):
        start, end = up.held(row.before), up.held(row.after)
        shapes = [
            line(LEFT + 8, start, RIGHT - 8, end, kind="path thick"),
            el("circle", cx=LEFT + 8, cy=start, r=3, class_="dot"),
            el("circle", cx=RIGHT - 8, cy=end, r=3, class_="dot"),
            label(LEFT, name_y + 4, f"{row.label}  {share_text(row.before)}", kind="label", anchor="end"),
            label(RIGHT, figure_y + 4, f"{share_text(row.after)}  {_points(row)}", kind="status-text"),
        ]
        body.append(el("g", join(shapes), class_=f"is-{status_key(row.status)}"))
    svg = picture(join(body), width=WIDTH, height=height, title=title)
    table = [(row.label, share_text(row.before), share_text(row.after), _points(row)) for row in rows]
    return Chart(svg, title, ("Objective", before.capitalize(), after.capitalize(), "Difference"), table)


def _points(row: Slope) -> str:
    return f"{delta_text(round((row.after - row.before) * 100), decimals=0)} pp"


def spread(places: Sequence[float], *, gap: float) -> list[float]:
    """The places moved down as little as needed so that each is ``gap`` below the one above; order of input kept."""
    order = sorted(range(len(places)), key=lambda at: (places[at], at))
    moved = list(places)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + gap)
    return moved
