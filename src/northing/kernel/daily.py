"""What time alone changes: assumptions expire and readings age without anybody's action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from northing.kernel import clock

_tasks: list[Callable[[], None]] = []


def every_day(task: Callable[[], None]) -> Callable[[], None]:
    """Register what the worker does when it starts and once on each further day; it may be run again."""
    if task not in _tasks:
        _tasks.append(task)
    return task


class Days:
    """Runs the day's tasks when a day begins that was not seen yet."""

    def __init__(self) -> None:
        self._seen: date | None = None

    def look(self) -> None:
        """Run the tasks unless they were run today."""
        today = clock.today()
        if self._seen != today:
            self._seen = today
            for task in _tasks:
                task()
