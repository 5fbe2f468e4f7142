"""A selection problem is refused, in the field's words, before a solver can make nonsense of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from math import isfinite

from northing.engine.errors import (
    DependencyCycle,
    DuplicateKey,
    NegativeAmount,
    NotANumber,
    UnknownReference,
)
from northing.engine.selection.errors import ContradictoryCandidate
from northing.engine.selection.problem import Candidate, Option, SelectionProblem

WEIGHT_TOLERANCE = 1e-6


def validate(problem: SelectionProblem) -> None:
    """Refuse what cannot mean anything.

    Raises:
        ProblemError: one of its named kinds, with the project, option or measure at fault.
    """
    _unique((candidate.key for candidate in problem.candidates), what="project")
    _unique((gap.key for gap in problem.gaps), what="measure")
    for candidate in problem.candidates:
        _candidate(candidate, keys={other.key for other in problem.candidates})
        for option in candidate.options:
            _option(option, name=candidate.name, measures={gap.key for gap in problem.gaps})
    _amounts(_limits(problem))
    _weights(problem)
    _no_cycle(problem)


def _unique(keys: Iterable[str], *, what: str) -> None:
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise DuplicateKey(f"{what} {twice[0]!r} is listed more than once")


def _candidate(candidate: Candidate, *, keys: set[str]) -> None:
    _unique((option.key for option in candidate.options), what=f"option of {candidate.name!r}")
    unknown = [key for key in (*candidate.requires, *candidate.excludes) if key not in keys]
    if unknown:
        raise UnknownReference(f"{candidate.name!r} refers to project {unknown[0]!r}, which is not a candidate")
    if candidate.current is not None and candidate.option(candidate.current) is None:
        raise UnknownReference(f"{candidate.name!r} has no option {candidate.current!r}, which is its current one")
    if candidate.key in (*candidate.requires, *candidate.excludes):
        raise ContradictoryCandidate(f"{candidate.name!r} needs or excludes itself")
    _in_and_out(candidate)
    _amounts([(f"move weight of {candidate.name!r}", candidate.move_weight)])


def _in_and_out(candidate: Candidate) -> None:
    reason = "mandatory" if candidate.mandatory else "forced in"
    if candidate.must_be_in and candidate.excluded:
        raise ContradictoryCandidate(f"{candidate.name!r} is {reason} and excluded")
    if candidate.must_be_in and not candidate.options:
        raise ContradictoryCandidate(f"{candidate.name!r} is {reason} but has no option to be in")
    if candidate.locked and candidate.excluded and candidate.current is not None:
        raise ContradictoryCandidate(f"{candidate.name!r} is locked in and excluded")


def _option(option: Option, *, name: str, measures: set[str]) -> None:
    place = f"{name!r}, option {option.key!r}"
    unknown = [key for key in option.contribution if key not in measures]
    if unknown:
        raise UnknownReference(f"{place} contributes to measure {unknown[0]!r}, which the plan does not have")
    for measure, amount in option.contribution.items():
        if not isfinite(amount):
            raise NotANumber(f"contribution of {place} to {measure!r} is {amount}")
    _amounts((f"cost of {place} in FY{year % 100:02d}", cost) for year, cost in option.cost.items())
    _amounts((f"demand of {place} for {at.role!r} in {at.month:%b %Y}", fte) for at, fte in option.demand.items())


def _limits(problem: SelectionProblem) -> Iterator[tuple[str, float]]:
    yield from ((f"budget of FY{year % 100:02d}", amount) for year, amount in problem.budgets.items())
    yield from ((f"capacity of {at.role!r} in {at.month:%b %Y}", fte) for at, fte in problem.capacity.items())
    yield from ((f"gap of measure {gap.key!r}", gap.gap) for gap in problem.gaps)
    yield from ((f"weight of measure {gap.key!r}", gap.weight) for gap in problem.gaps)


def _amounts(named: Iterable[tuple[str, float]]) -> None:
    for name, amount in named:
        if not isfinite(amount):
            raise NotANumber(f"{name} is {amount}")
        if amount < 0:
            raise NegativeAmount(f"{name} is {amount}, but cannot be below zero")


def _weights(problem: SelectionProblem) -> None:
    total = sum(gap.weight for gap in problem.gaps)
    if problem.gaps and abs(total - 1) > WEIGHT_TOLERANCE:
        raise NotANumber(f"the measures' weights sum to {total:g}, not to 1")


def _no_cycle(problem: SelectionProblem) -> None:
    graph = {candidate.key: candidate.requires for candidate in problem.candidates}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = error.args[1][:-1]
        raise DependencyCycle(cycle[::-1]) from error
