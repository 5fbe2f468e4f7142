"""The DCMA's fourteen points of a sound schedule, and the two indices BEI and CPLI.

Source: Defense Contract Management Agency, Earned Value Management System Program Analysis Pamphlet (EVMSPAP, 2012),
14-point assessment. Every threshold is a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from northing.engine.scheduling.critical_path import CriticalPath, critical_path, dates_of
from northing.engine.scheduling.problem import Link, LinkKind, ScheduleProblem, Task
from northing.engine.scheduling.timeline import Timeline
from northing.engine.scheduling.worktime import instant
from northing.engine.shapes import typed

WORKDAY = 480
"""Working minutes of a day of the default thresholds."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a sound schedule keeps to; shares are of open tasks or of the links between them.

    Attributes:
        high_float, high_duration: working minutes above which float and duration are high: 44 days.
        probe: working minutes by which the critical path test delays a task: 600 days.
    """

    logic: float = 0.05
    leads: float = 0.0
    lags: float = 0.05
    finish_to_start: float = 0.9
    hard_constraints: float = 0.05
    high_float_share: float = 0.05
    negative_float: float = 0.0
    high_duration_share: float = 0.05
    invalid_dates: float = 0.0
    resources: float = 0.0
    missed: float = 0.05
    cpli: float = 0.95
    bei: float = 0.95
    high_float: int = 44 * WORKDAY
    high_duration: int = 44 * WORKDAY
    probe: int = 600 * WORKDAY


@dataclass(frozen=True, slots=True)
class Point:
    """One of the fourteen.

    Attributes:
        value: a share or an index; None when it cannot be known.
        is_met: None when it cannot be known.
        tasks: the keys of the tasks that count against it.
        words: what was found, or what is missing to know it.
    """

    name: str
    value: float | None
    threshold: float
    is_met: bool | None
    tasks: tuple[str, ...]
    words: str


@dataclass(slots=True)
class _Look:
    """Everything the points are read from."""

    timeline: Timeline
    baseline: Mapping[str, datetime]
    limits: Thresholds
    dates: CriticalPath
    problem: ScheduleProblem = field(init=False)
    open: list[Task] = field(init=False)
    links: list[Link] = field(init=False)

    def __post_init__(self) -> None:
        self.problem = self.timeline.problem
        self.open = [task for task in self.problem.tasks if not task.is_complete]
        keys = {task.key for task in self.open}
        self.links = [link for link in self.problem.links if {link.predecessor, link.successor} <= keys]


@typed
def check_quality(
    problem: ScheduleProblem,
    *,
    baseline: Mapping[str, datetime] | None = None,
    limits: Thresholds | None = None,
) -> tuple[Point, ...]:
    """The fourteen points in their order.

    Args:
        problem: the schedule.
        baseline: the planned finish of each task; without it missed tasks, CPLI and BEI are unknown.
        limits: what to hold it against.

    Raises:
        ProblemError: the problem is invalid.
    """
    timeline = Timeline(problem)
    look = _Look(timeline, baseline or {}, limits or Thresholds(), dates_of(timeline))
    return tuple(point(look) for point in POINTS)


def _share(name: str, bad: Sequence[str], total: int, threshold: float, what: str) -> Point:
    """A share of ``total`` that must not exceed its threshold."""
    value = len(set(bad)) / total if total else 0.0
    words = f"{len(set(bad))} of {total} {what}"
    return Point(name, value, threshold, value <= threshold, tuple(dict.fromkeys(bad)), words)


def _unknown(name: str, threshold: float, missing: str) -> Point:
    return Point(name, None, threshold, None, (), f"unknown: {missing}")


def _logic(look: _Look) -> Point:
    after = {link.successor for link in look.problem.links}
    before = {link.predecessor for link in look.problem.links}
    bad = [task.key for task in look.open if task.key not in after or task.key not in before]
    return _share("logic", bad, len(look.open), look.limits.logic, "open tasks lack a predecessor or a successor")


def _of_links(look: _Look, name: str, bad: Sequence[Link], threshold: float, what: str) -> Point:
    value = len(bad) / len(look.links) if look.links else 0.0
    tasks = tuple(dict.fromkeys(link.successor for link in bad))
    return Point(name, value, threshold, value <= threshold, tasks, f"{len(bad)} of {len(look.links)} {what}")


def _leads(look: _Look) -> Point:
    bad = [link for link in look.links if link.lag < 0]
    return _of_links(look, "leads", bad, look.limits.leads, "links have a lead")


def _lags(look: _Look) -> Point:
    bad = [link for link in look.links if link.lag > 0]
    return _of_links(look, "lags", bad, look.limits.lags, "links have a lag")


def _kinds(look: _Look) -> Point:
    bad = [link for link in look.links if link.kind is not LinkKind.FINISH_TO_START]
    value = 1 - len(bad) / len(look.links) if look.links else 1.0
    met, words = value >= look.limits.finish_to_start, f"{len(bad)} of {len(look.links)} links are not finish-to-start"
    tasks = tuple(dict.fromkeys(link.successor for link in bad))
    return Point("relationship types", value, look.limits.finish_to_start, met, tasks, words)


def _of_tasks(look: _Look, name: str, is_bad: Callable[[Task], bool], threshold: float, what: str) -> Point:
    return _share(name, [task.key for task in look.open if is_bad(task)], len(look.open), threshold, what)


def _hard(look: _Look) -> Point:
    limit = look.limits.hard_constraints
    return _of_tasks(
        look, "hard constraints", lambda t: t.constraint.is_hard, limit, "open tasks have a hard constraint"
    )


def _high_float(look: _Look) -> Point:
    limit, dates = look.limits.high_float, look.dates.dates
    what = f"open tasks have more than {limit} working minutes of total float"
    bad = look.limits.high_float_share
    return _of_tasks(look, "high float", lambda task: dates[task.key].total_float > limit, bad, what)


def _negative_float(look: _Look) -> Point:
    limit, dates = look.limits.negative_float, look.dates.dates
    what = "open tasks have negative float"
    return _of_tasks(look, "negative float", lambda task: dates[task.key].total_float < 0, limit, what)


def _high_duration(look: _Look) -> Point:
    limit = look.limits.high_duration
    what = f"open tasks take more than {limit} working minutes"
    bad = look.limits.high_duration_share
    return _of_tasks(look, "high duration", lambda task: task.duration > limit, bad, what)


def _invalid_dates(look: _Look) -> Point:
    """Actual dates after the status date are refused before; what is left is work planned before it."""
    status, total = look.problem.status_date, len(look.open)
    if status is None:
        return _unknown("invalid dates", look.limits.invalid_dates, "there is no status date")
    bad = [
        t.key
        for t in look.open
        if t.constraint.needs_date and t.constraint_date is not None and t.constraint_date < status and not t.is_started
    ]
    return _share("invalid dates", bad, total, look.limits.invalid_dates, "open tasks are held to a date in the past")


def _resources(look: _Look) -> Point:
    bad = [task.key for task in look.open if task.duration and not any(task.demands.values())]
    total = sum(task.duration > 0 for task in look.open)
    return _share("resources", bad, total, look.limits.resources, "open tasks with a duration need no resource")


def _due_by_now(look: _Look) -> list[Task] | None:
    """Tasks that the baseline finishes by the status date; None when that cannot be known."""
    status = look.problem.status_date
    if status is None or not look.baseline:
        return None
    return [task for task in look.problem.tasks if look.baseline.get(task.key, datetime.max) <= status]  # noqa: DTZ901


def _missed(look: _Look) -> Point:
    due = _due_by_now(look)
    if due is None:
        return _unknown("missed tasks", look.limits.missed, "it needs a baseline and a status date")
    bad = [task.key for task in due if look.dates.dates[task.key].early_finish > look.baseline[task.key]]
    return _share("missed tasks", bad, len(due), look.limits.missed, "tasks due by now finished or will finish late")


def _path_test(look: _Look) -> Point:
    """A long delay of the first task with the least float must delay the end as much."""
    timeline, dates = look.timeline, look.dates.dates
    waiting = [task.key for task in look.open if timeline.left[task.key]]
    if not waiting:
        return _unknown("critical path test", 1.0, "nothing is left to do")
    least = min(dates[key].total_float for key in waiting)
    keys = [key for key in timeline.order if key in set(waiting) and dates[key].total_float == least]
    first, longer = keys[0], look.limits.probe + timeline.left[keys[0]]
    tasks = [_longer(task, longer) if task.key == first else task for task in look.problem.tasks]
    after = critical_path(replace(look.problem, tasks=tuple(tasks))).finish
    clock = timeline.clock(first)
    moved = clock.between(instant(look.dates.finish), instant(after)) / look.limits.probe
    words = f"{_days(look.limits.probe)} more on {first!r} move the end by {moved:.0%} of them"
    return Point("critical path test", moved, 1.0, moved >= 1.0 - 1e-9, () if moved >= 1 else tuple(keys), words)


def _days(minutes: int) -> str:
    return f"{minutes / WORKDAY:g} days"


def _longer(task: Task, left: int) -> Task:
    return replace(task, remaining=left) if task.is_started else replace(task, duration=left, remaining=None)


def _cpli(look: _Look) -> Point:
    """CPLI = (critical path length + total float) ÷ critical path length, both in working time from the status date."""
    if look.problem.status_date is None or not look.baseline:
        return _unknown("CPLI", look.limits.cpli, "it needs a baseline and a status date")
    timeline = look.timeline
    clock = timeline.clocks.of_key(look.problem.calendar)
    finish, planned = instant(look.dates.finish), instant(max(look.baseline.values()))
    length = clock.between(timeline.origin(), finish)
    if length <= 0:
        return _unknown("CPLI", look.limits.cpli, "nothing is left to do")
    value = (length + clock.between(finish, planned)) / length
    words = f"{length} working minutes to the end, {clock.between(finish, planned)} of float to the baseline's end"
    return Point("CPLI", value, look.limits.cpli, value >= look.limits.cpli, look.dates.path, words)


def _bei(look: _Look) -> Point:
    """BEI = tasks complete ÷ tasks that the baseline completes by the status date."""
    due = _due_by_now(look)
    if due is None:
        return _unknown("BEI", look.limits.bei, "it needs a baseline and a status date")
    done = sum(task.is_complete for task in look.problem.tasks)
    if not due:
        return _unknown("BEI", look.limits.bei, "nothing was due by the status date")
    value, open_ones = done / len(due), tuple(task.key for task in due if not task.is_complete)
    words = f"{done} tasks are complete, {len(due)} should be"
    return Point("BEI", value, look.limits.bei, value >= look.limits.bei, open_ones, words)


POINTS: tuple[Callable[[_Look], Point], ...] = (
    _logic,
    _leads,
    _lags,
    _kinds,
    _hard,
    _high_float,
    _negative_float,
    _high_duration,
    _invalid_dates,
    _resources,
    _missed,
    _path_test,
    _cpli,
    _bei,
)
