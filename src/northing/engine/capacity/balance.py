"""Supply, demand and gap of each role and month, and the roles that hold most value back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import fsum

from northing.engine.alignment.strain import RoleMonth
from northing.engine.capacity.problem import CapacityProblem
from northing.engine.errors import UnknownReference
from northing.engine.selection import evaluate
from northing.engine.selection.check import chosen_options
from northing.engine.shapes import typed
from northing.engine.words import number

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Cell:
    """A role in a month, in full-time equivalents.

    Attributes:
        supply: people of the role; ``absent``: of them away; ``usual``: of them on running work.
        available: supply − absent − usual, never below none: what projects may use.
        demand: what the portfolio asks for; ``gap``: available − demand, below zero where there are too few.
    """

    role: str
    month: date
    supply: float
    absent: float
    usual: float
    available: float
    demand: float

    @property
    def gap(self) -> float:
        """Available less demand."""
        return self.available - self.demand

    @property
    def missing(self) -> float:
        """Full-time equivalents too few; 0 for enough."""
        return max(0.0, -self.gap) if -self.gap > ROUNDING else 0.0

    @property
    def utilisation(self) -> float | None:
        """Demand ÷ available; None where nobody is available."""
        return self.demand / self.available if self.available > 0 else None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A role of which there are too few.

    Attributes:
        months: in which; ``missing``: FTE-months in all of them, ``worst``: the cell with the largest gap.
        projects: that ask for it in those months.
        waiting: value (as the problem counts it) that the portfolio loses when all of these wait.
    """

    role: str
    name: str
    months: tuple[date, ...]
    missing: float
    worst: Cell
    projects: tuple[str, ...]
    waiting: float

    @property
    def words(self) -> str:
        """One sentence."""
        return (
            f"{self.name}: {number(self.missing)} FTE-months missing in {len(self.months)} months, most in "
            f"{self.worst.month:%b %Y} ({number(self.worst.demand)} asked for, {number(self.worst.available)} there); "
            f"{len(self.projects)} projects with {self.waiting:.2%} of value wait on it"
        )


@typed
def balance(problem: CapacityProblem) -> tuple[Cell, ...]:
    """Every role and month with a known capacity, by role and month; without one there is no known gap."""
    load = _load(problem)
    usual, selection = problem.selection.business_as_usual, problem.selection
    return tuple(
        Cell(
            role=at.role,
            month=at.month,
            supply=fte,
            absent=problem.absences.get(at, 0.0),
            usual=usual.get(at, 0.0),
            available=max(0.0, fte - problem.absences.get(at, 0.0) - usual.get(at, 0.0)),
            demand=load.get(at, 0.0),
        )
        for at, fte in sorted(selection.capacity.items())
    )


@typed
def bottlenecks(problem: CapacityProblem) -> tuple[Bottleneck, ...]:
    """Roles of which there are too few, the one that holds back most value first."""
    found = list(_bottlenecks(problem))
    return tuple(sorted(found, key=lambda one: (-round(one.waiting, 9), -one.missing, one.role)))


def short_cells(problem: CapacityProblem, *, role: str) -> tuple[Cell, ...]:
    """The months in which there are too few of a role.

    Raises:
        UnknownReference: nobody has said how many of that role there are, in any month.
    """
    if all(at.role != role for at in problem.selection.capacity):
        raise UnknownReference(f"there is no capacity of {role!r} in any month: give one, or correct the role")
    return tuple(cell for cell in balance(problem) if cell.role == role and cell.missing > 0)


def users_of(problem: CapacityProblem, *, cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Keys of the chosen projects that ask for a role in any of its months."""
    places = {RoleMonth(cell.role, cell.month) for cell in cells}
    options = chosen_options(problem.selection, problem.chosen)
    return tuple(key for key, option in options.items() if any(option.demand.get(at, 0.0) > 0 for at in places))


def _load(problem: CapacityProblem) -> dict[RoleMonth, float]:
    parts: dict[RoleMonth, list[float]] = {}
    for option in chosen_options(problem.selection, problem.chosen).values():
        for at, fte in option.demand.items():
            parts.setdefault(at, []).append(fte)
    return {at: fsum(amounts) for at, amounts in parts.items()}


def _bottlenecks(problem: CapacityProblem) -> Iterator[Bottleneck]:
    short: dict[str, list[Cell]] = {}
    for cell in balance(problem):
        if cell.missing > 0:
            short.setdefault(cell.role, []).append(cell)
    now = evaluate(problem.selection, problem.chosen).value if short else 0.0
    for role, cells in short.items():
        users = users_of(problem, cells=tuple(cells))
        without = {key: None if key in users else way for key, way in problem.chosen.items()}
        yield Bottleneck(
            role=role,
            name=problem.role_name(role),
            months=tuple(cell.month for cell in cells),
            missing=fsum(cell.missing for cell in cells),
            worst=max(cells, key=lambda cell: cell.missing),
            projects=users,
            waiting=now - evaluate(problem.selection, without).value,
        )
