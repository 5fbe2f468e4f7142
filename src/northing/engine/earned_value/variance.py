"""Cost and schedule variance without earned value, as the US IT Dashboard does it: silence counts as slip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from northing.engine.earned_value.errors import NegativeAmount, NotANumber, OutOfScale
from northing.engine.errors import require_countable

SOURCE = "US General Services Administration, IT Dashboard: calculations of cost and schedule variance"


@dataclass(frozen=True, slots=True)
class Activity:
    """A project or part of one, as planned, projected and finished; None where nobody has said.

    Attributes:
        planned_cost, projected_cost, actual_cost: totals in minor currency units.
    """

    key: str
    planned_cost: float
    planned_start: date
    planned_completion: date
    projected_cost: float | None = None
    actual_cost: float | None = None
    projected_completion: date | None = None
    actual_completion: date | None = None

    def __post_init__(self) -> None:
        for what in ("planned_cost", "projected_cost", "actual_cost"):
            amount = getattr(self, what)
            if amount is not None:
                require_countable(
                    amount, what=f"the {what.replace('_', ' ')} of {self.key!r}", error=NotANumber, beyond=OutOfScale
                )
            if amount is not None and amount < 0:
                raise NegativeAmount(f"the {what.replace('_', ' ')} of {self.key!r} is below zero")
        if self.planned_completion <= self.planned_start:
            raise OutOfScale(f"{self.key!r} is planned to finish on {self.planned_completion}, not after its start")


@dataclass(frozen=True, slots=True)
class Variance:
    """Shares of the plan, below zero for dearer and later than planned; None where it cannot be said.

    Attributes:
        cost: (planned − X) ÷ planned total cost.
        schedule: (planned completion − Y) ÷ (planned completion − planned start), in days.
        is_silent: Y is today, because the projected date has passed or there is none and nobody said that it is done.
    """

    key: str
    cost: float | None
    schedule: float
    completion: date
    is_silent: bool

    @property
    def words(self) -> str:
        """Both variances and, if so, that silence is counted as slip."""
        cost = "cost: unknown" if self.cost is None else f"cost: {_share(self.cost, more='over', less='under')}"
        silent = "; nothing has been reported, so today counts as its finish" if self.is_silent else ""
        return f"{cost}; schedule: {_share(self.schedule, more='late', less='early')}{silent}"


def variance(activity: Activity, *, today: date) -> Variance:
    """Cost and schedule variance as shares of the plan, as the US IT Dashboard computes them.

    Cost: (planned − X) ÷ planned, with X the actual cost when cost and completion are both actual, else the projected.
    Schedule: (planned completion − Y) ÷ planned days, with Y the actual completion, else the projected, else today.
    """
    done = activity.actual_completion is not None and activity.actual_cost is not None
    cost = activity.actual_cost if done else activity.projected_cost
    completion, is_silent = _completion(activity, today=today)
    planned = (activity.planned_completion - activity.planned_start).days
    return Variance(
        activity.key,
        (activity.planned_cost - cost) / activity.planned_cost if cost is not None and activity.planned_cost else None,
        (activity.planned_completion - completion).days / planned,
        completion,
        is_silent,
    )


def _completion(activity: Activity, *, today: date) -> tuple[date, bool]:
    """A completion that is planned for later and of which nothing else is said counts as planned."""
    if activity.actual_completion is not None:
        return activity.actual_completion, False
    if activity.projected_completion is not None and activity.projected_completion > today:
        return activity.projected_completion, False
    if activity.projected_completion is None and activity.planned_completion > today:
        return activity.planned_completion, False
    return today, True


def _share(variance: float, *, more: str, less: str) -> str:
    if variance == 0:
        return "as planned"
    return f"{abs(variance):.0%} {more if variance < 0 else less}"
