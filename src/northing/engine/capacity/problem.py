"""Who is there, who is away, what running work takes, and which projects ask for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from northing.engine.alignment.strain import RoleMonth
from northing.engine.errors import NegativeAmount, require_finite
from northing.engine.selection import Choice, SelectionProblem
from northing.engine.shapes import require_types


@dataclass(frozen=True)
class CapacityProblem:
    """A portfolio and the people it needs; checked when it is made.

    Attributes:
        selection: candidates with their demands, capacity by role and month, business as usual, what counts as value.
        choice: the portfolio that is looked at; None is today's.
        absences: full-time equivalents by role and month that are away (leave, training, sickness) out of capacity.
    """

    selection: SelectionProblem
    choice: Choice | None = None
    absences: Mapping[RoleMonth, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_types(self, what="capacity")
        for at, fte in self.absences.items():
            require_finite(fte, what=f"the absence of {at.role!r} in {at.month:%b %Y}")
            if fte < 0:
                raise NegativeAmount(f"the absence of {at.role!r} in {at.month:%b %Y} is below zero")

    @property
    def chosen(self) -> Choice:
        """The portfolio that is looked at."""
        return self.selection.today() if self.choice is None else self.choice

    @property
    def present(self) -> SelectionProblem:
        """The selection problem with those who are away taken out of its capacity."""
        there = {at: max(0.0, fte - self.absences.get(at, 0.0)) for at, fte in self.selection.capacity.items()}
        return replace(self.selection, capacity=there)

    def role_name(self, role: str) -> str:
        """What people call the role."""
        return self.selection.role_names.get(role, role)
