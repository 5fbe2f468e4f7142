"""The passes over a network whose tasks and lags have their own working time, as machine code.

The same sums and comparisons as ``pace.OnCalendars``, in the same order and in 32 bits: equal to the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northing.engine.compiled import inlined, unlocked
from northing.engine.risk.solvers.kernel import (
    FF,
    FS,
    SS,
    TILE,
    Doubles,
    Floats,
    Integers,
    Links,
    Tile,
    add_sums,
    keep_ends,
    mark_last,
    number_of,
    tile_of,
)

DAY, GRAIN = 1440, 240
"""Minutes of a step in which stretches of work are looked up, of instants and of work."""


class Clocks(NamedTuple):
    """Stretches of work, one working time after the other, and who goes by which.

    Attributes:
        links: the network.
        opens, closes, before: as in ``scheduling.dated.WorkTable``; after each working time's last a stretch that never
            comes.
        by_day, by_work: of each working time for each ``DAY`` of instants the first stretch that closes after its
            beginning, and for each ``GRAIN`` of work the last one before which less is done: to look from there takes a
            tenth of the time of halving.
        days, grains: of each working time the first of these; one more at the end.
        of_task, of_link: numbers of working times; the first is the schedule's own.
        ends: of each task the instant before which it cannot finish, below zero for none.
    """

    links: Links
    opens: Floats
    closes: Floats
    before: Floats
    by_day: Integers
    by_work: Integers
    days: Integers
    grains: Integers
    of_task: Integers
    of_link: Integers
    ends: Floats


@inlined
def stretch(clocks: Clocks, clock: int, at: np.float32) -> int:
    """The first that closes after the instant."""
    first = clocks.days[clock]
    place = int(clocks.by_day[min(first + max(0, int(at)) // DAY, clocks.days[clock + 1] - 1)])
    while clocks.closes[place] <= at:
        place += 1
    return place


@inlined
def worked(clocks: Clocks, clock: int, at: np.float32) -> np.float32:
    """``WorkTable.worked``."""
    if at < 0:
        return at
    place = stretch(clocks, clock, at)
    found: np.float32 = clocks.before[place] + max(at - clocks.opens[place], np.float32(0))
    return found


@inlined
def step(clocks: Clocks, clock: int, work: np.float32) -> int:
    """A stretch before which less than that work is done, and not by much."""
    first = clocks.grains[clock]
    return int(clocks.by_work[min(first + int(work) // GRAIN, clocks.grains[clock + 1] - 1)])


@inlined
def done(clocks: Clocks, clock: int, work: np.float32) -> np.float32:
    """``WorkTable.done``."""
    if work <= 0:
        return work
    place = step(clocks, clock, work)
    while clocks.before[place + 1] < work:
        place += 1
    found: np.float32 = clocks.opens[place] + (work - clocks.before[place])
    return found


@inlined
def begun(clocks: Clocks, clock: int, work: np.float32) -> np.float32:
    """``WorkTable.begun``."""
    if work < 0:
        return work
    place = step(clocks, clock, work)
    while clocks.before[place + 1] <= work:
        place += 1
    found: np.float32 = clocks.opens[place] + (work - clocks.before[place])
    return found


@inlined
def going_on(clocks: Clocks, task: int, at: np.float32, duration: np.float32) -> np.float32:
    """``OnCalendars.going_on``."""
    if duration <= 0:
        return at
    return max(at, clocks.opens[stretch(clocks, clocks.of_task[task], at)])


@inlined
def begun_by(clocks: Clocks, task: int, end: np.float32, duration: np.float32) -> np.float32:
    """When it must begin to end then."""
    if duration <= 0:
        return end
    clock = clocks.of_task[task]
    return begun(clocks, clock, worked(clocks, clock, end) - duration)


@inlined
def lagged(clocks: Clocks, link: int, lag: np.float32, anchor: np.float32) -> np.float32:
    """The anchor and the lag in its working time."""
    if lag == 0:
        return anchor
    clock = clocks.of_link[link]
    work = worked(clocks, clock, anchor) + lag
    return done(clocks, clock, work) if lag > 0 else begun(clocks, clock, work)


@inlined
def forward(tile: Tile, clocks: Clocks) -> None:
    """Early starts and finishes."""
    links = clocks.links
    for task in range(len(tile.durations)):
        begin, mine, finish = tile.starts[task], tile.durations[task], tile.finishes[task]
        begin[:] = links.releases[task]
        if clocks.ends[task] >= 0:
            for at in range(len(begin)):
                begin[at] = max(begin[at], begun_by(clocks, task, clocks.ends[task], mine[at]))
        for link in range(links.first[task], links.first[task + 1]):
            kind, lag, before = links.kinds[link], links.lags[link], links.before[link]
            anchor = tile.finishes[before] if kind in (FS, FF) else tile.starts[before]
            for at in range(len(begin)):
                bound = lagged(clocks, link, lag, anchor[at])
                if kind not in (FS, SS):
                    bound = begun_by(clocks, task, bound, mine[at])
                begin[at] = max(begin[at], bound)
        clock = clocks.of_task[task]
        for at in range(len(begin)):
            begin[at] = going_on(clocks, task, begin[at], mine[at])
            finish[at] = begin[at]
            if mine[at] > 0:
                finish[at] = done(clocks, clock, worked(clocks, clock, begin[at]) + mine[at])


@inlined
def backward(tile: Tile, clocks: Clocks, last: Floats, critical: NDArray[np.bool_], counts: Doubles) -> None:
    """Adds to ``counts`` in how many iterations each task lies on a driving chain to the last finish."""
    links = clocks.links
    mark_last(tile, last, critical)
    for task in range(len(critical) - 1, -1, -1):
        mine, begin, lasts = critical[task], tile.starts[task], tile.durations[task]
        count = number_of(mine)
        counts[task] += count
        if count == 0:
            continue
        for link in range(links.first[task], links.first[task + 1]):
            kind, lag, before = links.kinds[link], links.lags[link], links.before[link]
            anchor = tile.finishes[before] if kind in (FS, FF) else tile.starts[before]
            other = critical[before]
            for at in range(len(last)):
                if mine[at] and not other[at]:
                    bound = lagged(clocks, link, lag, anchor[at])
                    if kind not in (FS, SS):
                        bound = begun_by(clocks, task, bound, lasts[at])
                    other[at] = going_on(clocks, task, bound, lasts[at]) == begin[at]


@unlocked
def run(durations: Floats, clocks: Clocks, planned: float, ends: Floats, totals: Doubles) -> None:
    """Schedules every iteration; as ``kernel.run``, with finishes as instants and sums in the schedule's own time."""
    size, iterations = durations.shape
    room, critical = np.empty((3, size, TILE), np.float32), np.empty((size, TILE), np.bool_)
    own = np.empty(TILE, np.float32)
    for low in range(0, iterations, TILE):
        tile = tile_of(room, durations, low)
        width = tile.durations.shape[1]
        forward(tile, clocks)
        last = ends[-1, low : low + width]
        keep_ends(ends[:, low : low + width], clocks.links.projects, tile)
        backward(tile, clocks, last, critical[:, :width], totals[0])
        for at in range(width):
            own[at] = worked(clocks, 0, last[at])
        add_sums(tile.durations, own[:width], planned, totals)
