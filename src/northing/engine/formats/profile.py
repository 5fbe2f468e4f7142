"""What a column holds, seen from its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from northing.engine.formats.dates import Order, read_date
from northing.engine.formats.fields import Kind
from northing.engine.formats.ratings import best_fit
from northing.engine.formats.states import state_of
from northing.engine.formats.values import BadValue, read_amount

_LONG = 60
"""Characters from which on a text is surely prose."""
_WORD = 25
"""Characters below which a text may be a rating."""
_SEEN = 400
"""Cells that are looked at."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares of a column's telling cells (filled, and no reason for a missing value) that read as something.

    Attributes:
        telling: share of all rows that have such a cell.
        length: mean characters.
        distinct: share of cells that differ from every other.
    """

    telling: float
    date: float
    amount: float
    rating: float
    length: float
    distinct: float
    money_marks: float


def profile(cells: Sequence[object]) -> Profile:
    """Look at the first few hundred cells of a column."""
    sample = cells[:_SEEN]
    telling = [cell for cell in sample if not _silent(cell)]
    texts = [str(cell) for cell in telling]
    count = max(len(telling), 1)
    return Profile(
        telling=len(telling) / max(len(sample), 1),
        date=sum(map(_is_date, telling)) / count,
        amount=sum(map(_is_amount, telling)) / count,
        rating=best_fit(texts)[1],
        length=sum(map(len, texts)) / count,
        distinct=len(set(texts)) / count,
        money_marks=sum(any(mark in text for mark in "£$€") for text in texts) / count,
    )


def fit(seen: Profile, kind: Kind) -> float:
    """0..1: how well the cells suit a kind of field; a column without telling cells suits any, but poorly."""
    if seen.telling == 0:
        return 0.5
    return {
        Kind.DATE: seen.date,
        Kind.MONEY: seen.amount,
        Kind.NUMBER: seen.amount,
        Kind.RATING: max(seen.rating, 0.35 if seen.length < _WORD else 0.0),
        Kind.NARRATIVE: min(1.0, 0.3 + seen.length / _LONG) * (1 - 0.7 * max(seen.date, seen.amount, seen.rating)),
        Kind.TEXT: 1.0 - 0.6 * max(seen.date, 0) if seen.length < 4 * _LONG else 0.3,
    }[kind]


def _silent(cell: object) -> bool:
    return isinstance(cell, str) and state_of(cell) is not None


def _is_date(cell: object) -> bool:
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str):
        return isinstance(cell, int) and 1900 <= cell < 2200  # noqa: PLR2004 — a bare year
    try:
        return read_date(cell, order=Order.DAY_FIRST).known is not None
    except BadValue as error:
        return error.fatal


def _is_amount(cell: object) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int | float) or (isinstance(cell, str) and read_amount(cell) is not None)
