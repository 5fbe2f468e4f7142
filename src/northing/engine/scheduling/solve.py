"""Schedules under limits on resources: the shortest one, and levelling by priority.

Both go the same way: the open tasks as a model in slots (``model``), a search for starts (``solvers.search``), the
tasks placed to the minute in the order of these starts (``place``), and the independent check (``check``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import SolverFailed
from northing.engine.scheduling.bounds import lower_bound
from northing.engine.scheduling.check import Rule, Violation, check
from northing.engine.scheduling.critical_path import forward
from northing.engine.scheduling.delay import Delay, delays_of
from northing.engine.scheduling.model import SlotModel, Standing, holds_when_split, slot_model
from northing.engine.scheduling.params import ScheduleParams, Searched
from northing.engine.scheduling.place import Placer
from northing.engine.scheduling.problem import Resource, Schedule, ScheduleProblem, Task
from northing.engine.scheduling.smooth import smoothed
from northing.engine.scheduling.timeline import Timeline
from northing.engine.scheduling.worktime import instant, moment
from northing.engine.shapes import typed

DEFAULT_PARAMS = ScheduleParams()
FINISHING = 30.0
"""Placing, checking and explaining take up to this many times as long as reading the problem did."""
MOST_FINISHING = 0.5
"""Share of the time limit that is kept back for them, at most."""
SEARCHING = 0.7
"""Share of the time for the makespan where it is to be evened out afterwards."""


class Objective(StrEnum):
    """What a schedule is chosen for; each after the first keeps the makespan that it finds."""

    MAKESPAN = "makespan"
    TARDINESS = "weighted tardiness"
    PEAK = "peak of use"
    VARIANCE = "variance of use"


EVEN = frozenset({Objective.PEAK, Objective.VARIANCE})
"""What is evened out within the makespan."""


@dataclass(frozen=True, slots=True)
class ScheduleResult:
    """A schedule with its proof and its reasons.

    Attributes:
        schedule: when each task is worked on.
        finish: the end of the last task.
        makespan: working minutes of the problem's calendar from its start, or status date, to the finish.
        bound: no schedule has a makespan of fewer working minutes; of a levelling by priority it is what none could
            beat if priorities did not matter.
        bound_by: which argument proves that.
        tardiness: Σ weight × days by which a project ends after it is due, of 24 hours.
        late: latest dates of tasks that the schedule does not keep.
        delays: what holds each task.
        schedules: how many were generated.
        method: what searched.
    """

    schedule: Schedule
    finish: datetime
    makespan: int
    bound: int
    bound_by: str
    tardiness: float
    late: tuple[Violation, ...]
    delays: dict[str, Delay]
    schedules: int
    method: str

    @property
    def gap(self) -> float:
        """Proven: (makespan − bound) ÷ makespan."""
        return (self.makespan - self.bound) / self.makespan if self.makespan else 0.0

    @property
    def words(self) -> str:
        """One sentence: when it ends, and how much earlier any schedule could."""
        return (
            f"Finished on {self.finish:%d %b %Y %H:%M}; {self.makespan} working minutes, none shorter than {self.bound}"
        )


@typed
def schedule(
    problem: ScheduleProblem,
    *,
    objective: Objective = Objective.MAKESPAN,
    can_split: bool = False,
    effort: Effort = DEFAULT_EFFORT,
    params: ScheduleParams = DEFAULT_PARAMS,
) -> ScheduleResult:
    """The best schedule within every resource's capacity that is found in the time limit.

    Args:
        problem: what is to be scheduled.
        objective: what to choose it for.
        can_split: whether tasks that allow it may pause while their resources are busy.
        effort: its time limit is that of the whole; ``workers`` of 2 let CP-SAT work beside the genetic search.
        params: how to search.

    Raises:
        ProblemError: the problem is invalid.
        SolverFailed: the independent checker refuses the schedule.
    """
    watch = Stopwatch(effort)
    timeline = Timeline(problem)
    return _solved(timeline, [timeline.order], watch, objective=objective, can_split=can_split, params=params)


@typed
def level(
    problem: ScheduleProblem,
    *,
    objective: Objective = Objective.MAKESPAN,
    can_split: bool = False,
    effort: Effort = DEFAULT_EFFORT,
    params: ScheduleParams = DEFAULT_PARAMS,
) -> ScheduleResult:
    """Resource levelling by priority: one project after the other, each within what those before it leave free.

    Projects of the same priority are scheduled together. Within a project, tasks of higher priority come first. The
    arguments and errors are those of ``schedule``.
    """
    watch = Stopwatch(effort)
    timeline = Timeline(problem)
    groups = list(_by_priority(timeline))
    return _solved(timeline, groups, watch, objective=objective, can_split=can_split, params=params)


def _by_priority(timeline: Timeline) -> Iterator[Sequence[str]]:
    """Open tasks by the priority of their project, then by their own, the highest first."""
    ranks = {key: (timeline.projects[task.project].priority, task.priority) for key, task in timeline.tasks.items()}
    for rank in sorted(set(ranks.values()), reverse=True):
        yield [key for key in timeline.order if ranks[key] == rank]


def _solved(
    timeline: Timeline,
    groups: Sequence[Sequence[str]],
    watch: Stopwatch,
    *,
    objective: Objective,
    can_split: bool,
    params: ScheduleParams,
) -> ScheduleResult:
    finishing = min(FINISHING * watch.seconds, MOST_FINISHING * watch.effort.time_limit)
    from northing.engine.scheduling.solvers.search import search  # noqa: PLC0415 - loads the compiler, if installed

    placer = Placer(timeline, can_split=can_split)
    fixed, done = _standing(placer), list[tuple[SlotModel, Searched]]()
    for number, group in enumerate(groups):
        model = slot_model(
            timeline,
            with_due_dates=objective is Objective.TARDINESS,
            standing=_standing(placer),
            among=_with_predecessors(timeline, group),
        )
        if not model.keys:
            continue
        share = max(0.0, watch.left - finishing) / (len(groups) - number)
        searching = share * (SEARCHING if objective in EVEN else 1)
        found = search(model, effort=replace(watch.effort, time_limit=searching), params=params)
        done.append((model, found))
        placer = _placed(placer, found, objective, watch.part("smoothing", seconds=share - searching))
    return _result(timeline, placer, done, _bound(timeline, fixed, done, can_split=can_split))


def _standing(placer: Placer) -> Standing:
    """What is placed by now."""
    return Standing(dict(placer.dates), dict(placer.segments))


def _with_predecessors(timeline: Timeline, group: Sequence[str]) -> set[str]:
    """The group and all that it waits for, which cannot stand behind it."""
    found, stack = set(group), list(group)
    while stack:
        for link in timeline.into[stack.pop()]:
            if link.predecessor not in found:
                found.add(link.predecessor)
                stack.append(link.predecessor)
    return found


def _placed(placer: Placer, found: Searched, objective: Objective, effort: Effort) -> Placer:
    model, starts = found.model, found.starts
    if objective in EVEN:
        starts = smoothed(model, starts, by_peak=objective is Objective.PEAK, is_over=Stopwatch(effort).is_over)
        clock, origin = placer.timeline.clocks.of_key(placer.timeline.problem.calendar), placer.timeline.origin()
        wanted = {key: clock.add(origin, at * model.slot) for key, at in zip(model.keys, starts, strict=True)}
        placer.not_before = {**placer.not_before, **wanted}
    ranked = sorted(range(len(model.keys)), key=lambda at: (starts[at], at))
    placer.place(model.keys[at] for at in ranked)
    return placer


def _result(
    timeline: Timeline, placer: Placer, done: Sequence[tuple[SlotModel, Searched]], bound: tuple[int, str]
) -> ScheduleResult:
    problem, placed = timeline.problem, placer.schedule()
    broken = check(problem, placed)
    if refused := [violation for violation in broken if violation.rule is not Rule.TOO_LATE]:
        raise SolverFailed(f"the schedule breaks a rule: {refused[0].words}")
    clock, origin = timeline.clocks.of_key(problem.calendar), timeline.origin()
    finish = max((dates.finish for dates in placer.dates.values()), default=origin)
    makespan = max(0, clock.between(origin, finish))
    minutes, by = bound
    return ScheduleResult(
        schedule=placed,
        finish=moment(finish),
        makespan=makespan,
        bound=min(minutes, makespan),
        bound_by=by,
        tardiness=tardiness(problem, placed),
        late=broken,
        delays=delays_of(timeline, placed),
        schedules=sum(found.schedules for _, found in done),
        method=done[0][1].method if done else "nothing to search",
    )


def _bound(
    timeline: Timeline, fixed: Standing, done: Sequence[tuple[SlotModel, Searched]], *, can_split: bool
) -> tuple[int, str]:
    """The longest chain to the minute, or what is proven of all open tasks in slots, where these are exact."""
    early, _ = forward(timeline)
    clock, origin = timeline.clocks.of_key(timeline.problem.calendar), timeline.origin()
    chain = max(0, clock.between(origin, max((dates.finish for dates in early.values()), default=origin)))
    model = done[0][0] if len(done) == 1 else slot_model(timeline, standing=fixed)
    is_searched = len(done) == 1 and done[0][1].model.slot == model.slot
    proven = done[0][1].bound if is_searched else lower_bound(model)
    minutes, by = proven.slots * model.slot if model.is_exact else 0, proven.by
    if can_split and any(timeline.tasks[key].can_split for key in model.keys):
        minutes, by = _bound_when_split(timeline, model)
    return (minutes, by) if minutes > chain else (chain, "longest chain")


def _bound_when_split(timeline: Timeline, model: SlotModel) -> tuple[int, str]:
    """The work at a resource, which may end within its last slot when tasks pause at any minute."""
    proven = lower_bound(model)
    holds = model.is_exact and holds_when_split(timeline, model)
    return (proven.slots - 1) * model.slot + 1 if holds else 0, proven.by


@typed
def tardiness(problem: ScheduleProblem, schedule: Schedule) -> float:
    """Σ weight × days (of 24 hours) by which each project ends after it is due."""
    ends: dict[str, datetime] = {}
    for task in problem.tasks:
        finish = schedule[task.key].finish
        ends[task.project] = max(finish, ends.get(task.project, finish))
    late = [
        (project.weight, instant(ends[project.key]) - instant(project.due))
        for project in problem.projects
        if project.due is not None and project.key in ends
    ]
    return sum((weight * max(0, minutes) / 1440 for weight, minutes in late), 0.0)


def warm_up() -> None:
    """Compile the searches, where a compiler is installed, so that the first schedule need not wait for it."""
    tasks = tuple(Task(f"t{number}", 2, demands={"r": 2}) for number in range(6))  # its bound is not reached
    small = ScheduleProblem(tasks, datetime(2000, 1, 3), resources=(Resource("r", 3),))  # noqa: DTZ001 - naive
    schedule(small, params=ScheduleParams(schedules=400))
