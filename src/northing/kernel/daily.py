"""What time alone changes: assumptions expire, readings age, and a mail's next try comes, without anybody's action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from northing.kernel import clock

_tasks: list[Callable[[], None]] = []
_minutely: list[Callable[[], None]] = []
MINUTE = timedelta(minutes=1)


def every_day(task: Callable[[], None]) -> Callable[[], None]:
    """Register what the worker does when it starts and once on each further day; it may be run again."""
    if task not in _tasks:
        _tasks.append(task)
    return task


def every_minute(task: Callable[[], None]) -> Callable[[], None]:
    """Register what the worker does about once a minute, between jobs: a look at what has come due, never the work."""
    if task not in _minutely:
        _minutely.append(task)
    return task


class Days:
    """Runs the day's tasks when a day begins that was not seen yet, and the minute's when one has passed."""

    def __init__(self) -> None:
        self._seen: date | None = None
        self._looked_at: datetime | None = None

    def look(self) -> None:
        """Run the tasks unless they were run today, or less than a minute ago."""
        today = clock.today()
        if self._seen != today:
            self._seen = today
            for task in _tasks:
                task()
        now = clock.now()
        if self._looked_at is None or now - self._looked_at >= MINUTE:
            self._looked_at = now
            for task in _minutely:
                task()
