"""How the engine says amounts, shares, dates and lists; pages say money the same way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "CHF": "CHF ", "SEK": "kr ", "AUD": "A$", "CAD": "C$"}
PENCE, MILLION, BILLION = 100, 100_000_000, 100_000_000_000
SMALL = 1_000_000  # below this an amount in millions would read 0.00
LARGE = 10 * BILLION  # above this nobody counts the millions
WHOLE = 9_999.5  # four digits would round to powers of ten from here on


def currency_symbol(code: str) -> str:
    """``GBP`` → ``£``; a code without a symbol of its own stands before the figure; a symbol stays."""
    return SYMBOLS.get(code, f"{code} " if code.isalpha() else code)


def money(minor: float, *, currency: str) -> str:
    """Minor units as £21.4m, £0.82m, £4,500 or £544.5bn; ``currency`` is a code or a symbol."""
    sign, size = f"{'−' if minor < 0 else ''}{currency_symbol(currency)}", abs(minor)
    if size < SMALL:
        return f"{sign}{size / PENCE:,.0f}"
    if size >= LARGE:
        return f"{sign}{size / BILLION:,.1f}bn"
    return f"{sign}{millions(size)}m"


def millions(minor: float) -> str:
    """The bare figure, without sign: one decimal from a million on, two below."""
    return f"{minor / MILLION:,.{1 if minor >= MILLION else 2}f}"


def number(value: float) -> str:
    """At most four significant digits below ten thousand, whole above; a true minus."""
    told = f"{value:,.0f}" if abs(value) >= WHOLE else f"{value:,.4g}"
    return told.replace("-", "−")


def change(value: float, *, unit: str) -> str:
    """``−1.4 min``, ``+0.5 min``: a change always carries its sign."""
    return f"{'+' if value > 0 else ''}{number(value)} {unit}".rstrip()


def percent(share: float) -> str:
    """0..1 as ``9 %`` or ``4.5 %``."""
    return f"{100 * share:.1f}".removesuffix(".0").replace("-", "−") + " %"


def day(on: date) -> str:
    """``12 Mar 2027``."""
    return f"{on.day} {on:%b %Y}"


def count(number_of: int, noun: str) -> str:
    """``1 project``, ``3 projects``."""
    return f"{number_of} {noun}{'' if number_of == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
