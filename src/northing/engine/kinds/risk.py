"""When a schedule ends when durations are ranges."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, checked, same
from northing.engine.risk import RiskProblem, Sampling, difference, simulate_schedule

MOST_TASKS = 10
"""So many tasks are told to a reader."""


@dataclass(frozen=True, slots=True)
class Variants:
    """A schedule and another one that is compared with it on the same random numbers, task by task."""

    one: RiskProblem
    other: RiskProblem


def schedule_risk(problem: RiskProblem, options: Sampling, effort: Effort) -> Answer:
    """Finish quantiles, and which tasks decide the finish, over drawn durations."""
    found = simulate_schedule(problem, sampling=options, effort=effort)
    kept = sum(1 for finish in found.finishes.tolist() if finish <= found.planned) / found.iterations
    falls = any(one.minutes > two.minutes for one, two in pairwise(sorted(found.quantiles, key=lambda q: q.chance)))
    faults = [same("the chance of the plan", found.planned_chance, kept), "quantiles fall" if falls else None]
    document = {
        name: getattr(found, name)
        for name in ("iterations", "seed", "mean", "mean_error", "planned", "planned_chance", "quantiles", "repaired")
    }
    ranked = found.ranked()
    lines = (
        f"{found.words}.",
        *(
            f"  {task.key}: critical in {task.criticality:.1%} (± {task.criticality_error:.1%}), "
            f"cruciality {task.cruciality:.2f}, sensitivity {task.sensitivity:.2f}"
            for task in ranked[:MOST_TASKS]
        ),
    )
    more = {"projects": found.project_quantiles, "events": found.events, "tasks": ranked}
    return Answer(document | more, lines, checked("the chance of the plan counted again; quantiles rise", faults))


def schedule_risk_difference(problem: Variants, options: Sampling, effort: Effort) -> Answer:
    """By how much a variant of a schedule ends earlier or later, on the same random numbers."""
    one, other = (simulate_schedule(each, sampling=options, effort=effort) for each in (problem.one, problem.other))
    found = difference(one, other)
    document = {
        "mean": found.mean,
        "standard_error": found.standard_error,
        "share_later": found.share_later,
        "one": {"mean": one.mean, "quantiles": one.quantiles},
        "other": {"mean": other.mean, "quantiles": other.quantiles},
    }
    again = same(
        "the mean difference", 1 + found.mean / max(1.0, one.mean), 1 + (other.mean - one.mean) / max(1.0, one.mean)
    )
    return Answer(document, (f"{found.words}.",), checked("the difference of the two means", [again]))
