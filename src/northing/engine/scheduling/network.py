"""The network as plain arrays in working minutes, without calendars: what a simulation runs over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from northing.engine.scheduling.clocks import Clocks
from northing.engine.scheduling.order import topological
from northing.engine.scheduling.problem import ConstraintKind, Link, LinkKind, ScheduleProblem, Task
from northing.engine.scheduling.validation import validate
from northing.engine.scheduling.worktime import instant

KINDS = (LinkKind.FINISH_TO_START, LinkKind.START_TO_START, LinkKind.FINISH_TO_FINISH, LinkKind.START_TO_FINISH)
"""What the codes 0 to 3 of ``Network.kinds`` mean."""

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


def network_of(problem: ScheduleProblem) -> Network:
    """The problem's tasks and links in one working time: every working minute counts alike, whose calendar it be.

    Links from complete tasks have been kept already and are left out; a lag that still runs is not counted.

    Raises:
        ProblemError: the problem cannot mean anything.
    """
    validate(problem)
    tasks = {task.key: task for task in problem.tasks}
    keys = topological(tasks, problem.links)
    number = {key: at for at, key in enumerate(keys)}
    open_links = [
        link
        for link in problem.links
        if not tasks[link.predecessor].is_complete and not tasks[link.successor].is_complete
    ]
    ordered = sorted(open_links, key=lambda link: (number[link.successor], number[link.predecessor], link.kind))
    projects = tuple(sorted({task.project for task in problem.tasks}))
    clocks = Clocks(problem)
    released = _releases(problem, clocks)
    return Network(
        keys=keys,
        durations=_array(clocks.left(tasks[key]) for key in keys),
        releases=_array(released[key] for key in keys),
        project_keys=projects,
        projects=_array(projects.index(tasks[key].project) for key in keys),
        first_link=_first(ordered, number),
        **_columns(ordered, number),
    )


def _array(values: object) -> Integers:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload]


def _columns(links: list[Link], number: Mapping[str, int]) -> dict[str, Integers]:
    return {
        "predecessors": _array(number[link.predecessor] for link in links),
        "successors": _array(number[link.successor] for link in links),
        "kinds": _array(KINDS.index(link.kind) for link in links),
        "lags": _array(link.lag for link in links),
    }


def _first(links: list[Link], number: Mapping[str, int]) -> Integers:
    counts = (
        np.bincount([number[link.successor] for link in links], minlength=len(number)) if links else [0] * len(number)
    )
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _releases(problem: ScheduleProblem, clocks: Clocks) -> dict[str, int]:
    origin = instant(max(problem.start, problem.status_date or problem.start))
    starts = {project.key: project.start for project in problem.projects}
    found = {}
    for task in problem.tasks:
        working = clocks.of(task)
        earliest = [instant(day) for day in (starts.get(task.project), _not_before(task)) if day is not None]
        if (finish := _not_finished_before(task)) is not None:
            earliest.append(working.subtract(instant(finish), clocks.left(task)))
        found[task.key] = max([0, *(working.between(origin, at) for at in earliest)])
    return found


def _not_before(task: Task) -> datetime | None:
    kinds = {ConstraintKind.START_NO_EARLIER_THAN, ConstraintKind.MUST_START_ON}
    return task.constraint_date if task.constraint in kinds and not task.is_started else None


def _not_finished_before(task: Task) -> datetime | None:
    kinds = {ConstraintKind.FINISH_NO_EARLIER_THAN, ConstraintKind.MUST_FINISH_ON}
    return task.constraint_date if task.constraint in kinds and not task.is_complete else None
