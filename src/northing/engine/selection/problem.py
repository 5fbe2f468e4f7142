"""The question that selection answers: which projects, when and how large, within which limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from northing.engine.alignment.strain import RoleMonth


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which a project can be in the portfolio.

    Attributes:
        cost: minor currency units by fiscal year.
        demand: full-time equivalents by role and month.
        contribution: by measure, in its unit, positive where it closes the gap and negative where it widens it.
        finish: when it goes live; None when unknown.
    """

    key: str
    label: str
    shift_months: int = 0
    scale: float = 1.0
    cost: Mapping[int, float] = field(default_factory=dict)
    demand: Mapping[RoleMonth, float] = field(default_factory=dict)
    contribution: Mapping[str, float] = field(default_factory=dict)
    finish: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project with its options; being out is always one more, unless something forbids it.

    Attributes:
        current: the option of the plan of record; None when it is out today.
        mandatory: law, safety or contract wants it in; ``forced_in``: a person does.
        locked: stays as it is today, in or out.
        requires: keys of candidates that must be in when this one is; ``excludes``: that must be out.
        move_weight: what one change of this project counts for in a recalibration.
        started: work is under way, so that leaving is a pause.
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

    @property
    def must_be_in(self) -> bool:
        """Whether every portfolio has to contain it."""
        return self.mandatory or self.forced_in

    def option(self, key: str | None) -> Option | None:
        """The option of that key; None for None and for a key that is not there."""
        return next((option for option in self.options if option.key == key), None)


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
class SelectionProblem:
    """Everything that a portfolio is chosen from and judged by; checked when it is made.

    Attributes:
        budgets: minor currency units by fiscal year; a year that is not there has no limit.
        capacity: full-time equivalents; a role and month that is not there has no limit.
        keep_order: a needed project may not finish after the one that needs it, where both dates are known.
        notes: what could not be taken into account, in words.
    """

    candidates: tuple[Candidate, ...]
    gaps: tuple[MeasureGap, ...]
    budgets: Mapping[int, float] = field(default_factory=dict)
    capacity: Mapping[RoleMonth, float] = field(default_factory=dict)
    keep_order: bool = True
    role_names: Mapping[str, str] = field(default_factory=dict)
    currency: str = "GBP"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        from northing.engine.selection.validation import validate  # noqa: PLC0415 - it reads these types

        validate(self)

    def candidate(self, key: str) -> Candidate:
        """The candidate of that key.

        Raises:
            KeyError: there is none.
        """
        found = next((candidate for candidate in self.candidates if candidate.key == key), None)
        if found is None:
            raise KeyError(f"{key!r} is not a candidate")
        return found

    def today(self) -> Choice:
        """The plan of record as a choice."""
        return {candidate.key: candidate.current for candidate in self.candidates}

    def with_candidate(self, changed: Candidate) -> SelectionProblem:
        """The same problem with one candidate replaced."""
        swapped = tuple(changed if one.key == changed.key else one for one in self.candidates)
        return replace(self, candidates=swapped)


Choice = Mapping[str, str | None]
"""For each candidate the key of the chosen option, None for out."""


def breaks_order(needed: Option, *, consumer: Option) -> bool:
    """Whether the needed project goes live after the one that needs it; unknown dates break nothing."""
    return needed.finish is not None and consumer.finish is not None and needed.finish > consumer.finish
