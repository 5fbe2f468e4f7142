"""Reads a list in one go, in the child process: table, remembered mapping and rows, with what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.engine.formats.columns import signature_of
from northing.engine.formats.register import register_from_table
from northing.engine.formats.rows import Register
from northing.engine.formats.table import Table, text_of
from northing.engine.formats.workbook import read_table

SAMPLES = 3
LONGEST_SAMPLE = 80


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
    table = read_table(data, sheet=sheet)
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


def _samples(table: Table, column: int) -> tuple[str, ...]:
    texts = (text_of(row.cells[column]).strip() for row in table.rows)
    filled = dict.fromkeys(text[:LONGEST_SAMPLE] for text in texts if text)
    return tuple(filled)[:SAMPLES]
