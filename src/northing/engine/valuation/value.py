"""What a project is worth: net present value, benefit-cost ratio, internal rate, payback, switching values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northing.engine.alignment.trace import Input, Trace
from northing.engine.shapes import typed
from northing.engine.valuation.errors import require_countable, require_not_negative, require_share
from northing.engine.valuation.flows import Kind, ValuationProblem
from northing.engine.valuation.internal_rate import InternalRates, internal_rates
from northing.engine.words import number

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SwitchingValue:
    """How much one line must change for the project to be worth exactly nothing.

    Attributes:
        present_value: of the line, costs below zero.
        change: −0.3 means 30 % less of it; None when no change of this line does it.
    """

    line: str
    name: str
    present_value: float
    change: float | None

    @property
    def words(self) -> str:
        """One sentence; a line that would have to turn into its opposite is said to."""
        if self.change is None:
            return f"{self.name} is worth nothing itself: no change of it turns the decision"
        if self.change < -1:
            return f"{self.name} alone cannot turn the decision"
        return f"worth nothing if {self.name} is {abs(self.change):.0%} {'higher' if self.change > 0 else 'lower'}"


@dataclass(frozen=True, slots=True)
class Valuation:
    """Expected worth in the base year, in the prices of the problem, minor currency units.

    Attributes:
        benefit_cost_ratio: present benefits ÷ present costs; None without costs.
        payback, discounted_payback: years after the base year from which the running total stays at or above zero;
            None when it ends below.
        flows: net expected amount of the years 0 … horizon.
    """

    problem: ValuationProblem
    net_present_value: float
    present_benefits: float
    present_costs: float
    benefit_cost_ratio: float | None
    internal: InternalRates
    payback: float | None
    discounted_payback: float | None
    flows: tuple[float, ...]

    @property
    def trace(self) -> Trace:
        """The net present value with each line's part."""
        lines = self.problem.lines
        inputs = tuple(Input(line.name, float(self.problem.present_value(line)[0]), self._unit) for line in lines)
        schedule = f"{self.problem.schedule.name} {self.problem.schedule.version}".strip()
        formula = f"Σ (benefit − cost) × discount factor; {schedule}"
        return Trace(formula, self.net_present_value, self._unit, inputs)

    @property
    def words(self) -> str:
        """The worth in one sentence, for amounts in hundredths of the currency."""
        ratio = "no costs" if self.benefit_cost_ratio is None else f"benefit-cost ratio {self.benefit_cost_ratio:.2f}"
        back = "never pays back" if self.payback is None else f"pays back after {self.payback:.1f} years"
        worth = f"net present value {self.net_present_value / 100:,.0f} {self.problem.currency}"
        return f"{worth} in prices of {self.problem.price_year}; {ratio}; {self.internal.words}; {back}"

    @property
    def _unit(self) -> str:
        return f"minor units of {self.problem.currency}, prices of {self.problem.price_year}"


@typed
def solve_valuation(problem: ValuationProblem) -> Valuation:
    """Expected worth of the lines, each range by its mean."""
    by_kind = {kind: [line for line in problem.lines if line.kind is kind] for kind in Kind}
    benefits, costs = (
        float(sum(problem.present_value(line)[0] for line in by_kind[kind])) for kind in (Kind.BENEFIT, Kind.COST)
    )
    flows = np.sum([problem.flow(line) for line in problem.lines], axis=0) if problem.lines else np.zeros(1)
    return Valuation(
        problem=problem,
        net_present_value=benefits + costs,
        present_benefits=benefits,
        present_costs=-costs,
        benefit_cost_ratio=None if costs == 0 else benefits / -costs,
        internal=internal_rates(flows.tolist()),
        payback=payback(flows),
        discounted_payback=payback(flows * problem.factors),
        flows=tuple(flows.tolist()),
    )


def payback(flows: Numbers) -> float | None:
    """Years from which the running total stays at or above zero, a year in proportion; None when it ends below."""
    running = np.cumsum(flows)
    below = np.flatnonzero(running < 0)
    if below.size == 0:
        return 0.0
    last = int(below[-1])
    if last == len(running) - 1:
        return None
    return last + float(-running[last] / flows[last + 1])


@typed
def switching_values(problem: ValuationProblem) -> tuple[SwitchingValue, ...]:
    """For each line the change, alike in all years, that makes the project worth nothing; the smallest first."""
    parts = {line.key: float(problem.present_value(line)[0]) for line in problem.lines}
    worth = sum(parts.values())
    found = [
        SwitchingValue(line.key, line.name, parts[line.key], -worth / parts[line.key] if parts[line.key] else None)
        for line in problem.lines
    ]
    return tuple(sorted(found, key=lambda one: np.inf if one.change is None else abs(one.change)))


@dataclass(frozen=True, slots=True)
class CommercialValue:
    """Expected commercial value, and what each unit of development money brings (None without development cost)."""

    value: float
    productivity: float | None

    @property
    def words(self) -> str:
        """One sentence, in the unit of money that it was given in."""
        gain = "" if self.productivity is None else f", {self.productivity:.2f} for each unit of development money"
        return f"expected commercial value {number(self.value)}{gain}"


def expected_commercial_value(
    *,
    net_present_value: float,
    commercial_chance: float,
    launch_cost: float,
    technical_chance: float,
    development_cost: float,
) -> CommercialValue:
    """[(NPV × P_commercial − C) × P_technical] − D (Cooper, Edgett and Kleinschmidt 1998).

    Raises:
        ValuationError: an amount that is not finite, a cost below zero, a chance outside 0 … 1.
    """
    require_share(commercial_chance, what="the commercial chance")
    require_share(technical_chance, what="the technical chance")
    require_countable(net_present_value, what="the net present value")
    require_not_negative(launch_cost, what="the launch cost")
    require_not_negative(development_cost, what="the development cost")
    value = (net_present_value * commercial_chance - launch_cost) * technical_chance - development_cost
    return CommercialValue(value, value / development_cost if development_cost else None)
