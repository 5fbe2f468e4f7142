"""The nouns of a business plan (OMG Business Motivation Model 1.3, StratML ISO 17469), immutable and comparable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Polarity(StrEnum):
    """Which way a measure has to move to be better."""

    UP = "up"
    DOWN = "down"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured level of a measure on a date."""

    date: date
    value: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """How an objective is measured.

    Attributes:
        key: stable across plan versions.
        unit: what ``baseline``, ``target`` and every reading and benefit amount are expressed in.
        target: the level wanted by ``target_date``; for ``RANGE`` the band is ``target_low``–``target_high`` instead.
        weight: share within the objective, any non-negative scale.
        follow_trend: the level expected without the portfolio continues the readings' straight-line trend instead
            of staying at the last reading.
        cadence_days: how often it is meant to be read.
        owner: key of a person; unit_owner is the head's unit that answers for it.
    """

    key: str
    name: str
    unit: str = ""
    polarity: Polarity = Polarity.UP
    baseline: float | None = None
    baseline_date: date | None = None
    target: float | None = None
    target_low: float | None = None
    target_high: float | None = None
    target_date: date | None = None
    weight: float = 1.0
    follow_trend: bool = False
    cadence_days: int | None = None
    owner: str | None = None
    description: str = ""
    source: str = ""
    readings: tuple[Reading, ...] = ()

    @property
    def has_target(self) -> bool:
        """Whether there is a dated level to reach: for ``RANGE`` at least one side of the band."""
        if self.target_date is None:
            return False
        if self.polarity is Polarity.RANGE:
            return self.target_low is not None or self.target_high is not None
        return self.target is not None


@dataclass(frozen=True, slots=True)
class Objective:
    """Time-bound and measurable; quantifies a goal.

    Attributes:
        weight: share of the plan in percent; the objectives of a plan are meant to sum to 100.
        owner: key of the person who answers for it.
        unit: key of the organisation unit whose head answers for it.
    """

    key: str
    name: str
    weight: float = 0.0
    description: str = ""
    owner: str | None = None
    unit: str | None = None
    measures: tuple[Measure, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """Qualitative and long-lived; amplifies the vision."""

    key: str
    name: str
    description: str = ""
    objectives: tuple[Objective, ...] = ()
    source: str = ""


class PolicyRule(StrEnum):
    """Policies that can be checked; ``STATED`` ones are words only."""

    STATED = "stated"
    BENEFIT_OWNER_ABOVE_COST = "benefit_owner_above_cost"
    GO_LIVES_PER_QUARTER = "go_lives_per_quarter"


@dataclass(frozen=True, slots=True)
class Policy:
    """A directive that governs projects.

    Attributes:
        rule: how it is checked.
        limit: the rule's number: minor currency units for ``BENEFIT_OWNER_ABOVE_COST``, a count for
            ``GO_LIVES_PER_QUARTER``; None for ``STATED``.
        applies_to: tag that a project must carry to be covered (``"customer-facing"``); empty covers all.
    """

    key: str
    name: str
    statement: str = ""
    rule: PolicyRule = PolicyRule.STATED
    limit: float | None = None
    applies_to: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Influencer:
    """Something that can change what the business needs, such as a regulation, a customer or a habit."""

    key: str
    name: str
    category: str = "environment"
    external: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A judgement about an influencer's effect on ends or means (strength, weakness, opportunity, threat)."""

    key: str
    influencer: str
    judgement: str
    kind: str = "threat"
    affects: tuple[str, ...] = ()
    assessed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of the business plan, complete in itself."""

    name: str
    version: int = 0
    effective_date: date | None = None
    vision: str = ""
    mission: str = ""
    values: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    policies: tuple[Policy, ...] = ()
    influencers: tuple[Influencer, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    source: str = ""

    def objectives(self) -> Iterator[Objective]:
        """All objectives in the plan's order."""
        for goal in self.goals:
            yield from goal.objectives

    def measures(self) -> Iterator[tuple[Objective, Measure]]:
        """All measures with the objective that each belongs to."""
        for objective in self.objectives():
            for measure in objective.measures:
                yield objective, measure
