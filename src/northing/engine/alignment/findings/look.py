"""A snapshot with its things by key, and the words that every rule uses for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from northing.engine.alignment.findings.model import Fact
from northing.engine.calendar import add_months
from northing.engine.plan import Measure, Objective
from northing.engine.register import Benefit, Project, Stage
from northing.engine.snapshot import Person, RecordLine, Snapshot

OVER = frozenset({Stage.CLOSED, Stage.CANCELLED})
AS_DECIDED = RecordLine("")
REGISTER = "Register"


@dataclass(frozen=True)
class Look:
    """What a rule asks of a snapshot."""

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
    def benefits(self) -> list[Benefit]:
        """The benefits of the planned components, in the order of their keys."""
        planned = {project.key for project in self.planned}
        return sorted((b for b in self.snapshot.benefits if b.project in planned), key=lambda b: b.key)

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
