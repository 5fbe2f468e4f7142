"""Whether data are of the types that they say: text where a date belongs is told before anything computes with it.

Numbers are left to each science, which knows its amounts by name; one that is a key has to be whole here.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, wraps
from inspect import signature
from numbers import Integral
from typing import Any, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from northing.engine.errors import NUMBERS, WrongType

P = ParamSpec("P")
Result = TypeVar("Result")

Fault = str | None
"""Where below the value something is wrong, and what; None where nothing is."""

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type hint asks for.

    Attributes:
        fault: what is wrong with a value.
        exact: types whose values are right without a look; a long list of them is not gone through one by one.
    """

    fault: Callable[[Any], Fault]
    exact: frozenset[type] = frozenset()


def require_types(thing: object, *, what: str) -> None:
    """Refuse a dataclass in whose fields, or theirs, something stands that is not of its type.

    Raises:
        WrongType: with the path to it, what is expected and what is there.
    """
    kind: Any = type(thing)
    if fault := _kind_of(kind).fault(thing):
        raise WrongType(f"{what}{fault}")


def typed(function: Callable[P, Result]) -> Callable[P, Result]:
    """Refuse arguments of another type than the function names, before it begins: None, or text for a member of ours.

    Only what is ours or a mapping is looked at, and not inside: a problem was checked when it was made.
    """

    @cache
    def expected() -> tuple[list[str], dict[str, tuple[type, ...]]]:
        hints = get_type_hints(function)
        kinds = {name: kinds for name in hints if name != "return" and (kinds := _ours(hints[name]))}
        return list(signature(function).parameters), kinds

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> Result:
        names, kinds = expected()
        for name, value in (*zip(names, args, strict=False), *kwargs.items()):
            if (kind := kinds.get(name)) and not isinstance(value, kind):
                raise WrongType(f"{name.replace('_', ' ')}{_expected(kind[0].__name__, value)}{_members(kind[0])}")
        return function(*args, **kwargs)

    return checked


def _ours(hint: Any) -> tuple[type, ...]:
    """The classes that a hint allows; none where it also allows what cannot be told apart by its class."""
    if get_origin(hint) in (Union, types.UnionType):
        parts = [_ours(part) for part in get_args(hint)]
        return tuple(kind for part in parts for kind in part) if all(parts) else ()
    if (origin := get_origin(hint)) is not None:
        return (Mapping,) if isinstance(origin, type) and issubclass(origin, Mapping) else ()
    is_ours = is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, Enum))
    return (hint,) if is_ours or hint is types.NoneType else ()


def _members(kind: type) -> str:
    if not issubclass(kind, Enum):
        return ""
    return f"; give {', '.join(f'{kind.__name__}.{member.name}' for member in kind)}"


@cache
def _kind_of(hint: Hashable) -> Kind:
    if origin := get_origin(hint):
        return _generic(origin, get_args(hint))
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        return _record(hint, _kind_of)
    return _scalar(hint)


@cache
def _key(hint: Hashable) -> Kind:
    """Of what something is looked up by, every part counts."""
    if hint is int:
        return _instance(int, Integral, "a whole number")
    if isinstance(hint, type) and hasattr(hint, "_fields"):
        return _record(hint, _key)
    return _kind_of(hint)


def _generic(origin: Any, parts: tuple[Any, ...]) -> Kind:
    if origin in (Union, types.UnionType):
        return _one_of([_kind_of(part) for part in parts])
    if origin is tuple and parts[-1] is Ellipsis:
        return Kind(lambda value: _sequence(value, _kind_of(parts[0])))
    if origin is tuple:
        return Kind(lambda value: _fixed(value, [_kind_of(part) for part in parts]))
    if issubclass(origin, Mapping):
        return Kind(lambda value: _mapping(value, _key(parts[0]), _kind_of(parts[1])))
    return _instance(origin, origin, origin.__name__)


PLAIN: Mapping[Any, tuple[Any, str]] = {
    bool: (bool | np.bool_, "yes or no (True, False)"),
    str: (str, "text"),
    types.NoneType: (types.NoneType, "nothing"),
}
"""What is taken for a type, and what it is called."""


def _scalar(hint: Any) -> Kind:
    if hint in (date, datetime):
        return Kind(_not_a_day if hint is date else _not_a_moment, frozenset({date} if hint is date else ()))
    if hint in (float, int) or not isinstance(hint, type):
        return Kind(_nothing_wrong, frozenset({float, int}) if hint in (float, int) else frozenset())
    if getattr(hint, "_is_protocol", False):
        return _protocol(hint, members=[name for name in vars(hint) if not name.startswith("_")])
    return _instance(hint, *PLAIN.get(hint, (hint, hint.__name__)))


def _protocol(hint: type, *, members: list[str]) -> Kind:
    def fault(value: Any) -> Fault:
        fits = isinstance(value, NUMBERS) or all(hasattr(value, name) for name in members)
        return None if fits else _expected(hint.__name__, value)

    return Kind(fault)


def _nothing_wrong(_: Any) -> Fault:
    """Of numbers, here."""
    return None


def _instance(exact: type, accepted: Any, name: str) -> Kind:
    return Kind(lambda value: None if isinstance(value, accepted) else _expected(name, value), frozenset({exact}))


def _not_a_day(value: object) -> Fault:
    return None if isinstance(value, date) and not isinstance(value, datetime) else _expected("a date", value)


def _not_a_moment(value: object) -> Fault:
    """Instants are those of one time zone, which nobody names."""
    is_naive = isinstance(value, datetime) and value.tzinfo is None
    return None if is_naive else _expected("a date and time without a time zone", value)


def _one_of(kinds: list[Kind]) -> Kind:
    def fault(value: Any) -> Fault:
        faults = [kind.fault(value) for kind in kinds]
        return None if None in faults else faults[0]

    return Kind(fault, frozenset().union(*(kind.exact for kind in kinds)))


def _sequence(value: Any, kind: Kind) -> Fault:
    if not isinstance(value, tuple | list):
        return _expected("a tuple", value)
    return next((f"[{at}]{fault}" for at, fault in enumerate(_faults(value, kind)) if fault), None)


def _fixed(value: Any, kinds: list[Kind]) -> Fault:
    if not isinstance(value, tuple | list) or len(value) != len(kinds):
        return _expected(f"a tuple of {len(kinds)}", value)
    return next((f"[{at}]{fault}" for at, kind in enumerate(kinds) if (fault := kind.fault(value[at]))), None)


def _mapping(value: Any, key: Kind, item: Kind) -> Fault:
    if not isinstance(value, Mapping):
        return _expected("a mapping", value)
    wrong = next((f" has a key that is wrong{fault}" for fault in _faults(value, key) if fault), None)
    return wrong or next(
        (f"[{name!r}]{fault}" for name, fault in zip(value, _faults(value.values(), item), strict=False) if fault), None
    )


def _faults(values: Iterable[Any], kind: Kind) -> Iterable[Fault]:
    if kind.exact and kind.exact.issuperset(map(type, values)):
        return ()
    return map(kind.fault, values)


def _record(hint: type, kind_of: Callable[[Any], Kind]) -> Kind:
    """Hints are looked up when the first of that type is met: types may contain themselves."""
    names = [one.name for one in fields(hint)] if is_dataclass(hint) else list(hint._fields)  # type: ignore[attr-defined]

    @cache
    def kinds() -> list[tuple[str, Kind]]:
        hints = get_type_hints(hint)
        return [(name, kind_of(hints[name])) for name in names]

    def fault(value: Any) -> Fault:
        if not isinstance(value, hint):
            return _expected(hint.__name__, value)
        for name, kind in kinds():
            inner = getattr(value, name)
            if type(inner) not in kind.exact and (found := kind.fault(inner)):
                return f".{name}{found}"
        return None

    return Kind(fault)


def _expected(name: str, value: object) -> str:
    return f": {name} is expected, not {type(value).__name__} {repr(value)[:SHOWN]}"
