"""Register rows as plain documents, so that the list that was imported last can be kept and compared with the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.rows import RegisterRow
from northing.engine.values import Value, ValueState

_REPAIR = "Import the list again"


def row_to_dict(row: RegisterRow) -> dict[str, Any]:
    """Everything the row holds; dates are ``{"date": "2028-03-31"}``, so that they are told from words."""
    return {
        "row": row.row,
        "key": row.key,
        "name": row.name,
        "unit": row.unit,
        "fields": {name: value_to_dict(value) for name, value in sorted(row.fields.items())},
        "extra": dict(sorted(row.extra.items())),
    }


def row_from_dict(document: Mapping[str, Any]) -> RegisterRow:
    """The row that ``row_to_dict`` wrote.

    Raises:
        UnreadableFile: naming the field at fault.
    """
    try:
        fields = {str(name): value_from_dict(value, str(name)) for name, value in document["fields"].items()}
        extra = {str(name): str(text) for name, text in document["extra"].items()}
        return RegisterRow(
            int(document["row"]), str(document["key"]), str(document["name"]), str(document["unit"]), fields, extra
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableFile("the stored row", f"it is damaged ({error!r})", _REPAIR) from error


def value_to_dict(value: Value[Any]) -> dict[str, Any]:
    """State, value, verbatim text and basis; what is empty is left out."""
    is_day = isinstance(value.known, date)
    parts = {
        "state": value.state.value,
        "known": {"date": value.known.isoformat()} if is_day and value.known else value.known,
        "text": value.text,
        "basis": value.basis,
    }
    return {name: part for name, part in parts.items() if part not in (None, "") or name == "state"}


def value_from_dict(document: Mapping[str, Any], place: str) -> Value[Any]:
    """The value that ``value_to_dict`` wrote.

    Raises:
        UnreadableFile: naming ``place``.
    """
    try:
        known = document.get("known", "" if document["state"] == ValueState.KNOWN else None)
        known = date.fromisoformat(known["date"]) if isinstance(known, dict) else known
        return Value(ValueState(document["state"]), known, document.get("text", ""), document.get("basis", ""))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableFile(place, f"the stored value is damaged ({error!r})", _REPAIR) from error
