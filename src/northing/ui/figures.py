"""How figures are written: true minus, unit once, two decimals of a million below one, dates in words."""

from __future__ import annotations

import math
from datetime import date, datetime

from northing.engine import words

MINUS = "−"
UNKNOWN = "–"
FEW_PERCENT = 10
currency_symbol = words.currency_symbol  # pages and findings write money alike


def number_text(value: float, *, decimals: int | None = None) -> str:
    """``-1234.5`` → ``−1,234.5``; without ``decimals``: none from a hundred on, else at most one."""
    places = _places(value) if decimals is None else decimals
    text = f"{abs(value):,.{places}f}"
    if decimals is None and places:
        text = text.rstrip("0").rstrip(".")
    return _signed(value, text)


def _places(value: float) -> int:
    return 0 if abs(value) >= 100 or float(value).is_integer() else 1  # noqa: PLR2004  a hundred has three digits


def _signed(value: float, text: str) -> str:
    is_zero = not any(digit in text for digit in "123456789")
    return f"{MINUS}{text}" if value < 0 and not is_zero else text


def share_text(share: float) -> str:
    """``0.979`` → ``98 %``; a decimal only below ten per cent."""
    percent = share * 100
    places = 1 if 0 < abs(percent) < FEW_PERCENT and not math.isclose(percent, round(percent)) else 0
    return f"{_signed(percent, f'{abs(percent):.{places}f}')} %"


def money_text(minor: int, *, currency: str = "£", unit: bool = True) -> str:
    """Minor units as millions: ``2_140_000_000`` → ``£21.4m``, ``82_000_000`` → ``£0.82m``, ``450_000`` → ``£4,500``.

    From ten thousand millions on it is billions: ``£544.5bn``. With ``unit=False`` the figure alone, always in
    millions, for a column whose header names the unit.
    """
    if unit:
        return words.money(minor, currency=currency)
    return _signed(minor, words.millions(abs(minor))) if minor else "0"


def delta_text(value: float, *, decimals: int | None = None) -> str:
    """A difference always carries its sign; none is ``±0``."""
    text = number_text(value, decimals=decimals)
    if text.strip("0.,") == "":
        return "±0"
    return text if value < 0 else f"+{text}"


def money_delta_text(minor: int, *, currency: str = "£") -> str:
    if minor == 0:
        return "±0"
    text = money_text(minor, currency=currency)
    return text if minor < 0 else f"+{text}"


def date_text(day: date | datetime) -> str:
    """``12 Mar 2027``."""
    return f"{day.day} {day:%b %Y}"


def time_text(moment: datetime) -> str:
    """``12 Mar 2027, 14:02``."""
    return f"{date_text(moment)}, {moment:%H:%M}"


def age_text(days: int) -> str:
    """``today``, ``1 day``, ``12 d``, ``9 wk``."""
    if days <= 0:
        return "today"
    return f"{days} d" if days < 60 else f"{days // 7} wk"  # noqa: PLR2004  two months


def seconds_text(seconds: float) -> str:
    """How long a step took: ``8 s``, ``4 min``, ``3 h``, ``2 d``."""
    for size, word in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {word}"
    return f"{seconds:.1f} s" if seconds < FEW_PERCENT else f"{seconds:.0f} s"
