"""One-to-one pairing with the best total score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

Pair = tuple[int, int]
_EXACT = 12
"""Rows on one side up to which all pairings are compared."""


def best_pairs(scores: Mapping[Pair, float]) -> dict[Pair, float]:
    """The pairs (left, right), each side used once, with the largest total.

    Groups of candidates that hang together are solved exactly up to a dozen on the left, larger ones by taking the
    best pair first.
    """
    chosen: dict[Pair, float] = {}
    for group in _groups(scores):
        lefts = {left for left, _ in group}
        pairs = _exact(group, scores) if len(lefts) <= _EXACT else _greedy(group, scores)
        chosen.update({pair: scores[pair] for pair in pairs})
    return chosen


def _groups(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Candidates that share a left or right side, directly or through others."""
    by_node: dict[tuple[str, int], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_node["left", pair[0]].append(pair)
        by_node["right", pair[1]].append(pair)
    seen = set[Pair]()
    return [_reach(start, by_node, seen) for start in sorted(pairs) if start not in seen]


def _reach(start: Pair, by_node: Mapping[tuple[str, int], list[Pair]], seen: set[Pair]) -> list[Pair]:
    group, queue = [], [start]
    seen.add(start)
    while queue:
        pair = queue.pop()
        group.append(pair)
        near = {*by_node["left", pair[0]], *by_node["right", pair[1]]} - seen
        seen |= near
        queue += sorted(near)
    return group


def _greedy(group: Iterable[Pair], scores: Mapping[Pair, float]) -> list[Pair]:
    chosen: list[Pair] = []
    lefts: set[int] = set()
    rights: set[int] = set()
    for left, right in sorted(group, key=lambda pair: (-scores[pair], pair)):
        if left not in lefts and right not in rights:
            chosen.append((left, right))
            lefts.add(left)
            rights.add(right)
    return chosen


def _exact(group: Iterable[Pair], scores: Mapping[Pair, float]) -> list[Pair]:
    choices: dict[int, list[int]] = defaultdict(list)
    for left, right in sorted(group):
        choices[left].append(right)
    lefts = sorted(choices)
    if len({right for rights in choices.values() for right in rights}) > 2 * _EXACT:
        return _greedy([(left, right) for left in lefts for right in choices[left]], scores)

    @cache
    def best(index: int, used: frozenset[int]) -> tuple[float, tuple[Pair, ...]]:
        if index == len(lefts):
            return 0.0, ()
        left = lefts[index]
        total, pairs = best(index + 1, used)
        for right in choices[left]:
            if right not in used:
                more, rest = best(index + 1, used | {right})
                if more + scores[left, right] > total:
                    total, pairs = more + scores[left, right], ((left, right), *rest)
        return total, pairs

    return list(best(0, frozenset())[1])
