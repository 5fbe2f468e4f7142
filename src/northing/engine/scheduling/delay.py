"""Why each task is where it is in a schedule, read off the schedule alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from northing.engine.scheduling.critical_path import driving, forward
from northing.engine.scheduling.problem import Placement, Schedule, ScheduleProblem
from northing.engine.scheduling.timeline import Cause, Dates, Driver, Timeline
from northing.engine.scheduling.usage import UNIT, thousandths
from northing.engine.scheduling.worktime import instant


@dataclass(frozen=True, slots=True)
class Delay:
    """One task's place.

    Attributes:
        minutes: working minutes by which it starts later than without limits on resources.
        drivers: what keeps it from starting earlier; none when it was moved within its float to even out use.
    """

    key: str
    minutes: int
    drivers: tuple[Driver, ...]

    def words(self, problem: ScheduleProblem) -> str:
        """In a sentence."""
        label = {task.key: task.label for task in problem.tasks}
        called = {resource.key: resource.label for resource in problem.resources}
        said = [_said(driver, label, called) for driver in self.drivers] or ["its place within its float"]
        late = f"{self.minutes} working minutes later than its links ask for" if self.minutes > 0 else "on time"
        return f"{label[self.key]} starts {late}, because of {' and '.join(said)}"


def _said(driver: Driver, label: Mapping[str, str], called: Mapping[str, str]) -> str:
    if driver.link is not None:
        return f"its {driver.link.kind} link from {label[driver.link.predecessor]}"
    if driver.cause is Cause.RESOURCE:
        return f"{called[driver.key]}, busy with {', '.join(label[key] for key in driver.behind)}"
    return f"its {driver.cause}"


def delays(problem: ScheduleProblem, schedule: Schedule) -> dict[str, Delay]:
    """What holds each task that is not complete, resource by resource and link by link."""
    timeline = Timeline(problem)
    early, _ = forward(timeline)
    dates = {key: _dates(placed) for key, placed in schedule.items()}
    users = _users(timeline)
    found = {}
    for key in timeline.order:
        task = timeline.tasks[key]
        if task.is_complete:
            continue
        bounds, resume = list(timeline.bounds(key, dates)), dates[key].resume
        drivers = driving(timeline, key, bounds, resume)
        held = _holding(timeline, schedule, users, key)
        minutes = timeline.clock(key).between(early[key].resume, resume)
        found[key] = Delay(key, minutes, (*drivers, *held) if minutes > 0 else drivers)
    return found


def _dates(placed: Placement) -> Dates:
    resume = placed.segments[0][0] if placed.segments else placed.finish
    return Dates(instant(placed.start), instant(resume), instant(placed.finish))


def _users(timeline: Timeline) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in timeline.order:
        for resource, units in timeline.tasks[key].demands.items():
            if units and timeline.left[key]:
                found.setdefault(resource, []).append(key)
    return found


def _holding(timeline: Timeline, schedule: Schedule, users: Mapping[str, list[str]], key: str) -> tuple[Driver, ...]:
    """The resources without enough free units in the last working minute before the task goes on, and their users."""
    if not timeline.left[key]:
        return ()
    before = timeline.clock(key).at_or_before(instant(schedule[key].segments[0][0])) - 1
    capacity = {resource.key: thousandths(resource.capacity) for resource in timeline.problem.resources}
    found = []
    for resource, units in sorted(timeline.tasks[key].demands.items()):
        busy = [
            other for other in users.get(resource, ()) if other != key and _works(timeline, schedule, other, before)
        ]
        taken = sum(thousandths(timeline.tasks[other].demands[resource]) for other in busy)
        if units and busy and taken + units * UNIT > capacity[resource]:
            found.append(Driver(Cause.RESOURCE, key=resource, behind=tuple(busy)))
    return tuple(found)


def _works(timeline: Timeline, schedule: Schedule, key: str, at: int) -> bool:
    """Whether a task is being worked on in a minute."""
    inside = any(instant(start) <= at < instant(finish) for start, finish in schedule[key].segments)
    return inside and timeline.clock(key).works_at(at)
