"""Which objective each component's money serves first, and how spend divides over the objectives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from northing.engine.alignment.coverage import weight_shares
from northing.engine.alignment.level import gap_to_target, level_expected
from northing.engine.plan import Measure
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


class Pull(NamedTuple):
    """What a measure weighs: its objective, objective share × measure share, and its signed gap (None unknown)."""

    objective: str
    weight: float
    gap: float | None


def pulls_of(snapshot: Snapshot) -> dict[str, Pull]:
    """The pull of every measure of the plan."""
    objectives = list(snapshot.plan.objectives())
    found: dict[str, Pull] = {}
    for objective, share in zip(objectives, weight_shares([o.weight for o in objectives]), strict=True):
        parts = weight_shares([measure.weight for measure in objective.measures])
        for measure, part in zip(objective.measures, parts, strict=True):
            found[measure.key] = Pull(objective.key, share * part, _gap(measure, as_of=snapshot.as_of))
    return found


def _gap(measure: Measure, *, as_of: date) -> float | None:
    level = level_expected(measure, as_of=as_of) if measure.has_target else None
    return gap_to_target(measure, level=level.value) if level else None


def spend_of(snapshot: Snapshot, *, pulls: Mapping[str, Pull] | None = None) -> Spend:
    """Divide the money of every component that was not cancelled over the objectives; ``pulls`` if known already."""
    counted = [project for project in snapshot.projects if project.stage not in ENDED]
    primary = primary_objectives(snapshot, pulls=pulls)
    by_objective = {objective.key: 0 for objective in snapshot.plan.objectives()}
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


def primary_objectives(snapshot: Snapshot, *, pulls: Mapping[str, Pull] | None = None) -> dict[str, str]:
    """The objective that each component serves first: where its benefits weigh most, else its highest rated support.

    A benefit weighs objective share × measure share × |amount| × confidence ÷ |gap|; towards a gap of unknown size
    it weighs nothing, but still links where nothing weighs more. Benefits that lead away from the target do not link.
    """
    known = pulls_of(snapshot) if pulls is None else pulls
    weights: dict[str, dict[str, float]] = {}
    for benefit in snapshot.benefits:
        pull = known.get(benefit.measure)
        if pull and leads_towards(benefit, gap=pull.gap):
            part = pull.weight * abs(benefit.amount) * benefit.confidence
            mine = weights.setdefault(benefit.project, {})
            mine[pull.objective] = mine.get(pull.objective, 0.0) + (part / abs(pull.gap) if pull.gap else 0.0)
    found = {project: max(sorted(mine), key=lambda key: mine[key]) for project, mine in weights.items()}
    return _with_support(found, snapshot, {objective.key for objective in snapshot.plan.objectives()})


def leads_towards(benefit: Benefit, *, gap: float | None) -> bool:
    """Whether the benefit moves its measure the way the gap needs; an unknown or closed gap takes any movement."""
    return not gap or (benefit.amount > 0) == (gap > 0)


def _with_support(found: dict[str, str], snapshot: Snapshot, objectives: set[str]) -> dict[str, str]:
    rated = [s for s in snapshot.supports if s.rating > 0 and s.objective in objectives and s.project not in found]
    for support in sorted(rated, key=lambda s: (s.rating, s.objective)):
        found[support.project] = support.objective
    return found
