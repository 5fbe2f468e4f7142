"""The critical path method: early and late dates, float, and what drives each task.

Source: Kelley and Walker (1959); links of four kinds with lags as in precedence diagramming (Fondahl, 1961); progress
by retained logic: what is left of a task that began out of sequence still waits for its predecessors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from northing.engine.scheduling.problem import ConstraintKind, Link, ScheduleProblem
from northing.engine.scheduling.timeline import FROM_FINISH, Cause, Dates, Driver, EarliestStart, Timeline
from northing.engine.scheduling.worktime import instant, moment
from northing.engine.shapes import typed


@dataclass(frozen=True, slots=True)
class TaskDates:
    """What the network says of one task.

    Attributes:
        start, finish: as scheduled: early, or late within the free float for as-late-as-possible.
        early_start, early_finish, late_start, late_finish: of what is left for a task in progress; the late dates of a
            complete one are its actual ones.
        total_float: working minutes that it can slip before the project's end, due date or a deadline slips; negative
            when that is missed already.
        free_float: working minutes that it can slip before another task or the project's end does, at least 0.
        drivers: what keeps it from starting earlier.
    """

    key: str
    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float: int
    free_float: int
    is_critical: bool
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """Dates of every task in topological order.

    Attributes:
        path: the chain of driving links that ends with the last finish, first task first.
        broken_links: links that a must-start-on or must-finish-on overrides.
    """

    dates: Mapping[str, TaskDates]
    finish: datetime
    path: tuple[str, ...]
    broken_links: tuple[Link, ...]

    @property
    def critical(self) -> tuple[str, ...]:
        """The keys of the critical tasks."""
        return tuple(key for key, dates in self.dates.items() if dates.is_critical)

    @property
    def words(self) -> str:
        """One sentence: when it ends, and which tasks decide that."""
        return f"Finished on {self.finish:%d %b %Y %H:%M}; critical: {', '.join(self.critical)}"


@typed
def critical_path(problem: ScheduleProblem, *, critical_float: int = 0) -> CriticalPath:
    """Early and late dates by the critical path method, as if there were enough of every resource.

    ES = max over links, constraint, project start and status date; EF = ES + duration; LF = min over links, project
    end, due date, deadline and constraint; total float = LS − ES. Every sum is in working time.

    Args:
        problem: what is to be scheduled.
        critical_float: working minutes of total float up to which a task is critical.

    Raises:
        ProblemError: the problem is invalid.
    """
    return dates_of(Timeline(problem), critical_float=critical_float)


def dates_of(timeline: Timeline, *, critical_float: int = 0) -> CriticalPath:
    """The same of a problem whose links have been put in order."""
    early, drivers = forward(timeline)
    late = backward(timeline, early)
    placed = _as_late_as_possible(timeline, early)
    ends = project_ends(timeline, early)
    free = {key: _free_float(timeline, key, early, ends) for key in timeline.order}
    found = {}
    for key in timeline.order:
        slack = timeline.clock(key).between(early[key].resume, late[key].resume)
        done = timeline.tasks[key].is_complete
        found[key] = TaskDates(
            key=key,
            start=moment(placed[key].start),
            finish=moment(placed[key].finish),
            early_start=moment(early[key].start if done else early[key].resume),
            early_finish=moment(early[key].finish),
            late_start=moment(late[key].start if done else late[key].resume),
            late_finish=moment(late[key].finish),
            total_float=0 if done else slack,
            free_float=free[key],
            is_critical=not done and slack <= critical_float,
            drivers=drivers[key],
        )
    finish = max((dates.finish for dates in early.values()), default=timeline.origin())
    broken = tuple(link for link in timeline.problem.links if _is_broken(timeline, link, early))
    return CriticalPath(found, moment(finish), _path(timeline, early, drivers), broken)


def forward(timeline: Timeline) -> tuple[dict[str, Dates], dict[str, tuple[Driver, ...]]]:
    """Early dates and their causes."""
    dates: dict[str, Dates] = {}
    drivers: dict[str, tuple[Driver, ...]] = {}
    for key in timeline.order:
        if timeline.tasks[key].is_complete:
            dates[key], drivers[key] = timeline.actual(key), (Driver(Cause.ACTUAL),)
            continue
        earliest = list(timeline.earliest_starts(key, dates))
        resume = timeline.snapped(key, max(each.at for each in earliest))
        dates[key], drivers[key] = timeline.dated(key, resume), driving(timeline, key, earliest, resume)
    return dates, drivers


def driving(timeline: Timeline, key: str, earliest: Sequence[EarliestStart], resume: int) -> tuple[Driver, ...]:
    """The causes that would each alone lead to this start, links first."""
    found = [each.driver for each in earliest if timeline.snapped(key, each.at) == resume]
    return tuple(sorted(found, key=lambda driver: driver.cause is not Cause.LINK))


def project_ends(timeline: Timeline, early: Mapping[str, Dates]) -> dict[str, int]:
    """The last early finish of each project."""
    ends: dict[str, int] = {}
    for key, dates in early.items():
        project = timeline.tasks[key].project
        ends[project] = max(ends.get(project, dates.finish), dates.finish)
    return ends


def backward(timeline: Timeline, early: Mapping[str, Dates]) -> dict[str, Dates]:
    """Late dates; float is measured against the project's end, or its due date where that comes first."""
    ends = project_ends(timeline, early)
    for key, project in timeline.projects.items():
        if project.due is not None and key in ends:
            ends[key] = min(ends[key], instant(project.due))
    late: dict[str, Dates] = {}
    for key in reversed(timeline.order):
        if not timeline.tasks[key].is_complete:
            late[key] = _ending(timeline, key, timeline.latest_finish(key, late, ends[timeline.tasks[key].project]))
    return late | {key: early[key] for key in timeline.order if key not in late}


def _ending(timeline: Timeline, key: str, finish: int) -> Dates:
    """The dates of a task whose work ends by ``finish``."""
    clock, left = timeline.clock(key), timeline.left[key]
    finish = clock.at_or_before(finish) if left else finish
    resume = clock.subtract(finish, left)
    return Dates(timeline.dated(key, resume).start, resume, finish)


def _as_late_as_possible(timeline: Timeline, early: Mapping[str, Dates]) -> dict[str, Dates]:
    """Early dates, but tasks that asked for it as late as no other task notices."""
    ends, placed = project_ends(timeline, early), dict(early)
    for key in reversed(timeline.order):
        task = timeline.tasks[key]
        if task.constraint is not ConstraintKind.AS_LATE_AS_POSSIBLE or task.is_started:
            continue
        open_ones = {link.successor for link in timeline.out_of[key] if not timeline.tasks[link.successor].is_complete}
        after = {successor: placed[successor] for successor in open_ones}
        latest = _ending(timeline, key, timeline.latest_finish(key, after, ends[task.project]))
        placed[key] = max(early[key], latest, key=lambda dates: dates.resume)
    return placed


def _free_float(timeline: Timeline, key: str, early: Mapping[str, Dates], ends: Mapping[str, int]) -> int:
    """The least slack of its links to tasks that are not complete, and to the project's end."""
    task, own = timeline.tasks[key], early[key]
    if task.is_complete:
        return 0
    slacks = [timeline.clock(key).between(own.finish, ends[task.project])]
    for link in timeline.out_of[key]:
        if timeline.tasks[link.successor].is_complete or (link.kind not in FROM_FINISH and task.is_started):
            continue
        at = timeline.allowed(link, early[link.successor])
        anchor, at = (own.finish, at) if link.kind in FROM_FINISH else (own.start, timeline.started_by(key, at))
        slacks.append(timeline.clock(key).between(anchor, at))
    return max(0, min(slacks))


def _is_broken(timeline: Timeline, link: Link, dates: Mapping[str, Dates]) -> bool:
    task, after = timeline.tasks[link.successor], dates[link.successor]
    if timeline.fixed_start(task) is None or task.is_complete:
        return False
    required = timeline.required(link, dates[link.predecessor])
    at = after.finish if link.kind.endswith("F") else after.resume
    return timeline.clock(link.successor).between(at, required) > 0


def _path(timeline: Timeline, dates: Mapping[str, Dates], drivers: Mapping[str, tuple[Driver, ...]]) -> tuple[str, ...]:
    """Back from the last finish along the first driving link, until something else drives."""
    waiting = [key for key in timeline.order if not timeline.tasks[key].is_complete]
    if not waiting:
        return ()
    path = [max(waiting, key=lambda key: dates[key].finish)]
    while (link := next((driver.link for driver in drivers[path[-1]] if driver.link), None)) is not None:
        path.append(link.predecessor)
        if timeline.tasks[link.predecessor].is_complete:
            break
    return tuple(reversed(path))
