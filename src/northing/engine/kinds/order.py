"""What several people judge, what no weights can justify, and which job comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, NoOptions, checked, same
from northing.engine.prioritization import (
    CostedJob,
    GroupProblem,
    Order,
    RelativeJob,
    ScoringProblem,
    cost_of_delay_order,
    solve_group,
)
from northing.engine.prioritization import dominance as dominances
from northing.engine.prioritization import wsjf as weighted_shortest
from northing.engine.words import number


@dataclass(frozen=True, slots=True)
class RelativeJobs:
    """Jobs on the scale 1, 2, 3, 5, 8, 13, 20."""

    jobs: tuple[RelativeJob, ...]


@dataclass(frozen=True, slots=True)
class CostedJobs:
    """Jobs with what a week of delay costs and the weeks that they take."""

    jobs: tuple[CostedJob, ...]
    currency: str = "GBP"


def group(problem: GroupProblem, options: NoOptions, effort: Effort) -> Answer:
    """Weights of several people by the geometric mean of their judgements, and where they differ."""
    del options, effort
    found = solve_group(problem)
    weights = sorted(found.result.weights.items(), key=lambda pair: -pair[1])
    lines = (
        *(f"  {key}: {weight:.4f}" for key, weight in weights),
        f"{found.result.words}.",
        *(f"  {one.words}" for one in found.disagreements),
    )
    total = same("the sum of the weights", fsum(weight for _, weight in weights), 1.0)
    return Answer(found, lines, checked("weights sum to 1", [total]))


def dominance(problem: ScoringProblem, options: NoOptions, effort: Effort) -> Answer:
    """The projects that no weights can put first: another one is at least as good by every criterion."""
    del options, effort
    found = dominances(problem)
    names = {project.key: project.name for project in problem.projects}
    lines = tuple(f"  {names[one.better]} dominates {names[one.worse]}" for one in found)
    back = {(one.worse, one.better) for one in found}
    both = (f"{one.better} and {one.worse} dominate each other" for one in found if (one.better, one.worse) in back)
    return Answer(
        {"dominance": found}, lines or ("None dominates another.",), checked("no two dominate each other", both)
    )


def wsjf(problem: RelativeJobs, options: NoOptions, effort: Effort) -> Answer:
    """Weighted shortest job first, in relative points."""
    del options, effort
    found = weighted_shortest(problem.jobs)
    return Answer(found, tuple(_words(found)), checked("quotients never rise", _rising(found)))


def cost_of_delay(problem: CostedJobs, options: NoOptions, effort: Effort) -> Answer:
    """The order in which delay costs least on one team."""
    del options, effort
    found, jobs = cost_of_delay_order(problem.jobs, currency=problem.currency), {job.key: job for job in problem.jobs}
    waited, costs = 0.0, []
    for turn in found.turns:
        waited += jobs[turn.key].duration
        costs.append(waited * jobs[turn.key].cost_of_delay)
    again = same("the cost of delay", found.delay_cost or 0.0, fsum(costs))
    check = checked("quotients never rise; the cost of delay added up again", [*_rising(found), again])
    return Answer(found, tuple(_words(found)), check)


def _words(order: Order) -> Iterable[str]:
    yield f"{order.words}."
    yield from (f"  {turn.rank}. {turn.name}: {number(turn.quotient)}" for turn in order.turns)
    yield from (f"  {note}" for note in order.notes)


def _rising(order: Order) -> Iterable[str | None]:
    return (
        f"{after.name} comes after {before.name} with a higher quotient" if after.quotient > before.quotient else None
        for before, after in pairwise(order.turns)
    )
