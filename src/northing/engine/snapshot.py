"""Everything the engine looks at, as of one date: plan, register, links, people, capacity, plan of record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from northing.engine.governance import BusinessRule, GateReview, HoursWorked, Influence, RankGiven, Stake
from northing.engine.plan import Plan
from northing.engine.register import Allocation, Benefit, Project, Support


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation unit; ``head`` is the key of the person who answers for it."""

    key: str
    name: str
    parent: str | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who owns, manages or works; ``left_on`` is the date from which they are gone."""

    key: str
    name: str
    unit: str = ""
    role: str | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What people do in projects; capacity and demand are counted per role and month."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """Full-time equivalents of a role in a month that projects may use (business as usual already taken off)."""

    role: str
    month: date
    fte: float


@dataclass(frozen=True, slots=True)
class Budget:
    """Money that all projects together may use in a fiscal year, in minor currency units."""

    year: int
    amount: int


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A component that has been decided to be in, with its shift in months and its share of the full size."""

    project: str
    shift_months: int = 0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class PlanOfRecord:
    """Which components are in, when and how large, as decided; a component without a line is out."""

    number: int = 0
    effective_date: date | None = None
    lines: tuple[RecordLine, ...] = ()

    def line(self, project: str) -> RecordLine | None:
        """The project's line, or None when it is out."""
        return next((line for line in self.lines if line.project == project), None)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of an organisation as of a date; what coverage, findings, impact and selection are computed from.

    Attributes:
        first_month: calendar month in which the fiscal year begins (4 = April).
        currency: three-letter code, for words only.
        business_rules, influences, stakes, gates, ranks, hours: how it is governed and what was done; an empty list
            is not known, and nothing is concluded from it.
    """

    as_of: date
    plan: Plan
    projects: tuple[Project, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    supports: tuple[Support, ...] = ()
    record: PlanOfRecord = PlanOfRecord()
    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    roles: tuple[Role, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    budgets: tuple[Budget, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    business_rules: tuple[BusinessRule, ...] = ()
    influences: tuple[Influence, ...] = ()
    stakes: tuple[Stake, ...] = ()
    gates: tuple[GateReview, ...] = ()
    ranks: tuple[RankGiven, ...] = ()
    hours: tuple[HoursWorked, ...] = ()
    first_month: int = 4
    currency: str = "GBP"
