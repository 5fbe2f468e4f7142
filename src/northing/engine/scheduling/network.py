"""The network as plain arrays in working minutes, without calendars: what a simulation runs over."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from northing.engine.scheduling.clocks import Clocks
from northing.engine.scheduling.problem import ConstraintKind, Link, LinkKind, ScheduleProblem, Task
from northing.engine.scheduling.validation import validate
from northing.engine.scheduling.worktime import instant
from northing.engine.shapes import typed

KINDS = (LinkKind.FINISH_TO_START, LinkKind.START_TO_START, LinkKind.FINISH_TO_FINISH, LinkKind.START_TO_FINISH)
"""What the codes 0 to 3 of ``Network.kinds`` mean."""

BY_START = frozenset({ConstraintKind.START_NO_EARLIER_THAN, ConstraintKind.MUST_START_ON})
BY_FINISH = frozenset({ConstraintKind.FINISH_NO_EARLIER_THAN, ConstraintKind.MUST_FINISH_ON})

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Tasks 0..n-1, every predecessor before its successors; links sorted by successor.

    Attributes:
        keys: of the tasks, by number.
        durations: working minutes that are left; 0 for what is complete.
        releases: working minutes after the problem's start, or its status date if later, before which a task cannot
            start: from SNET, FNET, MSO, MFO and the project's start; 0 for none.
        projects: number of each task's project in ``project_keys``.
        predecessors, successors, kinds, lags: one entry a link; kinds as in KINDS, lags in working minutes.
        first_link: the links into task t are ``first_link[t]`` up to but not including ``first_link[t + 1]``.
    """

    keys: tuple[str, ...]
    durations: Integers
    releases: Integers
    project_keys: tuple[str, ...]
    projects: Integers
    predecessors: Integers
    successors: Integers
    kinds: Integers
    lags: Integers
    first_link: Integers

    def number_of(self) -> Mapping[str, int]:
        """The number of each key."""
        return {key: number for number, key in enumerate(self.keys)}


@typed
def network_of(problem: ScheduleProblem) -> Network:
    """The problem's tasks and links in one working time: a working minute counts the same in every calendar.

    Links from complete tasks have been kept already and are left out; a lag that still runs is not counted.

    Raises:
        ProblemError: the problem is invalid.
    """
    keys = validate(problem)
    number, named = {key: at for at, key in enumerate(keys)}, {task.key: task for task in problem.tasks}
    tasks = [named[key] for key in keys]
    projects = tuple(sorted({task.project for task in tasks}))
    place = {key: at for at, key in enumerate(projects)}
    clocks = Clocks(problem)
    return Network(
        keys=keys,
        durations=_array([clocks.left(task) for task in tasks]),
        releases=_array(_releases(problem, tasks, clocks)),
        project_keys=projects,
        projects=_array([place[task.project] for task in tasks]),
        **_columns(problem.links, number, {task.key for task in tasks if task.is_complete}),
    )


def _array(values: list[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def _columns(links: Iterable[Link], number: Mapping[str, int], complete: Container[str]) -> dict[str, Integers]:
    """The links between open tasks by successor, then by predecessor and kind."""
    code = {kind: KINDS.index(kind) for kind in LinkKind}
    rows = sorted(
        (number[link.successor], number[link.predecessor], link.kind, code[link.kind], link.lag)
        for link in links
        if link.predecessor not in complete and link.successor not in complete
    )
    after, before, _, kinds, lags = zip(*rows, strict=True) if rows else ((),) * 5
    successors = _array(list(after))
    return {
        "predecessors": _array(list(before)),
        "successors": successors,
        "kinds": _array(list(kinds)),
        "lags": _array(list(lags)),
        "first_link": np.searchsorted(successors, np.arange(len(number) + 1)).astype(np.int64),
    }


def _releases(problem: ScheduleProblem, tasks: Iterable[Task], clocks: Clocks) -> list[int]:
    origin = instant(max(problem.start, problem.status_date or problem.start))
    starts = {project.key: project.start for project in problem.projects}
    return [_release(task, starts.get(task.project), clocks, origin=origin) for task in tasks]


def _release(task: Task, project_start: datetime | None, clocks: Clocks, *, origin: int) -> int:
    begins = (None if task.is_started else project_start, _not_before(task))
    earliest = [instant(day) for day in begins if day is not None]
    if (finish := _not_finished_before(task)) is not None:
        earliest.append(clocks.of(task).subtract(instant(finish), clocks.left(task)))
    return max([0, *(clocks.of(task).between(origin, at) for at in earliest)])


def _not_before(task: Task) -> datetime | None:
    return task.constraint_date if task.constraint in BY_START and not task.is_started else None


def _not_finished_before(task: Task) -> datetime | None:
    return task.constraint_date if task.constraint in BY_FINISH and not task.is_complete else None
