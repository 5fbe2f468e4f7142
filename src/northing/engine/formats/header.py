"""Where a list's header is, and which rows under it are records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_high

from northing.engine.formats.errors import Note, UnreadableFile
from northing.engine.formats.words import HEADER_WORDS, words

Scalar = str | int | float | date | bool
Raw = tuple[int, tuple[Scalar, ...]]

_SEARCHED = 30
"""Rows in which the header is looked for."""
_LONG = 90
"""Characters from which on a cell is a sentence and no column name."""
_TOTAL = re.compile(r"^\W*(grand total|sub-?total|total|totals|sum|overall)\b", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"^\s*([*†‡©¹²³]|\(?\d\)|(sources?|notes?|footnotes?|figures|data|as (of|at)|generated|printed|end of)\b)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"^[\s£$€(+\-−]*\d[\d\s.,/:%\-)]*[a-z]{0,2}$", re.IGNORECASE)
_YEAR = re.compile(r"^(fy)?\s*(19|20)\d\d(\s*[/\-–]\s*\d\d(\d\d)?)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Arranged:
    """Raw rows told apart: header, records, and what is neither."""

    header: tuple[str, ...]
    header_row: int
    rows: tuple[Raw, ...]
    set_aside: tuple[tuple[int, tuple[Scalar, ...], str], ...]
    notes: tuple[Note, ...]


def arrange(raw: Sequence[Raw]) -> Arranged:
    """Find the header, name the columns, take out blank columns, and set totals and footnotes aside."""
    filled = [row for row in raw if any(_filled(cell) for cell in row[1])]
    if not filled:
        raise UnreadableFile("the file", "there is no filled row", "Choose the file again; it has no content")
    at = find_header(filled)
    names, last, notes = _names(filled, at)
    body = filled[last + 1 :]
    width = max([len(names), *(len(_trimmed(cells)) for _, cells in body)])
    names += [""] * (width - len(names))
    kept = [column for column in range(width) if names[column] or any(_at(cells, column) for _, cells in body)]
    header = _labelled(names, kept)
    records, aside = _apart([(number, tuple(_cell(cells, column) for column in kept)) for number, cells in body])
    return Arranged(
        tuple(header),
        filled[last][0] if at >= 0 else 0,
        tuple(records),
        tuple(aside),
        (*notes, *_title_notes(filled[: max(at - (bool(notes) and last == at), 0)]), *_ragged(body, names)),
    )


def find_header(filled: Sequence[Raw]) -> int:
    """Index of the row that looks most like names of columns; −1 when none does (the first row is a record)."""
    scores = [header_score(filled, index) for index in range(min(len(filled), _SEARCHED))]
    best = max(range(len(scores)), key=lambda index: (scores[index], -index))
    return best if scores[best] > 0 else -1


def header_score(filled: Sequence[Raw], index: int) -> float:
    """How far the row is filled with short, distinct words that lists use for their columns; below 0: not a header."""
    cells = [str(cell).strip() for cell in filled[index][1] if _filled(cell)]
    usual = median_high(_count(cells) for _, cells in filled[index : index + _SEARCHED])
    if not cells or len(cells) * 2 < usual:
        return -1.0
    share = 1 / len(cells)
    names = sum(not is_figure(cell) and len(cell) < _LONG for cell in cells) * share
    known = sum(bool(words(cell) & HEADER_WORDS) and len(cell) < _LONG for cell in cells) * share
    distinct = len(set(cells)) * share
    return names + 2 * known + 0.5 * distinct - 1.4 - 0.05 * index


def is_figure(text: str) -> bool:
    """Whether the cell is a number, amount or date rather than a name; a year may be a name (of a column)."""
    return bool(_FIGURE.match(text)) and not _YEAR.match(text)


def _filled(cell: Scalar) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _count(cells: Sequence[Scalar]) -> int:
    return sum(map(_filled, cells))


def _trimmed(cells: Sequence[Scalar]) -> Sequence[Scalar]:
    end = len(cells)
    while end and not _filled(cells[end - 1]):
        end -= 1
    return cells[:end]


def _at(cells: Sequence[Scalar], column: int) -> bool:
    return column < len(cells) and _filled(cells[column])


def _cell(cells: Sequence[Scalar], column: int) -> Scalar:
    return cells[column] if column < len(cells) else ""


def _text(cells: Sequence[Scalar], column: int) -> str:
    cell = _cell(cells, column)
    cell = f"{cell:.15g}" if isinstance(cell, float) else cell
    return " ".join(str(cell).split())


def _names(filled: Sequence[Raw], at: int) -> tuple[list[str], int, list[Note]]:
    """Column names from the header row, joined with a group row above or a second row below."""
    if at < 0:
        return [], -1, [Note(0, "no row looks like a header; columns are called by their letters")]
    row = [_text(filled[at][1], column) for column in range(len(_trimmed(filled[at][1])))]
    if at and _is_group(filled[at - 1][1], row):
        return _joined(_spread(filled[at - 1][1], len(row)), row), at, [_note(filled[at][0])]
    if at + 1 < len(filled) and _is_group(row, [_text(filled[at + 1][1], c) for c in range(len(filled[at + 1][1]))]):
        below = [_text(filled[at + 1][1], column) for column in range(len(_trimmed(filled[at + 1][1])))]
        width = max(len(row), len(below))
        return _joined(_spread(row, width), below + [""] * (width - len(below))), at + 1, [_note(filled[at + 1][0])]
    return row, at, []


def _note(number: int) -> Note:
    return Note(number, "the header has two rows; their words were joined")


def _is_group(above: Sequence[Scalar], below: Sequence[str]) -> bool:
    """Whether ``above`` names groups of the columns in ``below``: gaps above, short names and repeats below."""
    group = [_text(above, column) for column in range(len(below))]
    names = [name for name in below if name]
    if sum(map(bool, group)) < 2 or not names or any(len(name) > _LONG or is_figure(name) for name in names):  # noqa: PLR2004
        return False
    filled_gaps = sum(not over and bool(under) for over, under in zip(group, below, strict=True))
    telling = sum(bool(words(name) & HEADER_WORDS) or bool(_YEAR.match(name)) for name in names)
    if telling * 2 < len(names):
        return False
    repeats = len(names) - len(set(names))
    missing = sum(bool(over) and not under for over, under in zip(group, below, strict=True))
    return filled_gaps > 0 and (repeats > 0 or missing > 0 or not group[0])


def _spread(above: Sequence[Scalar], width: int) -> list[str]:
    """A merged cell's words over all columns it spans."""
    spread, current = [], ""
    for column in range(width):
        current = _text(above, column) or current
        spread.append(current)
    return spread


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    return [f"{over} {under}".strip() if under else over for over, under in zip(above, below, strict=True)]


def _labelled(names: Sequence[str], kept: Sequence[int]) -> list[str]:
    """Names made distinct; a column without one is called by its letter."""
    seen: Counter[str] = Counter()
    labels = []
    for column in kept:
        name = names[column] or f"Column {letter(column)}"
        seen[name] += 1
        labels.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return labels


def letter(column: int) -> str:
    """A spreadsheet's letter of the column, counted from 0."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _apart(rows: Sequence[Raw]) -> tuple[list[Raw], list[tuple[int, tuple[Scalar, ...], str]]]:
    """Records, and the totals and footnotes that stand at the end of a list."""
    usual = median_high([_count(cells) for _, cells in rows] or [0])
    records = list(rows)
    aside: list[tuple[int, tuple[Scalar, ...], str]] = []
    while records and (why := _no_record(records[-1][1], usual)):
        number, cells = records.pop()
        aside.insert(0, (number, cells, why))
    return records, aside


def _no_record(cells: Sequence[Scalar], usual: int) -> str:
    words_first = next((str(cell) for cell in cells if isinstance(cell, str) and cell.strip()), "")
    count = _count(cells)
    rest = [str(cell) for cell in cells if _filled(cell) and str(cell) != words_first]
    if _TOTAL.match(words_first) and count < max(usual, 2) and all(map(is_figure, rest)):
        return "a totals row, not a record"
    if count == 1 and usual > 1 and (_FOOTNOTE.match(words_first) or len(words_first) > _LONG):
        return "a footnote, not a record"
    return ""


def _title_notes(rows: Sequence[Raw]) -> Iterator[Note]:
    for number, cells in rows:
        text = " ".join(str(cell).strip() for cell in cells if _filled(cell))
        yield Note(number, f"above the header, not a record: “{text[:120]}”")


def _ragged(body: Sequence[Raw], names: Sequence[str]) -> Iterator[Note]:
    width = len([name for name in names if name])
    for number, cells in body:
        if width and names and len(_trimmed(cells)) > len(_last_named(names)):
            yield Note(number, "it has more cells than the header has names; the rest is kept as further columns")


def _last_named(names: Sequence[str]) -> Sequence[str]:
    end = len(names)
    while end and not names[end - 1]:
        end -= 1
    return names[:end]
