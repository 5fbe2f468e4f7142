"""An import's report arranged for its pages: groups, the diff grammar, what a person is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.engine.formats.fields import FIELDS, YEARLY, Kind, kind_of
from northing.exchange.benefit_rows import FIELDS as BENEFIT_FIELDS
from northing.exchange.budget_rows import FIELDS as BUDGET_FIELDS
from northing.ui.blocks import Column, Step

MOST_CHANGES = 200
LONGEST = 120
STEPS = (("map", "Columns"), ("check", "Check"), ("preview", "Preview"), ("result", "Done"))
COLUMNS = [
    Column("Column of the file", "header"),
    Column("Holds, for example", "samples"),
    Column("Is the field", "field"),
]
CHANGE_COLUMNS = [
    Column("Project or element", "name"),
    Column("What", "kind"),
    Column("Before and after", "change"),
]
_GOOD_KINDS = {"entered": "added", "left": "removed"}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change for the table; ``mark`` is the diff grammar's word."""

    key: str
    name: str
    words: str
    mark: str
    before: str
    after: str


def steps_of(batch_kind: str, current: str, *, has_columns: bool) -> list[Step]:
    """The way through, without the step that a file has no use for."""
    wanted = [step for step in STEPS if step[0] != "map" or (batch_kind != "plan" and has_columns)]
    names = [name for name, _ in wanted]
    at = names.index(current) if current in names else 0
    return [Step(label, "done" if n < at else "", current=n == at) for n, (_, label) in enumerate(wanted)]


def fields_of(kind: str, report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a column can be, for the select; yearly fields that were found are offered too."""
    names = [field.name for field in FIELDS]
    if kind in {"benefits", "budgets"}:
        names = [name for name, _ in (BENEFIT_FIELDS if kind == "benefits" else BUDGET_FIELDS)]
    found = [column["field"] for column in report.get("columns", ()) if column["field"] not in names]
    yearly = [name for name in found if name and name.partition("_20")[0] in YEARLY]
    return [("", "keep as it is"), *((name, name.replace("_", " ")) for name in (*names, *yearly))]


def faults_of(report: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rejected rows and doubtful cells by what repairs them, the most frequent repair first."""
    grouped: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in report.get("rejected_list", ()):
        grouped[item["repair"]].append({**item, "is_rejected": True})
    for item in report.get("doubtful_cells", ()):
        grouped[item["repair"]].append({**item, "is_rejected": False})
    return sorted(grouped.items(), key=lambda group: -len(group[1]))


def changes_of(report: Mapping[str, Any]) -> list[ChangeRow]:
    """The first changes as rows; the download has all of them."""
    return [_row(change) for change in report.get("change_list", ())[:MOST_CHANGES]]


def _row(change: Mapping[str, Any]) -> ChangeRow:
    kind = change["kind"]
    mark = _GOOD_KINDS.get(kind) or (
        "added" if kind.endswith("added") else "removed" if kind.endswith("removed") else "changed"
    )
    what = kind.replace("_", " ")
    if change.get("field") and kind in {"text_changed", "withheld", "disclosed", "state_changed", "figure_changed"}:
        what = f"{what}: {change['field'].replace('_', ' ')}"
    before, after = (_words(change, side) for side in ("before", "after"))
    if change.get("others"):
        after = ", ".join(change["others"])
    return ChangeRow(change["key"], change["name"], what, mark, before, after)


def _words(change: Mapping[str, Any], side: str) -> str:
    value = change.get(side)
    if value is None:
        return "–" if change.get("field") else ""
    if isinstance(value, int | float) and _is_money(change.get("field", "")):
        return f"{value / 100:,.0f}"
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}…"
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _is_money(field: str) -> bool:
    try:
        return kind_of(field) is Kind.MONEY
    except KeyError:
        return field == "cashable"


def pairs_of(report: Mapping[str, Any], choices: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Pairs that were taken for one project under two names, and those that a person told apart."""
    apart = {f"{key} {row}" for key, row in choices.get("apart", ())}
    pairs = [
        {"value": f"{item['key']} {item['row']}", "before": item["from"], "after": item["to"]}
        for item in report.get("renamed_list", ())
        if "row" in item
    ]
    return [
        *({**pair, "is_apart": False} for pair in pairs),
        *(
            {
                "value": value,
                "before": value.rsplit(" ", 1)[0],
                "after": f"row {value.rsplit(' ', 1)[1]}",
                "is_apart": True,
            }
            for value in sorted(apart)
        ),
    ]


def scale_changes(
    report: Mapping[str, Any], choices: Mapping[str, Any], known: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Rating fields whose scale changed: for each old point, what it reads as on the new scale."""
    asked = []
    for change in report.get("change_list", ()):
        if change["kind"] != "rating_scale_changed":
            continue
        field = change["field"]
        points = list(known[field].points) if field in known else []
        new = report["scale"][field]["points"]
        table = choices.get("tables", {}).get(field, {})
        rows = [
            {"name": f"scale-{field}-{n}", "label": old, "value": table.get(old, old if old in new else "")}
            for n, old in enumerate(points)
        ]
        asked.append(
            {
                "field": field,
                "before": change["before"],
                "after": change["after"],
                "rows": rows,
                "options": [("", "no equivalent"), *((point, point) for point in new)],
            }
        )
    return asked


def day(text: str) -> date | None:
    """An ISO date, or None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
