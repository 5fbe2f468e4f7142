"""What a portfolio is chosen from: projects, the ways in which each may be in, and what they owe each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import fsum
from typing import NamedTuple

from northing.engine.alignment.strain import RoleMonth
from northing.engine.calendar import add_months, fiscal_year


class BudgetLine(NamedTuple):
    """A kind of money (capital, running costs, …) in a fiscal year."""

    year: int
    kind: str


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which a project can be in the portfolio.

    Attributes:
        cost: minor currency units by fiscal year.
        demand: full-time equivalents by role and month.
        contribution: by measure, in its unit, positive where it closes the gap and negative where it widens it.
        finish: when it goes live; None when unknown.
        start: when work begins; None when unknown.
        kinds: the parts of ``cost`` that count against the budget of their kind as well.
        score: points of a weighted scoring; ``npv``: net present value in minor units.
        risk: exposure in the unit of the problem's risk cap.
    """

    key: str
    label: str
    shift_months: int = 0
    scale: float = 1.0
    cost: Mapping[int, float] = field(default_factory=dict)
    demand: Mapping[RoleMonth, float] = field(default_factory=dict)
    contribution: Mapping[str, float] = field(default_factory=dict)
    finish: date | None = None
    start: date | None = None
    kinds: Mapping[BudgetLine, float] = field(default_factory=dict)
    score: float = 0.0
    npv: float = 0.0
    risk: float = 0.0


Amounts = tuple[float, ...]
"""One amount for each admissible start, or a single one that holds for all of them."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A project month by month from whichever month it starts in: one option for each admissible start.

    The option's key is its first month, ``2027-04``. A model of 1,000 profiles × 24 starts is built from arrays;
    an ``Option`` is only made where one is looked at.

    Attributes:
        starts: first days of the admissible first months.
        months: of work; it goes live on the first day of the month after the last.
        cost: minor units by month of work, by kind of money; all kinds together count against a year's budget.
        demand: full-time equivalents by month of work, by role.
        contribution: by measure, in its unit; ``score``, ``npv``: as in ``Option``.
        baseline: month from which the moves are counted; the first admissible start when None.
        first_month: of the fiscal year.
    """

    starts: tuple[date, ...]
    months: int
    cost: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    demand: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    contribution: Mapping[str, Amounts] = field(default_factory=dict)
    score: Amounts = (0.0,)
    npv: Amounts = (0.0,)
    risk: float = 0.0
    baseline: date | None = None
    first_month: int = 4

    @property
    def keys(self) -> tuple[str, ...]:
        """The options' keys, in the order of ``starts``."""
        return tuple(start_key(start) for start in self.starts)

    def finish(self, start: date) -> date:
        """When it goes live if it starts then."""
        return add_months(start, self.months)

    def option(self, key: str) -> Option | None:
        """The option that starts in the month ``key``; None when that start is not admissible."""
        at = next((at for at, start in enumerate(self.starts) if start_key(start) == key), None)
        return None if at is None else self._option(at)

    def _option(self, at: int) -> Option:
        start = self.starts[at]
        kinds = self._kinds(start)
        cost: dict[int, float] = {}
        for line, amount in kinds.items():
            cost[line.year] = cost.get(line.year, 0.0) + amount
        base = self.baseline or self.starts[0]
        return Option(
            key=start_key(start),
            label=f"from {start:%b %Y}",
            shift_months=(start.year - base.year) * 12 + start.month - base.month,
            cost=cost,
            demand=dict(self._demand(start)),
            contribution={measure: at_start(amounts, at) for measure, amounts in self.contribution.items()},
            finish=self.finish(start),
            start=start,
            kinds=kinds,
            score=at_start(self.score, at),
            npv=at_start(self.npv, at),
            risk=self.risk,
        )

    def _kinds(self, start: date) -> dict[BudgetLine, float]:
        found: dict[BudgetLine, float] = {}
        for kind, amounts in self.cost.items():
            for month, amount in enumerate(amounts):
                year = fiscal_year(add_months(start, month), first_month=self.first_month)
                line = BudgetLine(year, kind)
                found[line] = found.get(line, 0.0) + amount
        return found

    def _demand(self, start: date) -> Iterator[tuple[RoleMonth, float]]:
        for role, amounts in self.demand.items():
            for month, fte in enumerate(amounts):
                yield RoleMonth(role, add_months(start, month)), fte


def start_key(start: date) -> str:
    """``2027-04``."""
    return f"{start.year:04d}-{start.month:02d}"


def at_start(amounts: Amounts, at: int) -> float:
    """The amount for the start of that index."""
    return amounts[0] if len(amounts) == 1 else amounts[at]


class After(NamedTuple):
    """The needed project has to be in, and this one starts no earlier than ``lag_months`` after it has finished."""

    needed: str
    lag_months: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project with its options; it may also stay out, unless something forbids that.

    Attributes:
        current: the option of the plan of record; None when it is out today.
        mandatory: law, safety or contract wants it in; ``forced_in``: a person does.
        locked: stays as it is today, in or out.
        requires: keys of candidates that must be in when this one is; ``excludes``: that must be out.
        move_weight: what one change of this project counts for in a recalibration.
        started: work is under way, so that leaving is a pause.
        profile: further options, one for each admissible start.
        after: what has to be in and finished, with a lag, before this one may start.
        theme: whose share of the selected spend may have a floor and a ceiling.
        committed: minor units by fiscal year that are due even when it is out; every option's cost contains them.
        cancellation: minor units by fiscal year that leaving costs on top; only for what is in today.
    """

    key: str
    name: str
    options: tuple[Option, ...] = ()
    current: str | None = None
    mandatory: bool = False
    forced_in: bool = False
    excluded: bool = False
    locked: bool = False
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    move_weight: float = 1.0
    started: bool = False
    profile: Profile | None = None
    after: tuple[After, ...] = ()
    theme: str = ""
    committed: Mapping[int, float] = field(default_factory=dict)
    cancellation: Mapping[int, float] = field(default_factory=dict)

    @property
    def must_be_in(self) -> bool:
        """Whether every portfolio has to contain it."""
        return self.mandatory or self.forced_in

    @property
    def option_keys(self) -> tuple[str, ...]:
        """Every way in which it can be in, the explicit options first."""
        starts = self.profile.keys if self.profile else ()
        return (*(option.key for option in self.options), *starts)

    def option(self, key: str | None) -> Option | None:
        """The option of that key; None for None and for a key that is not there."""
        for option in self.options:
            if option.key == key:
                return option
        return self.profile.option(key) if self.profile and key is not None else None

    def ways(self) -> Iterator[Option]:
        """Every option, those of the profile made one by one."""
        return (option for key in self.option_keys if (option := self.option(key)))

    def best_score(self) -> float:
        """The highest score of its options, 0 when none is above."""
        starts = self.profile.score if self.profile and self.profile.starts else ()
        return max((0.0, *(option.score for option in self.options), *starts))

    def best_npv(self) -> float:
        """The highest net present value of its options in minor units, 0 when none is above."""
        starts = self.profile.npv if self.profile and self.profile.starts else ()
        return max((0.0, *(option.npv for option in self.options), *starts))

    def dearest(self) -> float:
        """Minor units over all years of its dearest option."""
        by_kind = self.profile.cost.values() if self.profile else ()
        whole = fsum(amount for amounts in by_kind for amount in amounts)
        return max(0.0, whole, *(fsum(option.cost.values()) for option in self.options))

    def cost_when_out(self) -> dict[int, float]:
        """Minor units by fiscal year that are due when it is out."""
        found = dict(self.committed)
        for year, amount in self.cancellation.items() if self.current is not None else ():
            found[year] = found.get(year, 0.0) + amount
        return found


@dataclass(frozen=True, slots=True)
class MeasureGap:
    """What one measure still needs.

    Attributes:
        gap: size of the gap in the measure's unit; 0 is closed and counts as covered.
        weight: its part of the value; the weights of a problem sum to 1.
    """

    key: str
    name: str
    objective: str
    gap: float
    weight: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A lower and an upper limit on how many of the members are in; ``at_most`` None is no upper limit."""

    key: str
    name: str
    members: tuple[str, ...]
    at_least: int = 0
    at_most: int | None = None


class Share(NamedTuple):
    """Floor and ceiling of a theme's share (0..1) of all selected spend."""

    floor: float = 0.0
    ceiling: float = 1.0


@dataclass(frozen=True, slots=True)
class ValueModel:
    """What counts as value, each part between 0 and 1 and the weights summing to 1.

    coverage = Σ weight × coverage of each measure; score and npv = what is chosen ÷ the sum over all candidates of
    what each could bring at best.
    """

    coverage: float = 1.0
    score: float = 0.0
    npv: float = 0.0


COVERAGE = ValueModel()
