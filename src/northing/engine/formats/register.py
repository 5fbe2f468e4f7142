"""A project list: table and mapping in, rows with fields out; every row accepted or rejected with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.engine.calendar import add_months
from northing.engine.formats.columns import ColumnMap, ColumnMatch, header_unit, map_columns, money_columns
from northing.engine.formats.dates import End, Order, order_of, read_date
from northing.engine.formats.errors import Note, UnreadableFile
from northing.engine.formats.fields import Kind, kind_of
from northing.engine.formats.limits import DEFAULT, Limits
from northing.engine.formats.moneyunit import currency_in, unit_by_evidence
from northing.engine.formats.ratings import Scale, best_fit, detect, named
from northing.engine.formats.repeats import one_period, without_doubles
from northing.engine.formats.rows import Register, RegisterRow, Rejected
from northing.engine.formats.states import state_of, withheld_text
from northing.engine.formats.table import Row, Scalar, Table, text_of
from northing.engine.formats.values import BadValue, is_live, money, number, words_of
from northing.engine.formats.workbook import read_table
from northing.engine.values import Value, ValueState, missing

_RATED = 0.6
"""Share of the cells that a known scale has to fit."""
_PIVOT_CENTURY = 2000
"""A finish of two digits before this year may be of the next century."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the cells of this list are read."""

    mapping: ColumnMap
    order: Order
    unit: int
    scales: Mapping[str, Scale]
    first_month: int


def read_register(
    data: bytes,
    *,
    as_of: date | None = None,
    mapping: Mapping[str, Any] | None = None,
    sheet: str = "",
    limits: Limits = DEFAULT,
) -> Register:
    """A project list from the bytes of a CSV or workbook.

    Args:
        data: the file.
        as_of: the date it speaks of; found in the list when not given.
        mapping: what ``ColumnMap.to_dict`` gave, or part of it; wins over what is found.
        sheet: of a workbook.
        limits: ceilings.

    Raises:
        UnreadableFile: when nothing can be taken over.
    """
    return register_from_table(read_table(data, limits=limits, sheet=sheet), as_of=as_of, mapping=mapping)


def register_from_table(
    table: Table, *, as_of: date | None = None, mapping: Mapping[str, Any] | None = None
) -> Register:
    """The same from a table that was read before, as when a person corrects the mapping."""
    columns = map_columns(table, mapping)
    reading, notes = _how(table, columns)
    read = [_read_row(table, row, reading) for row in table.rows]
    aside = tuple(
        Rejected(row.number, "", why, "Nothing is to be done if that is so", _texts(row))
        for row, why in table.set_aside
    )
    found = Register(
        rows=tuple(row for row, _ in read if row),
        rejected=aside + tuple(faults[-1] for row, faults in read if not row),
        header=table.header,
        mapping=columns,
        as_of=as_of,
        scales=reading.scales,
        money_unit=reading.unit,
        currency=str(columns.settings.get("currency") or currency_in(table, money_columns(columns))),
        doubts=tuple(fault for row, faults in read if row for fault in faults),
        notes=(*table.notes, *columns.notes, *notes, *_live_notes(table)),
    )
    return without_doubles(one_period(found, as_of))


def _how(table: Table, columns: ColumnMap) -> tuple[_Reading, list[Note]]:
    notes: list[Note] = []
    order = _order(table, columns, notes)
    unit = _unit(table, columns, notes)
    scales = {match.field: _scale(table, columns, match) for match in columns.columns if _is(match, Kind.RATING)}
    notes += [
        Note(0, f"{name} is read on the scale {scale.name}: {', '.join(scale.points)}"[:300])
        for name, scale in scales.items()
        if scale
    ]
    first_month = int(columns.settings.get("first_month", 4))
    known = {name: scale for name, scale in scales.items() if scale}
    return _Reading(columns, order, unit, known, first_month), notes


def _is(match: ColumnMatch, kind: Kind) -> bool:
    return bool(match.field) and kind_of(match.field) is kind


def _order(table: Table, columns: ColumnMap, notes: list[Note]) -> Order:
    if stated := columns.settings.get("date_order"):
        return _stated_order(str(stated))
    cells = [row.cells[match.column] for match in columns.columns if _is(match, Kind.DATE) for row in table.rows]
    order = order_of(cells)
    if order is Order.UNDECIDED and any("/" in cell for cell in cells if isinstance(cell, str)):
        notes.append(
            Note(0, "no date shows whether day or month comes first; taken day first", 'Set "date_order" if not')
        )
    return Order.MONTH_FIRST if order is Order.MONTH_FIRST else Order.DAY_FIRST


def _stated_order(text: str) -> Order:
    try:
        return Order(text)
    except ValueError as error:
        raise UnreadableFile(
            "the mapping", f"date_order “{text}” is unknown", "Write day_first or month_first"
        ) from error


def _unit(table: Table, columns: ColumnMap, notes: list[Note]) -> int:
    if stated := columns.settings.get("money_unit"):
        if stated not in (1, 1_000, 1_000_000, 1_000_000_000):
            raise UnreadableFile("the mapping", f"money_unit {stated!r} is unknown", "Write 1, 1000 or 1000000")
        return int(stated)
    unit, reason = unit_by_evidence(table, money_columns(columns))
    if reason and unit != 1:
        notes.append(Note(0, f"money is read in units of {unit:,}: {reason}", 'Set "money_unit" if it is not'))
    return unit


def _scale(table: Table, columns: ColumnMap, match: ColumnMatch) -> Scale | None:
    """The stated scale, the one that fits, or one made of the words found."""
    stated = columns.settings.get("scales", {}).get(match.field)
    if stated and (scale := named(str(stated))):
        return scale
    texts = [text for row in table.rows if (text := text_of(row.cells[match.column])).strip() and not state_of(text)]
    if not texts:
        return None
    fitting, share = best_fit(texts)
    if scale := detect(texts):
        return scale
    if fitting and share >= _RATED:
        return fitting
    return Scale("as found", tuple(sorted(set(texts))), known=False)


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(map(text_of, row.cells))


def _read_row(table: Table, row: Row, reading: _Reading) -> tuple[RegisterRow | None, list[Rejected]]:
    """The row with its doubtful cells, or None with the fault (the last one) for which it is rejected."""
    if why := _no_record(table, row, reading):
        return None, [Rejected(row.number, "", *why, _texts(row))]
    fields: dict[str, Value[Any]] = {}
    faults: list[Rejected] = []
    for match in (match for match in reading.mapping.columns if match.field):
        try:
            fields[match.field] = _value(row.cells[match.column], match, reading)
        except BadValue as error:
            faults.append(Rejected(row.number, match.header, error.problem, error.repair, _texts(row)))
            if error.fatal:
                return None, faults
            fields[match.field] = missing(text_of(row.cells[match.column]))
    _finish_after_start(row, fields, reading.mapping, faults)
    return _row(row, fields, reading.mapping), faults


def _finish_after_start(row: Row, fields: dict[str, Value[Any]], mapping: ColumnMap, faults: list[Rejected]) -> None:
    """A finish before the start is of the next century when its year has two digits, else it is doubted."""
    start, finish = fields.get("start"), fields.get("finish")
    if not (start and finish and start.known and finish.known) or start.known <= finish.known:
        return
    column = mapping.column_of("finish")
    if re.search(r"\D\d\d$", finish.text.strip()) and finish.known.year < _PIVOT_CENTURY:
        fields["finish"] = Value(ValueState.KNOWN, add_months(finish.known, 1200), finish.text)
        return
    problem = f"it finishes on {finish.known}, before it starts on {start.known}"
    faults.append(Rejected(row.number, column.header if column else "", problem, "Correct one of them", _texts(row)))


def _no_record(table: Table, row: Row, reading: _Reading) -> tuple[str, str] | None:
    name = reading.mapping.column_of("name")
    if [text_of(cell) for cell in row.cells] == list(table.header):
        return "it repeats the header", "Leave it out"
    if name and not text_of(row.cells[name.column]).strip():
        return "it has no project name", f"Fill the column “{name.header}”"
    if name and state_of(text_of(row.cells[name.column])):
        return f"“{text_of(row.cells[name.column])[:60]}” is no project name", f"Fill the column “{name.header}”"
    return None


def _row(row: Row, fields: dict[str, Value[Any]], mapping: ColumnMap) -> RegisterRow:
    extra = {
        match.header: text_of(row.cells[match.column])
        for match in mapping.columns
        if not match.field and text_of(row.cells[match.column]).strip()
    }
    return RegisterRow(
        row=row.number,
        key=_word(fields.pop("id", None)),
        name=_word(fields.pop("name")),
        unit=_word(fields.pop("unit", None)),
        fields=fields,
        extra=extra,
    )


def _word(value: Value[Any] | None) -> str:
    return str(value.known) if value and value.known is not None else ""


def _value(cell: Scalar, match: ColumnMatch, reading: _Reading) -> Value[Any]:
    kind = kind_of(match.field)
    if kind is Kind.DATE:
        end = End.FIRST if match.field.startswith("start") else End.LAST
        return read_date(cell, order=reading.order, end=end, first_month=reading.first_month)
    if kind is Kind.MONEY:
        return money(cell, unit=header_unit(match.header) or reading.unit)
    if kind is Kind.NUMBER:
        return number(cell)
    if kind is Kind.RATING:
        return _rating(text_of(cell), match, reading)
    if kind is Kind.NARRATIVE:
        text = text_of(cell)
        return withheld_text(text) or Value(ValueState.KNOWN, " ".join(text.replace("\u00a0", " ").split()), text)
    return words_of(text_of(cell))


def _rating(text: str, match: ColumnMatch, reading: _Reading) -> Value[str]:
    scale = reading.scales.get(match.field)
    point = scale.point(text) if scale else None
    if point is not None:
        return Value(ValueState.KNOWN, point, text)
    if state := state_of(text):
        return state
    raise BadValue(f"“{text:.80}” is not on the scale {scale.name if scale else ''}", "Map it to a point of the scale")


def _live_notes(table: Table) -> Iterator[Note]:
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            if isinstance(cell, str) and is_live(cell):
                yield Note(
                    row.number, f"the cell in “{table.header[column]}” looks like a formula; it was kept as text"
                )
