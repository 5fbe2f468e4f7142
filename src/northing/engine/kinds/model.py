"""What every kind of problem answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isclose
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """What looking again, without the solver, found.

    Attributes:
        what: what was checked, in words.
        faults: what does not hold; empty when all of it does.
    """

    what: str
    faults: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all of it holds."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Answer:
    """A problem's answer, for people and for programs.

    Attributes:
        result: what can be written as plain data.
        lines: the same for a reader.
        check: the verdict on it.
    """

    result: Any
    lines: tuple[str, ...]
    check: Check


@dataclass(frozen=True, slots=True)
class NoOptions:
    """A kind that has no options."""


def checked(what: str, faults: Iterable[str | None]) -> Check:
    """The verdict of several checks, each a fault in words or None."""
    return Check(what, tuple(fault for fault in faults if fault))


def same(name: str, found: float, expected: float, *, tolerance: float = 1e-9) -> str | None:
    """A fault where two ways to one figure differ by more than rounding."""
    if isclose(found, expected, rel_tol=tolerance, abs_tol=tolerance):
        return None
    return f"{name} is {found:.9g} and should be {expected:.9g}"
