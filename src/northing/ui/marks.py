"""The small marks inside text and tables: status, number, money, share, day, change, person, icon, tag."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal

from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from northing.engine.values import Value, ValueState
from northing.ui import figures, words
from northing.ui.registry import component

Better = Literal["", "up", "down"]

_ABSENT = {
    ValueState.WITHHELD: ("withheld", "withheld", "Withheld by the source"),
    ValueState.NOT_YET_PLANNED: ("early", "early", "Too early: not yet planned"),
    ValueState.NOT_APPLICABLE: ("none", "n/a", "Not applicable"),
    ValueState.MISSING: ("none", figures.UNKNOWN, "Unknown"),
}


@component()
def status(*, value: object, word: bool = True, note: object = "") -> SafeString:
    """Shape, word and colour; ``word=False`` only under a visible legend. ``note``: ``2 of 7``."""
    key = words.status_key(value)
    label = words.STATUS_WORDS[key]
    text = format_html("<span>{}{}</span>", label, f" {note}" if note else "")
    hidden = format_html('<span class="vh">{}</span>{}', label, f" {note}" if note else "")
    return format_html('<span class="status is-{}">{}{}</span>', key, words.shape(key), text if word else hidden)


@component()
def legend() -> SafeString:
    """What the shapes mean, for a table or picture that shows them without words."""
    marks = [status(value=key) for key in words.STATUS_WORDS]
    return format_html('<p class="legend">{}</p>', SafeString(" ".join(marks)))


@component()
def icon(*, name: str, label: str = "") -> SafeString:
    """An icon of the sprite; without ``label`` it is decoration."""
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        template = '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>'
        return format_html(template, label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@component()
def number(
    *,
    value: object,
    unit: str = "",
    decimals: int | None = None,
    delta: float | None = None,
    better: Better = "",
    href: str = "",
    estimated: bool = False,
    stale: str = "",
) -> SafeString:
    """A figure. ``better``: which way is good, colours the delta. ``href``: its source. ``stale``: ``12 d``."""

    def write(known: float) -> str:
        return figures.number_text(known, decimals=decimals)

    change = None if delta is None else figures.delta_text(delta, decimals=decimals)
    return _figure(value, write, unit, _delta(change, delta, better), href, estimated=estimated, stale=stale)


@component()
def share(
    *, value: object, delta: float | None = None, better: Better = "", href: str = "", stale: str = ""
) -> SafeString:
    """A share 0..1 as per cent; the delta in percentage points."""
    change = None if delta is None else f"{figures.delta_text(delta * 100, decimals=0)} pp"
    return _figure(value, figures.share_text, "", _delta(change, delta, better), href, stale=stale)


@component()
def money(
    *,
    context: Context,
    value: object,
    delta: int | None = None,
    better: Better = "",
    href: str = "",
    unit: bool = True,
    signed: bool = False,
    estimated: bool = False,
) -> SafeString:
    """Minor units in millions. ``unit=False``: the figure alone, in a column whose header names the unit.

    ``signed`` writes a difference: + or − always.
    """
    currency = figures.currency_symbol(str(context.get("currency") or "GBP"))

    def write(minor: int) -> str:
        text = figures.money_text(minor, currency=currency, unit=unit)
        return f"+{text}" if signed and minor > 0 else text

    change = None if delta is None else figures.money_delta_text(delta, currency=currency)
    return _figure(value, write, "", _delta(change, delta, better), href, estimated=estimated)


def _figure(
    value: object,
    write: Callable[[Any], str],
    unit: str,
    delta: SafeString,
    href: str,
    *,
    estimated: bool = False,
    stale: str = "",
) -> SafeString:
    state, known, basis = _unwrap(value)
    if known is None:
        kind, text, title = _ABSENT[state]
        return format_html('<span class="value {}" title="{}">{}</span>', kind, basis or title, text)
    text = format_html("~<i>{}</i>", write(known)) if estimated else write(known)
    figure = format_html('<a class="quiet" href="{}">{}</a>', href, text) if href else text
    of = format_html('<span class="unit">{}</span>', unit) if unit else ""
    classes = "num value stale" if stale else "num value"
    age = format_html(' <span class="age">{}</span>', stale) if stale else ""
    return format_html('<span class="{}">{}{}</span>{}{}', classes, figure, of, age, delta)


def _unwrap(value: object) -> tuple[ValueState, Any, str]:
    if isinstance(value, Value):
        return value.state, value.known, value.basis
    return (
        (ValueState.MISSING if value is None or value == "" else ValueState.KNOWN),
        (value if value != "" else None),
        "",
    )


def _delta(text: str | None, value: float | None, better: str) -> SafeString:
    if text is None or value is None:
        return SafeString("")
    kind = "" if not better or not value else ("good" if (value > 0) == (better == "up") else "bad")
    return format_html(' <span class="delta {}">{}</span>', kind, text)


@component()
def day(*, value: object, time: bool = False) -> SafeString:
    """``12 Mar 2027``; a withheld or unknown date says so."""
    state, known, basis = _unwrap(value)
    if known is None:
        kind, text, title = _ABSENT[state]
        return format_html('<span class="value {}" title="{}">{}</span>', kind, basis or title, text)
    return _time(known, with_time=time)


def _time(moment: date | datetime, *, with_time: bool) -> SafeString:
    shown = figures.time_text(moment) if with_time and isinstance(moment, datetime) else figures.date_text(moment)
    return format_html('<time class="nowrap" datetime="{}">{}</time>', moment.isoformat(), shown)


@component()
def change(
    *,
    kind: Literal["added", "removed", "changed", "moved"],
    before: object = "",
    after: object = "",
    delta: object = "",
) -> SafeString:
    """The diff grammar: − struck, + underlined, old → new (Δ), → moved by."""
    if kind == "removed":
        return format_html('<span class="diff"><del><span class="sign">−</span>{}</del></span>', before)
    if kind == "added":
        return format_html('<span class="diff"><ins><span class="sign">+</span>{}</ins></span>', after)
    difference = format_html(' <span class="delta">({})</span>', delta) if delta else ""
    old = format_html('<span class="was">{}</span>', before) if before != "" else ""
    template = '<span class="diff">{}<span class="arrow">→</span><span class="now">{}</span>{}</span>'
    return format_html(template, old, after, difference)


@component()
def person(*, name: object, role: str = "", href: str = "") -> SafeString:
    """A person is a name, not a face; without one it says so."""
    if not name:
        return SafeString('<span class="value none">nobody</span>')
    shown = format_html('<a class="quiet" href="{}">{}</a>', href, name) if href else name
    extra = format_html(' <small class="muted">{}</small>', role) if role else ""
    return format_html('<span class="person nowrap">{}{}</span>', shown, extra)


@component()
def label(*, text: object, strong: bool = False) -> SafeString:
    """A quiet label: stage, kind, ``suggested``."""
    return format_html('<span class="tag{}">{}</span>', " strong" if strong else "", text)
