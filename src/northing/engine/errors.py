"""What can be wrong with any problem or its solving, in the field's words; each science adds its own beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import isfinite
from numbers import Integral

import numpy as np

NUMBERS = (float, int, np.floating, np.integer)
"""What can be computed with beside arrays: decimals and fractions cannot."""

LONGEST_WHOLE = 1023
"""Bits of a whole number that a float can hold."""

LARGEST = 1e18
"""Minor units, people, points: no budget on earth is larger, and larger ones would drown every other amount."""

TOLD = 8
"""So many members of a circle are told."""


class ProblemError(ValueError):
    """A problem that cannot mean anything."""


class DuplicateKey(ProblemError):
    """Two things carry the same key."""


class UnknownReference(ProblemError):
    """Something refers to a thing that is not there."""


class NotANumber(ProblemError):
    """An amount, weight or limit is not a finite number."""


class WrongType(ProblemError):
    """Something is not of the type that belongs there: a mapping, a date, text, one of ours."""


class NegativeAmount(ProblemError):
    """An amount, weight or limit is below zero."""


class OutOfScale(ProblemError):
    """An amount, share, chance, rate or judgement lies outside what it can be."""


class TooLarge(ProblemError):
    """The problem would need more memory or time than any machine here has."""


class DependencyCycle(ProblemError):
    """Things need each other in a circle."""

    def __init__(self, cycle: Sequence[str], *, what: str = "projects") -> None:
        told = (*cycle, cycle[0])
        if len(told) > TOLD:
            told = (*told[: TOLD - 1], f"{len(told) - TOLD:,} more", cycle[0])
        super().__init__(f"{what} need each other in a circle: {' needs '.join(told)}")
        self.cycle = tuple(cycle)
        self.what = what

    def __reduce__(self) -> tuple[object, ...]:
        return _cycle, (self.cycle, self.what)


def _cycle(cycle: Sequence[str], what: str) -> DependencyCycle:
    return DependencyCycle(cycle, what=what)


class SolverFailed(RuntimeError):
    """The solver ended without an answer that can be trusted."""


class SolverTimedOut(SolverFailed):
    """The time limit passed before any answer was found."""


def require_unique(keys: Iterable[object], *, what: str, error: type[DuplicateKey] = DuplicateKey) -> None:
    """Refuse a key that is listed more than once.

    Raises:
        DuplicateKey: with the first such key; as a science's own ``error`` where it has one.
    """
    given = list(keys)
    if len(set(given)) < len(given):
        twice = next(key for key, count in Counter(given).items() if count > 1)
        raise error(f"{what} {twice!r} is listed more than once")


def require_number(amount: object, *, what: str, error: type[NotANumber] = NotANumber) -> None:
    """Refuse text, dates, nothing at all and boundless integers; NaN and infinity are numbers here.

    Raises:
        NotANumber: with the name of the amount; as a science's own ``error`` where it has one.
    """
    if not isinstance(amount, NUMBERS):
        raise error(f"{what} is {amount!r}: give a number (int, float), or leave it out when it is unknown")
    if isinstance(amount, int) and amount.bit_length() > LONGEST_WHOLE:
        raise error(f"{what} is a whole number of {amount.bit_length():,} bits: no float can hold it")


def require_finite(amount: float, *, what: str, error: type[NotANumber] = NotANumber) -> None:
    """Refuse NaN and infinity, and what is no number.

    Raises:
        NotANumber: with the name of the amount; as a science's own ``error`` where it has one.
    """
    require_number(amount, what=what, error=error)
    if not isfinite(amount):
        raise error(f"{what} is {amount}: give a number, or leave it out when it is unknown")


def require_countable(
    amount: float, *, what: str, error: type[NotANumber] = NotANumber, beyond: type[OutOfScale] = OutOfScale
) -> None:
    """Refuse what is no finite number, and numbers that drown every other one.

    Raises:
        NotANumber: with the name of the amount; as a science's own ``error`` where it has one.
        OutOfScale: it is beyond a million million million either way; as ``beyond`` where a science has one.
    """
    require_finite(amount, what=what, error=error)
    if abs(amount) > LARGEST:
        raise beyond(f"{what} is {amount:g}: beyond {LARGEST:g} nothing can be counted; look at its unit")


def require_whole(count: int, *, what: str, error: type[NotANumber] = NotANumber) -> None:
    """Refuse what is no number, and broken ones: months, steps and years are counted.

    Raises:
        NotANumber: with the name of the count; as a science's own ``error`` where it has one.
    """
    require_finite(count, what=what, error=error)
    if not isinstance(count, Integral):
        raise error(f"{what} is {count!r}: give a whole number")
