"""What can be wrong with cash flows, rates and reference classes, in the field's words."""

from __future__ import annotations

from collections.abc import Iterable

from northing.engine import errors


class ValuationError(errors.ProblemError):
    """Cash flows, rates or classes that are invalid."""


class NotANumber(ValuationError, errors.NotANumber):
    """An amount, rate or share is not a finite number."""


class NegativeAmount(ValuationError, errors.NegativeAmount):
    """A cost is below zero."""


class OutOfScale(ValuationError, errors.OutOfScale):
    """A share, chance or rate lies outside what it can be."""


class RangeDoesNotRise(ValuationError):
    """The low end of a range lies above its likely value or its high end."""


class TooSkewed(ValuationError):
    """No smooth distribution has these three quantiles."""


class SunkAmount(ValuationError):
    """An amount falls before the year that the value is counted from."""


class DuplicateKey(ValuationError, errors.DuplicateKey):
    """Two lines or classes carry the same key."""


class UnknownReference(ValuationError, errors.UnknownReference):
    """Something refers to a line, class or type that is not there."""


class TooLarge(ValuationError, errors.TooLarge):
    """More years or draws than any machine here has memory for."""


class MissingIndex(ValuationError):
    """Prices of two years are compared without an index that knows both."""


class ContradictoryCorrelations(ValuationError):
    """The correlations cannot hold together."""


class NothingObserved(ValuationError):
    """A class without observations."""


def require_finite(amount: float, *, what: str) -> None:
    """Refuse NaN and infinity.

    Raises:
        NotANumber: with the name of the amount.
    """
    errors.require_finite(amount, what=what, error=NotANumber)


def require_countable(amount: float, *, what: str) -> None:
    """Refuse what is no finite number, and numbers that drown every other one.

    Raises:
        NotANumber: with the name of the amount.
        OutOfScale: the same.
    """
    errors.require_countable(amount, what=what, error=NotANumber, beyond=OutOfScale)


def require_whole(count: int, *, what: str) -> None:
    """Refuse what is no number, and broken ones.

    Raises:
        NotANumber: with the name of the count.
    """
    errors.require_whole(count, what=what, error=NotANumber)


def require_not_negative(amount: float, *, what: str) -> None:
    """Refuse NaN, infinity, what is below zero and what drowns every other number.

    Raises:
        NotANumber: with the name of the amount.
        OutOfScale: the same.
        NegativeAmount: the same.
    """
    require_countable(amount, what=what)
    if amount < 0:
        raise NegativeAmount(f"{what} is {amount:g}: it cannot be below zero")


def require_share(share: float, *, what: str) -> None:
    """Refuse what is not between 0 and 1.

    Raises:
        OutOfScale: with the name of the share.
        NotANumber: the same.
    """
    require_finite(share, what=what)
    if not 0 <= share <= 1:
        raise OutOfScale(f"{what} is {share:g}: it must lie between 0 and 1")


def require_unique(keys: Iterable[object], *, what: str) -> None:
    """Refuse a key that is listed more than once.

    Raises:
        DuplicateKey: with the first such key.
    """
    errors.require_unique(keys, what=what, error=DuplicateKey)
