"""Placing tasks one by one, to the minute: each as early as its links, dates, calendars and resources allow.

The serial schedule generation scheme (Kelley, 1963) in working time. Work that must go on a fixed date goes first; a
task that can be split pauses while its resources are busy elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from northing.engine.scheduling.problem import Placement, Schedule, Task
from northing.engine.scheduling.timeline import Dates, Timeline
from northing.engine.scheduling.usage import Usage, thousandths
from northing.engine.scheduling.worktime import WorkingTime, instant, moment

Segments = tuple[tuple[int, int], ...]
LOOK_AHEAD = 30 * 1440
"""Minutes of the window in which a split task looks for free stretches at a time."""


@dataclass(slots=True)
class Placer:
    """Tasks that have been placed and what they take.

    Attributes:
        can_split: whether tasks that allow it are split.
        not_before: instants before which tasks shall not go on, though they could.
    """

    timeline: Timeline
    can_split: bool = False
    not_before: Mapping[str, int] = field(default_factory=dict)
    dates: dict[str, Dates] = field(init=False, default_factory=dict)
    segments: dict[str, Segments] = field(init=False, default_factory=dict)
    taken: Mapping[str, Usage] = field(init=False)

    def __post_init__(self) -> None:
        self.taken = defaultdict(Usage)
        for key in self.timeline.order:
            task = self.timeline.tasks[key]
            if task.is_complete:
                self.dates[key], self.segments[key] = self.timeline.actual(key), ()
            elif self.timeline.fixed_start(task) is not None:
                self._put_at(task, self._earliest(task))

    def place(self, order: Iterable[str]) -> None:
        """Place those of the order that are not placed yet; a predecessor that still waits goes before."""
        for wanted in order:
            stack = [wanted]
            while stack:
                key = stack[-1]
                if key in self.dates:
                    stack.pop()
                elif waiting := [link for link in self.timeline.into[key] if link.predecessor not in self.dates]:
                    stack.append(waiting[0].predecessor)
                else:
                    self._place(self.timeline.tasks[stack.pop()])

    def schedule(self) -> Schedule:
        """Where everything is."""
        return {
            key: Placement(
                moment(self.dates[key].start),
                moment(self.dates[key].finish),
                tuple((moment(start), moment(finish)) for start, finish in self.segments[key]),
            )
            for key in self.timeline.order
        }

    def _earliest(self, task: Task) -> int:
        earliest = [each.at for each in self.timeline.earliest_starts(task.key, self.dates)]
        return self.timeline.snapped(task.key, max([*earliest, self.not_before.get(task.key, 0)]))

    def _place(self, task: Task) -> None:
        resume, needs = self._earliest(task), self._needs(task)
        if needs and self.can_split and task.can_split:
            self._put_in_pieces(task, resume)
            return
        while (later := self._busy_until(task, resume, needs)) is not None:
            resume = self.timeline.snapped(task.key, later)
        self._put_at(task, resume)

    def _needs(self, task: Task) -> list[tuple[Usage, int, int]]:
        """What is taken of each resource that it needs, its demand, and what may be taken at most for it to fit."""
        if not self.timeline.left[task.key]:
            return []
        found = []
        for key, demand in sorted(task.demands.items()):
            if units := thousandths(demand):
                found.append((self.taken[key], units, thousandths(self.timeline.resources[key].capacity) - units))
        return found

    def _busy_until(self, task: Task, resume: int, needs: Sequence[tuple[Usage, int, int]]) -> int | None:
        """The end of the last stretch of its work in which a resource is too busy; None when there is none."""
        clock, found = self.timeline.clock(task.key), None
        finish = clock.add(resume, self.timeline.left[task.key]) if needs else resume
        for used, _, limit in needs:
            for start, end in used.too_full(resume if found is None else found, finish, limit):
                if clock.between(start, end):  # others may work at it while this task rests
                    found = end
                    break
        return found

    def _put_at(self, task: Task, resume: int) -> None:
        dates = self.timeline.dated(task.key, resume)
        self._put(task, dates, ((resume, dates.finish),))

    def _put(self, task: Task, dates: Dates, segments: Segments) -> None:
        self.dates[task.key], self.segments[task.key] = dates, segments
        for used, units, _ in self._needs(task):
            for begin, end in segments:
                for start, finish in self.timeline.clock(task.key).stretches(begin, end):
                    used.take(start, finish, units)

    def _put_in_pieces(self, task: Task, resume: int) -> None:
        """Every free stretch of working time from ``resume`` on until the work is done."""
        clock, left, pieces = self.timeline.clock(task.key), self.timeline.left[task.key], list[tuple[int, int]]()
        at = resume
        while left > 0:
            for start, finish in self._free(task, at, at + LOOK_AHEAD):
                worked = min(left, finish - start)
                pieces.append((start, start + worked))
                left -= worked
                if left == 0:
                    break
            at += LOOK_AHEAD
        began = instant(task.actual_start) if task.actual_start is not None else pieces[0][0]
        segments = _joined(pieces, clock)
        self._put(task, Dates(began, segments[0][0], segments[-1][1]), segments)

    def _free(self, task: Task, start: int, finish: int) -> list[tuple[int, int]]:
        stretches = list(self.timeline.clock(task.key).stretches(start, finish))
        for used, _, limit in self._needs(task):
            stretches = [piece for begin, end in stretches for piece in used.free_stretches(begin, end, limit)]
        return stretches


def _joined(pieces: list[tuple[int, int]], clock: WorkingTime) -> Segments:
    """Pieces with nothing but rest between them are one segment."""
    found = [pieces[0]]
    for start, finish in pieces[1:]:
        if clock.between(found[-1][1], start) == 0:
            found[-1] = (found[-1][0], finish)
        else:
            found.append((start, finish))
    return tuple(found)
