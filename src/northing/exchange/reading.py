"""Reads a list in one go, in the child process: table, remembered mapping and rows, with what was found on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from northing.engine.formats.columns import signature_of
from northing.engine.formats.register import register_from_table
from northing.engine.formats.rows import Register
from northing.engine.formats.table import Row, Scalar, Table, text_of
from northing.engine.formats.workbook import read_table

SAMPLES = 3
LONGEST_SAMPLE = 80
_ESCAPED = re.compile(r"'['=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A project list as read, and how the file was understood.

    Attributes:
        samples: the first filled cells of each column, as text.
        from_memory: whether the mapping of an earlier file with the same header was used.
    """

    register: Register
    encoding: str
    separator: str
    header_row: int
    sheet: str
    samples: tuple[tuple[str, ...], ...]
    from_memory: bool = False


def read_list(
    data: bytes,
    *,
    as_of: date | None = None,
    mapping: Mapping[str, Any] | None = None,
    remembered: Mapping[str, Mapping[str, Any]] | None = None,
    sheet: str = "",
) -> ListFile:
    """A project list with the mapping that is given, else remembered by signature of the header, else found.

    Raises:
        UnreadableFile: when nothing can be taken over.
    """
    table = table_of(data, sheet=sheet)
    known = None if mapping else (remembered or {}).get(signature_of(table.header))
    register = register_from_table(table, as_of=as_of, mapping=mapping or known)
    return ListFile(
        register=register,
        encoding=table.encoding,
        separator=table.separator,
        header_row=table.header_row,
        sheet=table.sheet,
        samples=tuple(_samples(table, column) for column in range(len(table.header))),
        from_memory=known is not None,
    )


def table_of(data: bytes, *, sheet: str = "") -> Table:
    """The file's table, with the apostrophes taken off that our own downloads put before what looks like a formula.

    Raises:
        UnreadableFile: when it is no table.
    """
    table = read_table(data, sheet=sheet)
    rows = tuple(Row(row.number, tuple(map(_unescaped, row.cells))) for row in table.rows)
    return replace(table, rows=rows)


def _unescaped(cell: Scalar) -> Scalar:
    is_ours = isinstance(cell, str) and _ESCAPED.match(cell)
    return cell[1:] if isinstance(cell, str) and is_ours else cell


def _samples(table: Table, column: int) -> tuple[str, ...]:
    texts = (text_of(row.cells[column]).strip() for row in table.rows)
    filled = dict.fromkeys(text[:LONGEST_SAMPLE] for text in texts if text)
    return tuple(filled)[:SAMPLES]
