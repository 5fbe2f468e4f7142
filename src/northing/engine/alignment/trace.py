"""What a number rests on, so that a page can open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that went into another; ``value`` is None where it is unknown."""

    name: str
    value: float | None
    unit: str = ""
    source: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A number with its formula in words and the inputs in the order in which the formula names them."""

    formula: str
    value: float | None
    unit: str = ""
    inputs: tuple[Input, ...] = ()
