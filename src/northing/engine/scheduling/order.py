"""The tasks in an order in which every predecessor comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from northing.engine.scheduling.errors import LinkCycle
from northing.engine.scheduling.problem import Link


def topological(keys: Iterable[str], links: Iterable[Link]) -> tuple[str, ...]:
    """Predecessors first; among free ones by key, so that the order of entry changes nothing.

    Raises:
        LinkCycle: with one cycle.
    """
    names = sorted(keys)
    rank = {key: at for at, key in enumerate(names)}
    successors: list[list[int]] = [[] for _ in names]
    waiting = [0] * len(names)
    for link in links:
        after = rank[link.successor]
        successors[rank[link.predecessor]].append(after)
        waiting[after] += 1
    free = [at for at, count in enumerate(waiting) if not count]  # sorted, and so a heap
    ordered: list[int] = []
    while free:
        ordered.append(at := heappop(free))
        for after in successors[at]:
            waiting[after] -= 1
            if not waiting[after]:
                heappush(free, after)
    if len(ordered) < len(names):
        left = sorted(set(range(len(names))) - set(ordered))
        raise LinkCycle([names[at] for at in _cycle(successors, left)])
    return tuple([names[at] for at in ordered])


def _cycle(successors: Sequence[Sequence[int]], left: Sequence[int]) -> list[int]:
    """One cycle among tasks that are all on a cycle or behind one."""
    inside, behind = set(left), defaultdict(list)
    for key in left:
        for successor in successors[key]:
            behind[successor].append(key)
    path, seen = [left[0]], {left[0]: 0}
    while True:  # every task that is left waits for one that is left
        key = min(key for key in behind[path[-1]] if key in inside)
        if key in seen:
            cycle = path[seen[key] :][::-1]
            first = cycle.index(min(cycle))
            return cycle[first:] + cycle[:first]
        seen[key] = len(path)
        path.append(key)
