"""Places on a page that rooms above it fill: a room that is not there is simply absent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from northing.ui.blocks import Kpi

# Answers headline figures to stand beside those of the page.
Figures = Callable[[HttpRequest], list[Kpi]]
# Answers HTML that is safe to show, or "" where there is nothing to say.
Panel = Callable[[HttpRequest, Any], str]

_figures: dict[str, list[Figures]] = {}
_panels: dict[str, list[tuple[int, Panel]]] = {}


def panel(place: str, *, order: int = 50) -> Callable[[Panel], Panel]:
    """Register a function of request and subject that fills a place; lower orders come first."""

    def register(fill: Panel) -> Panel:
        _panels.setdefault(place, []).append((order, fill))
        _panels[place].sort(key=lambda entry: entry[0])
        return fill

    return register


def fill(place: str, request: HttpRequest, subject: Any = None) -> Iterable[str]:
    """What the rooms above have to say at a place, in order."""
    said = (tell(request, subject) for _, tell in _panels.get(place, ()))
    return [html for html in said if html]


def figures(place: str) -> Callable[[Figures], Figures]:
    """Register a function of the request that adds headline figures to a page."""

    def register(answer: Figures) -> Figures:
        _figures.setdefault(place, []).append(answer)
        return answer

    return register


def all_figures(place: str, request: HttpRequest) -> list[Kpi]:
    """The headline figures that rooms above add at a place."""
    return [kpi for answer in _figures.get(place, ()) for kpi in answer(request)]
