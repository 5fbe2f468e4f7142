"""An independent check of a portfolio in plain Python: its value, its coverage and every rule that it breaks.

It shares no code with the model that solvers are given: each reads the problem in its own way.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TypeVar

from northing.engine.alignment.strain import RoleMonth
from northing.engine.errors import UnknownReference
from northing.engine.selection.candidates import BudgetLine, MeasureGap, Option
from northing.engine.selection.check_rules import Use, violations_of
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.rules import Rule, Violation
from northing.engine.shapes import typed

__all__ = ["Evaluation", "Rule", "Violation", "chosen_options", "evaluate", "objectives_of"]

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a portfolio is worth and uses.

    Attributes:
        value: by the problem's value model; by default Σ weight × coverage, 0..1: the plan's alignment.
        coverage: 0..1 by measure; ``contribution`` in its unit, towards the gap.
        cost: minor units by fiscal year, with what is due for candidates that are out.
        load: full-time equivalents by role and month, without business as usual.
        moves: candidates that are not as they are today; ``move_weight`` their weights' sum.
        kind_cost: minor units by fiscal year and kind of money.
        score, npv, risk: sums over the chosen options.
        objectives: coverage of each objective, the weighted mean of its measures'.
    """

    value: float
    coverage: dict[str, float]
    contribution: dict[str, float]
    cost: dict[int, float]
    load: dict[RoleMonth, float]
    moves: int
    move_weight: float
    violations: tuple[Violation, ...]
    kind_cost: dict[BudgetLine, float]
    score: float
    npv: float
    risk: float
    objectives: dict[str, float]

    @property
    def total_cost(self) -> float:
        """Minor units over all years."""
        return fsum(self.cost.values())


@typed
def evaluate(problem: SelectionProblem, choice: Choice) -> Evaluation:
    """The portfolio's value, use and violations; a candidate that ``choice`` does not name is out.

    Raises:
        UnknownReference: the choice names what is no candidate, or an option that its candidate does not have.
    """
    chosen = chosen_options(problem, choice)
    contribution = _sums((option.contribution for option in chosen.values()), keys=[g.key for g in problem.gaps])
    coverage = {g.key: _covered(contribution[g.key], gap=g.gap) for g in problem.gaps}
    moved = [c for c in problem.candidates if choice.get(c.key) != c.current]
    out = (c.cost_when_out() for c in problem.candidates if c.key not in chosen)
    use = Use(
        cost=_sums((*(option.cost for option in chosen.values()), *out)),
        kind_cost=_sums(option.kinds for option in chosen.values()),
        load=_sums(option.demand for option in chosen.values()),
        risk=fsum(option.risk for option in chosen.values()),
        objectives=objectives_of(problem.gaps, coverage=coverage),
    )
    score, npv = fsum(o.score for o in chosen.values()), fsum(o.npv for o in chosen.values())
    return Evaluation(
        value=_value(problem, coverage=coverage, score=score, npv=npv),
        coverage=coverage,
        contribution=contribution,
        cost=use.cost,
        load=use.load,
        moves=len(moved),
        move_weight=fsum(candidate.move_weight for candidate in moved),
        violations=tuple(violations_of(problem, choice=choice, chosen=chosen, use=use)),
        kind_cost=use.kind_cost,
        score=score,
        npv=npv,
        risk=use.risk,
        objectives=use.objectives,
    )


def chosen_options(problem: SelectionProblem, choice: Choice) -> dict[str, Option]:
    """The options that are in, by project.

    Raises:
        UnknownReference: the choice names what is no candidate, or an option that its candidate does not have.
    """
    if unknown := choice.keys() - {candidate.key for candidate in problem.candidates}:
        raise UnknownReference(f"{min(unknown, key=str)!r} is not a candidate: a choice is about those alone")
    found: dict[str, Option] = {}
    for candidate in problem.candidates:
        key = choice.get(candidate.key)
        option = candidate.option(key)
        if key is not None and option is None:
            raise UnknownReference(f"{candidate.name!r} has no option {key!r}")
        if option:
            found[candidate.key] = option
    return found


def _value(problem: SelectionProblem, *, coverage: Mapping[str, float], score: float, npv: float) -> float:
    """Scores and net present values as parts of what all candidates could bring, each at its best."""
    model = problem.value_model
    value = model.coverage * fsum(gap.weight * coverage[gap.key] for gap in problem.gaps)
    if model.score:
        value += model.score * _part(score, whole=fsum(one.best_score() for one in problem.candidates))
    if model.npv:
        value += model.npv * _part(npv, whole=fsum(one.best_npv() for one in problem.candidates))
    return value


def _part(amount: float, *, whole: float) -> float:
    return amount / whole if whole > 0 else 0.0


def objectives_of(gaps: Iterable[MeasureGap], *, coverage: Mapping[str, float]) -> dict[str, float]:
    """The weighted mean of each objective's measures; the plain mean where none has a weight."""
    own: dict[str, list[MeasureGap]] = {}
    for gap in gaps:
        own.setdefault(gap.objective, []).append(gap)
    return {objective: _mean(measures, coverage=coverage) for objective, measures in own.items()}


def _mean(measures: list[MeasureGap], *, coverage: Mapping[str, float]) -> float:
    whole = fsum(gap.weight for gap in measures)
    if whole > 0:
        return fsum(gap.weight * coverage[gap.key] for gap in measures) / whole
    return fsum(coverage[gap.key] for gap in measures) / len(measures)


def _sums(parts: Iterable[Mapping[Key, float]], *, keys: Iterable[Key] = ()) -> dict[Key, float]:
    """Sum by key, exact whatever the order; ``keys`` are there even when nothing adds to them."""
    found: dict[Key, list[float]] = {key: [] for key in keys}
    for part in parts:
        for key, amount in part.items():
            found.setdefault(key, []).append(amount)
    return {key: fsum(amounts) for key, amounts in found.items()}


def _covered(amount: float, *, gap: float) -> float:
    return min(1.0, max(0.0, amount / gap)) if gap > 0 else 1.0
