"""Importing budgets: what all projects together may cost in a fiscal year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from northing.exchange.budget_rows import BudgetFile, read_budget_list
from northing.exchange.models import ImportBatch
from northing.exchange.projects import seal
from northing.exchange.report import account_for
from northing.exchange.sandbox import run_apart
from northing.kernel import actions, journal
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.portfolio.models import Budget


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
