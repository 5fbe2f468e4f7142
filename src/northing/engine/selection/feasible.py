"""What has to be in and cannot be, whatever else is chosen, is said before any solver starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import fsum

import numpy as np

from northing.engine.selection.candidates import Candidate, Option
from northing.engine.selection.check_rules import TOLERANCE
from northing.engine.selection.errors import MandatoryCannotFit
from northing.engine.selection.linear import Floats, Ints
from northing.engine.selection.problem import SelectionProblem
from northing.engine.selection.uses import Entries, Uses, uses_of
from northing.engine.selection.words import budget_name, capacity_name, exact_money, kind_budget_name
from northing.engine.words import listed, number

NAMED = 3
"""So many projects are named in a sentence."""


@dataclass(frozen=True, slots=True)
class _Required:
    """A project that has to be in, with the ways that are left to it, and why."""

    candidate: Candidate
    because: str


def require_fitting(problem: SelectionProblem) -> None:
    """Refuse a problem in which what has to be in cannot be: alone, with what it needs, or all of it together.

    Passing it proves nothing: it looks at each limit by itself. What is in today and locked has to be in as well.

    Raises:
        MandatoryCannotFit: naming the projects and the limit or rule in their way.
    """
    required = _required(problem)
    for one in required.values():
        _require_one_way(problem, one)
    _require_apart(problem, required=required)
    _require_room(problem, candidates=[one.candidate for one in required.values()])


def _required(problem: SelectionProblem) -> dict[str, _Required]:
    """Mandates and what is locked in, then what they need, and so on."""
    candidates = {candidate.key: candidate for candidate in problem.candidates}
    found = {key: _Required(_held(one), _reason(one)) for key, one in candidates.items() if _has_to_be_in(one)}
    waiting = list(found)
    for key in waiting:
        one = found[key]
        if one.candidate.locked and one.candidate.current is None:
            raise MandatoryCannotFit(f"{one.candidate.name} {one.because} and locked out")
        for needed in _needs(one.candidate):
            if needed not in found:
                other = candidates[needed]
                _require_open(other, by=one)
                found[needed] = _Required(_held(other), f"is needed by {one.candidate.name}")
                waiting.append(needed)
    return found


def _has_to_be_in(candidate: Candidate) -> bool:
    return candidate.must_be_in or (candidate.locked and candidate.current is not None)


def _held(candidate: Candidate) -> Candidate:
    """What is locked in has one way to be in."""
    option = candidate.option(candidate.current) if candidate.locked else None
    return replace(candidate, options=(option,), profile=None) if option else candidate


def _reason(candidate: Candidate) -> str:
    if candidate.mandatory:
        return "is mandatory"
    return "is forced in" if candidate.forced_in else "is locked in"


def _needs(candidate: Candidate) -> Iterator[str]:
    yield from candidate.requires
    yield from (after.needed for after in candidate.after)


def _require_open(needed: Candidate, *, by: _Required) -> None:
    if needed.excluded or (needed.locked and needed.current is None) or not needed.option_keys:
        state = "excluded" if needed.excluded else "locked out" if needed.locked else "without an option to be in"
        raise MandatoryCannotFit(
            f"{by.candidate.name} {by.because} and needs {needed.name}, which is {state}: release one of the two"
        )


def _require_apart(problem: SelectionProblem, *, required: dict[str, _Required]) -> None:
    for one in required.values():
        for key in one.candidate.excludes:
            if other := required.get(key):
                raise MandatoryCannotFit(
                    f"{one.candidate.name} {one.because}, {other.candidate.name} {other.because}, "
                    "and the two exclude each other"
                )
    for group in problem.groups:
        inside = [required[key].candidate for key in group.members if key in required]
        if group.at_most is not None and len(inside) > group.at_most:
            raise MandatoryCannotFit(
                f"{_named(inside)} have to be in, but at most {group.at_most} of {group.name} may be"
            )


def _require_one_way(problem: SelectionProblem, one: _Required) -> None:
    obstacles: list[str] = []
    for option in one.candidate.ways():
        in_the_way = next(_obstacles(problem, option), None)
        if in_the_way is None:
            return
        obstacles.append(in_the_way)
    raise MandatoryCannotFit(f"{one.candidate.name} {one.because} and does not fit even alone: {obstacles[0]}")


def _obstacles(problem: SelectionProblem, option: Option) -> Iterator[str]:
    for year, cost in option.cost.items():
        limit = problem.budgets.get(year)
        if limit is not None and _exceeds(cost, limit=limit):
            asked, had = exact_money(cost, currency=problem.currency), exact_money(limit, currency=problem.currency)
            yield f"it asks for {asked} of {budget_name(year)}, which is {had}"
    for line, cost in option.kinds.items():
        limit = problem.kind_budgets.get(line)
        if limit is not None and _exceeds(cost, limit=limit):
            yield f"it asks for {exact_money(cost, currency=problem.currency)} of {kind_budget_name(line)}"
    for at, fte in option.demand.items():
        if at in problem.capacity:
            room = max(0.0, problem.capacity[at] - problem.business_as_usual.get(at, 0.0))
            if _exceeds(fte, limit=room):
                yield f"it asks for {number(fte)} of {number(room)} FTE: {capacity_name(at, names=problem.role_names)}"
    if problem.risk_cap is not None and option.risk > problem.risk_cap * (1 + TOLERANCE):
        yield f"its risk of {number(option.risk)} is above the cap of {number(problem.risk_cap)}"


def _exceeds(asked: float, *, limit: float) -> bool:
    return asked > limit + TOLERANCE * max(1.0, limit)


def _require_room(problem: SelectionProblem, *, candidates: Sequence[Candidate]) -> None:
    """Each limit against the least that each of the projects asks of it in any of its ways."""
    uses = uses_of(problem, candidates=candidates)
    for entries, say, limits in _limits(problem, uses=uses):
        for row, columns, amounts in entries.by_row():
            limit, of = limits[row]
            asked, among = _least(columns, amounts, uses=uses)
            if _exceeds(asked, limit=limit):
                raise MandatoryCannotFit(
                    f"{_named([candidates[at] for at in among])} have to be in and together ask for at least "
                    f"{say(asked)} of {of}"
                )


Limits = Sequence[tuple[float, str]]
"""Amount and name of each limit, in the order of the rows."""


def _limits(problem: SelectionProblem, *, uses: Uses) -> Iterator[tuple[Entries, Callable[[float], str], Limits]]:
    """What is used of each kind of limit, how its amounts are said, and the limits."""
    say, room, names = partial(exact_money, currency=problem.currency), problem.room(), problem.role_names
    budgets, kinds = problem.budgets, sorted(problem.kind_budgets.items())
    yield uses.cost, say, [(budgets[y], f"{budget_name(y)}, which is {say(budgets[y])}") for y in uses.years]
    yield uses.kind_cost, say, [(limit, f"{kind_budget_name(at)}, which is {say(limit)}") for at, limit in kinds]
    months = [(room[at], f"{number(room[at])} FTE: {capacity_name(at, names=names)}") for at in uses.months]
    yield uses.demand, number, months


def _least(columns: Ints, amounts: Floats, *, uses: Uses) -> tuple[float, list[int]]:
    """The sum of each project's least use in a row, and the projects that cannot do without any."""
    projects, ways = uses.project_of()[columns], np.diff(uses.first)
    least = np.full(len(ways), np.inf)
    np.minimum.at(least, projects, amounts)
    always = np.flatnonzero((np.bincount(projects, minlength=len(ways)) == ways) & (ways > 0))
    return fsum(least[always]), always.tolist()


def _named(candidates: Sequence[Candidate]) -> str:
    names = [candidate.name for candidate in candidates]
    more = len(names) - NAMED
    return listed(names) if more <= 0 else listed([*names[:NAMED], f"{more} more"])
