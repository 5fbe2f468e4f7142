"""What can be wrong with judgements, weights and scores, in the field's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import isfinite


class PriorityError(ValueError):
    """Judgements, weights or scores that cannot mean anything."""


class NotANumber(PriorityError):
    """A judgement, weight, score or amount is not a finite number."""


class NegativeWeight(PriorityError):
    """A weight is below zero."""


class NothingWeighs(PriorityError):
    """All weights are zero, or there is nothing to weigh."""


class OutOfScale(PriorityError):
    """A judgement or value lies outside its scale."""


class DuplicateKey(PriorityError):
    """Two criteria or projects carry the same key, or one pair is judged twice."""


class UnknownReference(PriorityError):
    """Something refers to a criterion or project that is not there."""


class MissingJudgement(PriorityError):
    """A judgement is needed that nobody has given."""


class BadValueFunction(PriorityError):
    """A value function does not turn scores into values between 0 and 1."""


def require_unique(keys: Iterable[object], *, what: str) -> None:
    """Refuse a key that is listed more than once.

    Raises:
        DuplicateKey: with the first such key.
    """
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise DuplicateKey(f"{what} {twice[0]!r} is listed more than once")


def require_finite(amount: float, *, what: str) -> None:
    """Refuse NaN and infinity.

    Raises:
        NotANumber: with the name of the amount.
    """
    if not isfinite(amount):
        raise NotANumber(f"{what} is {amount}: give a number, or leave it out when it is unknown")


def require_weights(weights: Iterable[tuple[str, float]]) -> None:
    """Refuse weights that cannot be shared out.

    Raises:
        NotANumber: a weight is not finite.
        NegativeWeight: a weight is below zero.
        NothingWeighs: no weight is above zero.
    """
    total = 0.0
    for name, weight in weights:
        require_finite(weight, what=f"the weight of {name!r}")
        if weight < 0:
            raise NegativeWeight(f"the weight of {name!r} is {weight:g}, but cannot be below zero")
        total += weight
    if total <= 0:
        raise NothingWeighs("no criterion has a weight above zero: give at least one of them a weight")
