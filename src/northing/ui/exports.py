"""Lists as CSV, XLSX and JSON: the same rows as the page, with cells that no spreadsheet will execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase, JsonResponse

LIVE_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(form: str, *, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """The rows as a download (csv, xlsx) or as JSON objects; ``form`` is one of the three."""
    if form == "json":
        return JsonResponse({"rows": [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]})
    content, kind = (_csv(columns, rows), "text/csv; charset=utf-8") if form == "csv" else (_xlsx(columns, rows), XLSX)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def escaped(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; import takes it off again."""
    is_live = isinstance(value, str) and value.startswith((*LIVE_STARTS, "'"))
    return f"'{value}" if is_live else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([escaped("" if cell is None else _plain(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, head = book.add_worksheet(), book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, columns, head)
        for number, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, at, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                else:
                    sheet.write(number, at, "" if cell is None else cell)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
