"""What cannot be in whatever else is chosen is said before any solver starts."""

from __future__ import annotations

from collections.abc import Iterator

from northing.engine.selection.candidates import Candidate, Option
from northing.engine.selection.check_rules import TOLERANCE
from northing.engine.selection.errors import MandatoryCannotFit
from northing.engine.selection.problem import SelectionProblem
from northing.engine.selection.words import budget_name, capacity_name, kind_budget_name, money
from northing.engine.words import number


def require_fitting(problem: SelectionProblem) -> None:
    """Refuse a problem in which a project that has to be in breaks a limit all by itself.

    Raises:
        MandatoryCannotFit: naming the project and the limit of its least bad way.
    """
    for candidate in problem.candidates:
        if candidate.must_be_in and not candidate.locked:
            _require_one_way(problem, candidate)


def _require_one_way(problem: SelectionProblem, candidate: Candidate) -> None:
    obstacles: list[str] = []
    for option in candidate.ways():
        in_the_way = next(_obstacles(problem, option), None)
        if in_the_way is None:
            return
        obstacles.append(in_the_way)
    raise MandatoryCannotFit(
        f"{candidate.name} is {'mandatory' if candidate.mandatory else 'forced in'} and does not fit even alone: "
        f"{obstacles[0]}"
    )


def _obstacles(problem: SelectionProblem, option: Option) -> Iterator[str]:
    for year, cost in option.cost.items():
        limit = problem.budgets.get(year)
        if limit is not None and cost > limit + TOLERANCE * max(1.0, limit):
            asked, had = money(cost, currency=problem.currency), money(limit, currency=problem.currency)
            yield f"it asks for {asked} of {budget_name(year)}, which is {had}"
    for line, cost in option.kinds.items():
        limit = problem.kind_budgets.get(line)
        if limit is not None and cost > limit + TOLERANCE * max(1.0, limit):
            yield f"it asks for {money(cost, currency=problem.currency)} of {kind_budget_name(line)}"
    for at, fte in option.demand.items():
        if at in problem.capacity:
            room = max(0.0, problem.capacity[at] - problem.business_as_usual.get(at, 0.0))
            if fte > room + TOLERANCE * max(1.0, room):
                yield f"it asks for {number(fte)} of {number(room)} FTE: {capacity_name(at, names=problem.role_names)}"
    if problem.risk_cap is not None and option.risk > problem.risk_cap * (1 + TOLERANCE):
        yield f"its risk of {number(option.risk)} is above the cap of {number(problem.risk_cap)}"
