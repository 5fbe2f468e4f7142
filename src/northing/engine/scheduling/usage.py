"""How much of a resource is taken when, as steps over time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

UNIT = 1000
"""Units are counted in thousandths, so that sums are exact."""


def thousandths(units: float) -> int:
    """Units as a whole number."""
    return round(units * UNIT)


@dataclass(slots=True)
class Usage:
    """Steps: from ``times[i]`` on ``levels[i]`` thousandths of a unit are taken."""

    times: list[int] = field(default_factory=lambda: [0])
    levels: list[int] = field(default_factory=lambda: [0])

    def take(self, start: int, finish: int, units: int) -> None:
        """Add so much between two instants."""
        first, last = self._step_at(start), self._step_at(finish)
        for step in range(first, last):
            self.levels[step] += units

    def too_full(self, start: int, finish: int, limit: int) -> Iterator[tuple[int, int]]:
        """The steps between two instants in which more than ``limit`` is taken, cut at both, the last first."""
        times, levels = self.times, self.levels
        ends = finish
        for step in range(bisect_left(times, finish) - 1, -1, -1):
            if levels[step] > limit:
                yield max(start, times[step]), ends
            ends = times[step]
            if ends <= start:
                return

    def free_stretches(self, start: int, finish: int, limit: int) -> Iterator[tuple[int, int]]:
        """The stretches between two instants in which no more than ``limit`` is taken."""
        at = start
        for step in range(bisect_right(self.times, start) - 1, len(self.times)):
            ends = min(finish, self.times[step + 1] if step + 1 < len(self.times) else finish)
            if self.levels[step] > limit:
                if at < self.times[step]:
                    yield at, self.times[step]
                at = ends
            if ends >= finish:
                break
        if at < finish:
            yield at, finish

    def _step_at(self, at: int) -> int:
        """The number of the step that begins at ``at``, made where there is none."""
        step = bisect_right(self.times, at) - 1
        if self.times[step] == at:
            return step
        self.times.insert(step + 1, at)
        self.levels.insert(step + 1, self.levels[step])
        return step + 1
