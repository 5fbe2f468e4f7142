"""From a snapshot to the selection problem: every project with the ways in which it may be in the portfolio."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import fsum

from northing.engine.alignment.arrival import Link, contribution_of
from northing.engine.alignment.costs import has_unknown_cost, yearly_cost
from northing.engine.alignment.coverage import coverage_of
from northing.engine.alignment.covered import MeasureCoverage, PlanCoverage
from northing.engine.alignment.strain import RoleMonth, demand_on_record, role_capacity
from northing.engine.benefits import Dates
from northing.engine.calendar import add_months, first_of_month, fiscal_year
from northing.engine.register import Benefit, Project, Stage
from northing.engine.selection.candidates import Candidate, MeasureGap, Option
from northing.engine.selection.problem import SelectionProblem
from northing.engine.selection.words import months
from northing.engine.shapes import typed
from northing.engine.snapshot import RecordLine, Snapshot

NEARLY_DONE = 0.8
"""A delivering project of which more than this share is complete is left to finish."""

RECORDED, BASELINE = "recorded", "baseline"
ENDED = frozenset({Stage.CLOSED, Stage.CANCELLED})
UNDER_WAY = frozenset({Stage.DELIVERING, Stage.PAUSED}) | ENDED


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks of a proposal, by project key, on top of what the register says.

    Attributes:
        move_weights: what a change of the project counts for; 1 where it is not named.
        keep_order: a needed project may not finish after the one that needs it.
    """

    locked: Collection[str] = ()
    forced_in: Collection[str] = ()
    excluded: Collection[str] = ()
    move_weights: Mapping[str, float] = field(default_factory=dict)
    keep_order: bool = True


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class _Source:
    """What every option is built from."""

    snapshot: Snapshot
    dates: Dates
    open_measures: dict[str, MeasureCoverage]
    benefits: dict[str, list[Benefit]]
    lines: dict[str, RecordLine]


@typed
def problem_from(snapshot: Snapshot, *, dates: Dates = Dates.PROMISED, wishes: Wishes = NO_WISHES) -> SelectionProblem:
    """The problem whose value is the plan's alignment (``coverage_of(...).coverage`` on the same dates).

    A project may stay as recorded, run as on its baseline, move its start by one of its shift options (counted from
    the baseline, never before the as-of date, only before work begins) or run at one of its scale options. Mandatory
    projects and those more than 80 % complete stay as recorded; closed ones as well, and cost nothing more. Money and
    people count from the as-of year and month on.

    Raises:
        ProblemError: the register or the wishes contradict themselves.
    """
    plan = coverage_of(snapshot, dates=dates)
    source = _Source(
        snapshot=snapshot,
        dates=dates,
        open_measures={measure.key: measure for measure in plan.measures() if measure.is_open},
        benefits=_by_project(snapshot),
        lines={line.project: line for line in snapshot.record.lines},
    )
    projects = [project for project in snapshot.projects if project.key in source.lines or project.stage not in ENDED]
    keys = {project.key for project in projects}
    now = fiscal_year(snapshot.as_of, first_month=snapshot.first_month)
    return SelectionProblem(
        candidates=tuple(_candidate(project, source=source, wishes=wishes, keys=keys) for project in projects),
        gaps=tuple(_gaps(plan)),
        budgets={budget.year: float(budget.amount) for budget in snapshot.budgets if budget.year >= now},
        capacity=_capacity(snapshot),
        keep_order=wishes.keep_order,
        role_names={role.key: role.name for role in snapshot.roles},
        currency=snapshot.currency,
        notes=tuple(_notes(projects, plan=plan, keys=keys, snapshot=snapshot)),
    )


def _by_project(snapshot: Snapshot) -> dict[str, list[Benefit]]:
    found: dict[str, list[Benefit]] = {}
    for benefit in snapshot.benefits:
        found.setdefault(benefit.project, []).append(benefit)
    return found


def _capacity(snapshot: Snapshot) -> dict[RoleMonth, float]:
    first = first_of_month(snapshot.as_of)
    return {at: fte for at, fte in role_capacity(snapshot).items() if at.month >= first}


def _gaps(plan: PlanCoverage) -> Iterator[MeasureGap]:
    """Known measures, weighted as in the plan's mean of known coverages."""
    known = [objective for objective in plan.objectives if objective.coverage is not None]
    total = fsum(objective.share for objective in known)
    for objective in known:
        measures = [measure for measure in objective.measures if measure.gap is not None]
        part = fsum(measure.share for measure in measures)
        for measure in measures:
            weight = objective.share / total * measure.share / part if total else 1 / len(known) / len(measures)
            gap = abs(measure.gap or 0.0) if measure.is_open else 0.0
            yield MeasureGap(measure.key, measure.name, objective.key, gap, weight, measure.unit)


def _notes(projects: list[Project], *, plan: PlanCoverage, keys: set[str], snapshot: Snapshot) -> Iterator[str]:
    for measure in plan.measures():
        if measure.gap is None:
            yield f"“{measure.name}” has {measure.reason}: it has no part in the value"
    recorded = {line.project for line in snapshot.record.lines}
    done = {project.key for project in snapshot.projects if project.stage is Stage.CLOSED}
    for project in projects:
        start = project.baseline.start
        if project.key not in recorded and start is not None and start < snapshot.as_of:
            yield f"{project.name}: its baseline start {start.isoformat()} has passed: re-date it before it enters"
        if has_unknown_cost(project):
            yield f"{project.name}: a cost is unknown or not spread over years, and does not count against a budget"
        for dependency in project.requires:
            if dependency.needs not in keys and dependency.needs not in done:
                yield f"{project.name} needs {dependency.needs}, which cannot be chosen: not checked"


def _candidate(project: Project, *, source: _Source, wishes: Wishes, keys: set[str]) -> Candidate:
    line = source.lines.get(project.key)
    stays = _stays(project, line=line) or project.key in wishes.locked
    options = tuple(_options(project, line=line, source=source))
    return Candidate(
        key=project.key,
        name=project.name,
        options=options[:1] if stays and line else options,
        current=RECORDED if line else None,
        mandatory=project.mandatory,
        forced_in=project.key in wishes.forced_in,
        excluded=project.key in wishes.excluded,
        locked=stays,
        requires=tuple(sorted({d.needs for d in project.requires} & keys)),
        excludes=tuple(sorted(set(project.excludes) & keys)),
        move_weight=wishes.move_weights.get(project.key, 1.0),
        started=project.stage in UNDER_WAY,
    )


def _stays(project: Project, *, line: RecordLine | None) -> bool:
    """In as recorded, whatever else would be better: mandatory, ended or nearly done."""
    if line is None:
        return False
    nearly_done = project.stage is Stage.DELIVERING and project.complete_share > NEARLY_DONE
    return project.mandatory or nearly_done or project.stage in ENDED


def _options(project: Project, *, line: RecordLine | None, source: _Source) -> Iterator[Option]:
    """As recorded first (on its baseline where it is out), then the baseline, each move and each size; none twice."""
    recorded = line or RecordLine(project.key)
    free = not _has_begun(project, as_of=source.snapshot.as_of)
    shifts = [shift for shift in (0, *project.shift_options) if free and _is_ahead(project, shift, source=source)]
    ways = [(RECORDED if line else BASELINE, recorded)]
    ways += [(f"shift {shift:+d}" if shift else BASELINE, replace(recorded, shift_months=shift)) for shift in shifts]
    ways += [(f"scale {scale:g}", replace(recorded, scale=scale)) for scale in (1.0, *project.scale_options)]
    seen: set[RecordLine] = set()
    for key, way in ways:
        if way not in seen:
            seen.add(way)
            yield _option(project, key=key, line=way, source=source)


def _has_begun(project: Project, *, as_of: date) -> bool:
    start = project.baseline.start
    return project.stage in UNDER_WAY or (project.stage is Stage.APPROVED and start is not None and start <= as_of)


def _is_ahead(project: Project, shift: int, *, source: _Source) -> bool:
    """Whether a moved start is still to come; a project without a start can be moved anywhere."""
    start = project.baseline.start
    return start is None or shift == 0 or add_months(start, shift) >= source.snapshot.as_of


def _option(project: Project, *, key: str, line: RecordLine, source: _Source) -> Option:
    snapshot, finish = source.snapshot, project.forecast.finish or project.baseline.finish
    return Option(
        key=key,
        label=_label(key, line=line),
        shift_months=line.shift_months,
        scale=line.scale,
        cost=yearly_cost(project, line=line, as_of=snapshot.as_of, first_month=snapshot.first_month),
        demand=_demand(project, line=line, as_of=snapshot.as_of),
        contribution=_contribution(project, line=line, source=source),
        finish=add_months(finish, line.shift_months) if finish else None,
    )


def _label(key: str, *, line: RecordLine) -> str:
    moved = [months(line.shift_months)] if line.shift_months else []
    sized = [f"at {line.scale:.0%} of full size"] if line.scale != 1 else []
    return ", ".join((*moved, *sized)) or ("as recorded" if key == RECORDED else "as on its baseline")


def _demand(project: Project, *, line: RecordLine, as_of: date) -> dict[RoleMonth, float]:
    found: dict[RoleMonth, list[float]] = {}
    for demand in project.demand if project.stage not in ENDED else ():
        at, fte = demand_on_record(demand, line=line)
        if at.month >= first_of_month(as_of):
            found.setdefault(at, []).append(fte)
    return {at: fsum(parts) for at, parts in found.items()}


def _contribution(project: Project, *, line: RecordLine, source: _Source) -> dict[str, float]:
    """Towards each open gap, positive where it closes it; the sum over a portfolio is what ``coverage_of`` counts."""
    found: dict[str, list[float]] = {}
    for benefit in source.benefits.get(project.key, ()):
        measure = source.open_measures.get(benefit.measure)
        if measure is None or measure.target_date is None or measure.level is None or not measure.gap:
            continue
        link, reading = Link(benefit, project, line), measure.level.reading.date
        part = contribution_of(link, until=measure.target_date, after=reading, dates=source.dates).contribution
        found.setdefault(measure.key, []).append(part if measure.gap > 0 else -part)
    return {measure: fsum(parts) for measure, parts in found.items()}
