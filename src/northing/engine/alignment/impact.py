"""Who and what a change hits, by which path, and what it does to gaps, people and money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum

from northing.engine.alignment.coverage import coverage_of
from northing.engine.alignment.covered import MeasureCoverage, PlanCoverage
from northing.engine.alignment.reach import Hit, Reach, Step
from northing.engine.alignment.strain import (
    BudgetOverrun,
    RoleMonth,
    RoleShortage,
    overruns,
    role_demand,
    shortages,
)
from northing.engine.benefits import Dates
from northing.engine.plan.diff import PlanChange, Subject, shown
from northing.engine.plan.model import Policy
from northing.engine.register import Project
from northing.engine.snapshot import Snapshot

HUNDRED = 100

__all__ = ["Hit", "Impact", "MeasureEffect", "Step", "impact_of"]


@dataclass(frozen=True, slots=True)
class MeasureEffect:
    """One measure before and after; amounts in its unit, coverage 0..1, None where unknown or not in that version.

    Attributes:
        shortfall_before, shortfall_after: the uncovered part of the gap, positive.
        points: change of the plan's alignment (0..1) that goes through this measure.
    """

    key: str
    objective: str
    name: str
    unit: str
    gap_before: float | None
    gap_after: float | None
    coverage_before: float | None
    coverage_after: float | None
    shortfall_before: float | None
    shortfall_after: float | None
    points: float


@dataclass(frozen=True, slots=True)
class Impact:
    """What changes between two snapshots.

    Attributes:
        hits: everything reached, the largest effect first.
        measures: only measures whose figures differ, in the plan's order.
        shortages: role-months that lack people before or after and differ; ``overruns`` likewise for years.
    """

    changes: tuple[PlanChange, ...]
    hits: tuple[Hit, ...]
    measures: tuple[MeasureEffect, ...]
    shortages: tuple[RoleShortage, ...]
    overruns: tuple[BudgetOverrun, ...]
    alignment_before: float | None
    alignment_after: float | None

    def keys_of(self, kind: str) -> tuple[str, ...]:
        """What of one kind is hit, each once, the largest effect first; candidates that could help are among them."""
        return tuple(dict.fromkeys(hit.key for hit in self.hits_of(kind)))

    def hits_of(self, kind: str) -> tuple[Hit, ...]:
        """The hits of one kind: ``unit``, ``person``, ``project``, ``measure``, ``objective``, ``role``, ``policy``."""
        return tuple(hit for hit in self.hits if hit.kind == kind)


def impact_of(
    before: Snapshot, after: Snapshot, changes: Sequence[PlanChange] = (), *, dates: Dates = Dates.PROMISED
) -> Impact:
    """Walk from what changed to projects, units and people.

    ``changes`` come from ``diff_plans``; measures whose coverage differs for another reason (a reading, a slip), lost
    capacity and lost budget are found by comparing the snapshots.
    """
    was, now = coverage_of(before, dates=dates), coverage_of(after, dates=dates)
    measures = _measure_effects(was, now)
    lacking, dear = _shortages(before, after), _overruns(before, after)
    reach = Reach(before, after)
    for effect in measures:
        _walk_measure(reach, effect, now=now, was=was)
    _walk_objectives(reach, changes, now=now, was=was)
    _walk_policies(reach, changes, before=before, after=after)
    _walk_roles(reach, lacking, after=after)
    hits = reach.ranked()
    return Impact(tuple(changes), hits, measures, lacking, dear, was.coverage, now.coverage)


def _measure_effects(was: PlanCoverage, now: PlanCoverage) -> tuple[MeasureEffect, ...]:
    old = {measure.key: measure for measure in was.measures()}
    new = {measure.key: measure for measure in now.measures()}
    effects = (_measure_effect(old.get(key), new.get(key), was=was, now=now) for key in (new | old))
    return tuple(effect for effect in effects if _differs(effect))


def _measure_effect(
    old: MeasureCoverage | None, new: MeasureCoverage | None, *, was: PlanCoverage, now: PlanCoverage
) -> MeasureEffect:
    named = new or old
    assert named is not None, "a key comes from one of the two plans"
    part_before = _part(old, plan=was) if old else 0.0
    part_after = _part(new, plan=now) if new else 0.0
    return MeasureEffect(
        key=named.key,
        objective=named.objective,
        name=named.name,
        unit=named.unit,
        gap_before=old.gap if old else None,
        gap_after=new.gap if new else None,
        coverage_before=old.coverage if old else None,
        coverage_after=new.coverage if new else None,
        shortfall_before=old.shortfall if old else None,
        shortfall_after=new.shortfall if new else None,
        points=part_after - part_before,
    )


def _part(measure: MeasureCoverage, *, plan: PlanCoverage) -> float:
    return plan.objective(measure.objective).share * measure.share * (measure.coverage or 0.0)


def _differs(effect: MeasureEffect) -> bool:
    return (
        effect.gap_before != effect.gap_after
        or effect.coverage_before != effect.coverage_after
        or effect.shortfall_before != effect.shortfall_after
    )


def _walk_measure(reach: Reach, effect: MeasureEffect, *, was: PlanCoverage, now: PlanCoverage) -> None:
    """Measure → its objective's unit and owner; measure → benefits → projects → units and people."""
    start = (Step("measure", effect.key, effect.name),)
    reach.add(
        start, words=_measure_words(effect), amount=effect.shortfall_after, unit=effect.unit, points=effect.points
    )
    source = now if effect.gap_after is not None or effect.gap_before is None else was
    measure = source.measure(effect.key)
    reach.objective(start, key=measure.objective, points=effect.points, name=source.objective(measure.objective).name)
    reach.measure_owner(start, key=effect.key, points=effect.points)
    parts = measure.arrival.contributions
    total = fsum(abs(part.contribution) for part in parts)
    for part in parts:
        share = abs(part.contribution) / total if total else 0.0
        path = (*start, Step("benefit", part.benefit, reach.benefit_name(part.benefit)))
        words = f"brings {_amount(part.contribution)} {effect.unit}".rstrip() + _of_gap(part.contribution, effect)
        points = effect.points * share
        reach.benefit_owner(path, benefit=part.benefit, points=points)
        reach.project(path, key=part.project, words=words, amount=part.contribution, unit=effect.unit, points=points)
    _walk_candidates(reach, start, effect)


def _walk_candidates(reach: Reach, start: tuple[Step, ...], effect: MeasureEffect) -> None:
    """Projects outside the plan of record that could close what is missing; they do not carry the hit any further."""
    if not effect.shortfall_after or not effect.gap_after:
        return
    helping = (b for b in reach.benefits_outside(effect.key) if b.amount * effect.gap_after > 0)
    for benefit in helping:
        path = (*start, Step("benefit", benefit.key, reach.benefit_name(benefit.key)))
        words = f"is out, and could bring {shown(abs(benefit.amount))} {effect.unit}".rstrip()
        reach.candidate(path, key=benefit.project, words=words, amount=benefit.amount, unit=effect.unit)


def _measure_words(effect: MeasureEffect) -> str:
    gaps = f"gap {_amount(effect.gap_before)} → {_amount(effect.gap_after)} {effect.unit}".rstrip()
    covered = f"coverage {_percent(effect.coverage_before)} → {_percent(effect.coverage_after)}"
    short = f"uncovered {_amount(effect.shortfall_before)} → {_amount(effect.shortfall_after)} {effect.unit}".rstrip()
    return f"{gaps}, {covered}, {short}"


def _of_gap(contribution: float, effect: MeasureEffect) -> str:
    if not effect.gap_after:
        return ", but the gap is no longer there" if effect.gap_after == 0 else ""
    now = f": {_percent(contribution / effect.gap_after)} of the gap"
    return f"{now}, was {_percent(contribution / effect.gap_before)}" if effect.gap_before else now


def _amount(value: float | None) -> str:
    """Rounded for reading: none from a hundred on, else three significant digits."""
    if value is None:
        return "unknown"
    size = abs(value)
    return shown(round(size) if size >= HUNDRED else float(f"{size:.3g}"))


def _percent(value: float | None) -> str:
    return "unknown" if value is None else f"{100 * value:.0f} %".replace("-", "−")


def _walk_objectives(reach: Reach, changes: Sequence[PlanChange], *, was: PlanCoverage, now: PlanCoverage) -> None:
    """A re-weighted, moved or reassigned objective reaches its unit, its owner and the projects that serve it."""
    for change in (change for change in changes if change.subject is Subject.OBJECTIVE):
        start = (Step("objective", change.key, change.name),)
        known = next((o for plan in (now, was) for o in plan.objectives if o.key == change.key), None)
        points = _weight_points(change.key, was=was, now=now)
        reach.objective(start, key=change.key, points=points, name=change.name, words=change.words)
        parts = [part for m in (known.measures if known else ()) for part in m.arrival.contributions]
        for project in sorted({part.project for part in parts}):
            reach.project(start, key=project, words=f"serves “{change.name}”", points=points / len(parts))


def _weight_points(key: str, *, was: PlanCoverage, now: PlanCoverage) -> float:
    def part(plan: PlanCoverage) -> float:
        return fsum(o.share * (o.coverage or 0.0) for o in plan.objectives if o.key == key)

    return part(now) - part(was)


def _walk_policies(reach: Reach, changes: Sequence[PlanChange], *, before: Snapshot, after: Snapshot) -> None:
    """Policy → the projects that it covers, before or after → units and people."""
    policies = [policy for snapshot in (before, after) for policy in snapshot.plan.policies]
    for change in (change for change in changes if change.subject is Subject.POLICY):
        start = (Step("policy", change.key, change.name),)
        reach.add(start, words=change.words)
        covering = [policy for policy in policies if policy.key == change.key]
        for project in _covered(covering, projects=reach.on_record()):
            cost = float(project.budget_total or 0)
            reach.project(
                start, key=project.key, words=f"is covered by “{change.name}”", amount=cost, unit=after.currency
            )


def _covered(policies: Iterable[Policy], *, projects: Iterable[Project]) -> list[Project]:
    tags = {policy.applies_to for policy in policies}
    return [project for project in projects if "" in tags or tags & set(project.tags)]


def _walk_roles(reach: Reach, lacking: tuple[RoleShortage, ...], *, after: Snapshot) -> None:
    """Role short of people → projects with demand in those months, pro rata to their demand → units and people."""
    demands = role_demand(after)
    worse = [short for short in lacking if short.after > short.before]
    for role in sorted({short.role for short in worse}):
        months = [short for short in worse if short.role == role]
        name, missing = reach.role_name(role), fsum(short.after - short.before for short in months)
        start = (Step("role", role, name),)
        span = f"{months[0].month:%b %Y}" + (f"–{months[-1].month:%b %Y}" if len(months) > 1 else "")
        words = f"{_amount(missing)} FTE-months more are missing, {span}"
        reach.add(start, words=words, amount=missing, unit="FTE-months")
        for project, share in _burden(months, demands=demands).items():
            told = f"needs {name} in {span}: {_amount(share)} FTE-months of what is missing"
            points = -share / missing * reach.worth(project) if missing else 0.0
            reach.project(start, key=project, words=told, amount=share, unit="FTE-months", points=points)


def _burden(months: list[RoleShortage], *, demands: dict[RoleMonth, dict[str, float]]) -> dict[str, float]:
    """FTE-months of the added shortage by project."""
    burden: dict[str, float] = {}
    for short in months:
        by_project = demands[RoleMonth(short.role, short.month)]
        asked = fsum(by_project.values())
        for project, fte in by_project.items():
            burden[project] = burden.get(project, 0.0) + (short.after - short.before) * fte / asked
    return {project: share for project, share in sorted(burden.items()) if share > 0}


def _shortages(before: Snapshot, after: Snapshot) -> tuple[RoleShortage, ...]:
    was, now = shortages(replace(before, as_of=after.as_of)), shortages(after)
    pairs = ((at, was.get(at, 0.0), now.get(at, 0.0)) for at in sorted(was | now))
    return tuple(RoleShortage(at.role, at.month, old, new) for at, old, new in pairs if old != new)


def _overruns(before: Snapshot, after: Snapshot) -> tuple[BudgetOverrun, ...]:
    was, now = overruns(replace(before, as_of=after.as_of)), overruns(after)
    pairs = ((year, was.get(year, 0), now.get(year, 0)) for year in sorted(was | now))
    return tuple(BudgetOverrun(year, old, new) for year, old, new in pairs if old != new)
