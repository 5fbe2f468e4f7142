"""What a unit gets: its score-card numbers, and what each project, of whichever unit, brings to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from northing.alignment.queries import Picture
from northing.engine.alignment import MeasureCoverage, ObjectiveCoverage
from northing.ui.figures import date_text, number_text


@dataclass(frozen=True, slots=True)
class Part:
    """What one project brings to a measure by its target date: in the measure's unit, signed as the measure moves."""

    project: str
    name: str
    unit: str
    unit_name: str
    promised: float
    forecast: float

    @property
    def effect(self) -> float:
        """What slips take from (or add to) the promise."""
        return self.forecast - self.promised


@dataclass(frozen=True, slots=True)
class Score:
    """One measure that the unit answers for.

    Attributes:
        now: the last reading; ``level`` is where the measure is forecast to stand at its target date.
        weight: share 0..1 of the whole plan that hangs on it.
    """

    coverage: MeasureCoverage
    objective: ObjectiveCoverage
    parts: tuple[Part, ...]

    @property
    def now(self) -> float | None:
        return self.coverage.level.reading.value if self.coverage.level else None

    @property
    def level(self) -> float | None:
        level, arriving = self.coverage.level, self.coverage.forecast.amount
        return None if level is None or arriving is None else level.value + arriving

    @property
    def weight(self) -> float:
        return self.objective.share * self.coverage.share

    @property
    def open_weight(self) -> float:
        """What the plan loses by what is forecast to stay open here; −1 while nobody knows."""
        share = self.coverage.forecast.coverage
        return -1.0 if share is None else self.weight * (1 - share)


def scores_of(picture: Picture, units: frozenset[str]) -> list[Score]:
    """The measures of the objectives that these units answer for, what costs the plan most first."""
    scores = [
        Score(measure, objective, parts_of(measure, picture))
        for objective in objectives_of(picture, units)
        for measure in objective.measures
    ]
    return sorted(scores, key=lambda score: -score.open_weight)


def objectives_of(picture: Picture, units: frozenset[str]) -> list[ObjectiveCoverage]:
    """The objectives that these units answer for, in the plan's order."""
    mine = {o.key for goal in picture.snapshot.plan.goals for o in goal.objectives if o.unit in units}
    return [objective for objective in picture.coverage.objectives if objective.key in mine]


def parts_of(measure: MeasureCoverage, picture: Picture) -> tuple[Part, ...]:
    """What each project of the plan of record brings, the largest first."""
    projects = {project.key: project for project in picture.snapshot.projects}
    names = {unit.key: unit.name for unit in picture.snapshot.units}
    promised = _by_project(measure, kind="promised")
    forecast = _by_project(measure, kind="forecast")
    parts = [
        Part(
            key,
            projects[key].name,
            projects[key].unit,
            names.get(projects[key].unit, ""),
            promised[key],
            forecast.get(key, 0.0),
        )
        for key in promised
    ]
    return tuple(sorted(parts, key=lambda part: (-abs(part.promised), part.project)))


def _by_project(measure: MeasureCoverage, *, kind: str) -> dict[str, float]:
    amounts: dict[str, float] = {}
    for one in getattr(measure, kind).contributions:
        amounts[one.project] = amounts.get(one.project, 0.0) + one.contribution
    return amounts


def served_by(picture: Picture, units: frozenset[str]) -> list[ObjectiveCoverage]:
    """The objectives, of whichever unit, that these units' projects serve first or bring something to."""
    own = {project.key for project in picture.snapshot.projects if project.unit in units}
    first = {objective for project, objective in picture.spend.primary.items() if project in own}
    return [
        objective
        for objective in picture.coverage.objectives
        if objective.key in first or any(set(_by_project(m, kind="promised")) & own for m in objective.measures)
    ]


def sentence(name: str, scores: Sequence[Score], *, objectives: int, served: int) -> str:
    """What the page says first: the number that costs most, or that nobody here answers for one."""
    if not objectives:
        touched = f"; its projects serve {_count(served, 'objective')} of others" if served else ""
        return f"{name} answers for no objective{touched}"
    main = next((score for score in scores if score.level is not None and score.now is not None), None)
    if main is None:
        return f"{name} answers for {_count(objectives, 'objective')}, and no measure has both a target and a reading"
    return f"{name}: {_told(main)}"


def _told(score: Score) -> str:
    measure = score.coverage
    way = f"{measure.name} {_figure(score.now)} → forecast {_figure(score.level)} {measure.unit}".rstrip()
    if measure.target is None:
        return f"{way}, within its range"
    by = f" by {date_text(measure.target_date)}" if measure.target_date else ""
    short = measure.shortfall or 0.0
    rest = f"{number_text(short)} short" if round(short, 6) else "covered"
    return f"{way}, target {_figure(measure.target)}{by}: {rest}"


def _figure(value: float | None) -> str:
    return "–" if value is None else number_text(value)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
