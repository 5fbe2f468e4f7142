"""Importing budgets: what all projects together may cost in a fiscal year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from northing.exchange.budget_rows import BudgetFile, read_budget_list
from northing.exchange.models import ImportBatch
from northing.exchange.projects import seal
from northing.exchange.report_links import link_report
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
    created = [(year, amount) for year, amount in source.rows if year not in held]
    updated = [(year, amount) for year, amount in source.rows if year in held and held[year] != amount]
    counts = {
        "created": len(created),
        "updated": len(updated),
        "unchanged": len(source.rows) - len(created) - len(updated),
    }
    changes = [_change("budget_added", year, None, amount) for year, amount in created]
    changes += [_change("budget_changed", year, held[year], amount) for year, amount in updated]
    return link_report(batch, source, counts=counts, rejected=source.rejected, changes=changes)


def _change(kind: str, year: int, before: int | None, after: int) -> dict[str, Any]:
    return {"kind": kind, "key": f"FY{year}", "name": "", "field": "budget", "before": before, "after": after}


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
