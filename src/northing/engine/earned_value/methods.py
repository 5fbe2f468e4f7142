"""How much of a work package's budget is earned: the usual methods."""

from __future__ import annotations

from collections.abc import Sequence

from northing.engine.earned_value.errors import NegativeAmount, NotANumber, OutOfScale
from northing.engine.errors import require_countable, require_number

WHOLE = 1e-9


def fixed_formula(budget: float, *, started: bool, finished: bool, at_start: float) -> float:
    """Earn a fixed share at the start and the rest at the finish: 0 for 0/100, 0.5 for 50/50.

    Raises:
        EarnedValueError: a budget that is not a number or below zero; a share outside 0 … 1, or finished
            without having started.
    """
    _require_budget(budget)
    _require_share(at_start, what="the share earned at the start")
    if finished and not started:
        raise OutOfScale("a work package is finished but has not started: record its start")
    return budget if finished else budget * at_start if started else 0.0


def weighted_milestones(budget: float, *, milestones: Sequence[tuple[float, bool]]) -> float:
    """Earn each milestone's weight (they sum to 1) when it is reached.

    Raises:
        EarnedValueError: a budget that is not a number or below zero; weights outside 0 … 1, or that do not sum to 1.
    """
    _require_budget(budget)
    for weight, _ in milestones:
        _require_share(weight, what="the weight of a milestone")
    total = sum(weight for weight, _ in milestones)
    if abs(total - 1) > WHOLE:
        raise OutOfScale(f"the weights of the milestones sum to {total:g}, not to 1")
    return budget * sum(weight for weight, reached in milestones if reached)


def percent_complete(budget: float, *, share: float) -> float:
    """Earn what is said to be complete, as a share.

    Raises:
        EarnedValueError: a budget that is not a number or below zero; a share outside 0 … 1.
    """
    _require_budget(budget)
    _require_share(share, what="the share that is complete")
    return budget * share


def level_of_effort(planned: float) -> float:
    """Earn what is planned to date: support work is never early or late, so keep it out of schedule figures."""
    return planned


def _require_budget(budget: float) -> None:
    require_countable(budget, what="the budget of the work package", error=NotANumber, beyond=OutOfScale)
    if budget < 0:
        raise NegativeAmount(f"the budget of the work package is {budget:g}: it cannot be below zero")


def _require_share(share: float, *, what: str) -> None:
    require_number(share, what=what, error=NotANumber)
    if not 0 <= share <= 1:
        raise OutOfScale(f"{what} is {share:g}: it must lie between 0 and 1")
