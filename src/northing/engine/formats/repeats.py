"""Projects that a list has more than once: at several reporting dates, or twice by the same identity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from northing.engine.formats.rows import Register, RegisterRow, Rejected
from northing.engine.formats.words import spelled


def one_period(found: Register, as_of: date | None) -> Register:
    """Of a list that repeats its projects for several reporting dates, one date's rows; the others are rejected."""
    periods = Counter(day for row in found.rows if (day := row.known("as_of")))
    if not periods:
        return found
    wanted = _period(periods, as_of)
    if len(periods) > 1 and _repeats(found.rows):
        others = [row for row in found.rows if row.known("as_of") not in (wanted, None)]
        why = f"it speaks of another date than {wanted}"
        rejected = [Rejected(row.row, "", why, "Import it with its own date", _cells(found, row)) for row in others]
        rows = tuple(row for row in found.rows if row.known("as_of") in (wanted, None))
        found = replace(found, rows=rows, rejected=found.rejected + tuple(rejected))
    return replace(found, as_of=as_of or wanted)


def _period(periods: Counter[date], as_of: date | None) -> date:
    same_year = [day for day in periods if as_of and day.year == as_of.year]
    return max(same_year or periods)


def _repeats(rows: Sequence[RegisterRow]) -> bool:
    return len({identity(row) for row in rows}) < len(rows)


def identity(row: RegisterRow) -> str:
    """What makes a row the same as another within one list: its id, else name and unit."""
    return f"#{row.key.casefold()}" if row.key else f"{spelled(row.name)} / {spelled(row.unit)}"


def without_doubles(found: Register) -> Register:
    """The second of two rows with the same identity is rejected, naming the first."""
    first: dict[str, int] = {}
    rows: list[RegisterRow] = []
    rejected = list(found.rejected)
    for row in found.rows:
        same = first.setdefault(identity(row), row.row)
        if same == row.row:
            rows.append(row)
            continue
        what = f"id “{row.key}”" if row.key else f"name “{row.name}” and unit"
        rejected.append(
            Rejected(
                row.row,
                "",
                f"it has the same {what} as row {same}",
                "Merge the two or tell them apart",
                _cells(found, row),
            )
        )
    return replace(found, rows=tuple(rows), rejected=tuple(sorted(rejected, key=lambda item: item.row)))


def _cells(found: Register, row: RegisterRow) -> tuple[str, ...]:
    """The row as text in the file's columns, from what was kept verbatim."""
    own = {"id": row.key, "name": row.name, "unit": row.unit}
    return tuple(
        own.get(
            match.field, row.fields[match.field].text if match.field in row.fields else row.extra.get(match.header, "")
        )
        for match in found.mapping.columns
    )
