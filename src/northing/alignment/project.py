"""What a project's page says: why it exists, how it really is, what it promises and needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from northing.alignment.line_of_sight import evident_status
from northing.alignment.queries import Picture
from northing.engine.alignment import Contribution
from northing.engine.alignment.covered import MeasureCoverage
from northing.engine.register import Benefit, Project
from northing.register.models import Component
from northing.ui.blocks import Column
from northing.ui.figures import currency_symbol
from northing.ui.words import status_word

BENEFIT_COLUMNS = [
    Column("Measure"),
    Column("Amount", kind="number"),
    Column("From"),
    Column("Confidence", kind="number"),
    Column("Of the gap", kind="number"),
    Column("Owner"),
]


@dataclass(frozen=True, slots=True)
class Promise:
    """One benefit with what it contributes: amounts in the measure's unit, ``share`` of the gap 0..1 or None."""

    benefit: Benefit
    measure: MeasureCoverage
    promised: Contribution | None
    forecast: Contribution | None
    owner: str = ""

    @property
    def share(self) -> float | None:
        gap = self.measure.gap
        if not gap or self.forecast is None:
            return None
        return self.forecast.contribution / gap


def context(component: Component, picture: Picture) -> dict[str, Any]:
    """Everything that the page shows of the component; the picture holds what the person may see."""
    project = next(p for p in picture.snapshot.projects if p.key == component.key)
    names = {p.key: p for p in picture.snapshot.projects}
    return {
        "component": component,
        "project": project,
        "status": evident_status(project),
        "is_overruled": evident_status(project) is not project.reported_status,
        "reported": status_word(project.reported_status).lower(),
        "line": picture.snapshot.record.line(project.key),
        "promises": promises(project, picture),
        "supports": [s for s in picture.snapshot.supports if s.project == project.key],
        "chain_text": " › ".join(name for _, name in _chain(project, picture)),
        "benefit_columns": BENEFIT_COLUMNS,
        "cost_columns": _cost_columns(picture.snapshot.currency),
        "needs": [names[d.needs] for d in project.requires if d.needs in names],
        "needed_by": [p for p in names.values() if any(d.needs == project.key for d in p.requires)],
        "cost": project.cost,
        "cpi": project.earned_value.cost_performance if project.earned_value else None,
        "slip_days": _slip(project),
        "history": [(label, getattr(component, name)) for name, label in _DATES],
        "kept": sorted(component.extra.items()),
        "states": component.states,
    }


def _cost_columns(currency: str) -> list[Column]:
    unit = f"{currency_symbol(currency)}m"
    return [Column("Year"), *(Column(name, kind="number", unit=unit) for name in ("Budget", "Forecast", "Actual"))]


_DATES = (
    ("baseline_start_date", "Baseline start"),
    ("baseline_finish_date", "Baseline finish"),
    ("forecast_start_date", "Forecast start"),
    ("forecast_finish_date", "Forecast finish"),
)


def _slip(project: Project) -> int | None:
    planned, expected = project.baseline.finish, project.forecast.finish
    return (expected - planned).days if planned and expected else None


def promises(project: Project, picture: Picture) -> list[Promise]:
    """The project's benefits, each with what it brings on promised and on forecast dates."""
    measures = {measure.key: measure for measure in picture.coverage.measures()}
    people = {person.key: person.name for person in picture.snapshot.people}
    return [
        Promise(
            benefit,
            measures[benefit.measure],
            _found(benefit, measures[benefit.measure].promised.contributions),
            _found(benefit, measures[benefit.measure].forecast.contributions),
            people.get(benefit.owner or "", ""),
        )
        for benefit in picture.snapshot.benefits
        if benefit.project == project.key and benefit.measure in measures
    ]


def _found(benefit: Benefit, among: tuple[Contribution, ...]) -> Contribution | None:
    return next((one for one in among if one.benefit == benefit.key), None)


def _chain(project: Project, picture: Picture) -> list[tuple[str, str]]:
    """Goal and objective that the project serves first, as (key, name)."""
    key = picture.spend.primary.get(project.key)
    for goal in picture.snapshot.plan.goals:
        for objective in goal.objectives:
            if objective.key == key:
                return [(goal.key, goal.name), (objective.key, objective.name)]
    return []
