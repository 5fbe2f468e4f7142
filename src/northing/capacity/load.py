"""Load of each role by month: what the plan of record asks for, against what projects may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from northing.engine.alignment.strain import RoleMonth, role_capacity, role_demand
from northing.engine.calendar import add_months, first_of_month
from northing.engine.snapshot import Snapshot

FULL = 1.0
BUSY, EASY = 0.9, 0.75


@dataclass(frozen=True, slots=True)
class Cell:
    """A role in a month, in full-time equivalents; a ``capacity`` of None has no known limit."""

    role: str
    month: date
    demand: float
    capacity: float | None

    @property
    def load(self) -> float | None:
        """Demand ÷ capacity; None without a known limit, infinite where people are asked for and there are none."""
        if self.capacity is None:
            return None
        if self.capacity == 0:
            return float("inf") if self.demand > 0 else 0.0
        return self.demand / self.capacity

    @property
    def percent(self) -> str:
        """``110 %``; ``none`` where people are asked for and there are none; ``–`` without a known limit."""
        if self.load is None:
            return "–"
        return "none" if self.load == float("inf") else f"{self.load * 100:.0f} %"

    @property
    def is_over(self) -> bool:
        return self.load is not None and self.load > FULL

    @property
    def missing(self) -> float:
        """Full-time equivalents above what there is."""
        return max(0.0, self.demand - self.capacity) if self.capacity is not None else 0.0

    @property
    def band(self) -> str:
        """How the cell is coloured: the number says the same."""
        if self.load is None:
            return "unknown"
        steps = ((FULL, "over"), (BUSY, "full"), (EASY, "busy"), (0.0, "easy"))
        return next((name for above, name in steps if self.load > above), "idle")


@dataclass(frozen=True, slots=True)
class Row:
    """A role over the months."""

    role: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def peak(self) -> float:
        return max((cell.load for cell in self.cells if cell.load is not None), default=-1.0)


@dataclass(frozen=True, slots=True)
class Heat:
    """Every role, those that break first on top, and all of them together where a limit is known."""

    months: tuple[date, ...]
    rows: tuple[Row, ...]
    total: tuple[Cell, ...]

    @property
    def over(self) -> list[Cell]:
        """Cells that ask for more than there is, the worst first."""
        cells = [cell for row in self.rows for cell in row.cells if cell.is_over]
        return sorted(cells, key=lambda cell: (-(cell.load or 0.0), cell.month, cell.role))


def heat_of(snapshot: Snapshot, *, months: int) -> Heat:
    """The load of so many months from the snapshot's own on."""
    ahead = tuple(add_months(first_of_month(snapshot.as_of), n) for n in range(months))
    demand, capacity = role_demand(snapshot), role_capacity(snapshot)
    rows = [
        Row(role.key, role.name, tuple(_cell(RoleMonth(role.key, month), demand, capacity) for month in ahead))
        for role in snapshot.roles
    ]
    ordered = tuple(sorted(rows, key=lambda row: (-row.peak, row.name)))
    return Heat(ahead, ordered, tuple(_total(ordered, at, month) for at, month in enumerate(ahead)))


def _cell(at: RoleMonth, demand: Mapping[RoleMonth, Mapping[str, float]], capacity: Mapping[RoleMonth, float]) -> Cell:
    return Cell(at.role, at.month, fsum(demand.get(at, {}).values()), capacity.get(at))


def _total(rows: Sequence[Row], at: int, month: date) -> Cell:
    cells = [row.cells[at] for row in rows if row.cells[at].capacity is not None]
    limit = fsum(cell.capacity or 0.0 for cell in cells) if cells else None
    return Cell("", month, fsum(cell.demand for cell in cells), limit)


@dataclass(frozen=True, slots=True)
class Need:
    """A project that needs the role in the month."""

    project: str
    name: str
    unit_name: str
    fte: float


def needs_of(snapshot: Snapshot, *, role: str, month: date) -> list[Need]:
    """Who needs the role in the month, most first."""
    by_project = role_demand(snapshot).get(RoleMonth(role, first_of_month(month)), {})
    names = {unit.key: unit.name for unit in snapshot.units}
    projects = {project.key: project for project in snapshot.projects}
    needs = [
        Need(key, projects[key].name, names.get(projects[key].unit, ""), fte) for key, fte in by_project.items() if fte
    ]
    return sorted(needs, key=lambda need: (-need.fte, need.project))


def headline(heat: Heat) -> str:
    """Where it breaks first and worst, or that it does not."""
    if not heat.rows:
        return "Capacity"
    if not heat.over:
        return f"Nobody is asked for more than there is in the next {len(heat.months)} months"
    worst = heat.over[0]
    name = next(row.name for row in heat.rows if row.role == worst.role)
    more = len(heat.over) - 1
    rest = f", and {more} more {'cell is' if more == 1 else 'cells are'} over" if more else ""
    return f"{name} breaks at {worst.percent} in {worst.month:%b %Y}{rest}"
