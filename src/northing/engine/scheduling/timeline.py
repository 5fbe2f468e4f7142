"""What a task's dates depend on, in minutes: its links, constraint, progress and working time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from northing.engine.scheduling.clocks import Clocks
from northing.engine.scheduling.problem import ConstraintKind, Link, LinkKind, Project, Resource, ScheduleProblem, Task
from northing.engine.scheduling.validation import validate
from northing.engine.scheduling.worktime import WorkingTime, instant

FROM_FINISH = {LinkKind.FINISH_TO_START, LinkKind.FINISH_TO_FINISH}
TO_START = {LinkKind.FINISH_TO_START, LinkKind.START_TO_START}


class Cause(StrEnum):
    """What can hold a task where it is."""

    LINK = "link"
    CONSTRAINT = "constraint"
    PROJECT_START = "project start"
    STATUS_DATE = "status date"
    ACTUAL = "actual date"
    RESOURCE = "resource"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Driver:
    """One cause of a task's start; ``link`` for a link, ``key`` for the resource or calendar."""

    cause: Cause
    link: Link | None = None
    key: str = ""
    behind: tuple[str, ...] = ()
    """The tasks that hold the resource."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Minutes: when a task starts, when what is left of it starts, and when it finishes."""

    start: int
    resume: int
    finish: int


@dataclass(frozen=True, slots=True)
class EarliestStart:
    """What is left of a task cannot start before ``at``, because of ``driver``."""

    at: int
    driver: Driver


@dataclass(slots=True)
class Timeline:
    """A problem with its tasks in order and its links by end.

    Raises:
        ProblemError: the problem is invalid.
    """

    problem: ScheduleProblem
    clocks: Clocks = field(init=False)
    tasks: Mapping[str, Task] = field(init=False)
    order: tuple[str, ...] = field(init=False)
    into: Mapping[str, list[Link]] = field(init=False)
    out_of: Mapping[str, list[Link]] = field(init=False)
    projects: Mapping[str, Project] = field(init=False)
    resources: Mapping[str, Resource] = field(init=False)
    working: Mapping[str, WorkingTime] = field(init=False)
    left: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.order = validate(self.problem)
        self.clocks = Clocks(self.problem)
        self.tasks = {task.key: task for task in self.problem.tasks}
        links = sorted(self.problem.links, key=lambda link: (link.predecessor, link.successor, link.kind))
        into, out_of = defaultdict(list), defaultdict(list)
        for link in links:
            into[link.successor].append(link)
            out_of[link.predecessor].append(link)
        self.into, self.out_of = into, out_of
        self.resources = {resource.key: resource for resource in self.problem.resources}
        named = {project.key: project for project in self.problem.projects}
        self.projects = {key: named.get(key, Project(key)) for key in sorted({t.project for t in self.problem.tasks})}
        self.working = {task.key: self.clocks.of(task) for task in self.problem.tasks}
        self.left = {task.key: self.clocks.left(task) for task in self.problem.tasks}

    def clock(self, key: str) -> WorkingTime:
        """The working time of a task."""
        return self.working[key]

    def origin(self) -> int:
        """Nothing that is left starts earlier: the status date, or the problem's start before any report."""
        return instant(self.problem.status_date or self.problem.start)

    def actual(self, key: str) -> Dates:
        """The dates of a complete task."""
        task = self.tasks[key]
        if task.actual_start is None or task.actual_finish is None:
            raise ValueError(f"task {key!r} is not complete")
        return Dates(instant(task.actual_start), instant(task.actual_finish), instant(task.actual_finish))

    def earliest_starts(self, key: str, dates: Mapping[str, Dates]) -> Iterator[EarliestStart]:
        """Everything that keeps what is left of a task from starting earlier; a fixed date stands alone.

        ``dates`` has those of all predecessors.
        """
        task = self.tasks[key]
        if (fixed := self.fixed_start(task)) is not None:
            yield EarliestStart(max(fixed, self.origin()), Driver(Cause.CONSTRAINT))
            return
        yield from self.own_starts(task)
        yield from self._not_finished_before(task)
        for link in self.into[key]:
            required = self.required(link, dates[link.predecessor])
            if link.kind not in TO_START:
                required = self.clock(key).subtract(required, self.left[key])
            yield EarliestStart(required, Driver(Cause.LINK, link))

    def fixed_start(self, task: Task) -> int | None:
        """Where a must-start-on or must-finish-on puts the start, whatever its links say; None without one."""
        if task.is_started or task.constraint_date is None:
            return None
        if task.constraint is ConstraintKind.MUST_START_ON:
            return instant(task.constraint_date)
        if task.constraint is ConstraintKind.MUST_FINISH_ON:
            return self.clocks.of(task).subtract(instant(task.constraint_date), self.left[task.key])
        return None

    def own_starts(self, task: Task) -> Iterator[EarliestStart]:
        """What keeps it from starting earlier beside its links, however long it takes."""
        if self.problem.status_date is not None:
            yield EarliestStart(instant(self.problem.status_date), Driver(Cause.STATUS_DATE))
        if task.is_started:
            return
        starts = [self.problem.start, self.projects[task.project].start]
        yield EarliestStart(max(instant(day) for day in starts if day is not None), Driver(Cause.PROJECT_START))
        if task.constraint is ConstraintKind.START_NO_EARLIER_THAN and task.constraint_date is not None:
            yield EarliestStart(instant(task.constraint_date), Driver(Cause.CONSTRAINT))

    def _not_finished_before(self, task: Task) -> Iterator[EarliestStart]:
        if task.constraint is ConstraintKind.FINISH_NO_EARLIER_THAN and task.constraint_date is not None:
            at = self.clocks.of(task).subtract(instant(task.constraint_date), self.left[task.key])
            yield EarliestStart(at, Driver(Cause.CONSTRAINT))

    def required(self, link: Link, before: Dates) -> int:
        """The earliest instant of the successor's end that the link ties."""
        anchor = before.finish if link.kind in FROM_FINISH else before.start
        return self.clocks.of_lag(link).add(anchor, link.lag) if link.lag else anchor

    def allowed(self, link: Link, after: Dates) -> int:
        """The latest instant of the predecessor's end that keeps the link.

        A successor that ends in the evening keeps a finish that is asked for by the next morning.
        """
        anchor = after.resume if link.kind in TO_START else self.snapped(link.successor, after.finish)
        if link.lag >= 0:
            return self.clocks.of_lag(link).subtract(anchor, link.lag)
        lag = self.clocks.of_lag(link)
        return lag.at_or_after(lag.add(lag.last_start(anchor), -link.lag))

    def snapped(self, key: str, at: int) -> int:
        """The first instant from ``at`` on at which the task can go on; a milestone needs no working time."""
        return self.clock(key).at_or_after(at) if self.left[key] else at

    def dated(self, key: str, resume: int) -> Dates:
        """The dates of a task whose remaining work runs from ``resume`` without a split."""
        task = self.tasks[key]
        start = instant(task.actual_start) if task.actual_start is not None else resume
        return Dates(start, resume, self.clock(key).add(resume, self.left[key]))

    def started_by(self, key: str, at: int) -> int:
        """The last start up to there: in a break nothing begins, and after it is too late."""
        return self.clock(key).last_start(at) if self.left[key] else at

    def latest_finish(self, key: str, after: Mapping[str, Dates], end: int) -> int:
        """The latest finish that keeps the successors' dates ``after`` and the task's own latest dates."""
        task, clock = self.tasks[key], self.clock(key)
        found = [end, *(instant(day) for day in (task.deadline, self._finish_by(task)) if day is not None)]
        if not task.is_started:
            by_start = [day for day in (self._start_by(task),) if day is not None]
            by_start += [
                self.allowed(link, after[link.successor])
                for link in self.out_of[key]
                if link.kind not in FROM_FINISH and link.successor in after
            ]
            found += [clock.add(self.started_by(key, at), self.left[key]) for at in by_start]
        found += [
            self.allowed(link, after[link.successor])
            for link in self.out_of[key]
            if link.kind in FROM_FINISH and link.successor in after
        ]
        return min(found)

    @staticmethod
    def _finish_by(task: Task) -> datetime | None:
        kinds = {ConstraintKind.FINISH_NO_LATER_THAN, ConstraintKind.MUST_FINISH_ON}
        return task.constraint_date if task.constraint in kinds else None

    def _start_by(self, task: Task) -> int | None:
        if task.constraint_date is None:
            return None
        at = instant(task.constraint_date)
        if task.constraint is ConstraintKind.MUST_START_ON:
            return self.snapped(task.key, at)
        return at if task.constraint is ConstraintKind.START_NO_LATER_THAN else None
