"""What every option uses and brings, as arrays: explicit options one by one, the starts of a profile as one block."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import numpy as np

from northing.engine.alignment.strain import RoleMonth
from northing.engine.selection.candidates import Amounts, BudgetLine, Candidate, Option, Profile
from northing.engine.selection.linear import Floats, Ints, offsets
from northing.engine.selection.problem import SelectionProblem

Key = TypeVar("Key", bound=Hashable)
UNKNOWN = -1
"""In place of a date's ordinal."""

LOOSE = 2_000_000
"""So many triplets lie in small blocks at most."""


@dataclass(slots=True)
class Entries:
    """(row, column, amount) triplets, collected singly or in blocks."""

    _rows: list[Ints] = field(default_factory=list)
    _columns: list[Ints] = field(default_factory=list)
    _amounts: list[Floats] = field(default_factory=list)
    _loose: int = 0

    def add(self, rows: Sequence[int] | Ints, columns: Sequence[int] | Ints, amounts: Sequence[float] | Floats) -> None:
        """Add triplets; those of amount 0 say nothing."""
        self._rows.append(np.asarray(rows, dtype=np.int64))
        self._columns.append(np.asarray(columns, dtype=np.int64))
        self._amounts.append(np.asarray(amounts, dtype=np.float64))
        self._loose += len(self._rows[-1])
        if self._loose > LOOSE:
            self._gather()

    def _gather(self) -> None:
        """One block of all: thousands of small ones leave memory in pieces that nothing else can use."""
        for parts in (self._rows, self._columns, self._amounts):
            parts[:] = [np.concatenate(parts)]
        self._loose = 0

    def by_row(self) -> Iterator[tuple[int, Ints, Floats]]:
        """Each row that has entries, with its columns in ascending order and their amounts."""
        if not self._rows:
            return
        self._gather()
        rows, columns, amounts = self._rows[0], self._columns[0], self._amounts[0]
        kept = amounts != 0
        rows, columns, amounts = rows[kept], columns[kept], amounts[kept]
        order = np.lexsort((columns, rows))
        rows, columns, amounts = _merged(rows[order], columns[order], amounts[order])
        cuts = np.flatnonzero(np.diff(rows)) + 1
        for part in np.split(np.arange(len(rows)), cuts):
            if len(part):
                yield int(rows[part[0]]), columns[part], amounts[part]


def _merged(rows: Ints, columns: Ints, amounts: Floats) -> tuple[Ints, Ints, Floats]:
    """Sorted triplets with those of the same place summed: two kinds of money are one cost."""
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (np.diff(rows) != 0) | (np.diff(columns) != 0)
    begins = np.flatnonzero(new)
    return (rows, columns, amounts) if new.all() else (rows[new], columns[new], np.add.reduceat(amounts, begins))


@dataclass(frozen=True, slots=True)
class Uses:
    """Every candidate's columns with what they use and bring.

    Attributes:
        first: the first column of each candidate, and one past the last of all.
        keys: the option's key by column.
        years, kinds, months, measures: the keys of the rows of ``cost``, ``kind_cost``, ``demand``, ``contribution``;
            only those with a limit or an open gap have a row.
        total_cost, score, npv, risk: by column; the cost over all years, limited or not.
        start, finish: ordinals of the dates, ``UNKNOWN`` where there is none.
    """

    first: Ints
    keys: tuple[str, ...]
    years: tuple[int, ...]
    months: tuple[RoleMonth, ...]
    cost: Entries
    kind_cost: Entries
    demand: Entries
    contribution: Entries
    total_cost: Floats
    score: Floats
    npv: Floats
    risk: Floats
    start: Ints
    finish: Ints

    def columns(self, candidate: int) -> Ints:
        """The columns of the candidate of that position."""
        return np.arange(self.first[candidate], self.first[candidate + 1])

    def without_entries(self) -> Uses:
        """What is still asked once the rows of a model are written: the triplets are most of the memory."""
        return replace(self, cost=Entries(), kind_cost=Entries(), demand=Entries(), contribution=Entries())

    def project_of(self) -> Ints:
        """The position of the candidate of each column."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


def uses_of(problem: SelectionProblem, *, candidates: Sequence[Candidate] | None = None) -> Uses:
    """Expand every candidate, or only those given; memory grows with what has a limit, not with what could have one."""
    candidates = problem.candidates if candidates is None else candidates
    keys = [candidate.option_keys for candidate in candidates]
    first = offsets(np.array([len(own) for own in keys], dtype=np.int64))
    width = int(first[-1])
    uses = Uses(
        first=first,
        keys=tuple(key for own in keys for key in own),
        years=tuple(sorted(problem.budgets)),
        months=tuple(sorted(problem.capacity)),
        cost=Entries(),
        kind_cost=Entries(),
        demand=Entries(),
        contribution=Entries(),
        total_cost=np.zeros(width),
        score=np.zeros(width),
        npv=np.zeros(width),
        risk=np.zeros(width),
        start=np.full(width, UNKNOWN),
        finish=np.full(width, UNKNOWN),
    )
    rows = _Rows.of(problem, uses=uses)
    for at, candidate in enumerate(candidates):
        _expand(candidate, first=int(first[at]), uses=uses, rows=rows)
    return uses


@dataclass(frozen=True, slots=True)
class _Rows:
    """The row of each year, kind, role-month and measure; of a role also as an array by month from ``month0`` on."""

    year: Mapping[int, int]
    kind: Mapping[BudgetLine, int]
    role_month: Mapping[RoleMonth, int]
    measure: Mapping[str, int]
    month0: int
    by_month: Mapping[str, Ints]

    @classmethod
    def of(cls, problem: SelectionProblem, *, uses: Uses) -> _Rows:
        numbers = [month_number(at.month) for at in uses.months]
        month0, end = min(numbers, default=0), max(numbers, default=-1) + 1
        by_month: dict[str, Ints] = {}
        for row, (at, number) in enumerate(zip(uses.months, numbers, strict=True)):
            by_month.setdefault(at.role, np.full(end - month0, UNKNOWN))[number - month0] = row
        return cls(
            year={year: row for row, year in enumerate(uses.years)},
            kind={line: row for row, line in enumerate(sorted(problem.kind_budgets))},
            role_month={at: row for row, at in enumerate(uses.months)},
            measure={gap.key: row for row, gap in enumerate(problem.gaps) if gap.gap > 0},
            month0=month0,
            by_month=by_month,
        )


def month_number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def _expand(candidate: Candidate, *, first: int, uses: Uses, rows: _Rows) -> None:
    for at, option in enumerate(candidate.options):
        _expand_option(option, column=first + at, uses=uses, rows=rows)
    if candidate.profile is not None and candidate.profile.starts:
        _expand_profile(candidate.profile, first=first + len(candidate.options), uses=uses, rows=rows)


def _expand_option(option: Option, *, column: int, uses: Uses, rows: _Rows) -> None:
    uses.total_cost[column] = sum(option.cost.values())
    uses.score[column], uses.npv[column], uses.risk[column] = option.score, option.npv, option.risk
    uses.start[column] = option.start.toordinal() if option.start else UNKNOWN
    uses.finish[column] = option.finish.toordinal() if option.finish else UNKNOWN
    _add_named(uses.cost, option.cost, rows=rows.year, column=column)
    _add_named(uses.kind_cost, option.kinds, rows=rows.kind, column=column)
    _add_named(uses.demand, option.demand, rows=rows.role_month, column=column)
    _add_named(uses.contribution, option.contribution, rows=rows.measure, column=column)


def _add_named(entries: Entries, amounts: Mapping[Key, float], *, rows: Mapping[Key, int], column: int) -> None:
    known: list[tuple[int, float]] = [(rows[key], amount) for key, amount in amounts.items() if key in rows]
    if known:
        entries.add([row for row, _ in known], [column] * len(known), [amount for _, amount in known])


def _expand_profile(profile: Profile, *, first: int, uses: Uses, rows: _Rows) -> None:
    count = len(profile.starts)
    columns, begins = first + np.arange(count), np.array([month_number(start) for start in profile.starts])
    uses.total_cost[columns] = sum(sum(amounts) for amounts in profile.cost.values())
    uses.score[columns], uses.npv[columns] = profile.score, profile.npv
    uses.risk[columns] = profile.risk
    uses.start[columns] = [start.toordinal() for start in profile.starts]
    uses.finish[columns] = [profile.finish(start).toordinal() for start in profile.starts]
    for kind, amounts in profile.cost.items():
        _add_years(amounts, kind=kind, profile=profile, begins=begins, columns=columns, uses=uses, rows=rows)
    for role, amounts in profile.demand.items():
        if role in rows.by_month:
            _add_months(amounts, by_month=rows.by_month[role], begins=begins - rows.month0, columns=columns, uses=uses)
    for measure, brought in profile.contribution.items():
        if measure in rows.measure:
            uses.contribution.add(np.full(count, rows.measure[measure]), columns, _each(brought, count=count))


def _each(amounts: Amounts, *, count: int) -> Floats:
    return np.broadcast_to(np.array(amounts, dtype=np.float64), (count,))


def _add_years(
    amounts: tuple[float, ...], *, kind: str, profile: Profile, begins: Ints, columns: Ints, uses: Uses, rows: _Rows
) -> None:
    """The money of each start by fiscal year: differences of running totals where a year begins and ends."""
    running = _running(amounts)
    shift = profile.first_month - 1
    for year in range(int(begins.min() - shift) // 12, int(begins.max() + len(amounts) - 1 - shift) // 12 + 1):
        opens = year * 12 + shift
        start = np.clip(opens - begins, 0, len(amounts))
        end = np.clip(opens + 12 - begins, 0, len(amounts))
        spent = np.where(end > start, running[end] - running[start], 0.0)
        name = year + (profile.first_month > 1)
        if name in rows.year:
            uses.cost.add(np.full(len(columns), rows.year[name]), columns, spent)
        line = BudgetLine(name, kind)
        if line in rows.kind:
            uses.kind_cost.add(np.full(len(columns), rows.kind[line]), columns, spent)


def _running(amounts: tuple[float, ...]) -> Floats:
    """Sums of the first 0, 1, 2, … amounts."""
    return np.concatenate(([0.0], np.cumsum(amounts)))


def _add_months(amounts: tuple[float, ...], *, by_month: Ints, begins: Ints, columns: Ints, uses: Uses) -> None:
    """The people of each start by month; months without a limit, before or after, fall away."""
    at = begins[:, None] + np.arange(len(amounts))[None, :]
    inside = (at >= 0) & (at < len(by_month))
    found = np.where(inside, by_month[np.where(inside, at, 0)], UNKNOWN)
    limited = found != UNKNOWN
    every = np.broadcast_to(columns[:, None], at.shape)
    fte = np.broadcast_to(np.array(amounts, dtype=np.float64)[None, :], at.shape)
    uses.demand.add(found[limited], every[limited], fte[limited])
