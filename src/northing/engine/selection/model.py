"""The selection problem as a mixed-integer linear model: one binary per project and option, one share per measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

import numpy as np

from northing.engine.selection import rows
from northing.engine.selection.linear import Draft, Floats, Ints, Linear, Row, shares_of
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.uses import Uses, uses_of

IN = 0.5
"""A binary above this is one: solvers return 0.9999999."""


@dataclass(frozen=True, slots=True)
class SelectionModel:
    """The linear model and what its columns mean.

    Attributes:
        uses: what each option is, without the amounts that are in the rows; its columns are the model's first ones.
        covered: the column of the coverage of each open measure, by its position among the gaps.
        value: weight of each column in the value; ``closed`` is the value that closed gaps have anyway.
        cost: what each column adds to the cost, as a share of that of all options together, for breaking ties.
        moves: what each column adds to the move weight; ``settled`` is the move weight of a portfolio without any.
    """

    problem: SelectionProblem
    linear: Linear
    uses: Uses
    covered: dict[int, int]
    value: Floats
    closed: float
    cost: Floats
    moves: Floats
    settled: float

    def choice(self, values: Floats) -> Choice:
        """The portfolio that the columns' values stand for."""
        chosen: dict[str, str | None] = {candidate.key: None for candidate in self.problem.candidates}
        projects = self.uses.project_of()
        for at in np.flatnonzero(values[: len(self.uses.keys)] > IN):
            chosen[self.problem.candidates[projects[at]].key] = self.uses.keys[at]
        return chosen

    def start(self, choice: Choice) -> Floats:
        """The binaries' values for a portfolio, from which a solver may begin; the other columns are left open."""
        values = np.zeros(len(self.uses.keys))
        for position, candidate in enumerate(self.problem.candidates):
            columns = self.uses.columns(position)
            wanted = choice.get(candidate.key)
            values[columns] = [float(self.uses.keys[at] == wanted) for at in columns]
        return values

    def row(self, terms: Floats, *, lower: float = -np.inf, upper: float = np.inf) -> Row:
        """A further row over all columns that ``terms`` names."""
        return Row({int(at): float(terms[at]) for at in np.flatnonzero(terms)}, lower, upper)


def build_model(problem: SelectionProblem) -> SelectionModel:
    """Columns and rows of the problem; locked and excluded projects become bounds, all other rules named rows."""
    uses = uses_of(problem)
    draft = Draft()
    _choice_columns(problem, draft, uses=uses)
    covered = dict(_coverage(problem, draft, uses=uses))
    rows.add_all(problem, draft, uses=uses, covered=covered)
    linear = draft.finished()
    return SelectionModel(
        problem=problem,
        linear=linear,
        uses=uses.without_entries(),
        covered=covered,
        value=_value(problem, uses=uses, covered=covered, width=linear.width),
        closed=problem.value_model.coverage * fsum(gap.weight for gap in problem.gaps if gap.gap <= 0),
        cost=_wide(_cost_shares(problem, uses=uses), width=linear.width),
        moves=_wide(_moves(problem, uses=uses), width=linear.width),
        settled=fsum(c.move_weight for c in problem.candidates if c.current is not None),
    )


def _choice_columns(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    for position, candidate in enumerate(problem.candidates):
        for at in uses.columns(position):
            is_current = uses.keys[at] == candidate.current
            lower = float(candidate.locked and is_current)
            upper = 0.0 if candidate.excluded or (candidate.locked and not is_current) else 1.0
            draft.column(lower=lower, upper=upper, integer=True)


def _coverage(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> Iterator[tuple[int, int]]:
    """coverage_m ≤ Σ contribution / gap, between 0 and 1; the columns weigh as the measures do."""
    parts = {row: (columns, amounts) for row, columns, amounts in uses.contribution.by_row()}
    nothing = (np.zeros(0, dtype=np.int64), np.zeros(0))
    for position, gap in enumerate(problem.gaps):
        if gap.gap > 0:
            columns, amounts = parts.get(position, nothing)
            counts = gap.weight > 0 or gap.objective in problem.targets
            shares = shares_of(gap.gap, amounts, what=f"the gap of {gap.name!r}")
            yield position, _covered(draft, columns=columns, shares=shares, uses=uses, counts=counts)


def _covered(draft: Draft, *, columns: Ints, shares: Floats, uses: Uses, counts: bool) -> int:
    at = draft.column(upper=1.0 if counts else 0.0)
    worst = _worst(columns, shares=shares, uses=uses)
    if worst < 0:
        _allow_below_zero(draft, covered=at, columns=columns, shares=shares, worst=worst)
    else:
        draft.row(np.append(columns, at), np.append(-shares, 1.0), upper=0.0)
    return at


def _allow_below_zero(draft: Draft, *, covered: int, columns: Ints, shares: Floats, worst: float) -> None:
    """Disbenefits may outweigh the rest; coverage is then 0: covered ≤ counts, covered ≤ Σ + |worst| (1 − counts)."""
    counts = draft.column(integer=True)
    draft.row(np.array([covered, counts]), np.array([1.0, -1.0]), upper=0.0)
    index, value = np.append(columns, [covered, counts]), np.append(-shares, [1.0, -worst])
    draft.row(index, value, upper=-worst)


def _worst(columns: Ints, *, shares: Floats, uses: Uses) -> float:
    """The sum over projects of the worst that any of their options does; out does nothing."""
    worst = np.zeros(len(uses.first) - 1)
    np.minimum.at(worst, np.searchsorted(uses.first, columns, side="right") - 1, shares)
    return fsum(worst)


def _value(problem: SelectionProblem, *, uses: Uses, covered: dict[int, int], width: int) -> Floats:
    value, model = np.zeros(width), problem.value_model
    for position, at in covered.items():
        value[at] = model.coverage * problem.gaps[position].weight
    value[: len(uses.keys)] += model.score * _normalised(uses.score, uses=uses)
    value[: len(uses.keys)] += model.npv * _normalised(uses.npv, uses=uses)
    return value


def _normalised(amounts: Floats, *, uses: Uses) -> Floats:
    """Each option's share of what all candidates could bring, each at its best."""
    best = np.zeros(len(uses.first) - 1)
    np.maximum.at(best, uses.project_of(), amounts)
    whole = fsum(best)
    return amounts / whole if whole > 0 else amounts * 0.0


def _wide(amounts: Floats, *, width: int) -> Floats:
    """The amounts of the options, and none for the other columns."""
    return np.concatenate((amounts, np.zeros(width - len(amounts))))


def net_costs(problem: SelectionProblem, *, uses: Uses) -> Floats:
    """Minor units that each option adds over all years to what its project costs when it is out."""
    out = np.array([fsum(candidate.cost_when_out().values()) for candidate in problem.candidates])
    return np.asarray(uses.total_cost - out[uses.project_of()])


def _cost_shares(problem: SelectionProblem, *, uses: Uses) -> Floats:
    """All of them together weigh 1 at most, whatever leaving costs."""
    net = net_costs(problem, uses=uses)
    everything = fsum(np.abs(net))
    return net / everything if everything else net


def _moves(problem: SelectionProblem, *, uses: Uses) -> Floats:
    """Leaving what is in today counts once, and so does entering; another option of it is leaving the current one."""
    moves = np.zeros(len(uses.keys))
    for position, candidate in enumerate(problem.candidates):
        for at in uses.columns(position):
            if candidate.current is None:
                moves[at] = candidate.move_weight
            elif uses.keys[at] == candidate.current:
                moves[at] = -candidate.move_weight
    return moves
