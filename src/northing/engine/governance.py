"""How a portfolio is governed and what was done in fact: rules, gates, ranks, hours, stakes, what runs against values.

Every list of these in a snapshot may be empty: then nobody knows, and nothing is concluded from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from northing.engine.register.model import Span, Stage

ALWAYS = Span()


class Modality(StrEnum):
    """Whether a business rule wants something done or left."""

    OBLIGES = "obliges"
    FORBIDS = "forbids"


@dataclass(frozen=True, slots=True)
class BusinessRule:
    """A directive precise enough to be kept or broken (OMG Business Motivation Model: derived from a policy).

    Attributes:
        policy: key of the policy that it is derived from; None when it names none.
        subject: what has to be done or left, in the words that other rules on it use (``work on site at night``).
        applies_to: tag of the components that it binds; empty binds all.
        valid: from when until when; an open end is not bounded.
    """

    key: str
    statement: str
    modality: Modality
    subject: str
    policy: str | None = None
    applies_to: str = ""
    valid: Span = ALWAYS
    source: str = ""


class Influencing(StrEnum):
    """What may support a value or run against it."""

    POLICY = "policy"
    INCENTIVE = "incentive"
    TRAIT = "trait"


@dataclass(frozen=True, slots=True)
class Influence:
    """What a policy, an incentive or a cultural trait does to a value that the plan states.

    Attributes:
        value: the value, as the plan spells it.
        rating: −9, −3, −1, 1, 3 or 9; negative runs against the value.
        seen_on: when it was observed.
    """

    key: str
    kind: Influencing
    name: str
    value: str
    rating: int
    evidence: str = ""
    seen_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stake:
    """What a goal or a component does for a group of people.

    Attributes:
        goal: key of the goal that names the group, or empty; ``project``: key of the component that reaches it.
        rating: −9, −3, −1, 1, 3 or 9; negative is a disbenefit to the group.
    """

    group: str
    rating: int
    goal: str = ""
    project: str = ""
    words: str = ""
    seen_on: date | None = None
    source: str = ""


class GateDecision(StrEnum):
    """What a gate decided (Stage-Gate); ``NOT_HELD`` is known to be missing, ``UNKNOWN`` is not known at all."""

    UNKNOWN = "unknown"
    NOT_HELD = "not_held"
    GO = "go"
    CONDITIONAL = "conditional"
    HOLD = "hold"
    RECYCLE = "recycle"
    KILL = "kill"


@dataclass(frozen=True, slots=True)
class GateReview:
    """The last review of a gate of a component.

    Attributes:
        opens: the stage that a component may only be in with this gate's go.
        conditions, due, met_on: of a conditional go; what, until when, and since when it is met.
    """

    project: str
    gate: str
    opens: Stage
    decision: GateDecision = GateDecision.UNKNOWN
    decided_on: date | None = None
    conditions: str = ""
    due: date | None = None
    met_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class RankGiven:
    """A component's place by the agreed criteria (1 = first), and the place that it was given instead.

    Attributes:
        overridden: the place that somebody gave it; None when it was left where the criteria put it.
        reason: why it was moved; empty when nobody said.
    """

    project: str
    rank: int
    ranked_on: date | None = None
    overridden: int | None = None
    overridden_on: date | None = None
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class HoursWorked:
    """Hours that people booked on a component in a month (its first day)."""

    project: str
    month: date
    hours: float
