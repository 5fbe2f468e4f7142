"""The words and shapes of a status: shape, word and colour always say the same."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

STATUS_WORDS = {
    "on_track": "On track",
    "at_risk": "At risk",
    "off_track": "Off track",
    "not_started": "Not started",
    "unknown": "Unknown",
}
_PATHS = {
    "on_track": "M6 1a5 5 0 1 0 0 10A5 5 0 1 0 6 1z",
    "at_risk": "M6 1 11.6 11H.4z",
    "off_track": "M6 .2 11.8 6 6 11.8.2 6z",
    "not_started": "M6 1.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 1 0 0-8.4z",
    "unknown": "M1 5h10v2H1z",
}


def status_key(value: object) -> str:
    """The key of a status, also from an enum; an unreported one is unknown, never green."""
    key = str(value or "unknown")
    if key not in STATUS_WORDS:
        raise ValueError(f"unknown status {key!r}; one of {', '.join(STATUS_WORDS)}")
    return key


def status_word(value: object) -> str:
    return STATUS_WORDS[status_key(value)]


def shape_path(value: object) -> str:
    """SVG path data of a status shape in a box of 12 by 12."""
    return _PATHS[status_key(value)]


def shape(value: object) -> SafeString:
    """The shape alone, hidden from screen readers: write the word beside it or as its label."""
    key = status_key(value)
    style = "shape outline" if key == "not_started" else "shape"
    path = mark_safe(f'<path d="{_PATHS[key]}"/>')  # noqa: S308  constants of this file
    return format_html('<svg class="{}" viewBox="0 0 12 12" aria-hidden="true">{}</svg>', style, path)
