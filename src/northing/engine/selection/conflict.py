"""Why no portfolio keeps every rule: the smallest set of rules that would have to give way, and by how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from northing.engine.effort import DEFAULT_EFFORT, Effort
from northing.engine.selection.check import Rule
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Linear, Row
from northing.engine.selection.model import IN, SelectionModel, build_model
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.solvers.highs import minimise
from northing.engine.selection.words import money, number

SINGLES = 24
"""So many rules at most are tried one by one."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule that gives way.

    Attributes:
        rule, key: as in ``Violation``.
        by: minor units for a budget, full-time equivalents for capacity, 1 for a rule that is kept or not.
        words: rule and amount in one clause.
    """

    rule: Rule
    key: str
    by: float
    words: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot all be kept.

    Attributes:
        together: the smallest set of rules that, relaxed by so much each, leaves a portfolio.
        singles: rules each of which alone is enough, the smallest share of the rule first; empty when none is.
        choice: the portfolio that then remains.
    """

    together: tuple[Relaxation, ...]
    singles: tuple[Relaxation, ...]
    choice: Choice

    @property
    def words(self) -> str:
        """One sentence."""
        needed = "; ".join(relaxation.words for relaxation in self.together)
        if len(self.singles) > 1:
            return f"No portfolio keeps every rule. One of these is enough: {'; '.join(s.words for s in self.singles)}."
        return f"No portfolio keeps every rule. The least that has to give way: {needed}."


def explain_conflict(problem: SelectionProblem, *, effort: Effort = DEFAULT_EFFORT) -> Conflict | None:
    """The fewest rules that must give way, then by the least; None when a portfolio keeps them all.

    Locks and exclusions stay as they are: they are what a person has just asked for.
    """
    model = build_model(problem)
    soft = [at for at, row in enumerate(model.linear.rows) if row.rule]
    found = _relax(model, soft=soft, effort=effort)
    assert found is not None, "with every rule relaxed, what is locked is a portfolio"
    together, choice = found
    if not together:
        return None
    return Conflict(together, _singles(model, together=together, effort=effort), choice)


def _singles(model: SelectionModel, *, together: tuple[Relaxation, ...], effort: Effort) -> tuple[Relaxation, ...]:
    """Each rule that alone is enough; there is none when the smallest set has more than one."""
    if len(together) > 1:
        return ()
    rows = [at for at, row in enumerate(model.linear.rows) if row.rule and _may_matter(row)]
    known = {(relaxation.rule, relaxation.key) for relaxation in together}
    rows.sort(key=lambda at: (model.linear.rows[at].rule, model.linear.rows[at].key) not in known)
    found = [_relax(model, soft=[at], effort=effort) for at in rows[:SINGLES]]
    singles = [(entry[0][0], at) for entry, at in zip(found, rows[:SINGLES], strict=True) if entry and entry[0]]
    return tuple(relaxation for relaxation, at in sorted(singles, key=lambda s: s[0].by / model.linear.rows[s[1]].unit))


def _may_matter(row: Row) -> bool:
    """Whether the row can be broken at all by choosing everything that uses it."""
    return row.lower > -inf or sum(max(0.0, value) for value in row.terms.values()) > row.upper


def _relax(model: SelectionModel, *, soft: list[int], effort: Effort) -> tuple[tuple[Relaxation, ...], Choice] | None:
    """Fewest rows of ``soft`` broken, then by the smallest shares; None when that does not help."""
    linear = model.linear.copy()
    slacks = {at: _soften(linear, at=at) for at in soft}
    amounts = {slack: 1.0 / (len(soft) + 1) for slack, _ in slacks.values()}
    try:
        solved = minimise(
            linear,
            objective=amounts | {breaks: 1.0 for _, breaks in slacks.values()},
            time_limit=effort.time_limit,
            gap=effort.gap,
            should_stop=effort.should_stop,
        )
    except NoFeasiblePortfolio:
        return None
    broken = [(model.linear.rows[at], solved.values[slack], breaks) for at, (slack, breaks) in slacks.items()]
    relaxations = tuple(
        _relaxation(row, share=share, problem=model.problem)
        for row, share, breaks in broken
        if solved.values[breaks] > IN
    )
    return relaxations, model.choice(solved.values)


def _soften(linear: Linear, *, at: int) -> tuple[int, int]:
    """Let a row give way by a slack that costs a binary; the slack is a share of the most that can be needed."""
    row = linear.rows[at]
    most = _most(row)
    slack, breaks = linear.column(), linear.column(integer=True)
    sign = 1.0 if row.lower > -inf else -1.0
    linear.rows[at] = replace(row, terms={**row.terms, slack: sign * most})
    linear.rows.append(Row({slack: 1.0, breaks: -1.0}, upper=0.0))
    return slack, breaks


def _most(row: Row) -> float:
    """By how much the row can be broken at most, in the row's own scale."""
    if row.lower > -inf:
        return row.lower
    return max(0.0, sum(max(0.0, value) for value in row.terms.values()) - row.upper)


def _relaxation(row: Row, *, share: float, problem: SelectionProblem) -> Relaxation:
    assert row.rule is not None, "only rows that stand for a rule are softened"
    by = share * _most(row) * row.unit
    if row.rule is Rule.BUDGET:
        return Relaxation(row.rule, row.key, by, f"{row.words} + {money(by, currency=problem.currency)}")
    if row.rule is Rule.CAPACITY:
        return Relaxation(row.rule, row.key, by, f"{row.words} + {number(by)} FTE")
    return Relaxation(row.rule, row.key, 1.0, f"give up that {row.words}")
