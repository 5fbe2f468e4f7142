"""Variances, indices and forecasts in money and in time (ISO 21508; earned schedule: Lipke 2003), for many projects.

A figure that cannot be computed is NaN here and None, with its reason, in a project's line.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from northing.engine.alignment.trace import Input, Trace
from northing.engine.earned_value.problem import EarnedValueProblem
from northing.engine.shapes import typed

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EarnedValueResult:
    """One figure for each project, money in minor currency units, time in periods.

    Attributes:
        planned: PV at the status date, within a period in proportion.
        cost_variance, schedule_variance: EV − AC, EV − PV.
        cost_index, schedule_index: CPI = EV ÷ AC, SPI = EV ÷ PV.
        estimate_by_cost: EAC = BAC ÷ CPI; ``estimate_as_planned``: AC + BAC − EV; ``estimate_by_both``:
            AC + (BAC − EV) ÷ (CPI × SPI).
        to_complete: ETC = EAC − AC, and ``variance_at_completion``: VAC = BAC − EAC, both by the first estimate.
        index_to_budget: TCPI = (BAC − EV) ÷ (BAC − AC).
        earned_schedule: ES; ``schedule_variance_time``: ES − AT; ``schedule_index_time``: ES ÷ AT.
        duration: PD, periods until the plan reaches the budget.
        duration_estimate: IEAC(t) = PD ÷ SPI(t); ``duration_as_planned``: AT + PD − ES.
        index_to_duration: TSPI = (PD − ES) ÷ (PD − AT).
    """

    problem: EarnedValueProblem
    planned: Numbers
    cost_variance: Numbers
    schedule_variance: Numbers
    cost_index: Numbers
    schedule_index: Numbers
    estimate_by_cost: Numbers
    estimate_as_planned: Numbers
    estimate_by_both: Numbers
    to_complete: Numbers
    variance_at_completion: Numbers
    index_to_budget: Numbers
    earned_schedule: Numbers
    schedule_variance_time: Numbers
    schedule_index_time: Numbers
    duration: Numbers
    duration_estimate: Numbers
    duration_as_planned: Numbers
    index_to_duration: Numbers

    def figures(self, key: str) -> dict[str, float | None]:
        """The project's figures by name; None where one cannot be computed.

        Raises:
            UnknownReference: the project is not there.
        """
        at = self.problem.place(key)
        names = [field.name for field in fields(self) if field.name != "problem"]
        return {name: _known(getattr(self, name)[at]) for name in names}

    def trace(self, key: str) -> Trace:
        """The project's estimate at completion with what it rests on.

        Raises:
            UnknownReference: the project is not there.
        """
        at = self.problem.place(key)
        inputs = (
            Input("budget at completion", float(self.problem.budget[at]), "minor units"),
            Input("earned value", _known(self.problem.earned[at]), "minor units"),
            Input("actual cost", _known(self.problem.actual[at]), "minor units"),
        )
        return Trace("budget at completion × actual cost ÷ earned value", _known(self.estimate_by_cost[at]),
                     "minor units", inputs)  # fmt: skip

    def words(self, key: str) -> str:
        """Where the project stands in money and in time, or why that cannot be said.

        Raises:
            UnknownReference: the project is not there.
        """
        return f"{self._money(key)}; {self._time(key)}"

    def _money(self, key: str) -> str:
        at, found = self.problem.place(key), self.figures(key)
        if np.isnan(self.problem.earned[at]) or np.isnan(self.problem.actual[at]):
            return "money: unknown, earned value or actual cost has not been reported"
        index, estimate = found["cost_index"], found["estimate_by_cost"]
        if index is None:
            return "money: nothing has been spent yet"
        if estimate is None:
            return "money: spent without anything earned, no estimate can be given"
        if self.problem.budget[at] == 0:
            return "money: there is no budget to compare with"
        over = estimate / self.problem.budget[at] - 1
        side = "over" if over > 0 else "under"
        return f"money: each 1.00 spent earns {index:.2f}; at that rate {abs(over):.0%} {side} budget"

    def _time(self, key: str) -> str:
        found = self.figures(key)
        variance, estimate = found["schedule_variance_time"], found["duration_estimate"]
        if self.problem.budget[self.problem.place(key)] == 0:
            return "time: unknown, nothing is planned"
        if variance is None:
            return "time: unknown, earned value has not been reported"
        stand = "on plan" if variance == 0 else f"{abs(variance):.1f} periods {'ahead' if variance > 0 else 'behind'}"
        if estimate is None:
            return f"time: {stand}, no forecast can be given yet"
        return f"time: {stand}; at that rate {estimate:.1f} periods instead of {found['duration']:g}"


@typed
def solve_earned_value(problem: EarnedValueProblem) -> EarnedValueResult:
    """All figures of all projects at once."""
    earned, actual, budget = problem.earned, problem.actual, problem.budget
    planned, schedule, duration = planned_to_date(problem), earned_schedule(problem), planned_duration(problem)
    cost_index, schedule_index = _ratio(earned, actual), _ratio(earned, planned)
    index_time = _ratio(schedule, problem.elapsed)
    estimate = np.where(earned > 0, _ratio(budget * actual, earned), np.nan)
    left = budget - earned
    return EarnedValueResult(
        problem=problem,
        planned=planned,
        cost_variance=earned - actual,
        schedule_variance=earned - planned,
        cost_index=cost_index,
        schedule_index=schedule_index,
        estimate_by_cost=estimate,
        estimate_as_planned=actual + left,
        estimate_by_both=actual + _ratio(left, cost_index * schedule_index),
        to_complete=estimate - actual,
        variance_at_completion=budget - estimate,
        index_to_budget=_within(left, budget - actual),
        earned_schedule=schedule,
        schedule_variance_time=schedule - problem.elapsed,
        schedule_index_time=index_time,
        duration=duration,
        duration_estimate=_ratio(duration, index_time),
        duration_as_planned=problem.elapsed + duration - schedule,
        index_to_duration=_within(duration - schedule, duration - problem.elapsed),
    )


@typed
def planned_to_date(problem: EarnedValueProblem) -> Numbers:
    """PV at the status date: within a period in proportion, after the last one the budget."""
    whole = np.minimum(np.floor(problem.elapsed), problem.planned.shape[1]).astype(np.int64)
    before, after = _around(problem, whole)
    to_date: Numbers = before + np.where(after > before, problem.elapsed - whole, 0.0) * (after - before)
    return to_date


@typed
def earned_schedule(problem: EarnedValueProblem) -> Numbers:
    """ES = C + (EV − PV_C) ÷ (PV_C+1 − PV_C), C the number of periods with PV ≤ EV; PD when all is earned.

    NaN where nothing is reported or nothing is planned.
    """
    passed = (problem.planned <= problem.earned[:, None]).sum(axis=1)
    before, after = _around(problem, passed)
    part = np.where(after > before, (problem.earned - before) / np.where(after > before, after - before, 1.0), 0.0)
    schedule = np.minimum(passed + part, planned_duration(problem))
    return np.where(np.isnan(problem.earned) | (problem.budget == 0), np.nan, schedule)


@typed
def planned_duration(problem: EarnedValueProblem) -> Numbers:
    """PD: number of the first period at whose end the plan has reached the budget."""
    found: Numbers = (problem.planned < problem.budget[:, None]).sum(axis=1) + 1.0
    return found


def _around(problem: EarnedValueProblem, periods: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Planned value at the end of so many periods, 0 after none, and one period later; at the end twice the last."""
    rows, last = np.arange(len(periods)), problem.planned.shape[1]
    before = np.where(periods > 0, problem.planned[rows, np.maximum(periods, 1) - 1], 0.0)
    return before, problem.planned[rows, np.minimum(periods, last - 1)]


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    """NaN where the divisor is 0 or unknown."""
    divides = (below != 0) & ~np.isnan(below)
    ratio: Numbers = np.where(divides, above / np.where(divides, below, 1.0), np.nan)
    return ratio


def _within(work: Numbers, room: Numbers) -> Numbers:
    """NaN where no room is left: no performance could still reach the goal."""
    return np.where(room > 0, _ratio(work, room), np.nan)


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else float(figure)
