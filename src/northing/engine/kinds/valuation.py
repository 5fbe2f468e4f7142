"""What a project is worth, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum

import numpy as np

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, NoOptions, checked, same
from northing.engine.valuation import ValuationProblem, simulate, solve_valuation, switching_values
from northing.engine.valuation import tornado as bars_of
from northing.engine.valuation.estimates import Estimate, as_estimate


@dataclass(frozen=True, slots=True)
class Simulating:
    """Draws and what goes together: correlations by the keys of two lines (``"build | run"``)."""

    draws: int = 10_000
    correlations: Mapping[tuple[str, str], float] | None = None


def valuation(problem: ValuationProblem, options: NoOptions, effort: Effort) -> Answer:
    """Net present value, benefit-cost ratio, internal rates and payback."""
    del options, effort
    found = solve_valuation(problem)
    flows = fsum(
        flow * factor for flow, factor in zip(found.flows, problem.schedule.factors(len(found.flows) - 1), strict=True)
    )
    document = {name: getattr(found, name) for name in found.__slots__ if name != "problem"}
    check = checked("the net present value from the yearly flows", [same("it", found.net_present_value, flows)])
    return Answer(document, (f"{found.words}.",), check)


def simulation(problem: ValuationProblem, options: Simulating, effort: Effort) -> Answer:
    """Net present value over draws of all ranges."""
    found = simulate(problem, draws=options.draws, correlations=options.correlations, effort=effort)
    document = {
        name: getattr(found, name) for name in ("mean", "mean_error", "quantiles", "loss_chance", "loss_error", "seed")
    }
    falls = any(one.value > two.value for one, two in pairwise(found.quantiles))
    below = sum(1 for worth in found.worths if worth < 0) / len(found.worths)
    faults = ["quantiles fall" if falls else None, same("the chance of a loss", found.loss_chance, below)]
    return Answer(document, (f"{found.words}.",), checked("quantiles rise; losses counted again", faults))


def tornado(problem: ValuationProblem, options: NoOptions, effort: Effort) -> Answer:
    """What each uncertain line alone does to the net present value, the widest first."""
    del options, effort
    bars, worth = bars_of(problem), solve_valuation(problem).net_present_value
    faults = [
        same(f"the worth with {bar.name} at P{100 * chance:.0f}", found, _with(problem, bar.line, _at(chance)))
        for bar in bars
        for chance, found in ((0.1, bar.at_p10), (0.9, bar.at_p90))
    ]
    lines = (f"  {bar.words}." for bar in bars)
    rows = [
        {"line": bar.line, "name": bar.name, "at_p10": bar.at_p10, "at_p90": bar.at_p90, "swing": bar.swing}
        for bar in bars
    ]
    return Answer(
        {"net_present_value": worth, "bars": rows},
        (f"Net present value {worth / 100:,.0f} {problem.currency}, with one line at its P10 and at its P90:", *lines),
        checked("each end valued anew with the line fixed there", faults),
    )


def switching(problem: ValuationProblem, options: NoOptions, effort: Effort) -> Answer:
    """How much each line alone must change for the project to be worth nothing."""
    del options, effort
    found, scale = switching_values(problem), max(1.0, abs(solve_valuation(problem).net_present_value))
    faults = [
        same(f"the worth with {one.name} changed", 1 + _with(problem, one.line, _times(1 + one.change)) / scale, 1.0)
        for one in found
        if one.change is not None
    ]
    lines = tuple(f"  {one.words}." for one in found)
    return Answer({"switching_values": found}, lines, checked("worth nothing when valued anew so", faults))


def _at(chance: float) -> Callable[[Estimate], float]:
    return lambda amount: float(amount.quantile(np.array([chance]))[0])


def _times(factor: float) -> Callable[[Estimate], float]:
    return lambda amount: factor * amount.mean


def _with(problem: ValuationProblem, key: str, amount: Callable[[Estimate], float]) -> float:
    """The net present value with other amounts of one line."""
    lines = tuple(
        replace(line, amounts={year: amount(as_estimate(given)) for year, given in line.amounts.items()})
        if line.key == key
        else line
        for line in problem.lines
    )
    return solve_valuation(replace(problem, lines=lines)).net_present_value
