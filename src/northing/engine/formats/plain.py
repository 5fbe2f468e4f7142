"""Frozen dataclasses to plain dicts, lists, numbers and words, and back, by their type hints."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from northing.engine.formats.errors import UnreadableFile

_REPAIR = "Write the document with the same version of Northing, or correct this place"


def to_plain(value: object) -> Any:
    """The value in JSON's own types; a dataclass's fields keep their order, dates are ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: Any, value: object, place: str) -> Any:
    """The inverse of ``to_plain`` for a type.

    Raises:
        UnreadableFile: naming the place as a path (``goals[2].name``); unknown keys are refused, not dropped.
    """
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional(kind, value, place)
    if origin is tuple:
        return _tuple(kind, value, place)
    if is_dataclass(kind):
        return _dataclass(kind, value, place)
    return _scalar(kind, value, place)


def _optional(kind: Any, value: object, place: str) -> Any:
    if value is None:
        return None
    return from_plain(next(part for part in get_args(kind) if part is not types.NoneType), value, place)


def _tuple(kind: Any, value: object, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise UnreadableFile(place, "a list is expected", _REPAIR)
    inner = get_args(kind)[0]
    return tuple(from_plain(inner, item, f"{place}[{index}]") for index, item in enumerate(value))


def _dataclass(kind: Any, value: object, place: str) -> Any:
    if not isinstance(value, Mapping):
        raise UnreadableFile(place, "an object with named fields is expected", _REPAIR)
    known = {field.name: field for field in fields(kind)}
    if unknown := sorted(set(map(str, value)) - set(known)):
        raise UnreadableFile(place, f"unknown field {unknown[0]!r}", _REPAIR)
    hints = get_type_hints(kind)
    given = {name: _field(hints, known[name], value, place) for name in known if _wanted(known[name], value, place)}
    return kind(**given)


def _wanted(field: Field[Any], value: Mapping[Any, Any], place: str) -> bool:
    if field.name in value:
        return True
    if field.default is MISSING and field.default_factory is MISSING:
        raise UnreadableFile(place, f"the field {field.name!r} is not there", _REPAIR)
    return False


def _field(hints: Mapping[str, Any], field: Field[Any], value: Mapping[Any, Any], place: str) -> Any:
    return from_plain(hints[field.name], value[field.name], f"{place}.{field.name}")


def _scalar(kind: Any, value: object, place: str) -> Any:
    if kind is date:
        return _date(value, place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind, value, place)
    if kind is float:
        return _number(value, place)
    if kind is int and isinstance(value, bool):
        raise UnreadableFile(place, "a whole number is expected", _REPAIR)
    if not isinstance(value, kind):
        raise UnreadableFile(place, f"{_NAMES.get(kind, kind.__name__)} is expected, not {value!r:.80}", _REPAIR)
    return value


_NAMES = {str: "text", int: "a whole number", bool: "true or false"}


def _number(value: object, place: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    raise UnreadableFile(place, f"a finite number is expected, not {value!r:.80}", _REPAIR)


def _date(value: object, place: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UnreadableFile(place, f"{value!r:.80} is no date", "Write dates as 2028-03-31") from error


def _enum(kind: type[Enum], value: object, place: str) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        choices = ", ".join(str(item.value) for item in kind)
        raise UnreadableFile(place, f"{value!r:.80} is none of {choices}", _REPAIR) from error
