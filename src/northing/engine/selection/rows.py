"""The rules of a selection problem as named rows of the model, one small function for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from math import fsum

import numpy as np

from northing.engine.calendar import add_months
from northing.engine.selection.candidates import Candidate
from northing.engine.selection.linear import Draft, Flags, Floats, Ints, Named, shares_of
from northing.engine.selection.problem import SelectionProblem
from northing.engine.selection.rules import Rule
from northing.engine.selection.uses import UNKNOWN, Uses
from northing.engine.selection.words import budget_name, capacity_key, capacity_name, kind_budget_name
from northing.engine.words import number

ROUNDING = 1e-12
"""Of a budget: what is left of it beside what is due anyway, and is smaller, is nothing."""


def add_all(problem: SelectionProblem, draft: Draft, *, uses: Uses, covered: Mapping[int, int]) -> None:
    """Every rule; the order is part of the model, and with it of which of two equal portfolios is found."""
    _one_option(draft, uses=uses)
    _budgets(problem, draft, uses=uses)
    _capacity(problem, draft, uses=uses)
    _must_be_in(problem, draft, uses=uses)
    _requires(problem, draft, uses=uses)
    _exclusive(problem, draft, uses=uses)
    _kind_budgets(problem, draft, uses=uses)
    _risk(problem, draft, uses=uses)
    _after(problem, draft, uses=uses)
    _groups(problem, draft, uses=uses)
    _themes(problem, draft, uses=uses)
    _targets(problem, draft, covered=covered)


def _one_option(draft: Draft, *, uses: Uses) -> None:
    for position in range(len(uses.first) - 1):
        columns = uses.columns(position)
        if len(columns) > 1:
            draft.row(columns, np.ones(len(columns)), upper=1.0)


def _budgets(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    """Σ cost × x + Σ cost when out × (1 − Σ x) ≤ budget; what is due either way may exceed it all alone."""
    due = _due_when_out(problem, uses=uses)
    used = {row: (columns, amounts) for row, columns, amounts in uses.cost.by_row()}
    nothing = (np.zeros(0, dtype=np.int64), np.zeros(0))
    for row, year in enumerate(uses.years):
        columns, amounts = used.get(row, nothing)
        limit, out = problem.budgets[year], due.get(year)
        if out is not None:
            whole = -out[uses.project_of()]
            whole[columns] += amounts
            columns = np.flatnonzero(whole)
            amounts, left = whole[columns], limit - fsum(out)
            limit = left if abs(left) > ROUNDING * limit else 0.0
        named = partial(Named, Rule.BUDGET, str(year), budget_name(year))
        if len(columns) or out is not None:
            _limit(draft, columns, amounts, limit=limit, named=named)


def _due_when_out(problem: SelectionProblem, *, uses: Uses) -> dict[int, Floats]:
    """By fiscal year: what each candidate costs when it is out."""
    due: dict[int, Floats] = {}
    for position, candidate in enumerate(problem.candidates):
        for year, amount in candidate.cost_when_out().items():
            if amount:
                due.setdefault(year, np.zeros(len(uses.first) - 1))[position] = amount
    return due


def _capacity(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    room = problem.room()
    for row, columns, amounts in uses.demand.by_row():
        at = uses.months[row]
        named = partial(Named, Rule.CAPACITY, capacity_key(at), capacity_name(at, names=problem.role_names))
        _limit(draft, columns, amounts, limit=room[at], named=named)


def _kind_budgets(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    lines = sorted(problem.kind_budgets)
    for row, columns, amounts in uses.kind_cost.by_row():
        line = lines[row]
        named = partial(Named, Rule.KIND_BUDGET, f"{line.kind}|{line.year}", kind_budget_name(line))
        _limit(draft, columns, amounts, limit=problem.kind_budgets[line], named=named)


def _risk(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    columns = np.flatnonzero(uses.risk)
    if problem.risk_cap is not None and len(columns):
        named = partial(Named, Rule.RISK, "risk", "risk cap")
        _limit(draft, columns, uses.risk[columns], limit=problem.risk_cap, named=named)


def _limit(draft: Draft, columns: Ints, amounts: Floats, *, limit: float, named: partial[Named]) -> None:
    """A limit in shares of itself, so that pence and people are of one size to the solver."""
    unit = float(abs(limit) or np.abs(amounts).max(initial=0.0) or 1.0)
    row = named(unit)
    draft.row(columns, shares_of(unit, amounts, what=row.words), upper=limit / unit, named=row)


def _must_be_in(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    for position, candidate in enumerate(problem.candidates):
        if candidate.must_be_in:
            words = f"{candidate.name} is {'mandatory' if candidate.mandatory else 'forced in'}"
            columns = uses.columns(position)
            named = Named(Rule.MUST_BE_IN, candidate.key, words)
            draft.row(columns, np.ones(len(columns)), lower=1.0, named=named)


def _requires(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    at = {candidate.key: position for position, candidate in enumerate(problem.candidates)}
    for position, candidate in enumerate(problem.candidates):
        for key in candidate.requires:
            needed = problem.candidates[at[key]]
            own, others = uses.columns(position), uses.columns(at[key])
            words = f"{candidate.name} needs {needed.name}"
            named = Named(Rule.REQUIRES, f"{candidate.key}|{needed.key}", words)
            draft.row(
                np.append(own, others), np.append(np.ones(len(own)), -np.ones(len(others))), upper=0.0, named=named
            )
            if problem.keep_order and not (candidate.locked and needed.locked):
                _order(draft, candidate, needed=needed, own=own, others=others, uses=uses)


def _order(draft: Draft, candidate: Candidate, *, needed: Candidate, own: Ints, others: Ints, uses: Uses) -> None:
    """An option excludes those of the needed project that finish later than it goes live."""
    words = f"{candidate.name} goes live after {needed.name}, which it needs, has finished"
    named = Named(Rule.ORDER, f"{candidate.key}|{needed.key}", words)
    for column in own[uses.finish[own] != UNKNOWN]:
        late = others[uses.finish[others] > uses.finish[column]]
        if len(late):
            draft.row(np.append(late, column), np.ones(len(late) + 1), upper=1.0, named=named)


def _after(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    """For each day t: Σ of what starts by t ≤ Σ of what the needed project has finished, lag included, by t."""
    at = {candidate.key: position for position, candidate in enumerate(problem.candidates)}
    for position, candidate in enumerate(problem.candidates):
        for key, lag in candidate.after:
            needed = problem.candidates[at[key]]
            own, others = uses.columns(position), uses.columns(at[key])
            ready = np.array([_ready(int(finish), lag=lag) for finish in uses.finish[others]], dtype=np.int64)
            words = f"{candidate.name} starts after {needed.name} has finished"
            named = Named(Rule.ORDER, f"{candidate.key}|{needed.key}", words)
            for early, done in _chain(uses.start[own], ready=ready):
                index = np.append(own[early], others[done])
                value = np.append(np.ones(int(early.sum())), -np.ones(int(done.sum())))
                draft.row(index, value, upper=0.0, named=named)


def _ready(finish: int, *, lag: int) -> int:
    """The first day (ordinal) on which a project that waits for that finish may start; unknown never holds it up."""
    return add_months(date.fromordinal(finish), lag).toordinal() if finish != UNKNOWN else UNKNOWN


def _chain(starts: Ints, *, ready: Ints) -> list[tuple[Flags, Flags]]:
    """Which starts need which finishes, latest first; a row that a later one implies is left out."""
    found: list[tuple[Flags, Flags]] = []
    days = sorted({int(day) for day in starts if day != UNKNOWN}, reverse=True)
    everything = np.ones(len(starts), dtype=np.bool_)
    found.append((everything, np.ones(len(ready), dtype=np.bool_)))
    for day in days:
        early, done = (starts <= day) & (starts != UNKNOWN), ready <= day
        if not (done == found[-1][1]).all():
            found.append((early, done))
    return found


def _exclusive(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    at = {candidate.key: position for position, candidate in enumerate(problem.candidates)}
    pairs = {tuple(sorted((one.key, other))) for one in problem.candidates for other in one.excludes}
    for one, other in sorted(pairs):
        first, second = problem.candidates[at[one]], problem.candidates[at[other]]
        words = f"{first.name} and {second.name} exclude each other"
        columns = np.append(uses.columns(at[one]), uses.columns(at[other]))
        named = Named(Rule.EXCLUSIVE, f"{one}|{other}", words)
        draft.row(columns, np.ones(len(columns)), upper=1.0, named=named)


def _groups(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    at = {candidate.key: position for position, candidate in enumerate(problem.candidates)}
    for group in problem.groups:
        columns = np.array([column for key in group.members for column in uses.columns(at[key])], dtype=np.int64)
        ones = np.ones(len(columns))
        if group.at_least:
            words = f"at least {group.at_least} of {group.name}"
            draft.row(columns, ones, lower=float(group.at_least), named=Named(Rule.AT_LEAST, group.key, words))
        if group.at_most is not None and group.at_most < len(group.members):
            words = f"at most {group.at_most} of {group.name}"
            draft.row(columns, ones, upper=float(group.at_most), named=Named(Rule.AT_MOST, group.key, words))


def _themes(problem: SelectionProblem, draft: Draft, *, uses: Uses) -> None:
    """Floor × Σ cost ≤ Σ cost of the theme ≤ ceiling × Σ cost, in shares of the dearest option."""
    themes = np.array([candidate.theme for candidate in problem.candidates])[uses.project_of()]
    spent = np.flatnonzero(uses.total_cost)
    unit = float(uses.total_cost.max(initial=0.0)) or 1.0
    cost = uses.total_cost[spent] / unit
    for theme, share in sorted(problem.theme_shares.items()):
        own = (themes[spent] == theme).astype(np.float64)
        if share.floor > 0:
            words = f"{theme} has at least {number(100 * share.floor)} % of the spend"
            named = Named(Rule.THEME_FLOOR, theme, words, unit)
            draft.row(spent, cost * (own - share.floor), lower=0.0, named=named)
        if share.ceiling < 1:
            words = f"{theme} has at most {number(100 * share.ceiling)} % of the spend"
            named = Named(Rule.THEME_CEILING, theme, words, unit)
            draft.row(spent, cost * (own - share.ceiling), upper=0.0, named=named)


def _targets(problem: SelectionProblem, draft: Draft, *, covered: Mapping[int, int]) -> None:
    """Weighted mean coverage of the objective's measures ≥ its target; closed gaps count as covered."""
    for objective, target in sorted(problem.targets.items()):
        own = [at for at, gap in enumerate(problem.gaps) if gap.objective == objective]
        whole = fsum(problem.gaps[at].weight for at in own)
        part = {at: problem.gaps[at].weight / whole if whole else 1 / len(own) for at in own}
        open_ones = [at for at in own if at in covered]
        missing = target - fsum(part[at] for at in own if at not in covered)
        words = f"objective {objective} is covered to {number(100 * target)} %"
        index = np.array([covered[at] for at in open_ones], dtype=np.int64)
        value = np.array([part[at] for at in open_ones])
        draft.row(index, value, lower=missing, named=Named(Rule.TARGET, objective, words))
