"""How findings say amounts, shares, dates and lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
PENCE, MILLION = 100, 100_000_000
SMALL = 1_000_000  # below this an amount in millions would read 0.00


def money(minor: float, *, currency: str) -> str:
    """Minor units as £21.4m, £0.82m or £4,500."""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    sign, size = ("−" if minor < 0 else ""), abs(minor)
    if size < SMALL:
        return f"{sign}{symbol}{size / PENCE:,.0f}"
    return f"{sign}{symbol}{size / MILLION:,.{1 if size >= MILLION else 2}f}m"


def number(value: float) -> str:
    """At most four significant digits; a true minus."""
    return f"{value:,.4g}".replace("-", "−") if abs(value) < SMALL else f"{value:,.0f}".replace("-", "−")


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
