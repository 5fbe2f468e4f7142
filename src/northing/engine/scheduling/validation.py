"""Whether a problem is valid: each fault is named in the words of the field before any computation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from northing.engine.errors import (
    NegativeAmount,
    NotANumber,
    OutOfScale,
    TooLarge,
    UnknownReference,
    require_countable,
    require_finite,
    require_unique,
)
from northing.engine.scheduling.errors import CannotFit, InvalidCalendar, InvalidConstraint, InvalidProgress, LinkCycle
from northing.engine.scheduling.order import topological
from northing.engine.scheduling.problem import (
    CONTINUOUS,
    DAY,
    STANDARD,
    Calendar,
    Link,
    Project,
    Resource,
    ScheduleProblem,
    Shift,
    Task,
)
from northing.engine.shapes import require_types, typed

MOST_TASKS = 200_000
DAYS_OF_WEEK = 7
LONGEST = 100 * 366 * DAY
"""Minutes of the longest duration or lag: a hundred years day and night."""
MOST_UNITS = 1_000_000_000
"""Of a resource: with thousandths of them over a century of minutes integers do not overflow."""

FINEST_UNIT = 0.001
"""Units of a resource are counted in thousandths."""


@typed
def validate(problem: ScheduleProblem) -> tuple[str, ...]:
    """Refuse what cannot be scheduled.

    Returns:
        The keys of the tasks, every predecessor before its successors.

    Raises:
        ProblemError: a named kind for the first fault, saying where it is and how it is repaired.
    """
    require_types(problem, what="schedule")
    if len(problem.tasks) > MOST_TASKS:
        raise TooLarge(f"{len(problem.tasks):,} tasks: schedule at most {MOST_TASKS:,} together")
    _keys(problem)
    for calendar in problem.calendars:
        _calendar(calendar)
    known = calendars_of(problem)
    if problem.calendar not in known:
        raise _unknown(problem.calendar, what="the problem's calendar")
    for resource in problem.resources:
        _resource(resource, known)
    for project in problem.projects:
        _project(project)
    resources = {resource.key: resource for resource in problem.resources}
    for task in problem.tasks:
        _task(task, known, resources)
        _progress(task, problem.status_date)
    return _ordered(problem)


def calendars_of(problem: ScheduleProblem) -> dict[str, Calendar]:
    """Every calendar by key, with the two that are always there."""
    own = {calendar.key: calendar for calendar in problem.calendars}
    return {STANDARD.key: STANDARD, CONTINUOUS.key: CONTINUOUS} | own


def _keys(problem: ScheduleProblem) -> None:
    require_unique((task.key for task in problem.tasks), what="task")
    require_unique((resource.key for resource in problem.resources), what="resource")
    require_unique((project.key for project in problem.projects), what="project")
    require_unique((calendar.key for calendar in problem.calendars), what="calendar")


def _unknown(key: str, *, what: str) -> UnknownReference:
    return UnknownReference(f"{what} is {key!r}, which is not there: add it or name another")


def _calendar(calendar: Calendar) -> None:
    if len(calendar.week) != DAYS_OF_WEEK:
        raise InvalidCalendar(f"calendar {calendar.key!r} has {len(calendar.week)} weekdays: give seven, Monday first")
    for shifts in calendar.week:
        _shifts(shifts, calendar.key)
    for exception in calendar.exceptions:
        if exception.last < exception.first:
            raise InvalidCalendar(
                f"calendar {calendar.key!r} has an exception from {exception.first} to {exception.last}: swap them"
            )
        _shifts(exception.shifts, calendar.key)
    if not any(calendar.week) and not any(exception.shifts for exception in calendar.exceptions):
        raise InvalidCalendar(f"calendar {calendar.key!r} never works: give it a shift")


def _shifts(shifts: tuple[Shift, ...], key: str) -> None:
    before = 0
    for minute in (minute for shift in shifts for minute in (shift.start, shift.finish)):
        require_finite(minute, what=f"start or finish of a shift of calendar {key!r}")
    for shift in sorted(shifts):
        if not 0 <= shift.start < shift.finish <= DAY:
            raise InvalidCalendar(
                f"calendar {key!r} has a shift from minute {shift.start} to {shift.finish}: "
                "a shift lies between 0 and 1440 and ends after it starts; split one across midnight in two"
            )
        if shift.start < before:
            raise InvalidCalendar(f"calendar {key!r} has shifts that overlap at minute {shift.start}: join them")
        before = shift.finish


def _resource(resource: Resource, known: Collection[str]) -> None:
    _amount(resource.capacity, what=f"capacity of resource {resource.label!r}")
    if resource.capacity > MOST_UNITS:
        raise TooLarge(f"capacity of resource {resource.label!r} is {resource.capacity:g}; give {MOST_UNITS:,} at most")
    if resource.calendar is not None and resource.calendar not in known:
        raise _unknown(resource.calendar, what=f"calendar of resource {resource.label!r}")


def _project(project: Project) -> None:
    _amount(project.weight, what=f"weight of project {project.label!r}")


def _amount(amount: float, *, what: str) -> None:
    require_countable(amount, what=what)
    if amount < 0:
        raise NegativeAmount(f"{what} is {amount:g}: it cannot be below zero")


def _is_whole(minutes: float, *, least: int) -> bool:
    """Whether nothing is to be said of them; that of thousands need no name, which takes longer than to look."""
    return isinstance(minutes, int | float) and least <= minutes <= LONGEST and minutes == int(minutes)


def _minutes(minutes: float, *, what: str) -> None:
    require_finite(minutes, what=what)
    if minutes != int(minutes):
        raise NotANumber(f"{what} is {minutes:g}: give whole working minutes")
    if abs(minutes) > LONGEST:
        raise TooLarge(f"{what} is {minutes:,} minutes, more than a hundred years")


def _task(task: Task, known: Collection[str], resources: dict[str, Resource]) -> None:
    for what, minutes in (
        ("duration", task.duration),
        ("remaining duration", 0 if task.remaining is None else task.remaining),
    ):
        if not _is_whole(minutes, least=0):
            _minutes(minutes, what=f"{what} of task {task.label!r}")
            _amount(minutes, what=f"{what} of task {task.label!r}")
    if task.calendar is not None and task.calendar not in known:
        raise _unknown(task.calendar, what=f"calendar of task {task.label!r}")
    if task.constraint_date is None and task.constraint.needs_date:
        raise InvalidConstraint(f"task {task.label!r} has {task.constraint} without a date: give one, or make it ASAP")
    for key, units in task.demands.items():
        if key not in resources:
            raise _unknown(key, what=f"a resource of task {task.label!r}")
        _demand(task, units, resources[key])


def _demand(task: Task, units: float, resource: Resource) -> None:
    what = f"demand of task {task.label!r} for {resource.label!r}"
    _amount(units, what=what)
    if abs(units / FINEST_UNIT - round(units / FINEST_UNIT)) > FINEST_UNIT:
        raise OutOfScale(f"{what} is {units:g}: units are counted in thousandths")
    if units > resource.capacity and task.duration and not task.is_complete:
        raise CannotFit(f"{what} is {units:g}, but there are only {resource.capacity:g}: add capacity or need less")


def _progress(task: Task, status: datetime | None) -> None:
    if task.actual_start is None and task.actual_finish is None:
        return
    if task.actual_finish is not None and task.actual_start is None:
        raise InvalidProgress(f"task {task.label!r} is finished without an actual start: give one")
    if task.actual_start and task.actual_finish and task.actual_finish < task.actual_start:
        raise InvalidProgress(f"task {task.label!r} finished before it started: correct one of the two dates")
    if task.remaining and task.is_complete:
        raise InvalidProgress(f"task {task.label!r} is finished, but {task.remaining} minutes are left: drop one")
    if task.is_started and status is None:
        raise InvalidProgress(
            f"task {task.label!r} has begun, but there is no status date: give the date of the report"
        )
    latest = task.actual_finish or task.actual_start
    if latest is not None and status is not None and latest > status:
        raise InvalidProgress(f"task {task.label!r} has an actual date after the status date {status}: correct one")


def _ordered(problem: ScheduleProblem) -> tuple[str, ...]:
    """The tasks in the order of their links, which are looked at first."""
    keys = {task.key for task in problem.tasks}
    for link in problem.links:
        if link.predecessor not in keys:
            raise _unknown(link.predecessor, what=f"the predecessor of {_named(link)}")
        if link.successor not in keys:
            raise _unknown(link.successor, what=f"the successor of {_named(link)}")
        if not _is_whole(link.lag, least=-LONGEST):
            _minutes(link.lag, what=f"lag of {_named(link)}")
        if link.predecessor == link.successor:
            raise LinkCycle((link.predecessor,))
    require_unique(((link.predecessor, link.successor, str(link.kind)) for link in problem.links), what="link")
    return topological(keys, problem.links)


def _named(link: Link) -> str:
    return f"link {link.predecessor!r} → {link.successor!r}"
