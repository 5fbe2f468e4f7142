"""A list of what projects promise: each row a benefit in a measure's unit, or a rating of an objective."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.engine.formats.columns import header_unit, signature_of
from northing.engine.formats.dates import End, order_of, read_date
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.rows import Rejected
from northing.engine.formats.table import Row, Scalar, Table, text_of
from northing.engine.formats.values import BadValue, money, number
from northing.engine.formats.words import spelled
from northing.exchange.reading import table_of

RATINGS = (-9, -3, -1, 1, 3, 9)
_PERCENT = 100
FIELDS: tuple[tuple[str, str], ...] = (
    ("project", r"^(project|programme|component)s?( (id|key|no|number|name|title))?$|^project (id|name)\b"),
    ("measure", r"^(measure|kpi|indicator|metric)s?( (id|key|code|name))?$"),
    ("objective", r"^(objective|outcome)s?( (id|key|code|name))?$"),
    ("rating", r"^(rating|support|rated support|correlation|score)$"),
    ("reason", r"^(reason|rationale|why|justification)$"),
    ("cashable", r"\bcashable\b|\bsaving"),
    ("claim", r"^(claim|pot|saving from|counted in)$"),
    ("amount", r"^(amount|benefit|change|effect|value|likely|expected)( amount| likely)?$"),
    ("low", r"^(low|lower|min|minimum|pessimistic|worst)\b"),
    ("high", r"^(high|upper|max|maximum|optimistic|best)\b"),
    ("start", r"^(from|start|begins?|starts?|start date|from date|arrives)\b"),
    ("ramp", r"\bramp\b"),
    ("confidence", r"\bconfidence|probability|likelihood\b"),
    ("owner", r"\bowner\b"),
    ("name", r"^(name|title|description|benefit name)$"),
)


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """One row; ``rating`` is filled for rated support, ``amount`` for a benefit.

    Attributes:
        project, measure, objective: as written, key or name.
        cashable: minor currency units a year.
    """

    row: int
    cells: tuple[str, ...]
    project: str
    measure: str = ""
    objective: str = ""
    amount: float | None = None
    low: float | None = None
    high: float | None = None
    start: date | None = None
    ramp_months: int = 0
    confidence: float = 1.0
    owner: str = ""
    cashable: int | None = None
    claim: str = ""
    name: str = ""
    rating: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BenefitFile:
    """The list as read."""

    rows: tuple[BenefitRow, ...]
    rejected: tuple[Rejected, ...]
    header: tuple[str, ...]
    columns: Mapping[str, str]
    signature: str
    encoding: str
    separator: str
    header_row: int
    samples: tuple[tuple[str, ...], ...]


def read_benefit_list(
    data: bytes,
    *,
    mapping: Mapping[str, Any] | None = None,
    remembered: Mapping[str, Mapping[str, Any]] | None = None,
    sheet: str = "",
) -> BenefitFile:
    """Read a list of benefits.

    Raises:
        UnreadableFile: there is no column for the project, or none for a measure or objective.
    """
    table = table_of(data, sheet=sheet)
    signature = signature_of(table.header)
    given = (mapping or (remembered or {}).get(signature) or {}).get("columns", {})
    places = _columns(table, given)
    read = [_read(table, row, places) for row in table.rows]
    aside = tuple(
        Rejected(row.number, "", why, "Nothing is to be done if that is so", tuple(map(text_of, row.cells)))
        for row, why in table.set_aside
    )
    return BenefitFile(
        rows=tuple(item for item in read if isinstance(item, BenefitRow)),
        rejected=(*aside, *(item for item in read if isinstance(item, Rejected))),
        header=table.header,
        columns={table.header[column]: name for name, column in places.items()},
        signature=signature,
        encoding=table.encoding,
        separator=table.separator,
        header_row=table.header_row,
        samples=tuple(tuple(text_of(row.cells[n]) for row in table.rows[:3]) for n in range(len(table.header))),
    )


def _columns(table: Table, given: Mapping[str, str]) -> dict[str, int]:
    stated = {spelled(header): name for header, name in given.items()}
    names = {name for name, _ in FIELDS}
    if wrong := sorted(set(filter(None, stated.values())) - names):
        raise UnreadableFile("the mapping", f"“{wrong[0]}” is no field", f"Choose one of {', '.join(sorted(names))}")
    places: dict[str, int] = {}
    for column, header in enumerate(table.header):
        plain = spelled(header)
        found = (name for name, words in FIELDS if name not in places and re.search(words, plain))
        name = stated[plain] if plain in stated else next(found, "")
        if name:
            places[name] = column
    if "project" not in places or not {"measure", "objective"} & set(places):
        raise UnreadableFile(
            "the header",
            f"there is no column for the project, or none for a measure or objective ({', '.join(table.header)[:300]})",
            "Name the columns project, measure, amount, from, confidence",
        )
    return places


def _read(table: Table, row: Row, places: Mapping[str, int]) -> BenefitRow | Rejected:
    cells = tuple(map(text_of, row.cells))
    column = ""

    def cell(name: str) -> Scalar:
        nonlocal column
        column = table.header[places[name]] if name in places else ""
        return row.cells[places[name]] if name in places else ""

    try:
        return _row(row.number, cells, cell, order_of([cell("start")]), _unit(table, places))
    except BadValue as error:
        return Rejected(row.number, column, error.problem, error.repair, cells)


def _unit(table: Table, places: Mapping[str, int]) -> int:
    return (header_unit(table.header[places["cashable"]]) or 1) if "cashable" in places else 1


def _row(number_: int, cells: tuple[str, ...], cell: Callable[[str], Scalar], order: Any, unit: int) -> BenefitRow:
    def word(name: str) -> str:
        return " ".join(text_of(cell(name)).split())

    if not word("project"):
        raise BadValue("it names no project", "Fill the project's id or name")
    measure, objective = word("measure"), word("objective")
    amount, rating = number(cell("amount")).known, _rating(cell("rating"))
    if not (measure and amount is not None) and not (objective and rating is not None):
        raise BadValue("it has neither a measure with an amount nor an objective with a rating", "Fill one of them")
    if rating is not None and not measure and not word("reason"):
        raise BadValue("a rating without a reason", "Say in a sentence why the project supports the objective")
    low, high = number(cell("low")).known, number(cell("high")).known
    return BenefitRow(
        row=number_,
        cells=cells,
        project=word("project"),
        measure=measure,
        objective=objective,
        amount=amount if measure else None,
        low=low,
        high=high,
        start=read_date(cell("start"), order=order, end=End.FIRST).known,
        ramp_months=max(0, round(number(cell("ramp")).known or 0)),
        confidence=_confidence(cell("confidence")),
        owner=word("owner"),
        cashable=money(cell("cashable"), unit=unit).known,
        claim=word("claim")[:200],
        name=word("name")[:400],
        rating=None if measure else rating,
        reason=word("reason"),
    )


def _rating(cell: Scalar) -> int | None:
    value = number(cell).known
    if value is None:
        return None
    if value not in RATINGS:
        raise BadValue(f"“{text_of(cell)}” is no rating", "Write −9, −3, −1, 1, 3 or 9")
    return int(value)


def _confidence(cell: Scalar) -> float:
    """``80 %``, ``80`` and ``0.8`` are the same; an empty cell means that nobody doubts it."""
    value = number(cell).known
    if value is None:
        return 1.0
    share = value / _PERCENT if value > 1 else value
    if not 0 <= share <= 1:
        raise BadValue(f"“{text_of(cell)}” is no confidence", "Write a percentage from 0 to 100")
    return float(share)
