"""The pen: escaped SVG elements, a linear scale, the hatch of a forecast, and the chart with its table twin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from zlib import crc32

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and its twin.

    Attributes:
        title: the message; it is also what a screen reader says.
        columns, rows: the same figures as text, first column a header; sums equal the picture's.
    """

    svg: SafeString
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def table(self) -> SafeString:
        """The twin as HTML; every column but the first holds figures."""
        return format_html(
            '<table class="dense"><caption class="vh">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
            self.title,
            format_html_join("", '<th scope="col"{}>{}</th>', _numeric(self.columns)),
            format_html_join("", "<tr>{}</tr>", ((_row(row),) for row in self.rows)),
        )


def _numeric(cells: Sequence[str]) -> list[tuple[SafeString, str]]:
    return [(SafeString(' class="num"' if at else ""), cell) for at, cell in enumerate(cells)]


def _row(cells: Sequence[str]) -> SafeString:
    head = format_html('<th scope="row">{}</th>', cells[0])
    return mark_safe(head + format_html_join("", '<td class="num">{}</td>', ((cell,) for cell in cells[1:])))  # noqa: S308


@dataclass(frozen=True, slots=True)
class Scale:
    """Straight from ``low..high`` in the figure's unit to ``start..end`` in pixels; without width it is a point."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return self.start
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def held(self, value: float) -> float:
        """The same, kept inside the picture."""
        return self(min(max(value, self.low), self.high))


def el(name: str, /, content: object = "", **attributes: object) -> SafeString:
    """``el("rect", x=1, class_="actual")``; None leaves an attribute out, ``_`` in a name is a hyphen."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    inner = content if isinstance(content, SafeString) else escape(str(content))
    return SafeString(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def number(value: object) -> str:
    """At most two decimals: a picture has no more."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def join(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))


def label(x: float, y: float, content: object, *, kind: str = "", anchor: str = "") -> SafeString:
    return el("text", content, x=x, y=y, class_=kind, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, *, kind: str) -> SafeString:
    return el(
        "path", d=f"M{number(float(x1))} {number(float(y1))}L{number(float(x2))} {number(float(y2))}", class_=kind
    )


def bar(x1: float, x2: float, y: float, height: float, *, kind: str, fill: str = "") -> SafeString:
    """A rectangle between two horizontal places, whichever comes first."""
    left, width = min(x1, x2), abs(x2 - x1)
    return el("rect", x=float(left), y=float(y), width=float(width), height=float(height), class_=kind, fill=fill)


def points(places: Sequence[tuple[float, float]]) -> str:
    """Path data through the places in straight lines."""
    return "M" + "L".join(f"{number(float(x))} {number(float(y))}" for x, y in places)


def hatch(seed: str, *, status: str = "") -> tuple[str, SafeString]:
    """The forecast's pattern: ``url(#…)`` to fill with, and its definition. The same seed gives the same id."""
    identity = f"h{crc32(f'{seed}|{status}'.encode()):08x}"
    stroke = el("path", d="M0 4L4 0M-1 1L1 -1M3 5L5 3", class_="hatch-line")
    pattern = el(
        "pattern", stroke, id=identity, width=4, height=4, patternUnits="userSpaceOnUse", class_=_status(status)
    )
    return f"url(#{identity})", el("defs", pattern)


def _status(status: str) -> str:
    return f"is-{status}" if status else ""


def picture(
    body: SafeString,
    *,
    width: float,
    height: float,
    title: str,
    status: str = "",
    inline: bool = False,
    links: bool = False,
) -> SafeString:
    """One image for screen readers: the title says it, the twin holds the figures. With ``links`` it is a group."""
    classes = " ".join(filter(None, ["chart", "inline" if inline else "", _status(status)]))
    box = f"0 0 {number(float(width))} {number(float(height))}"
    inner = el("title", title) + body
    return el(
        "svg",
        SafeString(inner),
        viewBox=box,
        class_=classes,
        role="group" if links else "img",
        aria_label=title,
        width=width,
        height=height,
    )
