"""Which column of a list is which field: by the header's words and by what the cells hold; never silently."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from northing.engine.formats.errors import Note, UnreadableFile
from northing.engine.formats.fields import FIELDS, YEARLY, FieldWords, Kind, is_field, kind_of
from northing.engine.formats.profile import Profile, fit, profile
from northing.engine.formats.table import Table
from northing.engine.formats.words import spelled

_LEAST = 0.35
"""A column that is no field to this degree is kept as it is."""
_CLOSE = 0.08
"""Of two fields whose scores differ by less, the other one is named as the rival."""
_STEP = 0.16
"""What each weaker pattern of a field scores less than the one before."""
_PROSE = 25
"""Characters of a cell, on average, from which on it is prose."""
_YEAR_PAIR = re.compile(r"\b(?:fy\s*)?(20\d\d)\s+(20\d\d|\d\d)\b")
_ONE_YEAR = re.compile(r"\b(fy\s*)?(20\d\d)\b|\b(fy)\s?(\d\d)\b")
_UNITS = (
    (r"\b(£|\$|€|gbp|usd|cad|eur)? ?(bn|billions?)\b|[£$€]bn?\b", 1_000_000_000),
    (
        r"[£$€] ?m(n|illions?)?\b|\b(gbp|usd|cad|eur|aud) ?m(n|illions?)?\b|\bin millions\b|\bmillions?\b|\bmio\b",
        1_000_000,
    ),
    (r"[£$€] ?k\b|[£$€] ?000s?\b|\bin thousands\b|\bthousands\b|\b(gbp|usd|cad|eur) ?k\b", 1_000),
)


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column and the field it is taken for; ``field`` is ``""`` for a column that is kept as it is.

    Attributes:
        confidence: 0..1; 1 when the mapping says so.
        rival: the field that was nearly chosen, when the choice was close.
    """

    column: int
    header: str
    field: str
    confidence: float = 1.0
    rival: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a list's columns are read; ``to_dict`` is what is remembered for the next file with the same header."""

    signature: str
    columns: tuple[ColumnMatch, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Header → field (``""`` = kept as it is), with the settings that were given."""
        return {
            "signature": self.signature,
            "columns": {match.header: match.field for match in self.columns},
            **dict(self.settings),
        }

    def column_of(self, name: str) -> ColumnMatch | None:
        """The column of a field, or None."""
        return next((match for match in self.columns if match.field == name), None)


SETTINGS = ("money_unit", "currency", "date_order", "first_month", "scales")


def signature_of(header: Sequence[str]) -> str:
    """The same for the same column names in any order, case and punctuation."""
    return hashlib.sha256("\n".join(sorted(map(spelled, header))).encode()).hexdigest()[:16]


def map_columns(table: Table, given: Mapping[str, Any] | None = None) -> ColumnMap:
    """Match columns to fields.

    Args:
        table: the list.
        given: ``{"columns": {header: field}, "money_unit": 1000000, …}`` as ``to_dict`` writes it; what it names wins,
            the rest is found.

    Raises:
        UnreadableFile: when the mapping names a column or field that does not exist, or no column can be the name.
    """
    given = given or {}
    stated = _stated(table, given)
    taken = {name for name in stated.values() if name}
    open_columns = [column for column in range(len(table.header)) if column not in stated]
    found = _assign(table, open_columns, taken)
    matches = [
        ColumnMatch(column, header, stated[column]) if column in stated else found[column]
        for column, header in enumerate(table.header)
    ]
    _need_name(matches)
    matches = _plainer(matches, stated)
    settings = {key: given[key] for key in SETTINGS if key in given}
    return ColumnMap(signature_of(table.header), tuple(matches), settings, tuple(_notes(matches)))


def _stated(table: Table, given: Mapping[str, Any]) -> dict[int, str]:
    places = {spelled(header): column for column, header in enumerate(table.header)}
    columns = given.get("columns", {})
    if not isinstance(columns, Mapping):
        raise UnreadableFile("the mapping", "“columns” is no object", 'Write {"columns": {"Project title": "name"}}')
    stated: dict[int, str] = {}
    for header, name in columns.items():
        stated[_place(places, str(header), table)] = _checked(str(header), name, stated)
    return stated


def _place(places: Mapping[str, int], header: str, table: Table) -> int:
    if spelled(header) not in places:
        raise UnreadableFile(
            "the mapping", f"there is no column “{header}”", f"The columns are: {', '.join(table.header)[:400]}"
        )
    return places[spelled(header)]


def _checked(header: str, name: object, stated: Mapping[int, str]) -> str:
    text = str(name or "")
    if text and not is_field(text):
        choices = ", ".join(words.name for words in FIELDS)
        raise UnreadableFile("the mapping", f"“{text}” for column “{header}” is no field", f"Choose one of {choices}")
    if text and text in stated.values():
        raise UnreadableFile("the mapping", f"two columns are the field “{text}”", "Give each field one column")
    return text


def _need_name(matches: Sequence[ColumnMatch]) -> None:
    if not any(match.field == "name" for match in matches):
        headers = ", ".join(match.header for match in matches)
        raise UnreadableFile(
            "the header",
            f"no column looks like the name of the project (columns: {headers[:300]})",
            'Say which one it is: {"columns": {"…": "name"}}',
        )


def _assign(table: Table, columns: Sequence[int], taken: set[str]) -> dict[int, ColumnMatch]:
    """The best total by taking the surest pair first; a field is used once, a column too."""
    scored = sorted(_candidates(table, columns), key=lambda item: (-item[0], item[1], item[2]))
    found: dict[int, ColumnMatch] = {}
    used = set(taken)
    for score, column, name in scored:
        if column not in found and name not in used:
            rival = _rival(scored, column, name, score, used)
            found[column] = ColumnMatch(column, table.header[column], name, round(min(score, 1.0), 2), rival)
            used.add(name)
    return {column: found.get(column, ColumnMatch(column, table.header[column], "", 0.0)) for column in columns}


def _plainer(matches: Sequence[ColumnMatch], stated: Mapping[int, str]) -> list[ColumnMatch]:
    """A lone planned date is the date; a lone year's money is the reporting year's."""
    names = {match.field for match in matches}
    return [match if match.column in stated else replace(match, field=_plain(match.field, names)) for match in matches]


def _plain(name: str, names: set[str]) -> str:
    base, _, rest = name.partition("_")
    if base in ("start", "finish") and rest == "baseline" and base not in names:
        return base
    alone = sum(other == base or other.startswith(f"{base}_2") for other in names) == 1
    return base if base in YEARLY and rest.isdecimal() and alone else name


def _rival(scored: Sequence[tuple[float, int, str]], column: int, name: str, score: float, used: set[str]) -> str:
    near = (
        other
        for value, where, other in scored
        if where == column and other != name and other not in used and score - value < _CLOSE
    )
    return next(near, "")


def _candidates(table: Table, columns: Sequence[int]) -> Iterator[tuple[float, int, str]]:
    for column in columns:
        seen = profile([row.cells[column] for row in table.rows])
        header = spelled(table.header[column])
        for words in FIELDS:
            score = _score(header, words, seen)
            if score >= _LEAST:
                yield score, column, _with_year(words.name, header)


def _score(header: str, words: FieldWords, seen: Profile) -> float:
    """Header words times cells: 1 for the surest pattern, less for each weaker one; cells must not contradict."""
    rank = next((rank for rank, pattern in enumerate(words.patterns) if re.search(pattern, header)), None)
    suits = fit(seen, words.kind)
    if rank is None or suits < 0.25:  # noqa: PLR2004 — three cells in four say something else
        return 0.0
    score = (1.0 - _STEP * rank) * (0.4 + 0.6 * suits)
    if words.kind is Kind.NARRATIVE and words.name != "description":
        prose = seen.length > _PROSE or bool(re.search(r"\b(comment\w*|narrative|note|explanation)\b", header))
        score -= 0.1 if prose else 0.4
    if words.name in ("id", "name"):
        score *= 0.6 + 0.4 * seen.distinct
    if words.name in ("start", "finish") and re.search(r"\b(baseline|original|initial|planned)\b", header):
        score -= 0.1
    return score - 0.02 * (len(header.split()) > 3)  # noqa: PLR2004 — of two, the plainer header


def _with_year(name: str, header: str) -> str:
    """``budget_2014`` for ``2013/14 budget``: the calendar year in which the fiscal year ends."""
    if name not in YEARLY:
        return name
    if found := _YEAR_PAIR.search(header):
        second = int(found[2])
        return f"{name}_{second if second > 99 else 2000 + second}"  # noqa: PLR2004 — two digits
    if found := _ONE_YEAR.search(header):
        return f"{name}_{found[2] or '20' + found[4]}"
    return name


def _notes(matches: Sequence[ColumnMatch]) -> Iterator[Note]:
    for match in matches:
        if match.rival:
            yield Note(
                0,
                f"column “{match.header}” was taken for {match.field}; it could be {match.rival}",
                "Say so in the mapping if it is",
            )
        elif match.field and match.confidence < 0.5:  # noqa: PLR2004 — more doubt than evidence
            yield Note(0, f"column “{match.header}” was taken for {match.field} with little evidence")
    if kept := [match.header for match in matches if not match.field]:
        yield Note(0, f"kept as further columns: {', '.join(kept)}"[:600])


def header_unit(header: str) -> int | None:
    """What a money column counts in when its header says so (``"Budget (£m)"``), else None."""
    text = " ".join(re.sub(r"[()\[\],.;:/]", " ", header.replace("'", "").casefold()).split())
    return next((unit for pattern, unit in _UNITS if re.search(pattern, text)), None)


def money_columns(mapping: ColumnMap) -> list[ColumnMatch]:
    """The columns that hold money."""
    return [match for match in mapping.columns if match.field and kind_of(match.field) is Kind.MONEY]
