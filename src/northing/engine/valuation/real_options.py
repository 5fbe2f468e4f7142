"""What the right to decide later is worth: a real option on a binomial lattice (Cox, Ross and Rubinstein 1979)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp, isfinite, sqrt
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from northing.engine.shapes import require_types, typed
from northing.engine.valuation.errors import OutOfScale, TooLarge, require_finite, require_not_negative, require_share

Numbers = NDArray[np.float64]
MOST_STEPS = 10_000


class Right(StrEnum):
    """What a real option allows to be done, once."""

    DEFER = "defer"
    ABANDON = "abandon"
    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class RealOption:
    """The right to do something with a project by a certain time; checked when it is made.

    Attributes:
        worth: present value of what the project brings, without its investment, in any unit of money.
        amount: what it costs to invest (defer) or to expand, what is got for it (abandon) or saved (contract).
        share: by which it grows (expand) or that is given up (contract).
        years: for which the right lasts.
        volatility: standard deviation of the yearly relative change of the worth.
        rate: riskless, a year, continuously compounded.
        leakage: of the worth that is lost in each year, by waiting or to competitors, continuously compounded.
        steps: of the lattice.
        only_at_end: whether it can be used at the end only (European) or in each step (American).
    """

    right: Right
    worth: float
    amount: float
    years: float
    volatility: float
    rate: float
    share: float = 0.0
    leakage: float = 0.0
    steps: int = 200
    only_at_end: bool = False

    def __post_init__(self) -> None:
        require_types(self, what="real option")
        for what in ("worth", "amount", "years", "volatility", "leakage"):
            require_not_negative(getattr(self, what), what=f"the {what} of a real option")
        require_finite(self.rate, what="the rate of a real option")
        if self.right is Right.CONTRACT:
            require_share(self.share, what="the share that is given up")
        require_not_negative(self.share, what="the share of a real option")
        if not self.years > 0 or not self.volatility > 0:
            raise OutOfScale("a real option needs time and volatility: without either there is nothing to wait for")
        require_finite(self.steps, what="the steps of a real option")
        if not 1 <= self.steps <= MOST_STEPS or not isinstance(self.steps, Integral):
            raise TooLarge(f"{self.steps} steps: give a whole number from 1 to {MOST_STEPS:,}")
        if not self._is_countable():
            raise OutOfScale(
                f"over {self.years:g} years at a volatility of {self.volatility:g} and a rate of {self.rate:g} the "
                "worth can come to more than anybody can count: give fewer years, or correct one of the others"
            )
        if not self._is_within_reach():
            raise OutOfScale(
                f"with {self.steps} steps the rate outruns the volatility: give more steps, or correct one of the two"
            )

    def _is_countable(self) -> bool:
        """Whether the highest worth of the lattice and the discount over all years are numbers."""
        try:
            return isfinite(self.worth * self.up**self.steps * exp(abs(self.rate) * self.years))
        except OverflowError:
            return False

    def _is_within_reach(self) -> bool:
        """Whether a step's factors are numbers, and its chance one."""
        try:
            return 0 < self.chance < 1
        except (OverflowError, ZeroDivisionError):
            return False

    @property
    def up(self) -> float:
        """Factor of the worth in a step up, exp(σ √Δt); a step down is 1 ÷ it."""
        return exp(self.volatility * sqrt(self.years / self.steps))

    @property
    def chance(self) -> float:
        """Of going up, without risk: p = (exp((r − leakage) Δt) − d) ÷ (u − d)."""
        growth = exp((self.rate - self.leakage) * self.years / self.steps)
        return (growth - 1 / self.up) / (self.up - 1 / self.up)

    def gain(self, worth: Numbers) -> Numbers:
        """What using the right brings at such a worth of the project; below zero it is not used."""
        found: Numbers = {
            Right.DEFER: worth - self.amount,
            Right.ABANDON: self.amount - worth,
            Right.EXPAND: self.share * worth - self.amount,
            Right.CONTRACT: self.amount - self.share * worth,
        }[self.right]
        return found


@dataclass(frozen=True, slots=True)
class RealOptionValue:
    """What a project with a right is worth.

    Attributes:
        value: with the right; ``without``: where it has to be used now or never.
        flexibility: the difference: what it is worth to be able to wait; below zero where a right that can be used at
            the end only comes too late.
        use_now: whether using it at once is best.
        relative_value: S ÷ present value of the amount; ``spread``: σ √T (Luehrman 1998).
    """

    problem: RealOption
    value: float
    without: float
    flexibility: float
    use_now: bool
    relative_value: float | None
    spread: float

    @property
    def words(self) -> str:
        """One sentence."""
        right = f"the right to {self.problem.right} within {self.problem.years:g} years"
        when = "use it now" if self.use_now else "keep it for now"
        return f"with {right} worth {self.value:,.2f}, without {self.without:,.2f}: {when}"


@typed
def solve_real_option(problem: RealOption) -> RealOptionValue:
    """Backwards through the lattice: O = max(gain, exp(−r Δt) × (p O_up + (1 − p) O_down)), at the end max(gain, 0).

    The project is worth O more than without the right: than nothing where it waits to be begun, than its worth else.
    """
    step, chance = problem.years / problem.steps, problem.chance
    discount, use_now = exp(-problem.rate * step), False
    options = np.maximum(problem.gain(_worths(problem, problem.steps)), 0.0)
    for at in range(problem.steps - 1, -1, -1):
        options = discount * (chance * options[1:] + (1 - chance) * options[:-1])
        if not problem.only_at_end:
            gain = problem.gain(_worths(problem, at))
            use_now = bool(gain[0] >= options[0] and gain[0] > 0)
            options = np.maximum(gain, options)
    begun = 0.0 if problem.right is Right.DEFER else problem.worth
    at_once = max(0.0, float(problem.gain(np.array([problem.worth]))[0]))
    paid = problem.amount * exp(-problem.rate * problem.years)
    return RealOptionValue(
        problem=problem,
        value=begun + float(options[0]),
        without=begun + at_once,
        flexibility=float(options[0]) - at_once,
        use_now=use_now,
        relative_value=problem.worth / paid if paid else None,
        spread=problem.volatility * sqrt(problem.years),
    )


def _worths(problem: RealOption, step: int) -> Numbers:
    """Of the project after so many steps, the lowest first."""
    found: Numbers = problem.worth * problem.up ** np.arange(-step, step + 1, 2, dtype=float)
    return found
