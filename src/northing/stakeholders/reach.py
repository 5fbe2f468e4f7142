"""Which part of the organisation a page speaks for: a unit with everything below it."""

from __future__ import annotations

from collections.abc import Sequence

from northing.engine.snapshot import Unit


def subtree(units: Sequence[Unit], key: str) -> frozenset[str]:
    """Keys of the unit and of every unit below it."""
    children: dict[str | None, list[str]] = {}
    for unit in units:
        children.setdefault(unit.parent, []).append(unit.key)
    found, waiting = {key}, [key]
    while waiting:
        below = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)
