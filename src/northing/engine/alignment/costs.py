"""What a project still costs by fiscal year, on the dates and at the size of its line in the plan of record."""

from __future__ import annotations

from datetime import date
from math import fsum

from northing.engine.calendar import fiscal_year
from northing.engine.register import Project, Stage, YearCost
from northing.engine.snapshot import RecordLine

MONTHS = 12


def expected_cost(line: YearCost) -> int | None:
    """Minor units: the forecast, else the budget; None when both are unknown."""
    return line.budget if line.forecast is None else line.forecast


def yearly_cost(project: Project, *, line: RecordLine, as_of: date, first_month: int) -> dict[int, float]:
    """Minor units still to be spent, by fiscal year from the as-of year on.

    A year's cost is spread evenly over its months, so that a move by m months carries m/12 of it into the next year
    (a move to an earlier date never carries it into a year that is over). Closed and cancelled projects cost nothing
    more; years whose cost is unknown are left out, see ``has_unknown_cost``.
    """
    if project.stage in {Stage.CLOSED, Stage.CANCELLED}:
        return {}
    now = fiscal_year(as_of, first_month=first_month)
    parts: dict[int, list[float]] = {}
    for cost in project.cost:
        for year, amount in _moved(cost, months=line.shift_months):
            if max(year, cost.year) >= now and amount:
                parts.setdefault(max(year, now), []).append(amount * line.scale)
    return {year: fsum(parts[year]) for year in sorted(parts)}


def has_unknown_cost(project: Project) -> bool:
    """Whether a year's cost is unknown, or all that is known is a total that nobody has spread over years."""
    return any(expected_cost(line) is None for line in project.cost) or (
        not project.cost and bool(project.whole_life_cost)
    )


def _moved(cost: YearCost, *, months: int) -> tuple[tuple[int, float], ...]:
    amount = expected_cost(cost) or 0
    years, rest = divmod(months, MONTHS)
    return (cost.year + years, amount * (MONTHS - rest) / MONTHS), (cost.year + years + 1, amount * rest / MONTHS)
