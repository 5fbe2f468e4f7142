"""The nouns of the register: programmes and projects (components) and what links them to the business plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What kind of component it is."""

    PROGRAMME = "programme"
    PROJECT = "project"


class Stage(StrEnum):
    """Where a component is in its life, in order."""

    CANDIDATE = "candidate"
    DEFINED = "defined"
    APPROVED = "approved"
    DELIVERING = "delivering"
    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Status(StrEnum):
    """How a component or an objective stands."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_STARTED = "not_started"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when; either end may be unknown."""

    start: date | None = None
    finish: date | None = None


@dataclass(frozen=True, slots=True)
class YearCost:
    """Money of one fiscal year in minor currency units (pence); None is unknown, not zero.

    Attributes:
        year: the calendar year in which the fiscal year ends (FY28 = 2028).
    """

    year: int
    budget: int | None = None
    forecast: int | None = None
    actual: int | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """Full-time equivalents of a role that a component needs in a month.

    Attributes:
        month: first day of the month, on the component's baseline dates (a shift moves it).
    """

    role: str
    month: date
    fte: float


@dataclass(frozen=True, slots=True)
class Allocation:
    """A share of one person's time promised to a component.

    Attributes:
        share: 0.6 is 60 % of full time, every day from ``start`` to ``finish``.
    """

    person: str
    project: str
    start: date
    finish: date
    share: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dependency:
    """``needs`` must finish before the component that carries this can go live."""

    needs: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something a component rests on, true until a date unless confirmed again."""

    key: str
    statement: str
    valid_until: date | None = None
    owner: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Cumulative planned value, earned value and actual cost in minor currency units at ``as_of`` (ISO 21508)."""

    planned: int
    earned: int
    actual: int
    as_of: date

    @property
    def cost_performance(self) -> float | None:
        """CPI = EV / AC; None before anything is spent."""
        return self.earned / self.actual if self.actual else None


@dataclass(frozen=True, slots=True)
class Project:
    """A programme or project of the register.

    Attributes:
        unit: key of the organisation unit that runs it.
        baseline: dates as decided; ``forecast``: dates as now expected (an unknown end falls back on the baseline's).
        cost: by fiscal year, ascending.
        whole_life_cost: minor currency units where the source gives a total only; None when unknown.
        mandatory: must be in every portfolio (law, safety, contract), with ``mandatory_reason``.
        complete_share: 0..1 of the work done.
        shift_options: months by which the start may be moved (negative = earlier), besides staying.
        scale_options: shares of full size at which it may run instead (0.5 = half of cost, demand and benefits).
        excludes: keys of components that cannot be in together with this one.
        tags: free labels that policies refer to.
        reported_status: what its manager says, on ``reported_on``.
    """

    key: str
    name: str
    unit: str = ""
    kind: Kind = Kind.PROJECT
    parent: str | None = None
    manager: str | None = None
    sponsor: str | None = None
    stage: Stage = Stage.CANDIDATE
    baseline: Span = Span()
    forecast: Span = Span()
    cost: tuple[YearCost, ...] = ()
    whole_life_cost: int | None = None
    demand: tuple[Demand, ...] = ()
    mandatory: bool = False
    mandatory_reason: str = ""
    complete_share: float = 0.0
    shift_options: tuple[int, ...] = ()
    scale_options: tuple[float, ...] = ()
    requires: tuple[Dependency, ...] = ()
    excludes: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    earned_value: EarnedValue | None = None
    reported_status: Status = Status.UNKNOWN
    reported_on: date | None = None
    tags: tuple[str, ...] = ()
    confidential: bool = False

    @property
    def budget_total(self) -> int | None:
        """Minor currency units: the whole-life cost where the source gives one, else the known yearly budgets.

        A list often gives the whole-life cost and one year's budget: that year is a part, not the total.
        """
        if self.whole_life_cost is not None:
            return self.whole_life_cost
        known = [line.budget for line in self.cost if line.budget is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Benefit:
    """An amount of a measure with its date and confidence: the one link that carries alignment and realisation.

    Attributes:
        amount: the likely change of the measure in the measure's own unit, signed as the measure moves (leakage
            −10 Ml/d); a change away from the target is a disbenefit.
        low, high: the range around ``amount`` (low is the less favourable end); None when not estimated.
        start: the date from which it arrives, on the baseline.
        ramp_months: months over which it grows in a straight line from nothing to all of ``amount``; 0 = at once.
        confidence: 0..1, how likely it is to arrive.
        cashable: minor currency units a year that the budget can be cut by; None when not cashable.
        claim: names the pot that a cashable saving comes from, so that one saving is counted once.
    """

    key: str
    project: str
    measure: str
    amount: float
    low: float | None = None
    high: float | None = None
    start: date | None = None
    ramp_months: int = 0
    confidence: float = 1.0
    owner: str | None = None
    cashable: int | None = None
    claim: str = ""
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """A rated link project → objective, the weaker kind: shown beside measured coverage, never added to it.

    Attributes:
        rating: −9, −3, −1, 0, 1, 3 or 9 (hoshin correlation, signed).
    """

    project: str
    objective: str
    rating: int
    reason: str = ""
