"""When tasks happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from northing.engine.effort import Effort
from northing.engine.kinds.model import Answer, Check, NoOptions, checked
from northing.engine.scheduling import (
    LinkKind,
    Objective,
    ScheduleProblem,
    ScheduleResult,
    Thresholds,
    check,
    check_quality,
)
from northing.engine.scheduling import critical_path as path_of
from northing.engine.scheduling import level as levelled
from northing.engine.scheduling import schedule as scheduled

KEPT = "links, calendars, dates and capacities of every task looked at again"


@dataclass(frozen=True, slots=True)
class Scheduling:
    """What a schedule is chosen for, and whether tasks may pause."""

    objective: Objective = Objective.MAKESPAN
    can_split: bool = False


@dataclass(frozen=True, slots=True)
class Baseline:
    """The planned finish of each task, and what to hold the schedule against.

    Without finishes missed tasks, CPLI and BEI are unknown.
    """

    finishes: Mapping[str, datetime] = field(default_factory=dict)
    limits: Thresholds = field(default_factory=Thresholds)


def critical_path(problem: ScheduleProblem, options: NoOptions, effort: Effort) -> Answer:
    """Early and late dates and float, without limits on resources."""
    del options, effort
    found = path_of(problem)
    dates, free = found.dates, set(found.broken_links)
    early = [
        f"{link.successor} starts before {link.predecessor} finishes"
        for link in problem.links
        if link.kind is LinkKind.FINISH_TO_START
        and link.lag >= 0
        and link not in free
        and dates[link.successor].early_start < dates[link.predecessor].early_finish
    ]
    words = [f"  {key}: {_span(one.start, one.finish)}, float {one.total_float} min" for key, one in dates.items()]
    return Answer(
        found, (f"{found.words}.", *words), checked("no finish-to-start link is broken by the early dates", early)
    )


def quality(problem: ScheduleProblem, options: Baseline, effort: Effort) -> Answer:
    """The DCMA's fourteen points of a sound schedule, BEI and CPLI among them."""
    del effort
    found = check_quality(problem, baseline=options.finishes, limits=options.limits)
    known = [point for point in found if point.is_met is not None]
    words = {None: "unknown", True: "met", False: "missed"}
    tasks = {task.key for task in problem.tasks}
    faults = [
        f"{point.name} is about {key}, which is not there" for point in found for key in point.tasks if key not in tasks
    ]
    twice = None if len({point.name for point in found}) == len(found) else "a point is told twice"
    head = f"{sum(1 for point in known if point.is_met)} of {len(known)} points are met; {len(found)} are there in all."
    lines = (f"  {point.name}: {words[point.is_met]} ({point.words})" for point in found)
    return Answer(
        {"points": found}, (head, *lines), checked("each point once, about tasks that are there", [*faults, twice])
    )


def schedule(problem: ScheduleProblem, options: Scheduling, effort: Effort) -> Answer:
    """The best schedule within every resource's capacity."""
    found = scheduled(problem, objective=options.objective, can_split=options.can_split, effort=effort)
    return _answer(problem, found)


def level(problem: ScheduleProblem, options: Scheduling, effort: Effort) -> Answer:
    """Projects in the order of their priority within every resource's capacity."""
    found = levelled(problem, objective=options.objective, can_split=options.can_split, effort=effort)
    return _answer(problem, found)


def _answer(problem: ScheduleProblem, found: ScheduleResult) -> Answer:
    words = [f"  {key}: {_span(placed.start, placed.finish)}" for key, placed in found.schedule.items()]
    faults = [v.words for v in check(problem, found.schedule) if v.rule is not v.rule.TOO_LATE]
    return Answer(found, (f"{found.words}.", *words), Check(KEPT, tuple(faults)))


def _span(start: object, finish: object) -> str:
    return f"{start} – {finish}"
