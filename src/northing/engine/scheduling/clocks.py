"""The working time of each task of a problem and of each lag, shared between tasks that work alike."""

from __future__ import annotations

from dataclasses import dataclass, field

from northing.engine.scheduling.problem import CONTINUOUS, Calendar, LagCalendar, Link, ScheduleProblem, Task
from northing.engine.scheduling.validation import calendars_of
from northing.engine.scheduling.worktime import WorkingTime, instant


@dataclass(slots=True)
class Clocks:
    """Hands out working times, each built once."""

    problem: ScheduleProblem
    _calendars: dict[str, Calendar] = field(init=False)
    _resource_calendar: dict[str, str | None] = field(init=False)
    _known: dict[tuple[str, ...], WorkingTime] = field(init=False, default_factory=dict)
    _tasks: dict[str, Task] = field(init=False)
    _of_task: dict[str, WorkingTime] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._calendars = calendars_of(self.problem)
        self._resource_calendar = {resource.key: resource.calendar for resource in self.problem.resources}
        self._tasks = {task.key: task for task in self.problem.tasks}

    def keys_for(self, task: Task) -> tuple[str, ...]:
        """The calendars that must all work: the task's own, then those of the resources it needs."""
        own = task.calendar or self.problem.calendar
        if not task.demands:
            return (own,)
        needed = {self._resource_calendar[key] for key, units in task.demands.items() if units > 0}
        return (own, *sorted(key for key in needed if key is not None and key != own))

    def of(self, task: Task) -> WorkingTime:
        """The minutes in which the task can be worked on."""
        if (known := self._of_task.get(task.key)) is None:
            keys = self.keys_for(task)
            known = self._known.get(keys) or self._at(keys, name=f"task {task.label!r}")
            self._of_task[task.key] = known
        return known

    def left(self, task: Task) -> int:
        """Working minutes of the task that are left at the status date."""
        if task.is_complete:
            return 0
        if task.remaining is not None or task.actual_start is None:
            return task.duration if task.remaining is None else task.remaining
        now = self.problem.status_date or task.actual_start
        return max(0, task.duration - self.of(task).between(instant(task.actual_start), instant(now)))

    def of_key(self, key: str) -> WorkingTime:
        """The working time of one calendar."""
        return self._at((key,), name=f"calendar {key!r}")

    def of_lag(self, link: Link) -> WorkingTime:
        """The working time in which the link's lag is counted."""
        if link.lag_calendar is LagCalendar.ELAPSED:
            return self.of_key(CONTINUOUS.key)
        of = link.predecessor if link.lag_calendar is LagCalendar.PREDECESSOR else link.successor
        return self.of_key(self._tasks[of].calendar or self.problem.calendar)

    def _at(self, keys: tuple[str, ...], *, name: str) -> WorkingTime:
        if keys not in self._known:
            calendars = tuple(self._calendars[key] for key in keys)
            self._known[keys] = WorkingTime(calendars, instant(self.problem.start), name)
        return self._known[keys]
