"""Horizontal variance bars: sign and figure at the end, zero in the middle, good and bad by the declared direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

from northing.ui.charts.drawing import Chart, Scale, bar, join, label, line, picture
from northing.ui.figures import delta_text

ROW = 22.0
NAMES = 190.0
FIGURES = 64.0


@dataclass(frozen=True, slots=True)
class Variance:
    """One row; ``text`` replaces the written figure, for money."""

    label: str
    value: float
    text: str = ""

    @property
    def written(self) -> str:
        return self.text or delta_text(self.value)


def variances(
    rows: Sequence[Variance], *, title: str, unit: str = "", better: Literal["up", "down"] = "up", width: float = 560
) -> Chart:
    reach = max((abs(row.value) for row in rows), default=1) or 1
    negative = any(row.value < 0 for row in rows)
    left = NAMES + (FIGURES if negative else 4)
    across = Scale(-reach if negative else 0, reach, left, width - FIGURES)
    height = ROW * len(rows) + 6
    axis = line(across(0), 0, across(0), height, kind="axis")
    body = join([*(_row(row, at=i, across=across, better=better) for i, row in enumerate(rows)), axis])
    svg = picture(body, width=width, height=height, title=title)
    return Chart(svg, title, ("", unit or "Difference"), [(row.label, row.written) for row in rows])


def _row(row: Variance, *, at: int, across: Scale, better: str) -> SafeString:
    top, end = at * ROW + 4, across(row.value)
    kind = "good" if (row.value > 0) == (better == "up") else "bad"
    side, anchor = (end + 6, "start") if row.value >= 0 else (end - 6, "end")
    return join(
        [
            label(0, top + 12, row.label, kind="label"),
            bar(across(0), end, top + 2, 13, kind=kind),
            label(side, top + 12, row.written, kind=kind, anchor=anchor),
        ]
    )
