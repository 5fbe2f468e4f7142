"""Workbooks (.xlsx, .xlsm, .ods, .xls): the container is checked before anything in it is parsed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from python_calamine import CalamineWorkbook

from northing.engine.formats.errors import Note, UnreadableFile
from northing.engine.formats.header import Raw, Scalar, header_score
from northing.engine.formats.limits import DEFAULT, Limits, check_size
from northing.engine.formats.table import Table, read_csv, refuse_other_kinds, table_from_rows

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_CHUNK = 1 << 20
"""Bytes that are unpacked at a time."""
_OVERLAP = 200
"""Characters kept from one chunk to the next, so that nothing is missed where they meet."""
_BIG = 1_000_000
"""Bytes: a megabyte; smaller parts may be packed however tightly."""
_SAVE_AGAIN = "Open it in a spreadsheet and save it as .xlsx"


def read_table(data: bytes, *, limits: Limits = DEFAULT, sheet: str = "") -> Table:
    """A list from a text file or a workbook, told apart by what the bytes are, not by the name.

    Args:
        data: the file.
        limits: ceilings.
        sheet: name of the sheet to read; without one, the sheet that looks most like a list.

    Raises:
        UnreadableFile: naming place, problem and repair.
    """
    check_size(data, limits)
    if data.startswith((_ZIP, _OLE)):
        return read_workbook(data, limits=limits, sheet=sheet)
    return read_csv(data, limits=limits)


def read_workbook(data: bytes, *, limits: Limits = DEFAULT, sheet: str = "") -> Table:
    """The list on one sheet of a workbook; other sheets are named in the notes.

    Raises:
        UnreadableFile: for archives that are no workbook, encrypted, damaged, too large or hostile ones.
    """
    check_size(data, limits)
    _check_container(data, limits)
    book = _opened(data)
    sheets = {name: _rows(book, name, limits) for name in _wanted(book, sheet)}
    filled = {name: rows for name, rows in sheets.items() if rows}
    if not filled:
        raise UnreadableFile("the workbook", "no sheet has a filled cell", "Choose the file again")
    chosen = max(filled, key=lambda name: _listlike(filled[name]))
    table = table_from_rows(filled[chosen], encoding="workbook", sheet=chosen)
    others = tuple(
        Note(0, f"sheet “{name}” ({len(rows)} rows) was not read", f"Name the sheet “{name}” to read it instead")
        for name, rows in filled.items()
        if name != chosen
    )
    return Table(
        table.header, table.rows, table.header_row, table.set_aside, "workbook", "", chosen, others + table.notes
    )


def _wanted(book: Any, sheet: str) -> list[str]:
    names = list(book.sheet_names)
    if sheet and sheet not in names:
        raise UnreadableFile(f"sheet “{sheet}”", "it is not in the workbook", f"Choose one of {', '.join(names)}")
    return [sheet] if sheet else names


def _check_container(data: bytes, limits: Limits) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFile("the file", "it is protected with a password", "Save it without a password")
        return
    if not data.startswith(_ZIP):
        refuse_other_kinds(data)
        raise UnreadableFile("the file", "it is no workbook", _SAVE_AGAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive, limits)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError, zlib.error) as error:
        raise UnreadableFile("the file", f"the workbook is damaged ({error})", _SAVE_AGAIN) from error


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if not names & {"xl/workbook.xml", "content.xml", "xl/workbook.bin"}:
        raise UnreadableFile("the file", "it is a zip archive, not a workbook", "Unpack it and choose the list inside")
    if len(parts) > limits.parts:
        raise UnreadableFile("the workbook", f"it has {len(parts):,} parts", _SAVE_AGAIN)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile("the file", "it is protected with a password", "Save it without a password")
    total = sum(part.file_size for part in parts)
    if total > limits.unzipped_bytes:
        raise UnreadableFile(
            "the workbook", f"unpacked it has {total // _BIG} MB", "Delete unused sheets and formatting, or split it"
        )
    for part in parts:
        _check_part(archive, part, limits)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> None:
    if part.file_size > _BIG and part.file_size > limits.ratio * max(part.compress_size, 1):
        raise UnreadableFile(
            f"part {part.filename}", "it unpacks to several hundred times its size", "Delete empty rows and columns"
        )
    if part.filename.endswith((".xml", ".rels", ".vml")):
        with archive.open(part) as stream:
            _check_xml(stream, part.filename, limits)


def _check_xml(stream: IO[bytes], name: str, limits: Limits) -> None:
    """No document type anywhere near the top, and no cell so far out that the sheet cannot be held in memory."""
    sheet = "/worksheets/" in name
    row = column = 0
    tail = b""
    first = True
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        if first and _DOCTYPE.search(text):
            raise UnreadableFile(f"part {name}", "it declares a document type or entities", _SAVE_AGAIN)
        first = False
        if sheet:
            for letters, digits in _CELL.findall(text):
                row, column = max(row, int(digits)), max(column, _number(letters))
            _check_extent(name, row, column, limits)
        tail = text[-_OVERLAP:]


def _check_extent(name: str, row: int, column: int, limits: Limits) -> None:
    if row * column > limits.cells or row > limits.rows or column > limits.columns:
        raise UnreadableFile(
            f"part {name}",
            f"its last cell is in row {row:,}, column {column:,}; at most {limits.rows:,} rows, {limits.columns:,} "
            f"columns and {limits.cells:,} cells are read",
            "Delete the empty rows and columns, or split the list",
        )


def _number(letters: bytes) -> int:
    value = 0
    for code in letters:
        value = value * 26 + code - 64
    return value


def _opened(data: bytes) -> Any:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's own errors share no base class, and its panics are no Exception
        raise UnreadableFile("the workbook", f"it cannot be opened ({error})", _SAVE_AGAIN) from error


def _rows(book: Any, name: str, limits: Limits) -> list[Raw]:
    try:
        values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # as above
        raise UnreadableFile(f"sheet “{name}”", f"it cannot be read ({error})", _SAVE_AGAIN) from error
    rows = [(number, tuple(map(_scalar, row))) for number, row in enumerate(values, start=1)]
    return _checked(name, [row for row in rows if any(cell != "" for cell in row[1])], limits)


def _checked(name: str, rows: list[Raw], limits: Limits) -> list[Raw]:
    for number, cells in _long_cells(rows, limits):
        raise UnreadableFile(f"sheet “{name}”, row {number}", f"a cell has {cells:,} characters", "Shorten it")
    return rows


def _long_cells(rows: list[Raw], limits: Limits) -> Iterator[tuple[int, int]]:
    for number, cells in rows:
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        if longest > limits.cell:
            yield number, longest


def _scalar(value: object) -> Scalar:
    """A cell as text, number, true or false, or date; a time of day is dropped only when it is midnight."""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value  # noqa: PLR2004 — exact in a float
    if isinstance(value, str | int | date):
        return value.strip() if isinstance(value, str) and not value.strip() else value
    if isinstance(value, time | timedelta):
        return str(value)
    return "" if value is None else str(value)


def _listlike(rows: list[Raw]) -> float:
    """Rows under the best header, weighted by how good a header it is."""
    best = max(header_score(rows, index) for index in range(min(len(rows), 30)))
    return max(best, 0.01) * len(rows)
