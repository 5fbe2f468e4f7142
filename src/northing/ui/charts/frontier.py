"""Moves against value: leaders choose on disruption, so x is the number of moves and y the value kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from northing.ui.charts.drawing import Chart, Scale, el, join, label, line, picture, points
from northing.ui.figures import share_text

WIDTH, HEIGHT = 420.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 16.0, 22.0, 34.0
CROWDED = 46.0  # two labels nearer than this would overlap


@dataclass(frozen=True, slots=True)
class Point:
    """A portfolio on the curve.

    Attributes:
        value: share 0..1 of the best value within reach.
        mark: direct label, such as ``us today``, ``proposed``, ``best``; empty for a plain point.
        chosen: the one proposed now.
        url: opens this point.
    """

    moves: int
    value: float
    mark: str = ""
    chosen: bool = False
    url: str = ""


def frontier(curve: Sequence[Point], *, title: str, others: Sequence[Point] = ()) -> Chart:
    """The curve in steps (a move is whole), its marks, and ``others`` that lie below it."""
    across, up = _scales([*curve, *others])
    ordered = sorted(curve, key=lambda point: point.moves)
    body = [_axes(across, up), el("path", d=_steps(ordered, across, up), class_="path thick")]
    body += [_point(point, across, up, hollow=True) for point in others]
    body += [_point(point, across, up, hollow=False) for point in ordered]
    svg = picture(join(body), width=WIDTH, height=HEIGHT, title=title, status="ink", links=any(p.url for p in curve))
    rows = [(point.mark or "On the curve", str(point.moves), share_text(point.value)) for point in (*ordered, *others)]
    return Chart(svg, title, ("Portfolio", "Moves", "Value kept"), rows)


def _scales(everything: Sequence[Point]) -> tuple[Scale, Scale]:
    most = max((point.moves for point in everything), default=1)
    least = min((point.value for point in everything), default=0)
    floor = max(0.0, int(least * 10 - 0.5) / 10)
    return Scale(0, max(most, 1), LEFT + 8, WIDTH - RIGHT - 24), Scale(floor, 1, HEIGHT - BOTTOM, TOP)


def _axes(across: Scale, up: Scale) -> SafeString:
    count = 4
    values = [up.low + (up.high - up.low) * step / count for step in range(count + 1)]
    grid = [line(LEFT, up(value), WIDTH - RIGHT, up(value), kind="gridline") for value in values]
    sides = [label(LEFT - 6, up(value) + 4, share_text(round(value, 3)), anchor="end") for value in values]
    every = max(1, round(across.high / 6))
    ticks = [
        label(across(moves), HEIGHT - BOTTOM + 15, moves, anchor="middle")
        for moves in range(0, int(across.high) + 1, every)
    ]
    names = [
        label(WIDTH - RIGHT, HEIGHT - 3, "moves away from the plan of record →", anchor="end"),
        label(0, 10, "value kept"),
    ]
    return join([*grid, *sides, *ticks, *names])


def _steps(ordered: Sequence[Point], across: Scale, up: Scale) -> str:
    places: list[tuple[float, float]] = []
    for point in ordered:
        if places:
            places.append((across(point.moves), places[-1][1]))
        places.append((across(point.moves), up(point.value)))
    return points(places) if places else "M0 0"


def _point(point: Point, across: Scale, up: Scale, *, hollow: bool) -> SafeString:
    x, y = across(point.moves), up(point.value)
    kind = "dot hollow" if hollow else "dot"
    radius = 6 if point.chosen else 3.5
    dot = el("circle", el("title", _said(point)), cx=x, cy=y, r=radius, class_=kind)
    body = el("g", dot, class_="is-accent") if point.chosen else dot
    if point.mark:
        near_end = x > WIDTH - RIGHT - 24 - CROWDED
        place = (x + 4, y - 10, "end") if near_end else (x + 9, y + 16, "start")
        body += label(place[0], place[1], point.mark, kind="strong" if point.chosen else "label", anchor=place[2])
    return el("a", SafeString(body), href=point.url) if point.url else SafeString(body)


def _said(point: Point) -> str:
    return f"{point.mark + ': ' if point.mark else ''}{point.moves} moves keep {share_text(point.value)}"
