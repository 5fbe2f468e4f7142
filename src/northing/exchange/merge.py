"""Three-way comparison: what the source said before, what it says now, and what people have here since.

An edit made here is never overwritten silently: where the source moved on too and says something else, what is here
stays and the conflict is reported. Where only the source moved, it wins; where only people did, they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from northing.engine.register.names import same_unit


@dataclass(frozen=True, slots=True)
class Clash:
    """A slot that was edited here since the last import and that the source now says something else of."""

    slot: str
    before: Any
    file: Any
    here: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What to write, and what was left as people have it."""

    values: Mapping[str, Any]
    clashes: tuple[Clash, ...] = ()


def merge(before: Mapping[str, Any], now: Mapping[str, Any], here: Mapping[str, Any]) -> Merged:
    """Compare slot by slot; a slot that the source has no column for any more stays as it is."""
    values: dict[str, Any] = {}
    clashes: list[Clash] = []
    for slot, said in now.items():
        held = here.get(slot)
        if _same(slot, said, held) or (slot in before and _same(slot, before[slot], said)):
            continue
        if held in (None, "") or _is_ours(slot, held, before):
            values[slot] = said
        else:
            clashes.append(Clash(slot, before.get(slot), said, held))
    return Merged(values, tuple(clashes))


# Slots that the first import fills by itself where the list has no column for them: nobody's edit.
_FILLED_HERE = frozenset({"unit", "stage", "complete_share", "baseline_start_date", "baseline_finish_date"})


def _is_ours(slot: str, held: Any, before: Mapping[str, Any]) -> bool:
    """Whether no person put there what is there."""
    return _same(slot, before[slot], held) if slot in before else slot in _FILLED_HERE


def _same(slot: str, one: Any, two: Any) -> bool:
    if slot == "unit":
        return same_unit(str(one or ""), str(two or ""))
    return one == two or (one in (None, "") and two in (None, ""))
