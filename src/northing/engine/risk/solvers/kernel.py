"""The simulation's inner loops as machine code: the same draws, sums and comparisons as ``chunk``, in the same order.

Every number a task gets is the bits of a counter (see ``numbers``), and every sum that a comparison rests on is one of
32 bits in the order of the plain path, so finishes and criticality are equal to the last bit. Only the sums for means
and deviations are added in another order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northing.engine.compiled import inlined, unlocked

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]
Bits = NDArray[np.uint64]
Levels = NDArray[np.uint16]

TILE = 128
"""Iterations that are scheduled together: few enough for a thousand tasks to stay in the processor's cache."""

GAMMA, FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
"""Constants of SplitMix64, as in ``numbers``."""
BY_30, BY_27, BY_31, BY_16, BY_32, BY_48 = (np.uint64(bits) for bits in (30, 27, 31, 16, 32, 48))
LEVELS, BYTE, LOW_BYTE = 65_536, 256, 255
FS, SS, FF = 0, 1, 2
"""Kinds of links, as ``scheduling.network.KINDS`` numbers them; 3 is start to finish."""


class Ranges(NamedTuple):
    """Tasks whose duration is a range: their numbers, the keys of their random numbers, and a row of quantiles each."""

    tasks: Integers
    keys: Bits
    tables: Floats


class Factor(NamedTuple):
    """What goes together by a common factor.

    Attributes:
        places: rows of the ranges; ``own``, ``shared``: of each the weight of its own and the common score, in knots.
        common: the factor's score in each iteration; ``normal``: the score of each level.
        middle: the knot of score 0.
    """

    places: Integers
    own: Floats
    shared: Floats
    common: Floats
    normal: Floats
    middle: np.float32


class Links(NamedTuple):
    """The network: of each task its release, project and first link; of each link predecessor, kind and lag."""

    releases: Floats
    projects: Integers
    first: Integers
    before: Integers
    kinds: Integers
    lags: Floats


class Tile(NamedTuple):
    """Some iterations, tasks × iterations each."""

    durations: Floats
    starts: Floats
    finishes: Floats


@unlocked
def fill_triangular(tables: Floats, rows: Integers, ends: Doubles, chances: Doubles) -> None:
    """The quantiles of triangular ranges (low, likely, high) at these chances, in some rows of the tables."""
    rising, falling = np.sqrt(chances), np.sqrt(1 - chances)
    for at in range(len(rows)):
        low, likely, high = ends[at]
        table, width = tables[rows[at]], high - low
        by_rise, by_fall = np.sqrt(width * (likely - low)), np.sqrt(width * (high - likely))
        for knot in range(len(chances)):
            rises = width * chances[knot] <= likely - low
            table[knot] = low + by_rise * rising[knot] if rises else high - by_fall * falling[knot]


@inlined
def fill_levels(drawn: Levels, key: np.uint64, start: int) -> None:
    """Levels of one key for the iterations from ``start`` on, four to a word (``numbers.levels``)."""
    first = start // 4
    for at in range(len(drawn) // 4):
        word = key + np.uint64(first + at) * GAMMA + GAMMA
        word = (word ^ (word >> BY_30)) * FIRST
        word = (word ^ (word >> BY_27)) * SECOND
        word = word ^ (word >> BY_31)
        drawn[4 * at] = np.uint16(word)
        drawn[4 * at + 1] = np.uint16(word >> BY_16)
        drawn[4 * at + 2] = np.uint16(word >> BY_32)
        drawn[4 * at + 3] = np.uint16(word >> BY_48)


@inlined
def sort_by_byte(into: Integers, order: Integers, drawn: Levels, shift: int) -> None:
    """One pass of a stable counting sort of ``order`` by eight bits of the levels."""
    ends = np.zeros(BYTE, np.int64)
    for at in order:
        ends[(drawn[at] >> shift) & LOW_BYTE] += 1
    total = 0
    for byte in range(BYTE):
        ends[byte], total = total, total + ends[byte]
    for at in order:
        byte = (drawn[at] >> shift) & LOW_BYTE
        into[ends[byte]] = at
        ends[byte] += 1


@unlocked
def stratify(drawn: Levels, order: Integers, room: Integers) -> None:
    """One row of levels as a Latin hypercube, in place (``numbers.stratified``)."""
    count = len(drawn)
    for at in range(count):
        order[at] = at
    sort_by_byte(room, order, drawn, 0)
    sort_by_byte(order, room, drawn, 8)
    width = LEVELS / count
    for rank in range(count):
        at = order[rank]
        drawn[at] = np.uint16((rank + drawn[at] / LEVELS) * width)


@unlocked
def draw_alone(durations: Floats, ranges: Ranges, places: Integers, start: int, is_stratified: bool) -> None:  # noqa: FBT001
    """Durations of the tasks at these places of the ranges, which go with no other."""
    count, knots = durations.shape[1], ranges.tables.shape[1]
    drawn, order, room = np.empty(count, np.uint16), np.empty(count, np.int64), np.empty(count, np.int64)
    for place in places:
        fill_levels(drawn, ranges.keys[place], start)
        if is_stratified:
            stratify(drawn, order, room)
        mine, table = durations[ranges.tasks[place]], ranges.tables[place]
        for at in range(count):
            mine[at] = table[drawn[at] * knots // LEVELS]


@unlocked
def draw_by_factor(durations: Floats, ranges: Ranges, factor: Factor, start: int, is_stratified: bool) -> None:  # noqa: FBT001
    """Durations of the tasks that go together."""
    count, last = durations.shape[1], ranges.tables.shape[1] - 1
    drawn, order, room = np.empty(count, np.uint16), np.empty(count, np.int64), np.empty(count, np.int64)
    common, normal, middle = factor.common, factor.normal, factor.middle
    for row in range(len(factor.places)):
        place, own, shared = factor.places[row], factor.own[row], factor.shared[row]
        fill_levels(drawn, ranges.keys[place], start)
        if is_stratified:
            stratify(drawn, order, room)
        mine, table = durations[ranges.tasks[place]], ranges.tables[place]
        for at in range(count):
            knot = int(normal[drawn[at]] * own + shared * common[at] + middle)
            mine[at] = table[min(max(knot, 0), last)]


@inlined
def tile_of(room: Floats, durations: Floats, low: int) -> Tile:
    """The next iterations from ``low`` on, with their durations, in the room there is for a tile."""
    width = min(TILE, durations.shape[1] - low)
    tile = Tile(room[0, :, :width], room[1, :, :width], room[2, :, :width])
    tile.durations[:] = durations[:, low : low + width]
    return tile


@inlined
def forward(tile: Tile, links: Links) -> None:
    """Early starts and finishes."""
    for task in range(len(tile.durations)):
        begin, mine, end = tile.starts[task], tile.durations[task], tile.finishes[task]
        begin[:] = links.releases[task]
        for link in range(links.first[task], links.first[task + 1]):
            kind, lag, before = links.kinds[link], links.lags[link], links.before[link]
            anchor = tile.finishes[before] if kind in (FS, FF) else tile.starts[before]
            if kind in (FS, SS):
                for at in range(len(begin)):
                    begin[at] = max(begin[at], anchor[at] + lag)
            else:
                for at in range(len(begin)):
                    begin[at] = max(begin[at], anchor[at] + lag - mine[at])
        for at in range(len(begin)):
            end[at] = begin[at] + mine[at]


@inlined
def mark_last(tile: Tile, last: Floats, critical: NDArray[np.bool_]) -> None:
    """Which tasks end with the last finish, in each iteration; the others wait for ``backward``."""
    for task in range(len(critical)):
        mine, end = critical[task], tile.finishes[task]
        for at in range(len(last)):
            mine[at] = end[at] == last[at]


@inlined
def number_of(marks: NDArray[np.bool_]) -> int:
    """How many are set."""
    count = 0
    for at in range(len(marks)):
        count += marks[at]
    return count


@inlined
def backward(tile: Tile, links: Links, last: Floats, critical: NDArray[np.bool_], counts: Doubles) -> None:
    """Adds to ``counts`` in how many iterations each task lies on a driving chain to the last finish."""
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
            if kind in (FS, SS):
                for at in range(len(last)):
                    other[at] |= mine[at] & (anchor[at] + lag == begin[at])
            else:
                for at in range(len(last)):
                    other[at] |= mine[at] & (anchor[at] + lag - lasts[at] == begin[at])


@inlined
def keep_latest(latest: Floats, finish: Floats) -> None:
    """The later of both, in the first."""
    for at in range(len(latest)):
        latest[at] = max(latest[at], finish[at])


@inlined
def keep_ends(ends: Floats, projects: Integers, tile: Tile) -> None:
    """The last finish of each project, and in the last row that of all."""
    for task in range(len(tile.finishes)):
        keep_latest(ends[projects[task]], tile.finishes[task])
    for row in range(len(ends) - 1):
        keep_latest(ends[-1], ends[row])


@inlined
def add_sums(durations: Floats, last: Floats, planned: float, totals: Doubles) -> None:
    """Adds up what means, deviations and correlations need, in four lanes: additions in a row wait for each other."""
    late = last.astype(np.float64) - planned
    for task in range(len(durations)):
        mine = durations[task]
        d_0 = d_1 = d_2 = d_3 = s_0 = s_1 = s_2 = s_3 = p_0 = p_1 = p_2 = p_3 = 0.0
        for at in range(0, len(late), 4):
            one, two = np.float64(mine[at]), np.float64(mine[at + 1])
            three, four = np.float64(mine[at + 2]), np.float64(mine[at + 3])
            d_0, d_1, d_2, d_3 = d_0 + one, d_1 + two, d_2 + three, d_3 + four
            s_0, s_1, s_2, s_3 = s_0 + one * one, s_1 + two * two, s_2 + three * three, s_3 + four * four
            p_0, p_1 = p_0 + one * late[at], p_1 + two * late[at + 1]
            p_2, p_3 = p_2 + three * late[at + 2], p_3 + four * late[at + 3]
        totals[1, task] += d_0 + d_1 + d_2 + d_3
        totals[2, task] += s_0 + s_1 + s_2 + s_3
        totals[3, task] += p_0 + p_1 + p_2 + p_3


@unlocked
def run(durations: Floats, links: Links, planned: float, ends: Floats, totals: Doubles) -> None:
    """Schedules every iteration.

    Args:
        durations: tasks × iterations.
        links: their network.
        planned: finish of the schedule's own durations.
        ends: projects + 1 × iterations of zeros, written: last finish of each project and of all.
        totals: 4 × tasks, added to: iterations in which each is critical, durations, their squares, their products with
            the finish less the planned one.
    """
    size, iterations = durations.shape
    room, critical = np.empty((3, size, TILE), np.float32), np.empty((size, TILE), np.bool_)
    for low in range(0, iterations, TILE):
        tile = tile_of(room, durations, low)
        width = tile.durations.shape[1]
        forward(tile, links)
        last = ends[-1, low : low + width]
        keep_ends(ends[:, low : low + width], links.projects, tile)
        backward(tile, links, last, critical[:, :width], totals[0])
        add_sums(tile.durations, last, planned, totals)
