"""The graph of who depends on what: collects every hit with the strongest path that leads to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from northing.engine.alignment.coverage import coverage_of
from northing.engine.register import Benefit, Project, Stage
from northing.engine.snapshot import Snapshot


class Step(NamedTuple):
    """One stop on the way from a change to what it hits."""

    kind: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a change reaches.

    Attributes:
        path: from the changed thing to this one, both included; the strongest where several lead here.
        words: the effect in words; ``amount`` in ``unit`` is its number (None: nothing to count).
        points: change of the plan's alignment (0..1) that is at stake here, negative for a loss.
        paths: how many ways lead here.
        confidential: a project on every path that is counted here is; pages show the hit only to those who may see
            it. What is reached both ways is two hits, so that neither words nor points give the other away.
    """

    kind: str
    key: str
    name: str
    path: tuple[Step, ...]
    words: str
    amount: float | None = None
    unit: str = ""
    points: float = 0.0
    paths: int = 1
    confidential: bool = False


class Reach:
    """Follows the links of both snapshots, the later one wins; one hit for each start and thing reached."""

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        self._after = after
        self._hits: dict[tuple[Step, str, str, bool], Hit] = {}
        both = (before, after)
        self._projects = {project.key: project for state in both for project in state.projects}
        self._people = {person.key: person.name for state in both for person in state.people}
        self._units = {unit.key: unit for state in both for unit in state.units}
        self._roles = {role.key: role.name for state in both for role in state.roles}
        self._benefits = {benefit.key: benefit for state in both for benefit in state.benefits}
        self._objectives = {objective.key: objective for state in both for objective in state.plan.objectives()}
        self._measures = {measure.key: measure for state in both for _, measure in state.plan.measures()}
        self._chosen = {line.project for line in after.record.lines}
        self._worth: dict[str, float] | None = None

    def ranked(self) -> tuple[Hit, ...]:
        """All hits, the largest change of alignment first, then the largest number."""
        return tuple(
            sorted(self._hits.values(), key=lambda h: (-abs(h.points), -abs(h.amount or 0.0), h.kind, h.key, h.path))
        )

    def add(
        self, path: tuple[Step, ...], *, words: str, amount: float | None = None, unit: str = "", points: float = 0.0
    ) -> None:
        """Record that ``path`` reaches its last step; points of several paths add up, the strongest's words stay."""
        end, confidential = path[-1], any(self._is_confidential(step) for step in path)
        hit = Hit(end.kind, end.key, end.name, path, words, amount, unit, points, confidential=confidential)
        place = (path[0], end.kind, end.key, confidential)
        known = self._hits.get(place)
        if known:
            strongest = hit if abs(points) > abs(known.points) / known.paths else known
            hit = replace(strongest, points=known.points + points, paths=known.paths + 1)
        self._hits[place] = hit

    def objective(
        self, path: tuple[Step, ...], *, key: str, points: float, name: str, words: str = "is measured by it"
    ) -> None:
        """The objective, the person who owns it, and the unit whose head answers for it."""
        step = Step("objective", key, name)
        path = path if path[-1] == step else (*path, step)
        self.add(path, words=words, points=points)
        objective = self._objectives[key]
        self._person(path, key=objective.owner, words=f"owns “{name}”", points=points)
        self._unit(path, key=objective.unit, words=f"answers for “{name}”", points=points)

    def measure_owner(self, path: tuple[Step, ...], *, key: str, points: float) -> None:
        """The person who owns the measure."""
        measure = self._measures[key]
        self._person(path, key=measure.owner, words=f"owns the measure “{measure.name}”", points=points)

    def benefit_owner(self, path: tuple[Step, ...], *, benefit: str, points: float) -> None:
        """The person who answers for the benefit's arrival."""
        words = f"owns the benefit “{self.benefit_name(benefit)}”"
        self._person(path, key=self._benefits[benefit].owner, words=words, points=points)

    def project(
        self,
        path: tuple[Step, ...],
        *,
        key: str,
        words: str,
        amount: float | None = None,
        unit: str = "",
        points: float = 0.0,
    ) -> None:
        """The project, its manager and sponsor, its unit and that unit's head."""
        project = self._projects[key]
        path = (*path, Step("project", key, project.name))
        self.add(path, words=words, amount=amount, unit=unit, points=points)
        self._person(path, key=project.manager, words=f"manages “{project.name}”", points=points)
        self._person(path, key=project.sponsor, words=f"sponsors “{project.name}”", points=points)
        self._unit(path, key=project.unit, words=f"runs “{project.name}”, which {words}", points=points)

    def candidate(self, path: tuple[Step, ...], *, key: str, words: str, amount: float, unit: str) -> None:
        """A project outside the plan of record; its people are not hit."""
        step = Step("project", key, self._projects[key].name)
        self.add((*path, step), words=words, amount=amount, unit=unit)

    def on_record(self) -> Iterable[Project]:
        """The projects in the plan of record."""
        return (project for project in self._after.projects if project.key in self._chosen)

    def benefits_outside(self, measure: str) -> list[Benefit]:
        """Benefits for the measure that only projects outside the plan of record carry, ended ones left out."""
        ended = {Stage.CLOSED, Stage.CANCELLED}
        free = {p.key for p in self._after.projects if p.key not in self._chosen and p.stage not in ended}
        return [b for b in self._after.benefits if b.measure == measure and b.project in free]

    def benefit_name(self, key: str) -> str:
        """Its name, or its key where it has none."""
        return self._benefits[key].name or key

    def role_name(self, key: str) -> str:
        """Its name, or its key where the role is not listed."""
        return self._roles.get(key, key)

    def worth(self, project: str) -> float:
        """Points of alignment (0..1) that the project's benefits carry, as shares of what covers each gap."""
        if self._worth is None:
            self._worth = _worth_by_project(self._after)
        return self._worth.get(project, 0.0)

    def _person(self, path: tuple[Step, ...], *, key: str | None, words: str, points: float) -> None:
        if key:
            self.add((*path, Step("person", key, self._people.get(key, key))), words=words, points=points)

    def _unit(self, path: tuple[Step, ...], *, key: str | None, words: str, points: float) -> None:
        if not key:
            return
        unit = self._units.get(key)
        path = (*path, Step("unit", key, unit.name if unit else key))
        self.add(path, words=words, points=points)
        if unit:
            self._person(path, key=unit.head, words=f"heads {unit.name}, which {words}", points=points)

    def _is_confidential(self, step: Step) -> bool:
        if step.kind == "benefit":
            project = self._projects.get(self._benefits[step.key].project)
        else:
            project = self._projects.get(step.key) if step.kind == "project" else None
        return project is not None and project.confidential


def _worth_by_project(snapshot: Snapshot) -> dict[str, float]:
    worth: dict[str, float] = {}
    plan = coverage_of(snapshot)
    for measure in plan.measures():
        weight = plan.objective(measure.objective).share * measure.share
        if not measure.is_open or not measure.gap:
            continue
        for part in measure.promised.contributions:
            share = max(0.0, min(1.0, part.contribution / measure.gap))
            worth[part.project] = worth.get(part.project, 0.0) + weight * share
    return worth
