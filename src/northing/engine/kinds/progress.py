"""What was earned for what was spent, and what benefits stem from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum

from northing.engine.benefits import BenefitMap, Point, at_risk, attribute, blockers, double_counts, realisation
from northing.engine.earned_value import EarnedValueProblem, solve_earned_value
from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, Check, NoOptions, checked, same
from northing.engine.words import number

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Work:
    """Planned value at the end of each period, cumulative; earned value, actual cost and periods elapsed."""

    key: str
    planned: tuple[float, ...]
    earned: float | None
    actual: float | None
    elapsed: float


@dataclass(frozen=True, slots=True)
class Projects:
    """Projects, each with its own plan; unreported figures are null."""

    projects: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A benefit's trajectory as promised, what was read of it, and the day from which to look."""

    trajectory: tuple[Point, ...]
    readings: tuple[Point, ...]
    as_of: date


@dataclass(frozen=True, slots=True)
class Lateness:
    """What ends of a benefit map are worth, by node, and the nodes that are late."""

    values: Mapping[str, float]
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """What ends of a benefit map are worth, by node."""

    values: Mapping[str, float]


def earned_value(problem: Projects, options: NoOptions, effort: Effort) -> Answer:
    """Variances, indices and forecasts in money and in time."""
    del options, effort
    rows = problem.projects
    data = EarnedValueProblem.of(
        [work.key for work in rows],
        planned=[work.planned for work in rows],
        earned=[work.earned for work in rows],
        actual=[work.actual for work in rows],
        elapsed=[work.elapsed for work in rows],
    )
    found = solve_earned_value(data)
    figures = {work.key: found.figures(work.key) for work in rows}
    variances = [
        same(f"the cost variance of {work.key}", figures[work.key]["cost_variance"] or 0.0, work.earned - work.actual)
        for work in rows
        if work.earned is not None and work.actual is not None
    ]
    check = checked("cost variances from the figures given", variances)
    return Answer({"projects": figures}, tuple(found.words(work.key) for work in rows), check)


def attribution(problem: BenefitMap, options: Values, effort: Effort) -> Answer:
    """Values handed back to what they stem from, each counted once."""
    del effort
    found, twice = attribute(problem, values=options.values), double_counts(problem)
    total = fsum([*found.by_root.values(), found.unattributed])
    lines = (
        *(f"  {root}: {number(value)}" for root, value in found.by_root.items()),
        f"{found.words}.",
        *(f"{count.words}." for count in twice),
    )
    check = checked("the parts sum to the whole", [same("the sum", total, fsum(options.values.values()))])
    return Answer({"attribution": found, "double_counts": twice}, lines, check)


def late_benefits(problem: BenefitMap, options: Lateness, effort: Effort) -> Answer:
    """What late work puts at risk, and what blocks each benefit that has a value."""
    del effort
    endangered = at_risk(problem, values=options.values, troubled=options.late)
    paths = {node: blockers(problem, node=node, late=options.late) for node in options.values}
    whole = fsum(abs(value) for value in options.values.values())
    told = (f"  {node}: {' → '.join(path)}" for node, found in paths.items() for path in found)
    document = {"at_risk": endangered, "blockers": {node: found for node, found in paths.items() if found}}
    too_much = "more is at risk than there is" if abs(endangered) > whole * (1 + ROUNDING) else None
    strangers = (
        f"{path[0]} blocks {node} and is not late"
        for node, found in paths.items()
        for path in found
        if path[0] not in options.late
    )
    check = checked("each path begins with what is late; no more is at risk than there is", [too_much, *strangers])
    return Answer(document, (f"At risk: {number(endangered)} of {number(whole)}.", *told), check)


def benefit(problem: Promise, options: NoOptions, effort: Effort) -> Answer:
    """What of a promised trajectory has arrived, and where it is heading."""
    del options, effort
    found = realisation(problem.trajectory, readings=problem.readings, as_of=problem.as_of)
    return Answer(found, (found.words,), Check("straight lines between dated points; nothing was searched"))
