"""What an import of projects did, or would do, as one documented JSON object: see docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from northing.engine.formats.ratings import Scale
from northing.engine.formats.rows import RegisterRow, Rejected
from northing.engine.register.diff import Change, ChangeKind
from northing.engine.register.match import Match
from northing.engine.register.parts import Parts
from northing.engine.values import Value
from northing.exchange.intake import FURTHER, Intake
from northing.exchange.known import Known
from northing.exchange.reading import ListFile

KeyOf = Callable[[RegisterRow | None], str]


def project_report(listing: ListFile, intake: Intake, known: Known, keys: dict[int, str]) -> dict[str, Any]:
    """The report without what only the commit knows (batch, organisation).

    Args:
        listing: how the file was read.
        intake: what follows from it.
        known: the list before.
        keys: component key by row number of the new list, as far as there are components.

    Raises:
        AssertionError: a row is not accounted for; nothing may be written then.
    """
    register = intake.register
    rejected = len(register.rejected)
    account_for(register.row_count, intake.created, intake.updated, intake.unchanged, rejected)
    old = {id(row) for row in known.rows}

    def key_of(row: RegisterRow | None) -> str:
        if row is None:
            return ""
        return known.component(row).key if id(row) in old else keys.get(row.row, "")

    renamed = [change for change in intake.diff.changes if change.kind is ChangeKind.RENAMED]
    return {
        "kind": "projects",
        "as_of": intake.as_of.isoformat(),
        "rows": register.row_count,
        "created": intake.created,
        "updated": intake.updated,
        "unchanged": intake.unchanged,
        "rejected": rejected,
        "left": len(intake.left),
        "renamed": len(renamed),
        "changes": intake.counts,
        **_how_read(listing),
        **_lists(intake, renamed, key_of),
    }


def _lists(intake: Intake, renamed: Sequence[Change], key_of: KeyOf) -> dict[str, Any]:
    """What the counts count, one by one."""
    register, matching = intake.register, intake.diff.matching
    return {
        "rejected_list": [rejected_as_json(item) for item in register.rejected],
        "doubtful_cells": [rejected_as_json(item) for item in register.doubts],
        "entered_list": [_row(row, key_of) for row in matching.entered],
        "returned_list": [_row(step.row, key_of) for step in intake.steps if step.returned],
        "left_list": [
            {"key": component.key, "name": component.name, "unit": row.unit} for component, row in intake.left
        ],
        "held_list": [_row(row, key_of) for row in intake.held],
        "renamed_list": [
            {"key": key_of(c.new), "from": c.old.name, "to": c.new.name, "row": c.new.row}
            for c in renamed
            if c.old and c.new
        ],
        "split_list": [_parts(parts, key_of) for parts in matching.splits],
        "merged_list": [_parts(parts, key_of) for parts in matching.merges],
        "doubtful_list": [_doubtful(match, intake, key_of) for match in matching.doubtful],
        "units_renamed": [],
        "change_list": [_change(change, key_of) for change in _told(intake)] + _further(intake, key_of),
        "conflicts": _conflicts(intake),
    }


def account_for(rows: int, *parts: int) -> None:
    """Every row of the file ends in exactly one place.

    Raises:
        AssertionError: it does not; a fault of ours, and nothing may be written then.
    """
    if rows != sum(parts):
        raise AssertionError(f"{rows} rows, but {' + '.join(map(str, parts))} accounted for")


def _how_read(listing: ListFile) -> dict[str, Any]:
    register = listing.register
    return {
        "encoding": listing.encoding,
        "separator": listing.separator,
        "sheet": listing.sheet,
        "header_row": listing.header_row,
        "header": list(register.header),
        "mapping": register.mapping.to_dict(),
        "columns": [
            {
                "header": match.header,
                "field": match.field,
                "confidence": match.confidence,
                "rival": match.rival,
                "samples": list(listing.samples[match.column]),
            }
            for match in register.mapping.columns
        ],
        "from_memory": listing.from_memory,
        "scale": {field: scale_as_json(scale) for field, scale in register.scales.items()},
        "money_unit": register.money_unit,
        "currency": register.currency,
        "notes": [{"line": note.line, "text": note.text, "repair": note.repair} for note in register.notes],
    }


def scale_as_json(scale: Scale) -> dict[str, Any]:
    """Name and points, best first; ``known`` is False when nobody stated their order."""
    return {"name": scale.name, "points": list(scale.points), "known": scale.known}


def rejected_as_json(item: Rejected) -> dict[str, Any]:
    """Place, problem, repair, and the row as text."""
    return {
        "row": item.row,
        "column": item.column,
        "problem": item.problem,
        "repair": item.repair,
        "cells": list(item.cells),
    }


def _row(row: RegisterRow, key_of: KeyOf) -> dict[str, Any]:
    return {"key": key_of(row), "name": row.name, "unit": row.unit, "row": row.row}


def _parts(parts: Parts, key_of: KeyOf) -> dict[str, Any]:
    return {
        "whole": _row(parts.whole, key_of),
        "parts": [_row(part, key_of) for part in parts.parts],
        "shared": parts.shared,
    }


def _doubtful(match: Match, intake: Intake, key_of: KeyOf) -> dict[str, Any]:
    taken = any(match.old is one.old and match.new is one.new for one in intake.diff.matching.matches)
    return {
        "key": key_of(match.old),
        "known": match.old.name,
        "row": match.new.row,
        "name": match.new.name,
        "score": match.score,
        "taken": taken,
    }


def _told(intake: Intake) -> list[Change]:
    """Changes in order, without those that left only in appearance."""
    held: Sequence[RegisterRow] = intake.held
    return [
        change
        for change in intake.diff.changes
        if change.kind is not ChangeKind.LEFT or not any(change.old is row for row in held)
    ]


def _change(change: Change, key_of: KeyOf) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "key": key_of(change.old or change.new),
        "name": change.name,
        "field": change.field,
        "before": _plain(change.before),
        "after": _plain(change.after),
        "before_state": change.before.state.value if change.before else None,
        "after_state": change.after.state.value if change.after else None,
        "amount": change.amount,
        "share": change.share,
        "others": [row.name for row in change.others],
    }


def _plain(value: Value[Any] | None) -> Any:
    if value is None:
        return None
    if value.known is None:
        return value.basis or value.text or None
    return value.known.isoformat() if isinstance(value.known, date) else value.known


def _further(intake: Intake, key_of: KeyOf) -> list[dict[str, Any]]:
    return [
        {"kind": FURTHER, "key": key_of(row), "name": row.name, "field": header, "before": before, "after": after}
        for row, header, before, after in intake.further
    ]


def _conflicts(intake: Intake) -> list[dict[str, Any]]:
    return [
        {
            "key": step.component.key,
            "name": step.component.name,
            "field": clash.slot,
            "before": _text(clash.before),
            "file": _text(clash.file),
            "here": _text(clash.here),
        }
        for step in intake.steps
        if step.component
        for clash in step.merged.clashes
    ]


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
