"""One project that became several, and several that became one: told by the short name they share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from northing.engine.formats.rows import RegisterRow
from northing.engine.formats.words import spelled
from northing.engine.register.names import aliases, plain_name, plain_unit, same_unit

_COUNTED = re.compile(
    r"\b(phase|part|tranche|stage|lot|section|wave|release|batch|workstream|component|block|package|leg|"
    r"north\w*|south\w*|east\w*|west\w*|central)\b|phase ?\d|\b\d+[a-z]?\b"
)
_MOST_OF_NAME = 0.6
"""Share of a name that its common beginning has to cover."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A project and what it was split into (or put together from).

    Attributes:
        shared: the words that the names have in common.
    """

    whole: RegisterRow
    parts: tuple[RegisterRow, ...]
    shared: str


def find_splits(old: Sequence[RegisterRow], new: Sequence[RegisterRow], units: Mapping[str, str]) -> tuple[Parts, ...]:
    """Vanished projects whose name lives on as the beginning of two or more new ones in the same department.

    The common beginning has to be the project's own short name (``HS2``) or most of its name, and not be shared by
    another vanished project.
    """
    return _find(old, new, units)


def find_merges(old: Sequence[RegisterRow], new: Sequence[RegisterRow], units: Mapping[str, str]) -> tuple[Parts, ...]:
    """The same backwards: two or more vanished projects whose common beginning is the name of a new one."""
    return _find(new, old, {after: before for before, after in units.items()})


def _find(wholes: Sequence[RegisterRow], pieces: Sequence[RegisterRow], units: Mapping[str, str]) -> tuple[Parts, ...]:
    beginnings = Counter(beginning for row in wholes for beginning in _own_names(row))
    begun = _by_beginning(pieces)
    found: list[Parts] = []
    used: set[int] = set()
    for whole in wholes:
        for beginning in sorted(_own_names(whole), key=lambda name: (-len(name), name)):
            near = begun.get(beginning, ()) if beginnings[beginning] == 1 else ()
            parts = [row for row in near if id(row) not in used and _is_part(row, beginning, whole, units)]
            if len(parts) > 1:
                found.append(Parts(whole, tuple(parts), beginning))
                used.update(map(id, parts))
                break
    return tuple(found)


def _by_beginning(rows: Sequence[RegisterRow]) -> dict[str, list[RegisterRow]]:
    """Rows by every run of words that their name begins with."""
    begun: dict[str, list[RegisterRow]] = defaultdict(list)
    for row in rows:
        names = {plain_name(row.name), spelled(row.name)}
        for beginning in {" ".join(name.split()[:count]) for name in names for count in range(1, len(name.split()))}:
            begun[beginning].append(row)
    return begun


def _own_names(row: RegisterRow) -> frozenset[str]:
    """Full name without filler and short names of two characters and more."""
    return frozenset(
        name for name in {plain_name(row.name), *aliases(row.name)} if len(name) > 1 and not name.isdecimal()
    )


def _is_part(row: RegisterRow, beginning: str, whole: RegisterRow, units: Mapping[str, str]) -> bool:
    plain = plain_name(row.name)
    if plain == beginning or not _same_home(whole, row, units):
        return False
    covers = len(beginning.split()) / max(len(plain_name(whole.name).split()), 1)
    return bool(_COUNTED.search(plain.removeprefix(beginning))) or covers >= _MOST_OF_NAME


def _same_home(one: RegisterRow, two: RegisterRow, units: Mapping[str, str]) -> bool:
    return (
        not one.unit
        or not two.unit
        or same_unit(one.unit, two.unit)
        or units.get(plain_unit(one.unit)) == plain_unit(two.unit)
    )
