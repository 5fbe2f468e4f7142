"""A row as plain data and back: what the journal keeps before and after, and what undo restores."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model

BOOKKEEPING = frozenset({"version", "updated_at"})


def dump(row: Model) -> dict[str, Any]:
    """The row's own columns as JSON values (foreign keys as ids), without version and time of update."""
    return {
        field.attname: _plain(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if field.attname not in BOOKKEEPING
    }


def load(row: Model, state: dict[str, Any]) -> None:
    """Set the row's columns from what :func:`dump` gave."""
    for field in row._meta.concrete_fields:
        if field.attname in state:
            setattr(row, field.attname, field.to_python(state[field.attname]))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value
