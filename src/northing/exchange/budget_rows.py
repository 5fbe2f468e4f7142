"""A list of what all projects together may cost, by fiscal year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from northing.engine.formats.columns import header_unit
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.rows import Rejected
from northing.engine.formats.table import Scalar, Table, text_of
from northing.engine.formats.values import BadValue, money
from northing.engine.formats.words import spelled
from northing.exchange.reading import table_of

FIELDS = (
    ("year", r"\b(year|fy|period)\b"),
    ("amount", r"\b(budget|amount|limit|envelope|allocation|funding|money)\b"),
)
_YEARS = re.compile(r"^(?:fy\s*)?(20\d\d|\d\d)(?:\s*[/–-]\s*(20\d\d|\d\d))?$")


@dataclass(frozen=True, slots=True)
class BudgetFile:
    """Years with minor currency units, and what could not be read."""

    rows: tuple[tuple[int, int], ...]
    rejected: tuple[Rejected, ...]
    header: tuple[str, ...]
    columns: Mapping[str, str]
    samples: tuple[tuple[str, ...], ...]
    encoding: str
    separator: str
    header_row: int


def read_budget_list(data: bytes, *, mapping: Mapping[str, Any] | None = None) -> BudgetFile:
    """Read a list with a fiscal year (named by the year it ends in, or ``2027/28``) and an amount in each row.

    Raises:
        UnreadableFile: there is no column for the year or the amount.
    """
    table = table_of(data)
    places = _columns(table, (mapping or {}).get("columns", {}))
    rows: dict[int, int] = {}
    rejected = [Rejected(row.number, "", why, "Nothing is to be done if that is so") for row, why in table.set_aside]
    for row in table.rows:
        cells = tuple(map(text_of, row.cells))
        try:
            year, amount = _entry(row.cells, places, table, rows)
            rows[year] = amount
        except BadValue as error:
            rejected.append(Rejected(row.number, "", error.problem, error.repair, cells))
    return BudgetFile(
        tuple(sorted(rows.items())),
        tuple(rejected),
        table.header,
        {table.header[column]: name for name, column in places.items()},
        tuple(tuple(text_of(row.cells[n]) for row in table.rows[:3]) for n in range(len(table.header))),
        table.encoding,
        table.separator,
        table.header_row,
    )


def _entry(
    cells: Sequence[Scalar], places: Mapping[str, int], table: Table, known: Mapping[int, int]
) -> tuple[int, int]:
    year = _year(text_of(cells[places["year"]]))
    amount = money(cells[places["amount"]], unit=header_unit(table.header[places["amount"]]) or 1).known
    if year in known or amount is None:
        raise BadValue("its year is in the list already, or it has no amount", "Give each year one amount")
    return year, amount


def _columns(table: Table, given: Mapping[str, str]) -> dict[str, int]:
    stated = {spelled(header): name for header, name in given.items()}
    places: dict[str, int] = {}
    for column, header in enumerate(table.header):
        plain = spelled(header)
        found = (name for name, words in FIELDS if name not in places and re.search(words, plain))
        name = stated[plain] if plain in stated else next(found, "")
        if name in dict(FIELDS):
            places.setdefault(name, column)
    if len(places) < len(FIELDS):
        names = ", ".join(table.header)[:300]
        raise UnreadableFile("the header", f"no column for the year or the amount ({names})", "Name them year, budget")
    return places


def _year(text: str) -> int:
    found = _YEARS.match(text.strip().casefold())
    if not found:
        raise BadValue(f"“{text[:40]}” is no fiscal year", "Write 2028 or 2027/28")
    last = int(found[2] or found[1])
    return last if last > 99 else 2000 + last  # noqa: PLR2004 — two digits
