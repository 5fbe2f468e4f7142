"""Small schedules, and the slow but certain way to the shortest one."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import strategies as st

from northing.engine.scheduling import CONTINUOUS, Link, LinkKind, Resource, ScheduleProblem, Task

ZERO = datetime(2027, 3, 1)
FS, SS, FF, SF = (
    LinkKind.FINISH_TO_START,
    LinkKind.START_TO_START,
    LinkKind.FINISH_TO_FINISH,
    LinkKind.START_TO_FINISH,
)


def at(minutes: int) -> datetime:
    return ZERO + timedelta(minutes=minutes)


def minutes(moment: datetime) -> int:
    return int((moment - ZERO).total_seconds()) // 60


def problem(*tasks: Task, links: tuple[Link, ...] = (), **fields: object) -> ScheduleProblem:
    """Day and night from ZERO, so that instants are minutes."""
    values = {"start": ZERO, "calendar": CONTINUOUS.key, "links": links, **fields}
    return ScheduleProblem(tasks, **values)


def shortest(small: ScheduleProblem) -> int:
    """The least makespan over every order of the tasks by the serial scheme, which contains an optimal one.

    Finish-to-start links without lag and one resource at most a task.
    """
    keys, tasks = [task.key for task in small.tasks], {task.key: task for task in small.tasks}
    before = {key: [link.predecessor for link in small.links if link.successor == key] for key in keys}
    capacity = {resource.key: resource.capacity for resource in small.resources}
    return min(
        _serial(order, tasks, before, capacity)
        for order in permutations(keys)
        if all(order.index(a) < order.index(b) for b in keys for a in before[b])
    )


def _serial(order, tasks, before, capacity) -> int:
    finish: dict[str, int] = {}
    used: dict[tuple[str, int], float] = {}
    for key in order:
        task, start = tasks[key], max((finish[a] for a in before[key]), default=0)
        while any(
            used.get((r, t), 0) + units > capacity[r]
            for r, units in task.demands.items()
            for t in range(start, start + task.duration)
        ):
            start += 1
        for r, units in task.demands.items():
            for t in range(start, start + task.duration):
                used[r, t] = used.get((r, t), 0) + units
        finish[key] = start + task.duration
    return max(finish.values())


@st.composite
def small_problems(draw: st.DrawFn) -> ScheduleProblem:
    """Up to six tasks, two resources, finish-to-start links."""
    count = draw(st.integers(2, 6))
    tasks = [
        Task(
            f"t{number}",
            draw(st.integers(0, 5)),
            demands={f"r{r}": draw(st.integers(0, 3)) for r in range(2)},
        )
        for number in range(count)
    ]
    pairs = [(a, b) for b in range(count) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6))
    links = tuple(Link(f"t{a}", f"t{b}") for a, b in chosen)
    resources = tuple(Resource(f"r{r}", draw(st.integers(3, 5))) for r in range(2))
    return problem(*tasks, links=links, resources=resources)
