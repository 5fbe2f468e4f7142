"""What can be wrong with judgements, weights and scores, in the field's words."""

from __future__ import annotations

from collections.abc import Iterable

from northing.engine import errors


class PriorityError(errors.ProblemError):
    """Judgements, weights or scores that are invalid."""


class NotANumber(PriorityError, errors.NotANumber):
    """A judgement, weight, score or amount is not a finite number."""


class NegativeWeight(PriorityError, errors.NegativeAmount):
    """A weight is below zero."""


class NothingWeighs(PriorityError):
    """All weights are zero, or there is nothing to weigh."""


class OutOfScale(PriorityError, errors.OutOfScale):
    """A judgement or value lies outside its scale."""


class DuplicateKey(PriorityError, errors.DuplicateKey):
    """Two criteria or projects carry the same key, or one pair is judged twice."""


class UnknownReference(PriorityError, errors.UnknownReference):
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
    errors.require_unique(keys, what=what, error=DuplicateKey)


def require_countable(amount: float, *, what: str) -> None:
    """Refuse NaN, infinity and numbers that drown every other one.

    Raises:
        NotANumber: with the name of the amount.
        OutOfScale: the same.
    """
    errors.require_countable(amount, what=what, error=NotANumber, beyond=OutOfScale)


def require_weights(weights: Iterable[tuple[str, float]]) -> None:
    """Refuse weights that cannot be shared out.

    Raises:
        NotANumber: a weight is not finite.
        OutOfScale: one is larger than anybody counts.
        NegativeWeight: a weight is below zero.
        NothingWeighs: no weight is above zero.
    """
    total = 0.0
    for name, weight in weights:
        require_countable(weight, what=f"the weight of {name!r}")
        if weight < 0:
            raise NegativeWeight(f"the weight of {name!r} is {weight:g}, but cannot be below zero")
        total += weight
    if total <= 0:
        raise NothingWeighs("no criterion has a weight above zero: give at least one of them a weight")
