"""A project list after reading: rows with fields, and what was rejected and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from northing.engine.formats.columns import ColumnMap
from northing.engine.formats.errors import Note
from northing.engine.formats.ratings import Scale
from northing.engine.values import Value

FieldValue = str | int | float | date


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One project of a list.

    Attributes:
        row: number in the file, as a spreadsheet shows it.
        key: the id that the file gives, ``""`` when it gives none.
        unit: the department or business unit as written.
        fields: by name (``northing.engine.formats.fields``); money in minor currency units, dates, canonical points of
            a rating scale, words. A field that the list has no column for is not there.
        extra: cells of columns that are no field, by header, as text; empty ones left out.
    """

    row: int
    key: str
    name: str
    unit: str = ""
    fields: Mapping[str, Value[Any]] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    def known(self, name: str) -> Any:
        """The field's value when it is known, else None."""
        value = self.fields.get(name)
        return value.known if value else None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken over, or for ``cells`` of accepted rows a value that could not be read.

    Attributes:
        column: header of the cell at fault, ``""`` for the whole row.
        cells: the row as text, so that it can be downloaded, corrected and sent again.
    """

    row: int
    column: str
    problem: str
    repair: str
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"row {self.row}, column “{self.column}”" if self.column else f"row {self.row}"
        return f"{place}: {self.problem}. {self.repair}"


@dataclass(frozen=True, slots=True)
class Register:
    """A list as read; ``row_count`` = accepted rows + rejected rows.

    Attributes:
        as_of: the date the list speaks of, when given or found.
        scales: rating scale by field.
        money_unit: what money without a unit of its own was counted in (1,000,000 for £m).
        currency: three-letter code where the file says it.
        doubts: cells of accepted rows that could not be read; the field is missing there, its text kept.
    """

    rows: tuple[RegisterRow, ...]
    rejected: tuple[Rejected, ...]
    header: tuple[str, ...]
    mapping: ColumnMap
    as_of: date | None = None
    scales: Mapping[str, Scale] = field(default_factory=dict)
    money_unit: int = 1
    currency: str = ""
    doubts: tuple[Rejected, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def row_count(self) -> int:
        """Filled rows under the header."""
        return len(self.rows) + len(self.rejected)
