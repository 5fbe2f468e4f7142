"""What others decide for a unit: their projects under its numbers, and their finishes that gate its own projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import fsum

from northing.alignment.queries import Picture
from northing.engine.alignment import MeasureCoverage
from northing.engine.alignment.arrival import Link, contribution_of
from northing.engine.alignment.strain import lines_in_work
from northing.engine.benefits import Dates, slip_days
from northing.engine.register import Project, Span
from northing.engine.snapshot import RecordLine
from northing.stakeholders.get import Score
from northing.stakeholders.give import finish_of


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of one of the unit's numbers, in the measure's unit and signed as the measure moves."""

    measure: str
    name: str
    unit: str
    amount: float
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Leaning:
    """A project of another unit on which the unit's numbers depend; ``slip`` in days against its baseline."""

    project: str
    name: str
    unit_name: str
    slip: int
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A project of another unit that has to finish before one of the unit's own can go live.

    Attributes:
        late: days by which it is expected to finish after the project that waits for it; 0 = in time, None = unknown.
        effects: what that wait, were it to happen, takes from the unit's numbers.
    """

    project: str
    name: str
    unit_name: str
    waiting: str
    waiting_name: str
    reason: str
    slip: int
    late: int | None
    effects: tuple[Effect, ...]


def leanings_of(picture: Picture, scores: Sequence[Score], units: frozenset[str]) -> list[Leaning]:
    """Other units' projects under the unit's numbers, the latest first."""
    projects = {project.key: project for project in picture.snapshot.projects}
    effects: dict[str, list[Effect]] = {}
    names = {}
    for score in scores:
        for part in score.parts:
            if part.unit not in units:
                names[part.project] = (part.name, part.unit_name)
                effects.setdefault(part.project, []).extend(_effects(score.coverage, part.effect))
    found = [Leaning(key, *names[key], slip=slip_days(projects[key]), effects=tuple(effects[key])) for key in effects]
    return sorted(found, key=lambda one: (-one.slip, one.project))


def gates_of(picture: Picture, scores: Sequence[Score], units: frozenset[str]) -> list[Gate]:
    """What the unit's projects wait for in other units, the latest first."""
    snapshot = picture.snapshot
    everyone = {project.key: project for project in snapshot.projects}
    lines = {line.project: line for line in snapshot.record.lines}
    names = {unit.key: unit.name for unit in snapshot.units}
    gates = []
    for project, line in lines_in_work(snapshot):
        for needed in project.requires if project.unit in units else ():
            other = everyone.get(needed.needs)
            if other is None or other.unit in units:
                continue
            late = _lateness(project, line, other, lines.get(other.key, RecordLine(other.key)))
            gates.append(
                Gate(
                    project=other.key,
                    name=other.name,
                    unit_name=names.get(other.unit, ""),
                    waiting=project.key,
                    waiting_name=project.name,
                    reason=needed.reason,
                    slip=slip_days(other),
                    late=late,
                    effects=tuple(_if_it_waits(picture, scores, project, line, days=late or 0)),
                )
            )
    return sorted(gates, key=lambda gate: (-(gate.late or 0), gate.project, gate.waiting))


def _lateness(project: Project, line: RecordLine, other: Project, others_line: RecordLine) -> int | None:
    mine, theirs = finish_of(project, line), finish_of(other, others_line)
    return max(0, (theirs - mine).days) if mine and theirs else None


def _if_it_waits(
    picture: Picture, scores: Sequence[Score], project: Project, line: RecordLine, *, days: int
) -> Iterator[Effect]:
    """What finishing ``days`` later takes from each number to which the project contributes."""
    finish = project.forecast.finish or project.baseline.finish
    if not days or finish is None:
        return
    later = replace(project, forecast=Span(project.forecast.start, date.fromordinal(finish.toordinal() + days)))
    for score in scores:
        benefits = [b for b in picture.snapshot.benefits if (b.project, b.measure) == (project.key, score.coverage.key)]
        links = [(Link(b, project, line), Link(b, later, line)) for b in benefits]
        change = fsum(_brought(after, score.coverage) - _brought(before, score.coverage) for before, after in links)
        yield from _effects(score.coverage, change)


def _brought(link: Link, measure: MeasureCoverage) -> float:
    if measure.target_date is None:
        return 0.0
    read = measure.level.reading.date if measure.level else None
    return contribution_of(link, until=measure.target_date, after=read, dates=Dates.FORECAST).contribution


def _effects(measure: MeasureCoverage, amount: float) -> Iterator[Effect]:
    if round(amount, 9):
        is_worse = bool(measure.gap) and (amount > 0) != ((measure.gap or 0) > 0)
        yield Effect(measure.key, measure.name, measure.unit, amount, is_worse)
