"""Whether money without a unit means pounds, thousands or millions: told by the header or by evidence in the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from northing.engine.formats.columns import ColumnMatch, header_unit
from northing.engine.formats.table import Table
from northing.engine.formats.values import currency_of, read_amount

_SEEN = 400
"""Rows that are looked at."""
_HITS = 2
"""Amounts that a text has to repeat with a unit."""
_SMALL = 20_000
"""Median below which amounts with a currency sign can only be millions."""
_TELLING = 4
"""Digits below which a number in a text may be there by chance."""
_ENOUGH = 20
"""Amounts below which their median says nothing."""
_MILLION = 1_000_000
_MENTION = r"(?<![\d.]){}0*\s?(k|m|mn|bn|million|billion|thousand)?\b"
_UNIT_OF = {"k": 1_000, "thousand": 1_000, "m": _MILLION, "mn": _MILLION, "million": _MILLION}


def unit_by_evidence(table: Table, columns: Sequence[ColumnMatch]) -> tuple[int, str]:
    """The unit of columns whose header names none, and why it was taken; ``("")`` when it is plain.

    The file's own narratives decide first: a cell of 2,013.02 beside "increased to £2013.02m" counts in millions. Then
    size: in a list of twenty and more amounts with a currency mark, a middle below twenty thousand means millions.
    """
    silent = [match for match in columns if header_unit(match.header) is None]
    if not silent:
        return 1, ""
    mentions = _mentions(table, silent)
    if mentions and (best := mentions.most_common(1)[0])[1] >= _HITS:
        words = {1: "as they stand", 1_000: "in thousands", _MILLION: "in millions"}[best[0]]
        return best[0], f"texts in the list repeat its amounts {words} ({best[1]} times)"
    return _by_size(table, silent)


def _by_size(table: Table, columns: Sequence[ColumnMatch]) -> tuple[int, str]:
    total = [match for match in columns if match.field in ("whole_life_cost", "benefits")] or list(columns)
    amounts = [amount for match in total for amount in _plain_amounts(table, match.column)]
    marked = any(
        mark in str(row.cells[match.column]) for match in total for row in table.rows[:_SEEN] for mark in "£$€"
    )
    if len(amounts) >= _ENOUGH and marked and 0 < median(amounts) < _SMALL:
        return (
            _MILLION,
            f"half of the amounts are below {median(amounts):,.0f}, too little for projects in single units",
        )
    return 1, ""


def _plain_amounts(table: Table, column: int) -> list[float]:
    found = (read_amount(str(row.cells[column])) for row in table.rows)
    return [float(amount.value) for amount in found if amount and amount.multiple == 1 and amount.value > 0]


def _mentions(table: Table, columns: Sequence[ColumnMatch]) -> Counter[int]:
    """How often a row's texts repeat one of its amounts with a unit, or as it stands."""
    counted: Counter[int] = Counter()
    for row in table.rows[:_SEEN]:
        texts = " ".join(str(cell) for cell in row.cells if isinstance(cell, str) and len(cell) > 60)  # noqa: PLR2004 — prose
        plain = texts.replace(",", "").casefold()
        for match in columns:
            amount = read_amount(str(row.cells[match.column]))
            digits = f"{abs(amount.value):f}".rstrip("0").rstrip(".") if amount and amount.multiple == 1 else ""
            if len(digits) >= _TELLING and (found := re.search(_MENTION.format(re.escape(digits)), plain)):
                counted[_UNIT_OF.get(found[1] or "", 1)] += 1
    return counted


def currency_in(table: Table, columns: Sequence[ColumnMatch]) -> str:
    """The currency that most money cells or headers state, ``""`` when none does (a bare dollar is none)."""
    counted: Counter[str] = Counter()
    for match in columns:
        marks = re.findall(r"[£€]|\b(?:gbp|eur|usd|cad|aud|nzd|chf)\b", match.header.casefold())
        counted.update(currency_of(mark) for mark in marks)
        for row in table.rows[:_SEEN]:
            amount = read_amount(str(row.cells[match.column]))
            counted.update([amount.currency] if amount and amount.currency else [])
    return counted.most_common(1)[0][0] if counted else ""
