"""The network with its calendars: what a simulation runs over where not every working minute counts alike.

Times are minutes day and night after the origin, the status date or the problem's start before any report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from northing.engine.scheduling.critical_path import forward
from northing.engine.scheduling.network import BY_FINISH, KINDS, Integers, Network
from northing.engine.scheduling.problem import DAY, ConstraintKind, LagCalendar, Link, ScheduleProblem, Task
from northing.engine.scheduling.timeline import FROM_FINISH, TO_START, Dates, Timeline
from northing.engine.scheduling.worktime import WorkingTime, instant

NONE = -1
"""Instead of a finish before which a task cannot end."""

DATED = BY_FINISH | {ConstraintKind.MUST_START_ON}
"""Constraints whose place depends on how long the task takes, or that its links do not move."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkTable:
    """The stretches of work of one working time, until after everything.

    Attributes:
        opens, closes: of each stretch, the first one at the origin or later.
        before: minutes of work from the origin to its opening.
    """

    opens: NDArray[np.float32]
    closes: NDArray[np.float32]
    before: NDArray[np.float32]

    def worked(self, at: Any) -> Any:
        """Minutes of work from the origin to instants; before the origin as many as they are away, below zero."""
        place = self._stretch(at)
        return np.where(at < 0, at, self.before[place] + np.maximum(at - self.opens[place], np.float32(0)))

    def done(self, work: Any) -> Any:
        """The first instants by which so much work is done."""
        place = np.searchsorted(self.before, work, side="left") - 1
        return np.where(work > 0, self.opens[place] + (work - self.before[place]), work)

    def begun(self, work: Any) -> Any:
        """The last instants before which no more work is done."""
        place = np.searchsorted(self.before, work, side="right") - 1
        return np.where(work < 0, work, self.opens[place] + (work - self.before[place]))

    def going_on(self, at: Any) -> Any:
        """The first instants from these on at which work can go on."""
        return np.maximum(at, self.opens[self._stretch(at)])

    def _stretch(self, at: Any) -> Any:
        """The first that closes after the instants."""
        return np.minimum(np.searchsorted(self.closes, at, side="right"), len(self.closes) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class DatedNetwork:
    """A network whose tasks and lags each have their own working time.

    Attributes:
        network: its releases are the instants before which a task cannot start: from its constraint, its project's
            start, the status date and links from complete tasks. Links into a task with a fixed date are left out.
        ends: the instants before which a task cannot finish; NONE for none.
        tables: of each working time, that of the problem's calendar first; ``of_task`` and ``of_link`` are numbers of
            these.
        planned: the last finish with the durations of the schedule.
        origin: the instant (``worktime``) from which all of this is counted.
    """

    network: Network
    ends: Integers
    tables: tuple[WorkTable, ...]
    of_task: Integers
    of_link: Integers
    planned: int
    origin: int


def has_one_working_time(problem: ScheduleProblem) -> bool:
    """Whether a network of working minutes says all: nothing has a calendar of its own or a date that it must meet."""
    begun = {task.key: task for task in problem.tasks if task.is_started}
    named = {resource.key: resource.calendar for resource in problem.resources}
    waiting = [task for task in problem.tasks if not task.is_complete]
    calendars = {task.calendar for task in waiting}
    calendars |= {named[key] for task in waiting for key, units in task.demands.items() if units > 0}
    return (
        calendars <= {None, problem.calendar}
        and not any(task.constraint in DATED for task in waiting)
        and not any(link.lag and link.lag_calendar is LagCalendar.ELAPSED for link in problem.links)
        and not (begun and any(_asks_from_report(link, begun) for link in problem.links))
    )


def _asks_from_report(link: Link, begun: Mapping[str, Task]) -> bool:
    """Whether it ties what is left of a task to a date that has been reported."""
    before, after = begun.get(link.predecessor), begun.get(link.successor)
    return before is not None and _is_settled(link, before) and not (after is not None and after.is_complete)


def _is_settled(link: Link, before: Task) -> bool:
    """Whether the end of the predecessor that it ties has been reported, however long anything takes."""
    return before.is_complete or (before.is_started and link.kind not in FROM_FINISH)


def dated_network_of(problem: ScheduleProblem, plain: Network, *, longest: Mapping[str, float]) -> DatedNetwork:
    """The problem's open tasks and links, each in its working time.

    Args:
        problem: what is to be scheduled.
        plain: its network in working minutes.
        longest: minutes that no duration of a task exceeds; of those that are not there it is what is left.

    Raises:
        ProblemError: the problem is invalid, or there is no working time for the longest durations.
    """
    timeline = Timeline(problem)
    early, _ = forward(timeline)
    limits = {key: _limit(timeline, timeline.tasks[key], early) for key in plain.keys}
    origin, number = timeline.origin(), plain.number_of()
    links = sorted(
        (link for key in plain.keys for link in _open_links(timeline, key)),
        key=lambda link: (number[link.successor], number[link.predecessor], link.kind),
    )
    clocks = [timeline.clocks.of_key(problem.calendar), *(timeline.clock(key) for key in plain.keys)]
    clocks += [timeline.clocks.of_lag(link) for link in links]
    place = {name: at for at, name in enumerate(dict.fromkeys(id(clock) for clock in clocks))}
    numbers = np.array([place[id(clock)] for clock in clocks], dtype=np.int64)
    each = {id(clock): clock for clock in clocks}.values()
    last = _last(timeline, limits, longest)
    successors = np.array([number[link.successor] for link in links], dtype=np.int64)
    network = replace(
        plain,
        releases=np.array([max(0, limits[key].start - origin) for key in plain.keys], dtype=np.int64),
        predecessors=np.array([number[link.predecessor] for link in links], dtype=np.int64),
        successors=successors,
        kinds=np.array([KINDS.index(link.kind) for link in links], dtype=np.int64),
        lags=np.array([link.lag for link in links], dtype=np.int64),
        first_link=np.searchsorted(successors, np.arange(len(plain.keys) + 1)).astype(np.int64),
    )
    return DatedNetwork(
        network=network,
        ends=np.array([max(NONE, limits[key].finish - origin) for key in plain.keys], dtype=np.int64),
        tables=tuple(_table(clock, origin=origin, last=last) for clock in each),
        of_task=numbers[1 : len(plain.keys) + 1],
        of_link=numbers[len(plain.keys) + 1 :],
        planned=max([origin, *(dates.finish for dates in early.values())]) - origin,
        origin=origin,
    )


@dataclass(frozen=True, slots=True)
class _Limit:
    """Instants before which a task cannot start, and cannot finish; 0 for none."""

    start: int
    finish: int = 0


def _limit(timeline: Timeline, task: Task, early: Mapping[str, Dates]) -> _Limit:
    """What holds it whatever the open tasks do."""
    if task.is_complete:
        return _Limit(early[task.key].finish)
    date = instant(task.constraint_date) if task.constraint_date is not None else 0
    if timeline.fixed_start(task) is not None:
        return _Limit(date) if task.constraint is ConstraintKind.MUST_START_ON else _Limit(timeline.origin(), date)
    ends = [date] if task.constraint is ConstraintKind.FINISH_NO_EARLIER_THAN else [0]
    starts = [timeline.origin(), *(each.at for each in timeline.own_starts(task))]
    for link in timeline.into[task.key]:
        if _is_settled(link, timeline.tasks[link.predecessor]):
            (starts if link.kind in TO_START else ends).append(timeline.required(link, early[link.predecessor]))
    return _Limit(max(starts), max(ends))


def _open_links(timeline: Timeline, key: str) -> Iterator[Link]:
    """What ties it to tasks whose dates are not known; nothing where its own is fixed."""
    task = timeline.tasks[key]
    if not task.is_complete and timeline.fixed_start(task) is None:
        yield from (link for link in timeline.into[key] if not _is_settled(link, timeline.tasks[link.predecessor]))


def _last(timeline: Timeline, limits: Mapping[str, _Limit], longest: Mapping[str, float]) -> int:
    """No task finishes later, whatever its duration: what ends by a link ends there, or as long after its start."""
    reach: dict[str, Dates] = {}
    for key in timeline.order:
        clock, limit = timeline.clock(key), limits[key]
        starts, ends = [limit.start], [limit.finish] if limit.finish else []
        for link in _open_links(timeline, key):
            (starts if link.kind in TO_START else ends).append(timeline.required(link, reach[link.predecessor]))
        begin = clock.at_or_after(max(starts))
        by_start = clock.add(begin, max(timeline.left[key], ceil(longest.get(key, 0.0))))
        latest = [clock.at_or_after(end) for end in ends]
        reach[key] = Dates(max([begin, *latest]), begin, max([by_start, *latest]))
    return max([timeline.origin(), *(dates.finish for dates in reach.values())])


def _table(clock: WorkingTime, *, origin: int, last: int) -> WorkTable:
    stretches = np.array(list(clock.stretches(origin, clock.add(last, DAY))), dtype=np.int64) - origin
    before = np.concatenate([[0], np.cumsum(stretches[:, 1] - stretches[:, 0])[:-1]])
    return WorkTable(*(column.astype(np.float32) for column in (stretches[:, 0], stretches[:, 1], before)))
