"""A list in a file as rows of cells: encoding, separator, sheet and header found, nothing dropped."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from northing.engine.formats.encoding import decode
from northing.engine.formats.errors import Note, UnreadableFile
from northing.engine.formats.header import Raw, arrange
from northing.engine.formats.limits import DEFAULT, Limits, check_size
from northing.engine.formats.lying import upright

_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 60
"""Rows by which a separator is chosen."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")

Scalar = str | int | float | date | bool


@dataclass(frozen=True, slots=True)
class Row:
    """One record under the header.

    Attributes:
        number: as a spreadsheet shows it, from 1, blank rows and title rows counted.
        cells: one per column of the table; an empty cell is ``""``. Text files give text only, workbooks also typed
            numbers and dates.
    """

    number: int
    cells: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list with its header, and how it was found.

    Attributes:
        header: one name per column; a column without one is called ``Column F``.
        header_row: row number of the (last) header row; 0 when the file has none.
        set_aside: rows that are no records, such as totals and footnotes, with the reason.
        sheet: name of the sheet, ``""`` for a text file.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int = 1
    set_aside: tuple[tuple[Row, str], ...] = ()
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    notes: tuple[Note, ...] = ()


def text_of(cell: Scalar) -> str:
    """What a person sees in the cell, in plain form: ISO dates, numbers without a trailing ``.0``."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)


def table_from_rows(raw: Iterable[Raw], *, encoding: str = "", separator: str = "", sheet: str = "") -> Table:
    """Find the header among raw rows and put the records under it.

    Raises:
        UnreadableFile: when there is no filled row.
    """
    rows, turned = upright(list(raw))
    found = arrange(rows)
    return Table(
        header=found.header,
        rows=tuple(Row(number, cells) for number, cells in found.rows),
        header_row=found.header_row,
        set_aside=tuple((Row(number, cells), why) for number, cells, why in found.set_aside),
        encoding=encoding,
        separator=separator,
        sheet=sheet,
        notes=(*turned, *found.notes),
    )


def read_csv(data: bytes, *, limits: Limits = DEFAULT) -> Table:
    """A list from comma, semicolon, tab or bar separated text in any usual encoding.

    Raises:
        UnreadableFile: naming the line of what cannot be read.
    """
    check_size(data, limits)
    refuse_other_kinds(data)
    _refuse_long_lines(data, limits)
    text, encoding, notes = decode(data)
    stated = re.match(r"sep=(.)\r?\n", text)
    separator = stated[1] if stated else _separator(text, limits)
    raw = list(_records(text, separator, limits))
    if stated:
        raw = raw[1:]
    table = table_from_rows(raw, encoding=encoding, separator=separator)
    return _with_notes(table, notes + _quotes(text, separator, limits))


def _with_notes(table: Table, notes: tuple[Note, ...]) -> Table:
    return Table(**{name: getattr(table, name) for name in table.__slots__} | {"notes": notes + table.notes})


_KINDS = (
    (rb"^\s*(<!doctype html|<html|<table|<head)", "it is a web page", "Open it in a spreadsheet and save it as .xlsx"),
    (rb"^%PDF-", "it is a PDF", "Ask for the list as CSV or .xlsx"),
    (rb"^\s*(<\?xml|<!DOCTYPE|<[A-Za-z:]+[ >])", "it is XML, not a list", "Import it as a business plan (StratML)"),
    (rb"^(\{|\[\s*\{)", "it is JSON, not a list", "Save the list as CSV or .xlsx"),
    (
        rb"^(PK\x03\x04|\xd0\xcf\x11\xe0|\x1f\x8b|Rar!|7z\xbc\xaf)",
        "it is packed or a workbook",
        "Name it .xlsx, or unpack it",
    ),
)


def refuse_other_kinds(data: bytes) -> None:
    """Name the kind of a file that is certainly no text table, whatever it is called."""
    head = data[:2000].removeprefix(b"\xef\xbb\xbf")
    for pattern, problem, repair in _KINDS:
        if re.match(pattern, head, re.IGNORECASE):
            raise UnreadableFile("the file", problem, repair)


def _records(text: str, separator: str, limits: Limits) -> Iterator[Raw]:
    before = csv.field_size_limit(limits.cell)
    reader = csv.reader(_lines(text, limits), delimiter=separator)
    cells = 0
    try:
        for number, record in enumerate(reader, start=1):
            cells += len(record)
            _check(number, record, cells, limits)
            yield number, tuple(record)
    except csv.Error as error:
        raise UnreadableFile(f"line {reader.line_num}", *_csv_words(error, limits)) from error
    finally:
        csv.field_size_limit(before)


def _csv_words(error: csv.Error, limits: Limits) -> tuple[str, str]:
    if "field larger" in str(error):
        return (
            f"a cell has more than {limits.cell:,} characters",
            "Close the quotation mark that is left open before it",
        )
    return str(error), "Save the list again as CSV UTF-8"


def _check(number: int, record: list[str], cells: int, limits: Limits) -> None:
    if len(record) > limits.columns:
        raise UnreadableFile(f"row {number}", f"it has more than {limits.columns:,} columns", "Delete empty columns")
    if number > limits.rows or cells > limits.cells:
        raise UnreadableFile(
            f"row {number}",
            f"there are more than {limits.rows:,} rows or {limits.cells:,} cells",
            "Split the list, or delete empty rows and columns",
        )


def _lines(text: str, limits: Limits) -> Iterator[str]:
    """Lines with their ends, as the csv module wants them; taken one by one, as a copy of the text would cost much."""
    for number, found in enumerate(_LINE.finditer(text), start=1):
        if len(found[0]) > limits.line:
            raise UnreadableFile(f"line {number}", *_long_line(limits))
        yield found[0]


def _long_line(limits: Limits) -> tuple[str, str]:
    return f"it has more than {limits.line:,} characters", "Save the list again with one record per line"


def _refuse_long_lines(data: bytes, limits: Limits) -> None:
    """Before the bytes are decoded: a line may have four bytes for each character."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if end - start > 4 * limits.line and b"\r" not in data[start : start + 4 * limits.line]:
            line = data.count(b"\n", 0, start) + 1
            raise UnreadableFile(f"line {line}", *_long_line(limits))
        start = end + 1


def _separator(text: str, limits: Limits) -> str:
    """The separator under which most records have the same number of cells, the more the better."""
    return max(_SEPARATORS, key=lambda separator: _evenness(text, separator, limits))


def _evenness(text: str, separator: str, limits: Limits) -> float:
    widths: Counter[int] = Counter()
    try:
        for _, record in zip(range(_SAMPLE_ROWS), _records(text, separator, limits), strict=False):
            if any(record[1]):
                widths[len(record[1])] += 1
    except UnreadableFile:
        widths[1] += 1
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1) ** 0.5, item[0]), default=(1, 0))
    return count / max(widths.total(), 1) * math.sqrt(width - 1)


def _quotes(text: str, separator: str, limits: Limits) -> tuple[Note, ...]:
    """A quotation mark left open at the end swallows every row after it, which must not happen silently."""
    reader = csv.reader(_lines(text, limits), delimiter=separator, strict=True)
    start = 1
    try:
        for _ in reader:
            start = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise UnreadableFile(
                f"line {start}", "a quotation mark is opened and never closed", 'Close it, or write it twice ("")'
            ) from error
        return (Note(reader.line_num, "text follows a closing quotation mark; it was kept in the same cell"),)
    return ()
