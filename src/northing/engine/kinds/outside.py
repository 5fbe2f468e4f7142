"""What became of earlier estimates, what new ones forget, and what a development is worth before it works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, NoOptions, checked, same
from northing.engine.valuation import (
    Metric,
    Outcome,
    RealOption,
    Right,
    expected_commercial_value,
    optimism_bias,
    solve_real_option,
    track_record,
)
from northing.engine.valuation.track_record import PRIOR_COUNT
from northing.engine.words import number

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Development:
    """What a development costs and may bring in one unit of money, and the chances that it works and that it sells."""

    net_present_value: float
    commercial_chance: float
    launch_cost: float
    technical_chance: float
    development_cost: float


@dataclass(frozen=True, slots=True)
class Estimating:
    """A project that is a mix of types, by share of its capital expenditure, and the estimate to adjust."""

    mix: Mapping[str, float]
    metric: Metric
    managed_share: float = 0.0
    estimate: float | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """Outcome ÷ estimate of closed projects by class."""

    ratios: Mapping[str, tuple[float, ...]]
    outcome: Outcome
    source: str = "own closed projects"
    prior_count: float = PRIOR_COUNT


def commercial_value(problem: Development, options: NoOptions, effort: Effort) -> Answer:
    """What a development is worth before it is known whether it works and sells."""
    del options, effort
    found = expected_commercial_value(
        net_present_value=problem.net_present_value,
        commercial_chance=problem.commercial_chance,
        launch_cost=problem.launch_cost,
        technical_chance=problem.technical_chance,
        development_cost=problem.development_cost,
    )
    works, sells = problem.technical_chance, problem.commercial_chance
    spent = problem.development_cost + problem.launch_cost
    outcomes = (
        (1 - works) * -problem.development_cost,
        works * (1 - sells) * -spent,
        works * sells * (problem.net_present_value - spent),
    )
    return Answer(
        found,
        (f"{found.words}.",),
        checked("the mean over its three outcomes", [same("it", found.value, fsum(outcomes))]),
    )


def option(problem: RealOption, options: NoOptions, effort: Effort) -> Answer:
    """What it is worth to be able to begin, to stop, to expand or to contract a project later."""
    del options, effort
    found = solve_real_option(problem)
    most = problem.worth * (problem.share if problem.right in {Right.EXPAND, Right.CONTRACT} else 1.0)
    bound = most if problem.right in {Right.DEFER, Right.EXPAND} else problem.amount
    passive = 0.0 if problem.right is Right.DEFER else problem.worth
    faults = [
        None if problem.only_at_end or found.flexibility >= -ROUNDING * bound else "it is worth less than used at once",
        None
        if found.value - passive <= bound * (1 + ROUNDING) or problem.rate < 0
        else "it is worth more than it brings",
    ]
    check = checked("not below using it at once, nor above all that using it can bring", faults)
    return Answer(found, (f"{found.words}.",), check)


def bias(problem: Estimating, options: NoOptions, effort: Effort) -> Answer:
    """The share to add to an estimate for optimism bias."""
    del options, effort
    found = optimism_bias(problem.mix, metric=problem.metric, managed_share=problem.managed_share)
    adjusted = None if problem.estimate is None else found.adjusted(problem.estimate)
    outside = None if found.lower <= found.used <= max(found.lower, found.upper) else "it lies outside its bounds"
    told = () if adjusted is None else (f"{number(problem.estimate or 0.0)} becomes {number(adjusted)}.",)
    return Answer(
        {"bias": found, "adjusted": adjusted},
        (f"{found.words}.", *told),
        checked("between the lower and the upper bound", [outside]),
    )


def record(problem: Closed, options: NoOptions, effort: Effort) -> Answer:
    """What became of estimates here by class, each drawn towards all of them as far as it has few."""
    del options, effort
    found = track_record(
        problem.ratios, outcome=problem.outcome, source=problem.source, prior_count=problem.prior_count
    )
    seen = [ratio for ratios in problem.ratios.values() for ratio in ratios]
    drawn = {name: [ratio for _, ratio in sorted(one.drawn.quantiles.items())] for name, one in found.items()}
    faults = [
        *(f"quantiles of {name} fall" for name, row in drawn.items() if any(a > b for a, b in pairwise(row))),
        *(f"{name} leaves what was seen" for name, row in drawn.items() if row[0] < min(seen) or row[-1] > max(seen)),
    ]
    lines = tuple(f"  {name}: {one.words}" for name, one in found.items())
    return Answer({"classes": found}, lines, checked("quantiles rise within what was observed", faults))
