"""What a project is worth, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, NoOptions, checked, same
from northing.engine.valuation import ValuationProblem, simulate, solve_valuation


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
    found = simulate(problem, seed=effort.seed, draws=options.draws, correlations=options.correlations, effort=effort)
    document = {
        name: getattr(found, name) for name in ("mean", "mean_error", "quantiles", "loss_chance", "loss_error", "seed")
    }
    falls = any(one.value > two.value for one, two in pairwise(found.quantiles))
    below = sum(1 for worth in found.worths if worth < 0) / len(found.worths)
    faults = ["quantiles fall" if falls else None, same("the chance of a loss", found.loss_chance, below)]
    return Answer(document, (f"{found.words}.",), checked("quantiles rise; losses counted again", faults))
