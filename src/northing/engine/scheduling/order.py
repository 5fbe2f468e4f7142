"""The tasks in an order in which every predecessor comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

from northing.engine.scheduling.errors import LinkCycle
from northing.engine.scheduling.problem import Link


def topological(keys: Iterable[str], links: Iterable[Link]) -> tuple[str, ...]:
    """Predecessors first; among free ones by key, so that the order of entry changes nothing.

    Raises:
        LinkCycle: with one circle.
    """
    successors: Mapping[str, list[str]] = defaultdict(list)
    waiting = dict.fromkeys(keys, 0)
    for link in links:
        successors[link.predecessor].append(link.successor)
        waiting[link.successor] += 1
    free = [key for key, count in waiting.items() if count == 0]
    heapify(free)
    ordered: list[str] = []
    while free:
        ordered.append(key := heappop(free))
        for successor in successors[key]:
            waiting[successor] -= 1
            if waiting[successor] == 0:
                heappush(free, successor)
    if len(ordered) < len(waiting):
        raise LinkCycle(_circle(successors, sorted(waiting.keys() - set(ordered))))
    return tuple(ordered)


def _circle(successors: Mapping[str, Sequence[str]], left: Sequence[str]) -> list[str]:
    """One circle among tasks that are all on a circle or behind one."""
    inside, behind = set(left), defaultdict(list)
    for key in left:
        for successor in successors[key]:
            behind[successor].append(key)
    path, seen = [left[0]], {left[0]: 0}
    while True:  # every task that is left waits for one that is left
        key = min(key for key in behind[path[-1]] if key in inside)
        if key in seen:
            circle = path[seen[key] :][::-1]
            first = circle.index(min(circle))
            return circle[first:] + circle[:first]
        seen[key] = len(path)
        path.append(key)
