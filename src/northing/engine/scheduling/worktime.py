"""Working-time arithmetic: exact, in whole minutes, across nights, weekends and holidays.

An instant is the number of minutes since the midnight that begins day 1 of the proleptic calendar
(``date.toordinal()`` × 1440 + minutes), so that it needs no time zone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce

from northing.engine.errors import TooLarge
from northing.engine.scheduling.errors import NoCommonWorkingTime
from northing.engine.scheduling.problem import DAY, Calendar, Shift

FIRST = datetime.min  # noqa: DTZ901 - instants have no time zone
"""The moment of instant ``DAY``."""
CHUNK = 366
"""Days by which the known working time grows at a time."""
FURTHEST = 400
"""Years that it may grow from where it began."""
IDLE = 60
"""Years without a minute of work after which there is none."""


def instant(moment: datetime) -> int:
    """The minute that a moment lies in; seconds are cut off."""
    return moment.toordinal() * DAY + moment.hour * 60 + moment.minute


def moment(instant: int) -> datetime:
    """The moment at which a minute begins."""
    return FIRST + timedelta(minutes=int(instant) - DAY)


def shifts_on(calendar: Calendar, day: date) -> tuple[Shift, ...]:
    """The shifts of one day in order."""
    for exception in reversed(calendar.exceptions):
        if exception.first <= day <= exception.last:
            return tuple(sorted(exception.shifts))
    return tuple(sorted(calendar.week[day.weekday()]))


def common(one: tuple[Shift, ...], other: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """The time that lies in both days' shifts."""
    both = (Shift(max(a.start, b.start), min(a.finish, b.finish)) for a in one for b in other)
    return tuple(shift for shift in both if shift.start < shift.finish)


@dataclass(slots=True)
class WorkingTime:
    """The minutes in which all of some calendars work.

    It knows the stretches of work of the days around ``around`` and learns further ones as they are asked for.

    Raises:
        NoCommonWorkingTime: from every method, when no minute of work is left in the direction it looks.
    """

    calendars: tuple[Calendar, ...]
    around: int
    name: str = ""
    _first: int = field(init=False)
    _last: int = field(init=False)
    _starts: list[int] = field(init=False, default_factory=list)
    _finishes: list[int] = field(init=False, default_factory=list)
    _before: list[int] = field(init=False, default_factory=list)
    """Minutes of work before each stretch, counted from the first known one."""

    def __post_init__(self) -> None:
        self._first = self.around // DAY
        self._last = self._first - 1
        self._grow_later()

    def at_or_after(self, at: int) -> int:
        """The first instant from ``at`` on at which work can go on."""
        self._cover(at)
        where = bisect_right(self._finishes, at)
        while where == len(self._finishes):
            self._grow_later()
            where = bisect_right(self._finishes, at)
        return max(at, self._starts[where])

    def at_or_before(self, at: int) -> int:
        """The last instant up to ``at`` at which work can end."""
        self._cover(at)
        while (where := bisect_left(self._starts, at)) == 0:
            self._grow_earlier()
        return min(at, self._finishes[where - 1])

    def last_start(self, at: int) -> int:
        """The last instant up to ``at`` at which work can go on: where none does, the last minute before."""
        return at if self.works_at(at) else self.at_or_before(at) - 1

    def works_at(self, at: int) -> bool:
        """Whether the minute that begins at ``at`` is one of work."""
        return self.at_or_after(at) == at

    def add(self, at: int, minutes: int) -> int:
        """When ``minutes`` of work that go on from ``at`` are done; ``at`` itself for none, backwards for fewer."""
        if minutes < 0:
            return self.subtract(at, -minutes)
        if minutes == 0:
            return at
        self._cover(at)
        done = self._done(at) + minutes
        while not self._starts or done > self._total():
            self._grow_later()
            done = self._done(at) + minutes
        where = bisect_left(self._before, done) - 1
        return self._starts[where] + done - self._before[where]

    def subtract(self, at: int, minutes: int) -> int:
        """When ``minutes`` of work must begin to be done at ``at``; ``at`` itself for none, forwards for fewer."""
        if minutes < 0:
            return self.add(at, -minutes)
        if minutes == 0:
            return at
        self._cover(at)
        while (left := self._done(at) - minutes) < 0:
            self._grow_earlier()
        where = bisect_right(self._before, left) - 1
        return self._starts[where] + left - self._before[where]

    def between(self, start: int, finish: int) -> int:
        """Minutes of work from one instant to another; negative when ``finish`` is earlier."""
        self._cover(start)
        self._cover(finish)
        return self._done(finish) - self._done(start)

    def stretches(self, start: int, finish: int) -> Iterator[tuple[int, int]]:
        """The stretches of work between two instants, in order, cut at both."""
        self._cover(start)
        self._cover(finish)
        for where in range(bisect_right(self._finishes, start), bisect_left(self._starts, finish)):
            yield max(start, self._starts[where]), min(finish, self._finishes[where])

    def _done(self, at: int) -> int:
        """Minutes of work before ``at``, counted from the first known stretch."""
        where = bisect_right(self._starts, at) - 1
        return self._before[where] + min(at, self._finishes[where]) - self._starts[where] if where >= 0 else 0

    def _total(self) -> int:
        return self._before[-1] + self._finishes[-1] - self._starts[-1]

    def _cover(self, at: int) -> None:
        while at < self._first * DAY:
            self._grow_earlier()
        while at >= (self._last + 1) * DAY:
            self._grow_later()

    def _grow_later(self) -> None:
        first, self._last = self._last + 1, self._last + CHUNK
        self._refuse_endless(self._last * DAY, nearest=self._finishes[-1] if self._finishes else self.around)
        self._append(self._read(first, self._last))

    def _grow_earlier(self) -> None:
        last, self._first = self._first - 1, self._first - CHUNK
        self._refuse_endless(self._first * DAY, nearest=self._starts[0] if self._starts else self.around)
        later = list(zip(self._starts, self._finishes, strict=True))
        self._starts, self._finishes, self._before = [], [], []
        self._append([*self._read(self._first, last), *later])

    def _append(self, stretches: Iterable[tuple[int, int]]) -> None:
        """Further stretches after the known ones; two that touch at midnight become one."""
        for start, finish in stretches:
            if self._finishes and self._finishes[-1] == start:
                self._finishes[-1] = finish
            else:
                self._before.append(self._total() if self._starts else 0)
                self._starts.append(start)
                self._finishes.append(finish)

    def _read(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        for ordinal in range(first, last + 1):
            day = date.fromordinal(ordinal)
            for shift in reduce(common, (shifts_on(calendar, day) for calendar in self.calendars)):
                yield ordinal * DAY + shift.start, ordinal * DAY + shift.finish

    def _refuse_endless(self, reached: int, *, nearest: int) -> None:
        named = self.name or " and ".join(repr(calendar.key) for calendar in self.calendars)
        if abs(reached - nearest) > IDLE * 366 * DAY:
            raise NoCommonWorkingTime(f"{named}: no working time within {IDLE} years. Give the calendars common shifts")
        if not 366 * DAY < reached < date.max.toordinal() * DAY or abs(reached - self.around) > FURTHEST * 366 * DAY:
            raise TooLarge(f"{named}: the schedule runs over {FURTHEST} years. Correct the durations or the dates")
