"""The Line of Sight: goals | objectives | programmes and projects | measures, linked by lines as wide as the money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

from northing.ui import figures, words
from northing.ui.charts.small import Cover

MOST_COMPONENTS = 45
MOST_OBJECTIVES = 25
MOST_ORPHANS = 12
_SEVERITY = ("on_track", "not_started", "unknown", "at_risk", "off_track")


class Level(IntEnum):
    GOAL = 0
    OBJECTIVE = 1
    COMPONENT = 2
    MEASURE = 3


@dataclass(frozen=True, slots=True)
class LineOfSightNode:
    """One goal, objective, component (programme or project) or measure.

    Attributes:
        key: unique within its level.
        status: a status key; for goals it may be empty.
        amount: the figure shown at the right of a component, without its unit.
        value: what the width of its lines stands for, such as minor currency units; never negative.
        parents: keys one level up, first the main one: an objective's goals, a component's objectives, a measure's
            components. A measure's ``objective`` is named apart, as it stands also without any component.
        shares: how ``value`` is divided over ``parents``; evenly without.
        note: a second, quieter line: ``coverage 72 %``.
        group, group_url: the programme or unit it collapses into when there are too many.
        spark: readings of a measure, oldest first, None where one is missing.
        says: the chain as one sentence; made from the rest without it.
    """

    key: str
    label: str
    url: str
    level: Level
    status: str = ""
    amount: str = ""
    value: float = 0.0
    parents: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    objective: str = ""
    note: str = ""
    group: str = ""
    group_url: str = ""
    spark: tuple[float | None, ...] = ()
    cover: Cover | None = None
    says: str = ""

    def flows(self) -> list[tuple[str, float]]:
        """Each parent's key with the part of ``value`` that belongs to it."""
        count = len(self.parents)
        shares = self.shares or tuple(1 / count for _ in range(count))
        return [(key, self.value * share) for key, share in zip(self.parents, shares, strict=True)]


Place = tuple[Level, str]


@dataclass(frozen=True)
class Chains:
    """Who belongs to whom, up and down, over all levels."""

    nodes: Sequence[LineOfSightNode]

    @cached_property
    def by_place(self) -> dict[Place, LineOfSightNode]:
        return {(node.level, node.key): node for node in self.nodes}

    def above(self, node: LineOfSightNode) -> list[Place]:
        """The direct parents that are there; one that is not (restricted, left out) is skipped."""
        places = [(Level(node.level - 1), key) for key in node.parents] if node.level else []
        if node.objective:
            places.append((Level.OBJECTIVE, node.objective))
        return [place for place in places if place in self.by_place]

    @cached_property
    def below(self) -> dict[Place, list[Place]]:
        children: dict[Place, list[Place]] = {place: [] for place in self.by_place}
        for place, node in self.by_place.items():
            for parent in self.above(node):
                children[parent].append(place)
        return children

    def chain(self, node: LineOfSightNode) -> list[Place]:
        """All ancestors and all descendants, in the order of the picture."""
        start = (node.level, node.key)
        up = _reach(start, lambda place: self.above(self.by_place[place]))
        down = _reach(start, lambda place: self.below[place])
        return [place for place in self.by_place if place in up | down and place != start]

    def of(self, level: Level) -> list[LineOfSightNode]:
        return [node for node in self.nodes if node.level is level]


def _reach(start: Place, step: Callable[[Place], list[Place]]) -> set[Place]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = [place for place in step(waiting.pop()) if place not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return found


def arrange(nodes: Sequence[LineOfSightNode]) -> list[LineOfSightNode]:
    """By level; each level in the order of its main parent, those without one last, else as given."""
    chains, ordered = Chains(nodes), list[LineOfSightNode]()
    for level in Level:
        rank = {(node.level, node.key): at for at, node in enumerate(ordered)}
        last = len(ordered)

        def main(node: LineOfSightNode, rank: dict[Place, int] = rank, last: int = last) -> int:
            above = chains.above(node)
            chosen = above[-1:] if node.objective else above[:1]
            return rank.get(chosen[0], last) if chosen else last

        ordered += sorted(chains.of(level), key=main)
    return ordered


def worst(statuses: Sequence[str]) -> tuple[str, int]:
    """The worst status of the children and how many have it; unreported counts as unknown, never as on track."""
    keys = [words.status_key(status) for status in statuses] or ["unknown"]
    found = max(keys, key=_SEVERITY.index)
    return found, keys.count(found)


def write_money(value: float) -> str:
    return figures.money_text(round(value), unit=False)


def collapse(
    nodes: Sequence[LineOfSightNode], *, write: Callable[[float], str] = write_money, orphans_url: str = ""
) -> list[LineOfSightNode]:
    """As many rows as can be read: components become programmes or units, objectives one row per goal.

    Of the components that serve nothing the dearest stay; ``orphans_url`` lists the rest.
    """
    kept = list(nodes)
    if _count(kept, Level.COMPONENT) > MOST_COMPONENTS:
        kept = _merge(kept, Level.COMPONENT, lambda node: node.group, write)
        kept = _gather_orphans(kept, write, orphans_url)
    if _count(kept, Level.OBJECTIVE) > MOST_OBJECTIVES:
        kept = _merge(kept, Level.OBJECTIVE, lambda node: node.parents[0] if node.parents else "", write)
    return kept


def _count(nodes: Sequence[LineOfSightNode], level: Level) -> int:
    return sum(node.level is level for node in nodes)


def _merge(
    nodes: list[LineOfSightNode],
    level: Level,
    group_of: Callable[[LineOfSightNode], str],
    write: Callable[[float], str],
) -> list[LineOfSightNode]:
    """Nodes without a group stay; so do components that serve nothing, as that is what one must see."""
    groups: dict[str, list[LineOfSightNode]] = {}
    for node in nodes:
        if node.level is level and group_of(node) and node.parents:
            groups.setdefault(group_of(node), []).append(node)
    merged = [_as_one(name, members, write) for name, members in groups.items()]
    now = {node.key: one.key for one, members in zip(merged, groups.values(), strict=True) for node in members}
    rest = [node for node in nodes if node.level is not level or node.key not in now]
    return merged + [_redirect(node, level, now) for node in rest]


def _gather_orphans(nodes: list[LineOfSightNode], write: Callable[[float], str], url: str) -> list[LineOfSightNode]:
    orphans = [node for node in nodes if node.level is Level.COMPONENT and not node.parents]
    if len(orphans) <= MOST_ORPHANS:
        return nodes
    rest = sorted(orphans, key=lambda node: -node.value)[MOST_ORPHANS - 1 :]
    total = sum(node.value for node in rest)
    label = f"{len(rest)} more without an objective"
    left = {node.key for node in rest}
    kept = [node for node in nodes if node.level is not Level.COMPONENT or node.key not in left]
    status, _ = worst([node.status for node in rest])
    gathered = LineOfSightNode("group:none", label, url, Level.COMPONENT, status, write(total), total)
    return [*kept, gathered]


def _as_one(name: str, members: Sequence[LineOfSightNode], write: Callable[[float], str]) -> LineOfSightNode:
    flows: dict[str, float] = {}
    for node in members:
        for key, value in node.flows():
            flows[key] = flows.get(key, 0.0) + value
    total = sum(flows.values())
    status, count = worst([node.status for node in members])
    first = members[0]
    plural = "objectives" if first.level is Level.OBJECTIVE else name
    return LineOfSightNode(
        key=f"group:{name}",
        label=f"{plural} ({len(members)})",
        url=first.group_url or first.url,
        level=first.level,
        status=status,
        amount=write(total) if first.level is Level.COMPONENT else "",
        value=total,
        parents=tuple(flows),
        shares=tuple(value / total for value in flows.values()) if total else (),
        note=f"{words.status_word(status)}: {count} of {len(members)}",
    )


def _redirect(node: LineOfSightNode, level: Level, now: dict[str, str]) -> LineOfSightNode:
    """The same node with parents (and their shares) pointing at what they became."""
    objective = now.get(node.objective, node.objective) if level is Level.OBJECTIVE else node.objective
    if node.level != level + 1:
        return replace(node, objective=objective)
    parts: dict[str, float] = {}
    shares = node.shares or tuple(1 / len(node.parents) for _ in node.parents)
    for key, share in zip(node.parents, shares, strict=True):
        parts[now.get(key, key)] = parts.get(now.get(key, key), 0.0) + share
    return replace(node, parents=tuple(parts), shares=tuple(parts.values()), objective=objective)
