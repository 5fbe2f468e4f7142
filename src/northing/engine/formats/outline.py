"""A business plan from a list: one row per measure, per measure and year, or per element with its level."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from northing.engine.formats.errors import Note, UnreadableFile
from northing.engine.formats.limits import DEFAULT, Limits
from northing.engine.formats.outline_text import Line, lines_of_text
from northing.engine.formats.planbuild import Builder
from northing.engine.formats.stratml import PlanFile
from northing.engine.formats.table import Row, Table, text_of
from northing.engine.formats.values import is_live
from northing.engine.formats.words import spelled
from northing.engine.formats.workbook import read_table

_ROLES: tuple[tuple[str, str], ...] = (
    ("level", r"^(level|type|element|kind|element type|item type|outline level)$"),
    ("objective_weight", r"\bobjective weight|\bweight\b.*\bobjective\b"),
    ("measure_weight", r"\b(measure|kpi|indicator) weight|\bweight\b.*\b(measure|kpi)\b"),
    ("weight", r"\bweight(ing)?\b|^importance$"),
    ("target_date", r"\btarget (date|year|by)\b|^(due|deadline|by when|by|end date|target deadline)( date)?$"),
    ("baseline_date", r"\bbaseline (date|year)\b"),
    ("baseline", r"\bbaseline\b|^(current|start(ing)?) (value|level)$|^current$"),
    ("low", r"^(min|minimum|lower|low|floor)( target| limit| value| bound)?$|\btarget (min|low)\b"),
    ("high", r"^(max|maximum|upper|high|ceiling)( target| limit| value| bound)?$|\btarget (max|high)\b"),
    ("direction", r"\b(direction|polarity|trend|better)\b"),
    ("unit", r"^(unit|units|unit of measure(ment)?|uom|measure unit|measurement unit)$"),
    ("year", r"^(fiscal |financial |reporting )?(year|fy|period)$"),
    ("actual", r"^(actual|result|achieved|performance|reading|outturn)s?( value| result)?$"),
    ("target", r"^(target|goal value|planned)( value| level)?$"),
    ("measure_description", r"\b(measure|kpi|indicator) (description|definition)\b"),
    ("objective_description", r"\bobjective description\b"),
    ("goal_description", r"\bgoal description\b"),
    ("measure_key", r"^(measure|kpi|indicator) (id|key|code|ref|number|no)$"),
    ("objective_key", r"^objective (id|key|code|ref|number|no)$"),
    ("goal_key", r"^goal (id|key|code|ref|number|no)$"),
    ("key", r"^(id|key|code|ref|reference|number|no|wbs|outline number|#)$"),
    ("owner", r"^(objective |measure |kpi )?(owner|lead|responsible|accountable|sponsor)( person)?$"),
    ("department", r"^(responsible |owning |lead )?(department|business unit|organisation|directorate|agency|team)$"),
    ("description", r"^(description|details|notes?|narrative|definition)$"),
    ("measure", r"\b(kpi|measure|indicator|metric|key result|performance measure)s?\b"),
    ("objective", r"\b(objective|outcome|strategic objective)s?\b"),
    ("goal", r"\b(goal|theme|pillar|priority|perspective|aim|strategic priority|focus area)s?\b"),
    ("name", r"^(name|title|item|text|statement)$"),
)
_YEARLY = re.compile(r"^(target|actual|result)s? (?:fy ?)?(20\d\d|\d\d)$|^(?:fy ?)?(20\d\d) (target|actual|result)s?$")
_LEVELS = (
    ("measure", r"\b(kpi|measure|indicator|metric|key result)\b"),
    ("objective", r"\bobjective|outcome\b"),
    ("goal", r"\b(goal|theme|pillar|priority|perspective|aim)\b"),
    ("vision", r"\bvision\b"),
    ("mission", r"\bmission\b"),
    ("value", r"\bvalues?\b"),
    ("policy", r"\b(policy|principle)\b"),
)
_NUMBERED = ("goal", "objective", "measure")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column plays which role; ``yearly`` are (column, target or actual, year)."""

    roles: Mapping[str, int]
    yearly: tuple[tuple[int, str, int], ...]
    unused: tuple[str, ...]


def read_outline(
    data: bytes,
    *,
    name: str = "Business plan",
    mapping: Mapping[str, str] | None = None,
    first_month: int = 4,
    sheet: str = "",
    limits: Limits = DEFAULT,
) -> PlanFile:
    """A plan from a CSV, workbook, Markdown or indented text.

    Args:
        data: the file.
        name: of the plan, where the file gives none.
        mapping: header → role (``goal``, ``objective``, ``measure``, ``target`` …), wins over what is found.
        first_month: in which fiscal years begin: a year's readings and targets stand at its last day.
        sheet: of a workbook.
        limits: ceilings.

    Raises:
        UnreadableFile: when there is neither a goal nor an objective to be found.
    """
    if (lines := lines_of_text(data, limits=limits)) is not None:
        return _from_lines(lines, Builder(name, first_month))
    return outline_from_table(
        read_table(data, limits=limits, sheet=sheet), name=name, mapping=mapping, first_month=first_month
    )


def outline_from_table(
    table: Table, *, name: str = "Business plan", mapping: Mapping[str, str] | None = None, first_month: int = 4
) -> PlanFile:
    """The same from a table that was read before."""
    columns = _columns(table, mapping or {})
    builder = Builder(name, first_month)
    builder.notes += [*table.notes, *(Note(row.number, f"left out: {why}") for row, why in table.set_aside)]
    if columns.unused:
        builder.notes.append(Note(0, f"columns not used for the plan: {', '.join(columns.unused)}"[:600]))
    if _by_level(columns):
        _take_levels(table, columns, builder)
    else:
        for row in table.rows:
            _take(row, table, columns, builder)
    return builder.finish()


def _columns(table: Table, mapping: Mapping[str, str]) -> _Columns:
    roles: dict[str, int] = {}
    yearly: list[tuple[int, str, int]] = []
    given = {spelled(header): role for header, role in mapping.items()}
    for column, header in enumerate(table.header):
        plain = spelled(header)
        if found := _YEARLY.match(plain):
            kind, year = found[1] or found[4], int(found[2] or found[3])
            yearly.append((column, "target" if kind == "target" else "actual", year if year > 99 else 2000 + year))  # noqa: PLR2004
            continue
        role = given.get(plain) or next(
            (role for role, words in _ROLES if role not in roles and re.search(words, plain)), ""
        )
        if role:
            roles[role] = column
    _need_something(roles, table)
    if "weight" in roles and "objective" in roles and "measure_weight" not in roles:
        role = _whose_weight(table, roles)
        roles[role] = roles.pop("weight")
    used = set(roles.values()) | {column for column, _, _ in yearly}
    unused = tuple(header for column, header in enumerate(table.header) if column not in used)
    return _Columns(roles, tuple(yearly), unused)


def _whose_weight(table: Table, roles: Mapping[str, int]) -> str:
    """The objective's when all rows of an objective repeat the same weight, else each measure's own."""
    weights: dict[str, set[str]] = {}
    for row in table.rows:
        objective = spelled(text_of(row.cells[roles["objective"]]))
        weights.setdefault(objective, set()).add(text_of(row.cells[roles["weight"]]).strip())
    alike = all(len(found - {""}) <= 1 for found in weights.values())
    return "objective_weight" if alike else "measure_weight"


def _need_something(roles: Mapping[str, int], table: Table) -> None:
    if not {"goal", "objective", "level"} & set(roles):
        raise UnreadableFile(
            "the header",
            f"no column names goals or objectives (columns: {', '.join(table.header)[:300]})",
            'Call one “Goal”, “Objective” or “Level”, or map it: {"…": "objective"}',
        )


def _by_level(columns: _Columns) -> bool:
    return "level" in columns.roles and "name" in columns.roles


def _take_levels(table: Table, columns: _Columns, builder: Builder) -> None:
    """Rows with a level and a name, with the goal and objective above each carried down."""
    above: dict[str, str] = {}
    for row in table.rows:
        level = _level(text_of(row.cells[columns.roles["level"]]))
        name = text_of(row.cells[columns.roles["name"]]).strip()
        fields = _fields(row, columns.roles, level)
        if not level or not name:
            why = "it has no level or no name that can be read and was left out"
            builder.notes.append(Note(row.number, why, "Write goal, objective or measure"))
        elif level in _NUMBERED:
            above = _down(above, level, name)
            builder.take(row.number, {**fields, **above})
        else:
            builder.statement(level, name, str(fields.get("description", "")))


def _down(above: Mapping[str, str], level: str, name: str) -> dict[str, str]:
    """The names above an element, as far as they are of a higher level, with its own."""
    higher = _NUMBERED[: _NUMBERED.index(level)]
    return {key: above[key] for key in higher if key in above} | {level: name}


def _level(text: str) -> str:
    plain = spelled(text)
    if plain.isdecimal():
        return _NUMBERED[int(plain) - 1] if 1 <= int(plain) <= len(_NUMBERED) else ""
    if re.fullmatch(r"\d+( \d+){1,2}", plain):
        return _NUMBERED[plain.count(" ")]
    return next((level for level, words in _LEVELS if re.search(words, plain)), "")


def _fields(row: Row, roles: Mapping[str, int], level: str) -> dict[str, Any]:
    """The row's cells by role; description, key and weight belong to the element that the row is about."""
    fields: dict[str, Any] = {
        role: row.cells[column] for role, column in roles.items() if text_of(row.cells[column]).strip()
    }
    for role in ("description", "key", "weight"):
        if role in fields and level in _NUMBERED:
            fields[f"{level}_{role}"] = fields.pop(role)
    return {role: cell for role, cell in fields.items() if role not in ("level", "name")}


def _take(row: Row, table: Table, columns: _Columns, builder: Builder) -> None:
    for column, cell in enumerate(row.cells):
        if isinstance(cell, str) and is_live(cell):
            builder.notes.append(
                Note(row.number, f"the cell in “{table.header[column]}” looks like a formula; it was kept as text")
            )
    deepest = next(
        (
            level
            for level in reversed(_NUMBERED)
            if level in columns.roles and text_of(row.cells[columns.roles[level]]).strip()
        ),
        "",
    )
    fields = _fields(row, columns.roles, deepest or "objective")
    builder.take(row.number, fields)
    for column, kind, year in columns.yearly:
        if text_of(row.cells[column]).strip():
            kept = {key: fields[key] for key in _NUMBERED if key in fields}
            builder.take(row.number, {**kept, "year": year, kind: row.cells[column]})


def _from_lines(lines: Sequence[Line], builder: Builder) -> PlanFile:
    above: dict[str, str] = {}
    for line in lines:
        if line.level == "plan":
            builder.name = line.name
        elif line.level in _NUMBERED:
            above = _down(above, line.level, line.name)
            builder.take(line.number, {**line.fields, **above})
        else:
            builder.statement(line.level, line.name, "")
    return builder.finish()
