"""Which objective each component's money serves first, and how spend divides over the objectives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from northing.engine.alignment.coverage import PlanCoverage, coverage_of
from northing.engine.register import Benefit, Stage
from northing.engine.snapshot import Snapshot

ENDED = frozenset({Stage.CANCELLED})


@dataclass(frozen=True, slots=True)
class Spend:
    """Money of the register by the objective that each component serves first, in minor currency units.

    Attributes:
        primary: objective by component; components that serve none are missing.
        by_objective: sum of known budgets; every objective of the plan is there.
        unlinked: keys of components that serve no objective, and their money.
        total: of all components counted.
        unknown: keys of components whose money is not known, left out of every sum.
    """

    primary: Mapping[str, str]
    by_objective: Mapping[str, int]
    unlinked: tuple[str, ...]
    unlinked_amount: int
    total: int
    unknown: tuple[str, ...]

    def share(self, objective: str) -> float | None:
        """0..1 of all counted money; None while there is none."""
        return self.by_objective.get(objective, 0) / self.total if self.total else None


def spend_of(snapshot: Snapshot, *, coverage: PlanCoverage | None = None) -> Spend:
    """Divide the money of every component that was not cancelled over the objectives."""
    coverage = coverage or coverage_of(snapshot)
    counted = [project for project in snapshot.projects if project.stage not in ENDED]
    primary = primary_objectives(snapshot, coverage=coverage)
    by_objective = {objective.key: 0 for objective in coverage.objectives}
    for project in counted:
        if project.key in primary:
            by_objective[primary[project.key]] += project.budget_total or 0
    unlinked = [project for project in counted if project.key not in primary]
    return Spend(
        primary=primary,
        by_objective=by_objective,
        unlinked=tuple(project.key for project in unlinked),
        unlinked_amount=sum(project.budget_total or 0 for project in unlinked),
        total=sum(project.budget_total or 0 for project in counted),
        unknown=tuple(project.key for project in counted if project.budget_total is None),
    )


def primary_objectives(snapshot: Snapshot, *, coverage: PlanCoverage) -> dict[str, str]:
    """The objective that each component serves first: where its benefits weigh most, else its highest rated support.

    A benefit weighs objective share × measure share × |amount| × confidence ÷ |gap|; towards a gap of unknown size
    it weighs nothing, but still links where nothing weighs more. Benefits that lead away from the target do not link.
    """
    weights: dict[str, dict[str, float]] = {}
    places = {m.key: (o, m) for o in coverage.objectives for m in o.measures}
    for benefit in snapshot.benefits:
        if benefit.measure in places:
            objective, measure = places[benefit.measure]
            if leads_towards(benefit, gap=measure.gap):
                part = objective.share * measure.share * abs(benefit.amount) * benefit.confidence
                mine = weights.setdefault(benefit.project, {})
                mine[objective.key] = mine.get(objective.key, 0.0) + (part / abs(measure.gap) if measure.gap else 0.0)
    found = {project: max(sorted(mine), key=lambda key: mine[key]) for project, mine in weights.items()}
    return _with_support(found, snapshot, {objective.key for objective in coverage.objectives})


def leads_towards(benefit: Benefit, *, gap: float | None) -> bool:
    """Whether the benefit moves its measure the way the gap needs; an unknown or closed gap takes any movement."""
    return not gap or (benefit.amount > 0) == (gap > 0)


def _with_support(found: dict[str, str], snapshot: Snapshot, objectives: set[str]) -> dict[str, str]:
    rated = [s for s in snapshot.supports if s.rating > 0 and s.objective in objectives and s.project not in found]
    for support in sorted(rated, key=lambda s: (s.rating, s.objective)):
        found[support.project] = support.objective
    return found
