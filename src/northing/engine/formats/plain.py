"""Frozen dataclasses to plain dicts, lists, numbers and words, and back, by their type hints.

A mapping's key of several parts (role and month) is one text with `` | `` between them. Where a place can hold things
of several types, the object names its own in ``type`` (``{"type": "triangular", "low": 1, …}``).
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from northing.engine.formats.errors import UnreadableFile

_REPAIR = "Write the document with the same version of Northing, or correct this place"
BETWEEN = " | "
"""Stands between the parts of a mapping's key."""
TYPE = "type"
"""Names the type of an object where several are possible."""


def to_plain(value: object) -> Any:
    """The value in JSON's own types; a dataclass's fields keep their order, dates are ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_key_to_plain(key): to_plain(item) for key, item in value.items()}
    listed = value.tolist() if hasattr(value, "tolist") else value  # arrays and their numbers
    return [to_plain(item) for item in listed] if isinstance(listed, tuple | list) else listed


def _key_to_plain(key: object) -> str:
    if isinstance(key, tuple):
        return BETWEEN.join(str(to_plain(part)) for part in key)
    return str(to_plain(key))


def from_plain(kind: Any, value: object, place: str) -> Any:
    """The inverse of ``to_plain`` for a type.

    Raises:
        UnreadableFile: naming the place as a path (``goals[2].name``); unknown keys are refused, not dropped.
    """
    return Reader().read(kind, value, place)


@dataclass(frozen=True)
class Reader:
    """Reads values by type hints.

    Attributes:
        variants: the dataclasses that can stand where a type hint names a protocol.
        hints: of the types met so far.
    """

    variants: Mapping[Any, tuple[type, ...]] = field(default_factory=dict)
    hints: dict[type, dict[str, Any]] = field(default_factory=dict)

    def read(self, kind: Any, value: object, place: str) -> Any:
        """The value as ``kind``.

        Raises:
            UnreadableFile: naming the place.
        """
        origin = get_origin(kind)
        if kind in self.variants:
            return self._one_of(self.variants[kind], value, place)
        if origin in (Union, types.UnionType):
            return self._union(get_args(kind), value, place)
        if origin is tuple:
            return self._tuple(get_args(kind), value, place)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(get_args(kind), value, place)
        if is_dataclass(kind) or hasattr(kind, "_fields"):
            return (self._dataclass if is_dataclass(kind) else self._named_tuple)(kind, value, place)
        return _scalar(kind, value, place)

    def _union(self, kinds: tuple[Any, ...], value: object, place: str) -> Any:
        if value is None and types.NoneType in kinds:
            return None
        return self._one_of(tuple(kind for kind in kinds if kind is not types.NoneType), value, place)

    def _one_of(self, kinds: tuple[Any, ...], value: object, place: str) -> Any:
        """Objects by the type that they name; anything else by the one type that is no object."""
        flat = tuple(part for kind in kinds for part in self.variants.get(kind, (kind,)))
        if len(flat) == 1:
            return self.read(flat[0], value, place)
        objects: dict[str, Any] = {_name(kind): kind for kind in flat if is_dataclass(kind)}
        if not isinstance(value, Mapping):
            return self._simple([kind for kind in flat if not is_dataclass(kind)], value, place, objects=objects)
        named = str(value.get(TYPE, next(iter(objects)) if len(objects) == 1 else "")).lower()
        if named not in objects:
            raise UnreadableFile(f"{place}.{TYPE}", f"{named!r:.80} is none of {', '.join(sorted(objects))}", _REPAIR)
        rest = {key: item for key, item in value.items() if key != TYPE}
        return self.read(objects[named], rest, place)

    def _simple(self, kinds: list[Any], value: object, place: str, *, objects: Mapping[str, Any]) -> Any:
        fitting = [kind for kind in kinds if _fits(kind, value)] or kinds[:1]
        if not fitting:
            raise UnreadableFile(place, f"an object of type {' or '.join(sorted(objects))} is expected", _REPAIR)
        return self.read(fitting[0], value, place)

    def _tuple(self, parts: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise UnreadableFile(place, "a list is expected", _REPAIR)
        if parts[-1] is Ellipsis:
            return tuple(self.read(parts[0], item, f"{place}[{index}]") for index, item in enumerate(value))
        if len(parts) != len(value):
            raise UnreadableFile(place, f"{len(parts)} entries are expected, not {len(value)}", _REPAIR)
        return tuple(
            self.read(part, item, f"{place}[{index}]")
            for index, (part, item) in enumerate(zip(parts, value, strict=True))
        )

    def _named_tuple(self, kind: Any, value: object, place: str) -> Any:
        """As a list, which is how it is written, or as an object by its fields; defaults may be left out."""
        names, hints = kind._fields, self._hints(kind)
        given = value if isinstance(value, Mapping) else dict(zip(names, _listed(value, names, place), strict=False))
        if unknown := sorted(set(map(str, given)) - set(names)):
            raise UnreadableFile(place, f"unknown field {unknown[0]!r}", _REPAIR)
        for name in names:
            if name not in given and name not in kind._field_defaults:
                raise UnreadableFile(place, f"the field {name!r} is not there", _REPAIR)
        return kind(**{str(name): self.read(hints[name], item, f"{place}.{name}") for name, item in given.items()})

    def _mapping(self, parts: tuple[Any, ...], value: object, place: str) -> dict[Any, Any]:
        if not isinstance(value, Mapping):
            raise UnreadableFile(place, "an object with keys and values is expected", _REPAIR)
        kind, inner = parts
        found: dict[Any, Any] = {}
        for name, item in value.items():
            key = self._key(kind, str(name), f"{place}.{name}")
            if key in found:
                raise UnreadableFile(f"{place}.{name}", "it stands there twice, written in two ways", _REPAIR)
            found[key] = self.read(inner, item, f"{place}.{name}")
        return found

    def _key(self, kind: Any, key: str, place: str) -> Any:
        parts = self._key_parts(kind)
        if not parts:
            return _key_scalar(kind, key, place)
        texts = key.rsplit(BETWEEN, len(parts) - 1)
        if len(texts) != len(parts):
            raise UnreadableFile(place, f"a key of {len(parts)} parts with “{BETWEEN}” between is expected", _REPAIR)
        read = [_key_scalar(part, text, place) for part, text in zip(parts, texts, strict=True)]
        return tuple(read) if get_origin(kind) is tuple else kind(*read)

    def _key_parts(self, kind: Any) -> list[Any]:
        """The types of a key of several parts: of a tuple or a named tuple; none for a simple key."""
        if get_origin(kind) is tuple:
            return list(get_args(kind))
        return list(self._hints(kind).values()) if hasattr(kind, "_fields") else []

    def _hints(self, kind: type) -> dict[str, Any]:
        if kind not in self.hints:
            self.hints[kind] = get_type_hints(kind)
        return self.hints[kind]

    def _dataclass(self, kind: Any, value: object, place: str) -> Any:
        if not isinstance(value, Mapping):
            raise UnreadableFile(place, "an object with named fields is expected", _REPAIR)
        known = {one.name: one for one in fields(kind) if one.init}
        if unknown := sorted(set(map(str, value)) - set(known)):
            raise UnreadableFile(place, f"unknown field {unknown[0]!r}", _REPAIR)
        hints = self._hints(kind)
        given = {
            name: self.read(hints[name], value[name], f"{place}.{name}")
            for name in known
            if _wanted(known[name], value, place)
        }
        return kind(**given)


def _listed(value: object, names: tuple[str, ...], place: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple) or len(value) > len(names):
        raise UnreadableFile(place, f"a list or an object of {', '.join(names)} is expected", _REPAIR)
    return value


def _name(kind: Any) -> str:
    return str(kind.__name__).lower()


def _fits(kind: Any, value: object) -> bool:
    if isinstance(value, str):
        return kind is str or kind is date or (isinstance(kind, type) and issubclass(kind, Enum))
    return (isinstance(value, bool) and kind is bool) or (not isinstance(value, bool) and kind in {int, float})


def _wanted(field: Field[Any], value: Mapping[Any, Any], place: str) -> bool:
    if field.name in value:
        return True
    if field.default is MISSING and field.default_factory is MISSING:
        raise UnreadableFile(place, f"the field {field.name!r} is not there", _REPAIR)
    return False


def _key_scalar(kind: Any, key: str, place: str) -> Any:
    if kind is int:
        if not key.removeprefix("-").isdecimal() or len(key) > LONGEST_KEY:
            raise UnreadableFile(place, f"{key!r:.80} is no whole number", _REPAIR)
        return int(key)
    return _scalar(kind, key, place)


def _scalar(kind: Any, value: object, place: str) -> Any:
    if kind is datetime:
        return _date(datetime, value, place)
    if kind is date:
        return _date(date, value, place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind, value, place)
    if kind is float:
        return _number(value, place)
    if kind is int and isinstance(value, bool):
        raise UnreadableFile(place, "a whole number is expected", _REPAIR)
    if not isinstance(value, kind):
        raise UnreadableFile(place, f"{_NAMES.get(kind, kind.__name__)} is expected, not {value!r:.80}", _REPAIR)
    return value


LONGEST_KEY = 80
"""Digits of a whole number that is a key: a year, mostly."""

_NAMES = {str: "text", int: "a whole number", bool: "true or false"}


def _number(value: object, place: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    raise UnreadableFile(place, f"a finite number is expected, not {value!r:.80}", _REPAIR)


def _date(kind: type[date], value: object, place: str) -> date:
    try:
        return kind.fromisoformat(str(value))
    except ValueError as error:
        example = "2028-03-31T08:00" if kind is datetime else "2028-03-31"
        raise UnreadableFile(place, f"{value!r:.80} is no date", f"Write it as {example}") from error


def _enum(kind: type[Enum], value: object, place: str) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        choices = ", ".join(str(item.value) for item in kind)
        raise UnreadableFile(place, f"{value!r:.80} is none of {choices}", _REPAIR) from error
