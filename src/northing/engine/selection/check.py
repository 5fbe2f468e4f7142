"""An independent check of a portfolio in plain Python: its value, its coverage and every rule that it breaks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import fsum
from typing import TypeVar

from northing.engine.alignment.strain import RoleMonth
from northing.engine.selection.problem import Candidate, Choice, Option, SelectionProblem, breaks_order
from northing.engine.selection.words import budget_name, capacity_name, money, number

Key = TypeVar("Key", bound=Hashable)
TOLERANCE = 2e-6
"""A limit counts as kept when it is exceeded by less than this share of it (or of one unit): solvers round."""


class Rule(StrEnum):
    """What a portfolio has to keep."""

    BUDGET = "budget"
    CAPACITY = "capacity"
    MUST_BE_IN = "must_be_in"
    EXCLUDED = "excluded"
    LOCKED = "locked"
    REQUIRES = "requires"
    ORDER = "order"
    EXCLUSIVE = "exclusive"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    Attributes:
        key: fiscal year, ``role|YYYY-MM`` or project keys joined by ``|``.
        by: minor units over budget, full-time equivalents over capacity, 1 for a rule that is kept or not.
    """

    rule: Rule
    key: str
    words: str
    by: float = 1.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a portfolio is worth and uses.

    Attributes:
        value: Σ weight × coverage, 0..1: the plan's alignment.
        coverage: 0..1 by measure; ``contribution`` in its unit, towards the gap.
        cost: minor units by fiscal year; ``load``: full-time equivalents by role and month.
        moves: candidates that are not as they are today; ``move_weight`` their weights' sum.
    """

    value: float
    coverage: dict[str, float]
    contribution: dict[str, float]
    cost: dict[int, float]
    load: dict[RoleMonth, float]
    moves: int
    move_weight: float
    violations: tuple[Violation, ...]

    @property
    def total_cost(self) -> float:
        """Minor units over all years."""
        return fsum(self.cost.values())


def evaluate(problem: SelectionProblem, choice: Choice) -> Evaluation:
    """The portfolio's value, use and violations; a candidate that ``choice`` does not name is out."""
    chosen = chosen_options(problem, choice)
    contribution = _sums((option.contribution for option in chosen.values()), keys=[g.key for g in problem.gaps])
    coverage = {g.key: _covered(contribution[g.key], gap=g.gap) for g in problem.gaps}
    cost = _sums(option.cost for option in chosen.values())
    load = _sums(option.demand for option in chosen.values())
    moved = [c for c in problem.candidates if choice.get(c.key) != c.current]
    broken = (*_limits_broken(problem, cost=cost, load=load), *_rules_broken(problem, choice=choice, chosen=chosen))
    return Evaluation(
        value=fsum(gap.weight * coverage[gap.key] for gap in problem.gaps),
        coverage=coverage,
        contribution=contribution,
        cost=cost,
        load=load,
        moves=len(moved),
        move_weight=fsum(candidate.move_weight for candidate in moved),
        violations=broken,
    )


def chosen_options(problem: SelectionProblem, choice: Choice) -> dict[str, Option]:
    """The options that are in, by project.

    Raises:
        KeyError: the choice names an option that the candidate does not have.
    """
    found: dict[str, Option] = {}
    for candidate in problem.candidates:
        key = choice.get(candidate.key)
        option = candidate.option(key)
        if key is not None and option is None:
            raise KeyError(f"{candidate.name!r} has no option {key!r}")
        if option:
            found[candidate.key] = option
    return found


def _sums(parts: Iterable[Mapping[Key, float]], *, keys: Iterable[Key] = ()) -> dict[Key, float]:
    """Sum by key, exact whatever the order; ``keys`` are there even when nothing adds to them."""
    found: dict[Key, list[float]] = {key: [] for key in keys}
    for part in parts:
        for key, amount in part.items():
            found.setdefault(key, []).append(amount)
    return {key: fsum(amounts) for key, amounts in found.items()}


def _covered(amount: float, *, gap: float) -> float:
    return min(1.0, max(0.0, amount / gap)) if gap > 0 else 1.0


def _limits_broken(
    problem: SelectionProblem, *, cost: dict[int, float], load: dict[RoleMonth, float]
) -> Iterator[Violation]:
    for year, limit in sorted(problem.budgets.items()):
        over = cost.get(year, 0.0) - limit
        if over > TOLERANCE * max(1.0, limit):
            words = f"{budget_name(year)} is exceeded by {money(over, currency=problem.currency)}"
            yield Violation(Rule.BUDGET, str(year), words, over)
    for at, limit in sorted(problem.capacity.items()):
        over = load.get(at, 0.0) - limit
        if over > TOLERANCE * max(1.0, limit):
            words = f"{capacity_name(at, problem=problem)} is short by {number(over)} FTE"
            yield Violation(Rule.CAPACITY, capacity_key(at), words, over)


def capacity_key(at: RoleMonth) -> str:
    """``engineer|2027-03``."""
    return f"{at.role}|{at.month:%Y-%m}"


def _rules_broken(problem: SelectionProblem, *, choice: Choice, chosen: dict[str, Option]) -> Iterator[Violation]:
    names = {candidate.key: candidate.name for candidate in problem.candidates}
    for candidate in problem.candidates:
        yield from _own_rules(candidate, chosen=choice.get(candidate.key))
        if candidate.key in chosen:
            yield from _needs(problem, candidate, chosen=chosen, names=names)
    for one, other in exclusive_pairs(problem):
        if one in chosen and other in chosen:
            yield Violation(Rule.EXCLUSIVE, f"{one}|{other}", f"{names[one]} and {names[other]} exclude each other")


def _own_rules(candidate: Candidate, *, chosen: str | None) -> Iterator[Violation]:
    if candidate.must_be_in and chosen is None:
        reason = "mandatory" if candidate.mandatory else "forced in"
        yield Violation(Rule.MUST_BE_IN, candidate.key, f"{candidate.name} is {reason} and not in")
    if candidate.excluded and chosen is not None:
        yield Violation(Rule.EXCLUDED, candidate.key, f"{candidate.name} is excluded and in")
    if candidate.locked and chosen != candidate.current:
        yield Violation(Rule.LOCKED, candidate.key, f"{candidate.name} is locked and changed")


def _needs(
    problem: SelectionProblem, candidate: Candidate, *, chosen: dict[str, Option], names: dict[str, str]
) -> Iterator[Violation]:
    for needed in candidate.requires:
        key = f"{candidate.key}|{needed}"
        if needed not in chosen:
            yield Violation(Rule.REQUIRES, key, f"{candidate.name} needs {names[needed]}, which is out")
        elif order_is_kept(problem, candidate, needed=problem.candidate(needed)) and breaks_order(
            chosen[needed], consumer=chosen[candidate.key]
        ):
            words = f"{candidate.name} goes live before {names[needed]}, which it needs, has finished"
            yield Violation(Rule.ORDER, key, words)


def order_is_kept(problem: SelectionProblem, consumer: Candidate, *, needed: Candidate) -> bool:
    """Whether the order of finishing is asked of the pair: not where both are locked, for nothing can mend it."""
    return problem.keep_order and not (consumer.locked and needed.locked)


def exclusive_pairs(problem: SelectionProblem) -> list[tuple[str, str]]:
    """Each pair of candidates that exclude each other once, whoever of the two says so."""
    pairs = {tuple(sorted((c.key, other))) for c in problem.candidates for other in c.excludes}
    return sorted((pair[0], pair[1]) for pair in pairs)
