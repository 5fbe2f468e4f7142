"""The question that selection answers: which projects, when and how large, within which limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from northing.engine.alignment.strain import RoleMonth
from northing.engine.errors import UnknownReference
from northing.engine.selection import validation
from northing.engine.selection.candidates import COVERAGE, BudgetLine, Candidate, Group, MeasureGap, Share, ValueModel
from northing.engine.shapes import require_types

Choice = Mapping[str, str | None]
"""For each candidate the key of the chosen option, None for out."""


@dataclass(frozen=True, slots=True)
class SelectionProblem:
    """Everything that a portfolio is chosen from and judged by; checked when it is made.

    Attributes:
        budgets: minor currency units by fiscal year; a year that is not there has no limit.
        capacity: full-time equivalents; a role and month that is not there has no limit.
        keep_order: a needed project may not finish after the one that needs it, where both dates are known.
        notes: what could not be taken into account, in words.
        kind_budgets: minor units by fiscal year and kind of money, on top of ``budgets``.
        business_as_usual: full-time equivalents that the capacity has to give to running work first.
        groups: so many of some projects at least or at most.
        theme_shares: floor and ceiling of each theme's share of what the chosen options cost over all years.
        risk_cap: the chosen options' exposures may sum to no more; None is no cap.
        targets: coverage (0..1) that an objective has to reach, by objective.
        value_model: what counts as value.
    """

    candidates: tuple[Candidate, ...]
    gaps: tuple[MeasureGap, ...]
    budgets: Mapping[int, float] = field(default_factory=dict)
    capacity: Mapping[RoleMonth, float] = field(default_factory=dict)
    keep_order: bool = True
    role_names: Mapping[str, str] = field(default_factory=dict)
    currency: str = "GBP"
    notes: tuple[str, ...] = ()
    kind_budgets: Mapping[BudgetLine, float] = field(default_factory=dict)
    business_as_usual: Mapping[RoleMonth, float] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    theme_shares: Mapping[str, Share] = field(default_factory=dict)
    risk_cap: float | None = None
    targets: Mapping[str, float] = field(default_factory=dict)
    value_model: ValueModel = COVERAGE

    def __post_init__(self) -> None:
        validation.require_few(self.candidates)
        require_types(self, what="problem")
        validation.require_size(self.candidates, capacity=self.capacity)
        validation.require_few_ties(self.candidates)
        validation.require_candidates(self.candidates, measures=[gap.key for gap in self.gaps])
        validation.require_gaps(self.gaps, targets=self.targets)
        validation.require_limits(self.budgets, kinds=self.kind_budgets, risk_cap=self.risk_cap)
        validation.require_capacity(self.capacity, business_as_usual=self.business_as_usual)
        validation.require_groups(self.groups, candidates=self.candidates)
        validation.require_shares(self.theme_shares)
        validation.require_value_model(self.value_model)

    def candidate(self, key: str) -> Candidate:
        """The candidate of that key.

        Raises:
            UnknownReference: there is none.
        """
        found = next((candidate for candidate in self.candidates if candidate.key == key), None)
        if found is None:
            raise UnknownReference(f"{key!r} is not a candidate")
        return found

    def today(self) -> Choice:
        """The plan of record as a choice."""
        return {candidate.key: candidate.current for candidate in self.candidates}

    def with_candidate(self, changed: Candidate) -> SelectionProblem:
        """The same problem with one candidate replaced."""
        swapped = tuple(changed if one.key == changed.key else one for one in self.candidates)
        return replace(self, candidates=swapped)

    def room(self) -> dict[RoleMonth, float]:
        """Full-time equivalents left for projects: capacity less business as usual, never below none."""
        usual = self.business_as_usual
        return {at: max(0.0, fte - usual.get(at, 0.0)) for at, fte in self.capacity.items()}
