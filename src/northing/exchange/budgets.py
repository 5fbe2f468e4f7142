"""Importing budgets: what all projects together may cost in a fiscal year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.engine.formats.columns import header_unit
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.rows import Rejected
from northing.engine.formats.table import Table, text_of
from northing.engine.formats.values import BadValue, money
from northing.engine.formats.words import spelled
from northing.exchange.models import ImportBatch
from northing.exchange.projects import seal
from northing.exchange.reading import table_of
from northing.exchange.report import account_for
from northing.exchange.sandbox import run_apart
from northing.kernel import actions, journal
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.portfolio.models import Budget

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
            year = _year(cells[places["year"]])
            unit = header_unit(table.header[places["amount"]]) or 1
            amount = money(row.cells[places["amount"]], unit=unit).known
            if year in rows or amount is None:
                raise BadValue("its year is in the list already, or it has no amount", "Give each year one amount")
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


def read_budgets(
    content: bytes, *, organisation: Organisation | None, as_of: date | None, mapping: Mapping[str, Any] | None
) -> BudgetFile:
    """Read the file in a process of its own; changes nothing.

    Raises:
        UnreadableFile: naming place, problem and repair.
    """
    del organisation, as_of
    return run_apart(read_budget_list, content, mapping=dict(mapping or {}) or None)


def preview_budgets(organisation: Organisation, batch: ImportBatch, source: BudgetFile) -> dict[str, Any]:
    """What committing the batch would do now."""
    held = {row.year: row.amount for row in Budget.objects.filter(organisation=organisation)}
    created = [year for year, _ in source.rows if year not in held]
    updated = [year for year, amount in source.rows if year in held and held[year] != amount]
    rows, rejected = len(source.rows) + len(source.rejected), len(source.rejected)
    unchanged = len(source.rows) - len(created) - len(updated)
    account_for(rows, len(created), len(updated), unchanged, rejected)
    counts = {"budget_added": len(created), "budget_changed": len(updated)}
    return {
        "kind": "budgets",
        "rows": rows,
        "created": len(created),
        "updated": len(updated),
        "unchanged": unchanged,
        "rejected": rejected,
        "left": 0,
        "renamed": 0,
        "changes": {kind: count for kind, count in counts.items() if count},
        "encoding": source.encoding,
        "separator": source.separator,
        "header_row": source.header_row,
        "header": list(source.header),
        "mapping": {"columns": dict(source.columns)},
        "columns": [
            {
                "header": header,
                "field": source.columns.get(header, ""),
                "confidence": 1.0,
                "rival": "",
                "samples": list(source.samples[n]),
            }
            for n, header in enumerate(source.header)
        ],
        "rejected_list": [
            {"row": r.row, "column": r.column, "problem": r.problem, "repair": r.repair, "cells": list(r.cells)}
            for r in source.rejected
        ],
        "left_list": [],
        "renamed_list": [],
        "change_list": [
            {
                "kind": "budget_changed" if year in held else "budget_added",
                "key": f"FY{year}",
                "name": "",
                "field": "budget",
                "before": held.get(year),
                "after": amount,
            }
            for year, amount in source.rows
            if year in created or year in updated
        ],
        "conflicts": [],
        "notes": [],
        "file": batch.file_name,
        "organisation": {"key": organisation.key, "name": organisation.name},
        "as_of": None,
        "batch": None,
    }


def commit_budgets(
    *, actor: User, organisation: Organisation, batch: ImportBatch, source: BudgetFile
) -> dict[str, Any]:
    """Set the years that the file names; other years stay.

    Raises:
        NotAllowed: the actor may not import here, or not edit the plan.
    """
    require(actor, Permission.IMPORT, organisation)
    require(actor, Permission.EDIT_PLAN, organisation)
    with actions.acting(
        actor=actor.email,
        action="exchange.import_budgets",
        organisation=organisation.key,
        reason=f"Import of {batch.file_name}",
    ) as act:
        report = preview_budgets(organisation, batch, source)
        held = {row.year: row for row in Budget.objects.filter(organisation=organisation)}
        for year, amount in source.rows:
            budget = held.get(year) or Budget(organisation=organisation, year=year)
            budget.amount = amount
            if budget.pk is None:
                journal.create(budget, act)
            else:
                journal.update(budget, act)
        return seal(batch, report, act, as_of=None)
