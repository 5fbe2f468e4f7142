"""A list that lies on its side, one project a column: turned upright before its header is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from northing.engine.formats.errors import Note
from northing.engine.formats.fields import FIELDS
from northing.engine.formats.words import spelled

Scalar = str | int | float | date | bool
Raw = tuple[int, tuple[Scalar, ...]]

_SEARCHED_ROWS = 30
"""Rows whose fields are counted against those of a column."""
_SEARCHED_COLUMNS = 3
"""Columns that may hold the labels of a list on its side."""
_FEWEST_FIELDS = 4
"""Labels of fields in one column below which nothing is turned."""
_MOST_FIELDS = 200
"""No register has more; looking no further keeps long and wide lists quick."""
_LONG = 90
"""Characters from which on a cell is no label."""
_SURE = 2
"""Of a field's patterns the first two name it outright; the weaker ones are found in ordinary text as well."""

NOTE = Note(0, "the list lies on its side: each column was read as a project, and row numbers below count columns")


def upright(raw: Sequence[Raw]) -> tuple[Sequence[Raw], tuple[Note, ...]]:
    """The rows as they are, or turned by a quarter when one of the first columns names the fields and no row does."""
    filled = [cells for _, cells in raw if any(str(cell).strip() for cell in cells)]
    columns = range(min(_SEARCHED_COLUMNS, max(map(len, filled), default=0)))
    counts = [_fields(_column(filled[:_MOST_FIELDS], column)) for column in columns]
    by_column = max(counts, default=0)
    if by_column < _FEWEST_FIELDS or by_column <= 2 * max(map(_fields, filled[:_SEARCHED_ROWS])):
        return raw, ()
    first, width = counts.index(by_column), max(map(len, filled))
    return [(column + 1, _column(filled, column)) for column in range(first, width)], (NOTE,)


def _column(rows: Iterable[Sequence[Scalar]], column: int) -> tuple[Scalar, ...]:
    return tuple(cells[column] if column < len(cells) else "" for cells in rows)


def _fields(cells: Iterable[Scalar]) -> int:
    """How many fields of a register these cells name outright."""
    labels = {spelled(cell) for cell in islice(cells, _MOST_FIELDS) if isinstance(cell, str) and 0 < len(cell) < _LONG}
    return sum(
        any(re.search(pattern, label) for pattern in field.patterns[:_SURE] for label in labels) for field in FIELDS
    )
