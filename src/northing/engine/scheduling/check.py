"""The independent checker: whether a schedule keeps every rule.

It shares no arithmetic with what makes schedules, but for the calendars' own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from northing.engine.scheduling.clocks import Clocks
from northing.engine.scheduling.problem import (
    ConstraintKind,
    Link,
    LinkKind,
    Placement,
    Schedule,
    ScheduleProblem,
    Task,
)
from northing.engine.scheduling.worktime import instant
from northing.engine.shapes import typed


class Rule(StrEnum):
    """What a schedule can break."""

    MISSING = "not scheduled"
    WORK = "not its whole work"
    SPLIT = "split without leave"
    PROGRESS = "not as reported"
    TOO_EARLY = "before its time"
    TOO_LATE = "after its latest date"
    LINK = "link"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, in words, with the tasks concerned."""

    rule: Rule
    tasks: tuple[str, ...]
    words: str


@typed
def check(problem: ScheduleProblem, schedule: Schedule) -> tuple[Violation, ...]:
    """Every rule that the schedule breaks; a must-start-on or must-finish-on outranks its links."""
    missing = [task.key for task in problem.tasks if task.key not in schedule]
    if missing:
        return tuple(Violation(Rule.MISSING, (key,), f"task {key!r} is not scheduled") for key in missing)
    clocks, tasks = Clocks(problem), {task.key: task for task in problem.tasks}
    starts = {project.key: project.start for project in problem.projects}
    found = [
        violation
        for task in problem.tasks
        for violation in _task(clocks, task, schedule[task.key], _earliest(problem, starts.get(task.project), task))
    ]
    found += [violation for link in problem.links for violation in _link(tasks, clocks, link, schedule)]
    return (*found, *_capacity(problem, clocks, schedule))


def _task(
    clocks: Clocks, task: Task, placed: Placement, earliest_starts: Iterator[tuple[datetime, str]]
) -> Iterator[Violation]:
    if task.is_complete:
        if (placed.start, placed.finish) != (task.actual_start, task.actual_finish):
            yield Violation(Rule.PROGRESS, (task.key,), f"task {task.label!r} is not where it was reported")
        return
    work = sum(clocks.of(task).between(instant(start), instant(finish)) for start, finish in placed.segments)
    if work != clocks.left(task):
        words = f"task {task.label!r} has {work} of {clocks.left(task)} working minutes"
        yield Violation(Rule.WORK, (task.key,), words)
    if len(placed.segments) > 1 and not task.can_split:
        yield Violation(Rule.SPLIT, (task.key,), f"task {task.label!r} is split, which it does not allow")
    if task.actual_start is not None and placed.start != task.actual_start:
        yield Violation(Rule.PROGRESS, (task.key,), f"task {task.label!r} does not start where it was reported")
    begins = placed.segments[0][0]
    for earliest, why in earliest_starts:
        if begins < earliest:
            yield Violation(Rule.TOO_EARLY, (task.key,), f"task {task.label!r} goes on at {begins}, before {why}")
    yield from _constraint(clocks, task, placed)


def _earliest(problem: ScheduleProblem, of_project: datetime | None, task: Task) -> Iterator[tuple[datetime, str]]:
    if problem.status_date is not None:
        yield problem.status_date, "the status date"
    if not task.is_started:
        yield problem.start, "the start"
        if of_project is not None and not _is_fixed(task):
            yield of_project, "its project's start"


def _is_fixed(task: Task) -> bool:
    return task.constraint in {ConstraintKind.MUST_START_ON, ConstraintKind.MUST_FINISH_ON} and not task.is_started


def _constraint(clocks: Clocks, task: Task, placed: Placement) -> Iterator[Violation]:
    day, kind = task.constraint_date, task.constraint
    if day is None or (task.is_started and kind in {"SNET", "SNLT", "MSO"}):
        return
    early = {ConstraintKind.START_NO_EARLIER_THAN: placed.start, ConstraintKind.FINISH_NO_EARLIER_THAN: placed.finish}
    late = {
        ConstraintKind.START_NO_LATER_THAN: placed.start,
        ConstraintKind.FINISH_NO_LATER_THAN: placed.finish,
        ConstraintKind.MUST_FINISH_ON: placed.finish,
    }
    is_same_finish = (
        kind in {ConstraintKind.FINISH_NO_EARLIER_THAN, ConstraintKind.MUST_FINISH_ON}
        and clocks.left(task) > 0
        and clocks.of(task).between(instant(placed.finish), instant(day)) == 0
    )
    if kind in early and early[kind] < day and not is_same_finish:
        yield Violation(
            Rule.TOO_EARLY, (task.key,), f"task {task.label!r} is at {early[kind]}, before its {kind} {day}"
        )
    if kind in late and late[kind] > day:
        yield Violation(Rule.TOO_LATE, (task.key,), f"task {task.label!r} is at {late[kind]}, after its {kind} {day}")


def _link(tasks: Mapping[str, Task], clocks: Clocks, link: Link, schedule: Schedule) -> Iterator[Violation]:
    after, before, placed = tasks[link.successor], schedule[link.predecessor], schedule[link.successor]
    if after.is_complete or _is_fixed(after):
        return
    anchor = before.finish if link.kind.startswith("F") else before.start
    required = clocks.of_lag(link).add(instant(anchor), link.lag)
    to_start = link.kind in {LinkKind.FINISH_TO_START, LinkKind.START_TO_START}
    at = instant(placed.segments[0][0] if to_start else placed.finish)
    if at < required and (to_start or clocks.of(after).between(at, required) > 0 or not clocks.left(after)):
        words = f"{link.kind} link {link.predecessor!r} → {link.successor!r} (lag {link.lag}) is broken"
        yield Violation(Rule.LINK, (link.predecessor, link.successor), words)


def _capacity(problem: ScheduleProblem, clocks: Clocks, schedule: Schedule) -> Iterator[Violation]:
    """Sweeps the starts and ends of all work at each resource."""
    events: dict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for task in problem.tasks:
        for key, units in task.demands.items():
            for segment in schedule[task.key].segments if units and not task.is_complete else ():
                for start, finish in clocks.of(task).stretches(instant(segment[0]), instant(segment[1])):
                    events[key] += [(start, units, task.key), (finish, -units, task.key)]
    for resource in problem.resources:
        level, running = 0.0, set[str]()
        for _, units, key in sorted(events[resource.key], key=lambda event: (event[0], event[1])):
            level += units
            running = running | {key} if units > 0 else running - {key}
            if level > resource.capacity + 1e-6:
                words = f"{resource.label!r} has {resource.capacity:g} units, but {level:g} are needed at once"
                yield Violation(Rule.CAPACITY, tuple(sorted(running)), words)
                break
