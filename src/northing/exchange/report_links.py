"""The report of an import of links or budgets: the same names as for projects, where they mean something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from northing.engine.formats.rows import Rejected
from northing.exchange.benefit_rows import BenefitFile
from northing.exchange.budget_rows import BudgetFile
from northing.exchange.models import ImportBatch
from northing.exchange.report import account_for, rejected_as_json


def link_report(
    batch: ImportBatch,
    source: BenefitFile | BudgetFile,
    *,
    counts: Mapping[str, int],
    rejected: Iterable[Rejected],
    changes: list[dict[str, Any]],
) -> dict[str, Any]:
    """The report without what only the commit knows.

    Args:
        batch: the file.
        source: as read.
        counts: created, updated, unchanged.
        rejected: rows that were not taken over, by the reader or here.
        changes: as they are listed.

    Raises:
        AssertionError: a row is not accounted for; nothing may be written then.
    """
    faults = sorted(rejected, key=lambda item: item.row)
    rows = len(source.rows) + len(source.rejected)
    account_for(rows, *counts.values(), len(faults))
    return {
        "kind": batch.kind,
        "rows": rows,
        **counts,
        "rejected": len(faults),
        "left": 0,
        "renamed": 0,
        "changes": dict(Counter(change["kind"] for change in changes)),
        **_how_read(source),
        "rejected_list": [rejected_as_json(item) for item in faults],
        "left_list": [],
        "renamed_list": [],
        "change_list": changes,
        "conflicts": [],
        "notes": [],
        "file": batch.file_name,
        "organisation": {"key": batch.organisation.key, "name": batch.organisation.name},
        "as_of": None,
        "batch": None,
    }


def _how_read(source: BenefitFile | BudgetFile) -> dict[str, Any]:
    columns = [
        {
            "header": header,
            "field": source.columns.get(header, ""),
            "confidence": 1.0,
            "rival": "",
            "samples": list(seen),
        }
        for header, seen in zip(source.header, source.samples, strict=True)
    ]
    return {
        "encoding": source.encoding,
        "separator": source.separator,
        "header_row": source.header_row,
        "header": list(source.header),
        "mapping": {"columns": dict(source.columns)},
        "columns": columns,
    }
