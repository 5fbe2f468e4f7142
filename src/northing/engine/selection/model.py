"""The selection problem as a mixed-integer linear model: one binary per project and option, one share per measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from northing.engine.selection.check import Rule, capacity_key, exclusive_pairs, order_is_kept
from northing.engine.selection.linear import Linear, Row
from northing.engine.selection.problem import Candidate, Choice, MeasureGap, SelectionProblem, breaks_order
from northing.engine.selection.words import budget_name, capacity_name

Terms = dict[int, float]
IN = 0.5
"""A binary above this is one: solvers return 0.9999999."""


@dataclass(frozen=True, slots=True)
class SelectionModel:
    """The linear model and what its columns mean.

    Attributes:
        columns: the binary of each project and option.
        value: weight of each column in the value; ``closed`` is the value that closed gaps have anyway.
        cost: each column's share of the cost of all options together, for breaking ties.
        moves: what each column adds to the move weight; ``settled`` is the move weight of a portfolio without any.
    """

    problem: SelectionProblem
    linear: Linear
    columns: dict[tuple[str, str], int]
    value: Terms
    closed: float
    cost: Terms
    moves: Terms
    settled: float

    def choice(self, values: list[float]) -> Choice:
        """The portfolio that the columns' values stand for."""
        chosen = {project: option for (project, option), at in self.columns.items() if values[at] > IN}
        return {candidate.key: chosen.get(candidate.key) for candidate in self.problem.candidates}

    def start(self, choice: Choice) -> Terms:
        """The binaries' values for a portfolio, from which a solver may begin."""
        return {at: float(choice.get(project) == option) for (project, option), at in self.columns.items()}


def build_model(problem: SelectionProblem) -> SelectionModel:
    """Columns and rows of the problem; locked and excluded projects become bounds, all other rules named rows."""
    linear = Linear()
    columns = _choice_columns(problem, linear)
    value = _value_columns(problem, linear, columns=columns)
    linear.rows.extend(_one_option(problem, columns=columns))
    linear.rows.extend(_budgets(problem, columns=columns))
    linear.rows.extend(_capacity(problem, columns=columns))
    linear.rows.extend(_must_be_in(problem, columns=columns))
    linear.rows.extend(_requires(problem, columns=columns))
    linear.rows.extend(_exclusive(problem, columns=columns))
    return SelectionModel(
        problem=problem,
        linear=linear,
        columns=columns,
        value=value,
        closed=fsum(gap.weight for gap in problem.gaps if gap.gap <= 0),
        cost=_cost_shares(problem, columns=columns),
        moves=_moves(problem, columns=columns),
        settled=fsum(c.move_weight for c in problem.candidates if c.current is not None),
    )


Columns = dict[tuple[str, str], int]


def _choice_columns(problem: SelectionProblem, linear: Linear) -> Columns:
    columns: Columns = {}
    for candidate in problem.candidates:
        for option in candidate.options:
            is_current = option.key == candidate.current
            lower = float(candidate.locked and is_current)
            upper = 0.0 if candidate.excluded or (candidate.locked and not is_current) else 1.0
            columns[candidate.key, option.key] = linear.column(lower=lower, upper=upper, integer=True)
    return columns


def _value_columns(problem: SelectionProblem, linear: Linear, *, columns: Columns) -> Terms:
    """coverage_m ≤ Σ contribution / gap, between 0 and 1; the columns weigh as the measures do."""
    value: Terms = {}
    parts: dict[str, Terms] = {}
    for candidate in problem.candidates:
        for option in candidate.options:
            for measure, amount in option.contribution.items():
                parts.setdefault(measure, {})[columns[candidate.key, option.key]] = amount
    for gap in (gap for gap in problem.gaps if gap.gap > 0):
        shares = {at: amount / gap.gap for at, amount in parts.get(gap.key, {}).items() if amount}
        value[_covered(problem, linear, gap=gap, shares=shares, columns=columns)] = gap.weight
    return value


def _covered(problem: SelectionProblem, linear: Linear, *, gap: MeasureGap, shares: Terms, columns: Columns) -> int:
    at = linear.column(upper=1.0 if gap.weight else 0.0)
    negated = {column: -share for column, share in shares.items()}
    worst = fsum(_worst(candidate, shares=shares, columns=columns) for candidate in problem.candidates)
    if worst < 0:
        _allow_below_zero(linear, covered=at, negated=negated, worst=worst)
    else:
        linear.rows.append(Row({at: 1.0, **negated}, upper=0.0))
    return at


def _allow_below_zero(linear: Linear, *, covered: int, negated: Terms, worst: float) -> None:
    """Disbenefits may outweigh the rest; coverage is then 0: covered ≤ counts, covered ≤ Σ + |worst| (1 − counts)."""
    counts = linear.column(integer=True)
    linear.rows.append(Row({covered: 1.0, counts: -1.0}, upper=0.0))
    linear.rows.append(Row({covered: 1.0, counts: -worst, **negated}, upper=-worst))


def _worst(candidate: Candidate, *, shares: Terms, columns: Columns) -> float:
    return min((0.0, *(shares.get(columns[candidate.key, option.key], 0.0) for option in candidate.options)))


def _ones(candidate: Candidate, *, columns: Columns, sign: float = 1.0) -> Terms:
    return {columns[candidate.key, option.key]: sign for option in candidate.options}


def _one_option(problem: SelectionProblem, *, columns: Columns) -> Iterator[Row]:
    for candidate in problem.candidates:
        if len(candidate.options) > 1:
            yield Row(_ones(candidate, columns=columns), upper=1.0)


def _budgets(problem: SelectionProblem, *, columns: Columns) -> Iterator[Row]:
    for year, limit in sorted(problem.budgets.items()):
        used = {
            columns[candidate.key, option.key]: option.cost[year]
            for candidate in problem.candidates
            for option in candidate.options
            if option.cost.get(year)
        }
        if used:
            yield _limit(used, limit=limit, rule=Rule.BUDGET, key=str(year), words=budget_name(year))


def _capacity(problem: SelectionProblem, *, columns: Columns) -> Iterator[Row]:
    asked = sorted(
        (at, columns[candidate.key, option.key], fte)
        for candidate in problem.candidates
        for option in candidate.options
        for at, fte in option.demand.items()
        if fte and at in problem.capacity
    )
    for at, group in groupby(asked, key=lambda entry: entry[0]):
        used = {column: fte for _, column, fte in group}
        words = capacity_name(at, problem=problem)
        yield _limit(used, limit=problem.capacity[at], rule=Rule.CAPACITY, key=capacity_key(at), words=words)


def _limit(used: Terms, *, limit: float, rule: Rule, key: str, words: str) -> Row:
    """A limit in shares of itself, so that pence and people are of one size to the solver."""
    unit = limit or max(used.values())
    terms = {column: amount / unit for column, amount in used.items()}
    return Row(terms, upper=limit / unit, rule=rule, key=key, words=words, unit=unit)


def _must_be_in(problem: SelectionProblem, *, columns: Columns) -> Iterator[Row]:
    for candidate in (candidate for candidate in problem.candidates if candidate.must_be_in):
        words = f"{candidate.name} is {'mandatory' if candidate.mandatory else 'forced in'}"
        yield Row(_ones(candidate, columns=columns), 1.0, rule=Rule.MUST_BE_IN, key=candidate.key, words=words)


def _requires(problem: SelectionProblem, *, columns: Columns) -> Iterator[Row]:
    for candidate in problem.candidates:
        for needed in (problem.candidate(key) for key in candidate.requires):
            key, words = f"{candidate.key}|{needed.key}", f"{candidate.name} needs {needed.name}"
            terms = _ones(candidate, columns=columns) | _ones(needed, columns=columns, sign=-1.0)
            yield Row(terms, upper=0.0, rule=Rule.REQUIRES, key=key, words=words)
            if order_is_kept(problem, candidate, needed=needed):
                yield from _order(candidate, needed=needed, columns=columns)


def _order(candidate: Candidate, *, needed: Candidate, columns: Columns) -> Iterator[Row]:
    """An option excludes those of the needed project that finish later than it goes live."""
    words = f"{candidate.name} goes live after {needed.name}, which it needs, has finished"
    for option in candidate.options:
        late = [other for other in needed.options if breaks_order(other, consumer=option)]
        if late:
            terms = {columns[candidate.key, option.key]: 1.0}
            terms |= {columns[needed.key, other.key]: 1.0 for other in late}
            key = f"{candidate.key}|{needed.key}"
            yield Row(terms, upper=1.0, rule=Rule.ORDER, key=key, words=words)


def _exclusive(problem: SelectionProblem, *, columns: Columns) -> Iterator[Row]:
    candidates = {candidate.key: candidate for candidate in problem.candidates}
    for one, other in exclusive_pairs(problem):
        terms = _ones(candidates[one], columns=columns) | _ones(candidates[other], columns=columns)
        words = f"{candidates[one].name} and {candidates[other].name} exclude each other"
        yield Row(terms, upper=1.0, rule=Rule.EXCLUSIVE, key=f"{one}|{other}", words=words)


def _cost_shares(problem: SelectionProblem, *, columns: Columns) -> Terms:
    totals = {
        columns[candidate.key, option.key]: fsum(option.cost.values())
        for candidate in problem.candidates
        for option in candidate.options
    }
    everything = fsum(totals.values())
    return {at: total / everything for at, total in totals.items() if total} if everything else {}


def _moves(problem: SelectionProblem, *, columns: Columns) -> Terms:
    """Leaving what is in today counts once, and so does entering; another option of it is leaving the current one."""
    return dict(_move_terms(problem.candidates, columns=columns))


def _move_terms(candidates: Iterable[Candidate], *, columns: Columns) -> Iterator[tuple[int, float]]:
    for candidate in candidates:
        if candidate.current is not None:
            yield columns[candidate.key, candidate.current], -candidate.move_weight
        else:
            yield from ((columns[candidate.key, option.key], candidate.move_weight) for option in candidate.options)
