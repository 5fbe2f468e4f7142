"""A snapshot with its things by key, and the words that every rule uses for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import TypeVar

from northing.engine.alignment.coverage import weight_shares
from northing.engine.alignment.findings.model import Fact
from northing.engine.alignment.spend import Pull, leads_towards, pulls_of
from northing.engine.calendar import add_months
from northing.engine.governance import GateReview, Stake
from northing.engine.plan import Measure, Objective
from northing.engine.register import Benefit, Project, Stage, Support
from northing.engine.snapshot import Person, RecordLine, Snapshot

OVER = frozenset({Stage.CLOSED, Stage.CANCELLED})
AS_DECIDED = RecordLine("")
REGISTER = "Register"


T = TypeVar("T")


def _grouped(entries: Iterable[T], *, by: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for entry in entries:
        found.setdefault(by(entry), []).append(entry)
    return found


@dataclass(frozen=True)
class Look:
    """What the rules ask of a snapshot; what several of them ask is worked out once."""

    snapshot: Snapshot

    @cached_property
    def projects(self) -> dict[str, Project]:
        """Every component by key."""
        return {project.key: project for project in self.snapshot.projects}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody by key."""
        return {person.key: person for person in self.snapshot.people}

    @cached_property
    def measures(self) -> dict[str, tuple[Objective, Measure]]:
        """Every measure of the plan with its objective, by key."""
        return {measure.key: (objective, measure) for objective, measure in self.snapshot.plan.measures()}

    @cached_property
    def lines(self) -> dict[str, RecordLine]:
        """The lines of the plan of record by component."""
        return {line.project: line for line in self.snapshot.record.lines}

    @cached_property
    def planned(self) -> list[Project]:
        """What is meant to happen or has: the plan of record's components; where nothing was decided yet, all.

        Cancelled components are left out either way.
        """
        alive = [project for project in self.snapshot.projects if project.stage is not Stage.CANCELLED]
        return [project for project in alive if project.key in self.lines] if self.lines else alive

    @cached_property
    def ahead(self) -> list[Project]:
        """The planned components that are not closed."""
        return [project for project in self.planned if project.stage not in OVER]

    @cached_property
    def planned_keys(self) -> frozenset[str]:
        """Keys of ``planned``."""
        return frozenset(project.key for project in self.planned)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each component in the snapshot."""
        return {project.key: place for place, project in enumerate(self.snapshot.projects)}

    def is_ahead(self, project: Project) -> bool:
        """Whether a planned component is not closed."""
        return project.stage not in OVER

    @cached_property
    def benefits(self) -> list[Benefit]:
        """The benefits of the planned components, in the order of their keys."""
        return sorted((b for b in self.snapshot.benefits if b.project in self.planned_keys), key=lambda b: b.key)

    @cached_property
    def _benefits_by_project(self) -> dict[str, list[Benefit]]:
        return _grouped(self.benefits, by=lambda benefit: benefit.project)

    @cached_property
    def _benefits_by_measure(self) -> dict[str, list[Benefit]]:
        return _grouped(self.benefits, by=lambda benefit: benefit.measure)

    @cached_property
    def _supports(self) -> dict[str, list[Support]]:
        return _grouped(self.snapshot.supports, by=lambda support: support.project)

    @cached_property
    def children(self) -> dict[str, list[Project]]:
        """Components by the component that they belong to."""
        inner = [project for project in self.snapshot.projects if project.parent]
        return _grouped(inner, by=lambda project: project.parent or "")

    @cached_property
    def needed_by(self) -> dict[str, list[str]]:
        """Keys of the components that need a component, by its key."""
        pairs = [(need.needs, project.key) for project in self.snapshot.projects for need in project.requires]
        return {key: [consumer for _, consumer in group] for key, group in _grouped(pairs, by=itemgetter(0)).items()}

    @cached_property
    def pulls(self) -> dict[str, Pull]:
        """Objective, weight and gap of every measure of the plan."""
        return pulls_of(self.snapshot)

    @cached_property
    def gaps(self) -> dict[str, float | None]:
        """The signed gap of every measure of the plan, in its unit; None where target or reading is missing."""
        return {key: pull.gap for key, pull in self.pulls.items()}

    @cached_property
    def weight_shares(self) -> dict[str, float]:
        """The part 0..1 of every objective in the plan's weight, in the plan's order."""
        objectives = list(self.snapshot.plan.objectives())
        shares = weight_shares([objective.weight for objective in objectives])
        return {objective.key: share for objective, share in zip(objectives, shares, strict=True)}

    def benefits_of(self, project: str) -> list[Benefit]:
        """A planned component's benefits, in the order of their keys."""
        return self._benefits_by_project.get(project, [])

    def benefits_on(self, measure: str) -> list[Benefit]:
        """The planned components' benefits on a measure, in the order of their keys."""
        return self._benefits_by_measure.get(measure, [])

    def supports_of(self, project: str) -> list[Support]:
        """A component's rated supports, as the snapshot lists them."""
        return self._supports.get(project, [])

    @cached_property
    def served(self) -> dict[str, list[str]]:
        """Objectives that each component serves, planned or not: benefits towards the target, ratings above 0."""
        found: dict[str, list[str]] = {key: [] for key in self.projects}
        for benefit in self.snapshot.benefits:
            if benefit.measure in self.gaps and leads_towards(benefit, gap=self.gaps[benefit.measure]):
                found.setdefault(benefit.project, []).append(self.measures[benefit.measure][0].key)
        for support in self.snapshot.supports:
            if support.rating > 0 and support.objective in self.weight_shares:
                found.setdefault(support.project, []).append(support.objective)
        return found

    def is_linked(self, project: str) -> bool:
        """Whether the component serves any objective of the plan."""
        return bool(self.served.get(project))

    @cached_property
    def gates(self) -> dict[str, list[GateReview]]:
        """Gate reviews by component."""
        return _grouped(self.snapshot.gates, by=lambda review: review.project)

    @cached_property
    def promises(self) -> dict[tuple[str, str], Stake]:
        """What goals promise to groups, by goal and group."""
        return {(stake.goal, stake.group): stake for stake in self.snapshot.stakes if stake.goal and stake.rating > 0}

    @cached_property
    def burdens(self) -> dict[str, list[Stake]]:
        """Disbenefits of groups by the component that brings them."""
        return _grouped((s for s in self.snapshot.stakes if s.project and s.rating < 0), by=lambda stake: stake.project)

    def name(self, project: str) -> str:
        """The component's name."""
        return self.projects[project].name

    def person(self, key: str) -> str:
        """The person's name, or the key where the list of people does not have it."""
        return self.people[key].name if key in self.people else key

    def finish(self, project: Project) -> date | None:
        """When it is now expected to finish, moved by its line of the plan of record; None when nobody knows."""
        finish = project.forecast.finish or project.baseline.finish
        return add_months(finish, self.lines.get(project.key, AS_DECIDED).shift_months) if finish else None

    def said_on(self, project: Project) -> date:
        """The day of the component's last report, else the day of the snapshot."""
        return project.reported_on or self.snapshot.as_of

    def project_fact(self, project: Project, text: str, *, source: str = REGISTER, on: date | None = None) -> Fact:
        """What a source says of the component; the register of its last report, unless told otherwise."""
        return Fact(text, source, on or self.said_on(project), "project", project.key)

    def benefit_fact(self, text: str, benefits: Sequence[Benefit]) -> Fact:
        """What is claimed for benefits of one component, as the register holds it on the day of the snapshot."""
        sources = sorted({benefit.source for benefit in benefits if benefit.source})
        source = f"{', '.join(sources)} in the register" if sources else REGISTER
        return Fact(text, source, self.snapshot.as_of, "project", benefits[0].project)

    def plan_fact(self, text: str, *, kind: str, key: str, source: str = "") -> Fact:
        """What the business plan says, from the day on which it took effect."""
        plan = self.snapshot.plan
        name = f"{plan.name} v{plan.version}" if plan.version else plan.name
        return Fact(text, ", ".join(filter(None, [source, name])), plan.effective_date, kind, key)

    def record_fact(self, text: str, *, kind: str, key: str) -> Fact:
        """What the plan of record says, from the day on which it took effect."""
        record = self.snapshot.record
        source = f"Plan of record v{record.number}" if record.number else REGISTER
        return Fact(text, source, record.effective_date or self.snapshot.as_of, kind, key)
