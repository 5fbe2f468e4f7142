"""What more money would bring, what each rule costs, and at what cost a project changes sides."""

from __future__ import annotations

from dataclasses import dataclass, replace

from northing.engine.effort import Effort
from northing.engine.kinds.calls import POINTS
from northing.engine.kinds.model import Answer, Check, NoOptions, checked, same
from northing.engine.selection import (
    Evaluation,
    Result,
    SelectionProblem,
    ValueModel,
    evaluate,
    frontier,
    prices,
)
from northing.engine.selection import tipping_cost as tipping
from northing.engine.selection import trade_off as traded


@dataclass(frozen=True, slots=True)
class Sweeping:
    """Budgets from the first to the second scale of today's, evenly spread."""

    points: int = POINTS
    scales: tuple[float, float] = (0.4, 1.5)


@dataclass(frozen=True, slots=True)
class TradingOff:
    """The second value, and in how many steps it is asked for, from what the best portfolio has to the most."""

    other: ValueModel
    points: int = POINTS


@dataclass(frozen=True, slots=True)
class OfCandidate:
    """The project that is asked about."""

    project: str


def efficient(problem: SelectionProblem, options: Sweeping, effort: Effort) -> Answer:
    """The best value for more and for less money, and where today's portfolio stands."""
    found = frontier(problem, points=options.points, scales=options.scales, effort=effort)
    points = [
        {"scale": point.at, "cost": point.cost, "value": point.value, "bound": point.bound, "gap": point.gap}
        for point in found.points
    ]
    again = (
        same(f"the value at {point.at:.2f} × the budgets", point.value, evaluate(problem, point.choice).value)
        for point in found.points
    )
    document = {
        "points": points,
        "today": _stands(found.today),
        "same_cost": _stands(found.same_cost),
        "same_value": _stands(found.same_value),
    }
    lines = tuple(f"  {p.at:.2f} × the budgets: value {p.value:.4f}, gap {p.gap:.3%}" for p in found.points)
    return Answer(
        document,
        (f"{found.words}.", *lines),
        checked("each point's value added up again from its options", again),
    )


def trade_off(problem: SelectionProblem, options: TradingOff, effort: Effort) -> Answer:
    """The best of the problem's value for each amount of a second one."""
    found = traded(problem, other=options.other, points=options.points, effort=effort)
    second = replace(problem, value_model=options.other)
    points = [
        {name: getattr(point, name) for name in ("at", "cost", "value", "other", "bound", "gap")} for point in found
    ]
    faults = [
        fault
        for point in found
        for fault in (
            same(f"the value at {point.at:.4f}", point.value, evaluate(problem, point.choice).value),
            same(f"the second value at {point.at:.4f}", point.other or 0.0, evaluate(second, point.choice).value),
        )
    ]
    lines = tuple(
        f"  second value at least {point.at:.4f}: value {point.value:.4f}, gap {point.gap:.3%}" for point in found
    )
    return Answer({"points": points}, lines, checked("both values of each point added up again", faults))


def _stands(found: Result | Evaluation | None) -> dict[str, float] | None:
    if found is None:
        return None
    evaluation = found.evaluation if isinstance(found, Result) else found
    return {"value": evaluation.value, "cost": evaluation.total_cost}


def shadow_prices(problem: SelectionProblem, options: NoOptions, effort: Effort) -> Answer:
    """The value of one more unit of each limit that binds, where projects could be divided."""
    del options
    found = prices(problem, effort=effort)
    negative = (f"{price.words} has a price below zero" for price in found if price.per_unit < 0)
    lines = tuple(f"  {price.words}: {price.per_unit:.3g} of value a unit" for price in found)
    return Answer({"prices": found}, lines or ("No rule binds.",), checked("no price is below zero", negative))


def at_what_cost(problem: SelectionProblem, options: OfCandidate, effort: Effort) -> Answer:
    """The share of its cost at which a project would enter or leave."""
    found = tipping(problem, project=options.project, effort=effort)
    return Answer(found, (f"{found.words(problem)}.",), Check("found by halving, each step solved anew"))
