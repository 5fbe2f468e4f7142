"""Why each task is where it is in a schedule, read off the schedule alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from northing.engine.scheduling.critical_path import driving, forward
from northing.engine.scheduling.problem import Placement, Schedule, ScheduleProblem
from northing.engine.scheduling.timeline import Cause, Dates, Driver, Timeline
from northing.engine.scheduling.usage import thousandths
from northing.engine.scheduling.worktime import instant
from northing.engine.shapes import typed


@dataclass(frozen=True, slots=True)
class Delay:
    """Why one task is where it is.

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


@typed
def delays(problem: ScheduleProblem, schedule: Schedule) -> dict[str, Delay]:
    """What holds each task that is not complete, resource by resource and link by link."""
    return delays_of(Timeline(problem), schedule)


def delays_of(timeline: Timeline, schedule: Schedule) -> dict[str, Delay]:
    """The same of a problem whose links have been put in order."""
    early, _ = forward(timeline)
    dates = {key: _dates(placed) for key, placed in schedule.items()}
    works = _works(timeline, schedule)
    found = {}
    for key in timeline.order:
        task = timeline.tasks[key]
        if task.is_complete:
            continue
        earliest, resume = list(timeline.earliest_starts(key, dates)), dates[key].resume
        drivers = driving(timeline, key, earliest, resume)
        minutes = timeline.clock(key).between(early[key].resume, resume)
        held = _holding(timeline, works, key, resume) if minutes > 0 else ()
        found[key] = Delay(key, minutes, (*drivers, *held))
    return found


def _dates(placed: Placement) -> Dates:
    resume = placed.segments[0][0] if placed.segments else placed.finish
    return Dates(instant(placed.start), instant(resume), instant(placed.finish))


@dataclass(frozen=True, slots=True)
class Work:
    """The stretches of work that need a resource, by their start: start, finish, task, thousandths of units.

    None is longer than ``longest``.
    """

    stretches: list[tuple[int, int, str, int]]
    longest: int

    def at(self, minute: int) -> dict[str, int]:
        """The tasks that are worked on in the minute, with what each takes."""
        first = bisect_left(self.stretches, (minute - self.longest,))
        behind = bisect_left(self.stretches, (minute + 1,))
        return {key: units for _, finish, key, units in self.stretches[first:behind] if finish > minute}


def _works(timeline: Timeline, schedule: Schedule) -> Mapping[str, Work]:
    found: dict[str, list[tuple[int, int, str, int]]] = {}
    for key in timeline.order:
        needed = [(resource, thousandths(units)) for resource, units in timeline.tasks[key].demands.items() if units]
        for begin, end in schedule[key].segments if needed and timeline.left[key] else ():
            for start, finish in timeline.clock(key).stretches(instant(begin), instant(end)):
                for resource, units in needed:
                    found.setdefault(resource, []).append((start, finish, key, units))
    return {key: Work(sorted(each), max(finish - start for start, finish, *_ in each)) for key, each in found.items()}


def _holding(timeline: Timeline, works: Mapping[str, Work], key: str, resume: int) -> tuple[Driver, ...]:
    """The resources without enough free units in the last working minute before the task goes on, and their users."""
    if not timeline.left[key]:
        return ()
    before = timeline.clock(key).at_or_before(resume) - 1
    found = []
    for resource, units in sorted(timeline.tasks[key].demands.items()):
        if not units or resource not in works:
            continue
        busy = works[resource].at(before)
        busy.pop(key, None)
        if busy and sum(busy.values()) + thousandths(units) > thousandths(timeline.resources[resource].capacity):
            found.append(Driver(Cause.RESOURCE, key=resource, behind=tuple(sorted(busy))))
    return tuple(found)
