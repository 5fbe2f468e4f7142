"""Where the plan of record asks for more people or money than there is, by month and by fiscal year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import NamedTuple

from northing.engine.alignment.costs import yearly_cost
from northing.engine.calendar import add_months, first_of_month
from northing.engine.register import Demand, Project, Stage
from northing.engine.snapshot import RecordLine, Snapshot


class RoleMonth(NamedTuple):
    """A role in a month (its first day)."""

    role: str
    month: date


@dataclass(frozen=True, slots=True)
class RoleShortage:
    """Full-time equivalents asked for above capacity in a month; ``before`` and ``after`` a change, 0 = enough."""

    role: str
    month: date
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class BudgetOverrun:
    """Minor currency units above a fiscal year's budget; ``before`` and ``after`` a change, 0 = within it."""

    year: int
    before: int
    after: int


def lines_in_work(snapshot: Snapshot) -> Iterator[tuple[Project, RecordLine]]:
    """Projects of the plan of record that still need people: neither closed nor cancelled."""
    lines = {line.project: line for line in snapshot.record.lines}
    for project in snapshot.projects:
        if project.key in lines and project.stage not in {Stage.CLOSED, Stage.CANCELLED}:
            yield project, lines[project.key]


def demand_on_record(demand: Demand, *, line: RecordLine) -> tuple[RoleMonth, float]:
    """One demand on the dates and at the size of the plan of record's line."""
    month = first_of_month(add_months(demand.month, line.shift_months))
    return RoleMonth(demand.role, month), demand.fte * line.scale


def role_demand(snapshot: Snapshot) -> dict[RoleMonth, dict[str, float]]:
    """Full-time equivalents from the as-of month on, by role and month, then by project."""
    demands: dict[RoleMonth, dict[str, float]] = {}
    for project, line in lines_in_work(snapshot):
        for demand in project.demand:
            at, fte = demand_on_record(demand, line=line)
            if at.month >= first_of_month(snapshot.as_of):
                by_project = demands.setdefault(at, {})
                by_project[project.key] = by_project.get(project.key, 0.0) + fte
    return demands


def role_capacity(snapshot: Snapshot) -> dict[RoleMonth, float]:
    """Full-time equivalents by role and month; a role and month that is not there has no known limit."""
    found: dict[RoleMonth, float] = {}
    for capacity in snapshot.capacity:
        at = RoleMonth(capacity.role, first_of_month(capacity.month))
        found[at] = found.get(at, 0.0) + capacity.fte
    return found


def shortages(snapshot: Snapshot) -> dict[RoleMonth, float]:
    """Full-time equivalents above capacity, only where there are too few."""
    demands, limits = role_demand(snapshot), role_capacity(snapshot)
    found = {at: fsum(demands[at].values()) - limit for at, limit in limits.items() if at in demands}
    return {at: over for at, over in sorted(found.items()) if over > 0}


def overruns(snapshot: Snapshot) -> dict[int, int]:
    """Minor units above the budget by fiscal year from the as-of year on, only where there is too little money."""
    spent: dict[int, list[float]] = {}
    for project, line in lines_in_work(snapshot):
        costs = yearly_cost(project, line=line, as_of=snapshot.as_of, first_month=snapshot.first_month)
        for year, cost in costs.items():
            spent.setdefault(year, []).append(cost)
    over = {b.year: round(fsum(spent[b.year])) - b.amount for b in snapshot.budgets if b.year in spent}
    return {year: amount for year, amount in sorted(over.items()) if amount > 0}
