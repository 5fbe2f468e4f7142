"""The benefit map: which projects a benefit stems from, so that money is counted once and a late one explained.

Ward and Daniel's network: enabler (a project's output) → business change → benefit → objective. A link's share says how
much of what stands at its end stems from its beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from math import fsum

from northing.engine.errors import LARGEST, ProblemError, TooLarge, require_finite
from northing.engine.shapes import require_types, typed
from northing.engine.words import count, number

WHOLE = 1e-9
MOST_PATHS = 10_000


class MapError(ProblemError):
    """A benefit map that is invalid."""


class TooManyPaths(MapError, TooLarge):
    """More paths lead back to what is late than anybody could read."""


class MapCycle(MapError):
    """Things stem from each other in a circle."""


@dataclass(frozen=True, slots=True)
class MapLink:
    """``share`` (0 … 1) of what stands at ``end`` stems from what stands at ``beginning``."""

    beginning: str
    end: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class DoubleCount:
    """Something of which more than the whole is claimed; the claims are scaled down to the whole, in proportion."""

    node: str
    claimed: float
    claimants: tuple[str, ...]

    @property
    def words(self) -> str:
        """Who claims how much together."""
        names = ", ".join(self.claimants)
        return (
            f"{names} together claim {self.claimed:.0%} of {self.node}: agree on a split; until then each counts less"
        )


@dataclass(frozen=True, slots=True)
class Attribution:
    """Values by where they stem from, in the unit of the values.

    Attributes:
        by_root: what stems from each node that nothing leads to (projects, usually).
        unattributed: what no link accounts for; by_root and this sum to all values.
    """

    by_root: Mapping[str, float]
    unattributed: float

    @property
    def words(self) -> str:
        """One sentence: how much stems from how many roots, and how much no link accounts for."""
        known = fsum(self.by_root.values())
        return (
            f"{number(known)} of {number(known + self.unattributed)} stems from {count(len(self.by_root), 'root')}; "
            f"{number(self.unattributed)} is unattributed"
        )


@dataclass(frozen=True)
class BenefitMap:
    """Nodes in the order given and links between them; checked when it is made."""

    nodes: tuple[str, ...]
    links: tuple[MapLink, ...]

    def __post_init__(self) -> None:
        require_types(self, what="benefit map")
        if len(set(self.nodes)) != len(self.nodes):
            raise MapError("a node stands in the benefit map more than once")
        known = set(self.nodes)
        for link in self.links:
            unknown = [key for key in (link.beginning, link.end) if key not in known]
            if unknown:
                raise MapError(f"a link refers to {unknown[0]!r}, which is not in the benefit map")
            require_finite(link.share, what=f"the share of {link.beginning!r} in {link.end!r}")
            if not 0 <= link.share <= 1:
                raise MapError(f"the share of {link.beginning!r} in {link.end!r} is {link.share:g}: give 0 to 1")
        pairs = [(link.beginning, link.end) for link in self.links]
        if len(set(pairs)) != len(pairs):
            raise MapError("two links lead from one node to the same other node: give one share")
        _ = self.order

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Beginnings before ends.

        Raises:
            MapCycle: there is no such order.
        """
        graph = {node: [link.beginning for link in self.into(node)] for node in self.nodes}
        try:
            return tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            told = " → ".join(error.args[1])
            raise MapCycle(f"these stem from each other in a circle: {told}") from error

    @cached_property
    def _ends(self) -> Mapping[str, tuple[MapLink, ...]]:
        found: dict[str, list[MapLink]] = {node: [] for node in self.nodes}
        for link in self.links:
            found[link.end].append(link)
        return {node: tuple(links) for node, links in found.items()}

    def into(self, node: str) -> tuple[MapLink, ...]:
        """The links that lead to the node."""
        return self._ends[node]

    def shares(self, node: str) -> dict[str, float]:
        """By direct cause, its share in the node; scaled to 1 where more than the whole is claimed."""
        claimed = fsum(link.share for link in self.into(node))
        return {link.beginning: link.share / max(1.0, claimed) for link in self.into(node)}


@typed
def double_counts(benefits: BenefitMap) -> tuple[DoubleCount, ...]:
    """Where more than the whole is claimed, in the order of the nodes."""
    found = []
    for node in benefits.nodes:
        links = benefits.into(node)
        claimed = fsum(link.share for link in links)
        if claimed > 1 + WHOLE:
            found.append(DoubleCount(node, claimed, tuple(link.beginning for link in links)))
    return tuple(found)


@typed
def attribute(benefits: BenefitMap, *, values: Mapping[str, float]) -> Attribution:
    """Each value handed back along the links: contribution = Σ over paths of the product of shares.

    Args:
        benefits: the map.
        values: what is worth something in itself, by node; a benefit between two others is worth what it leads to and
            needs no value of its own.

    Raises:
        MapError: a value that is not a finite number or whose node is not in the map.
    """
    _require_values(benefits, values=values)
    held = {node: values.get(node, 0.0) for node in benefits.nodes}
    lost: list[float] = []
    for node in reversed(benefits.order):
        shares = benefits.shares(node)
        if not shares:
            continue
        for beginning, share in shares.items():
            held[beginning] += held[node] * share
        lost.append(held[node] * (1 - fsum(shares.values())))
    roots = {node: held[node] for node in benefits.nodes if not benefits.into(node)}
    return Attribution(roots, fsum(lost))


@typed
def at_risk(benefits: BenefitMap, *, values: Mapping[str, float], troubled: Collection[str]) -> float:
    """The part of all values that stems from troubled nodes, each path counted once, where trouble first strikes.

    Raises:
        MapError: as ``attribute``, or something troubled that is not in the map.
    """
    _require_values(benefits, values=values)
    _require_nodes(benefits, troubled)
    endangered: dict[str, float] = {}
    for node in benefits.order:
        stems = fsum(share * endangered[one] for one, share in benefits.shares(node).items())
        endangered[node] = 1.0 if node in troubled else stems
    return fsum(value * endangered[node] for node, value in values.items())


@typed
def blockers(benefits: BenefitMap, *, node: str, late: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """What blocks a late benefit: every path back to a late node behind which nothing is late, the node itself last.

    Raises:
        MapError: the node, or something late, is not in the map.
        TooManyPaths: more than anybody could read.
    """
    _require_nodes(benefits, (node, *late))
    behind: dict[str, bool] = {}
    ways: dict[str, int] = {}
    for one in benefits.order:
        causes = [link.beginning for link in benefits.into(one)]
        behind[one] = any(cause in late or behind[cause] for cause in causes)
        ways[one] = sum(ways[cause] for cause in causes) + (one in late and one != node and not behind[one])
    if ways[node] > MOST_PATHS:
        raise TooManyPaths(f"{ways[node]:,} paths of late things lead to {node!r}: look at one of those on the way")
    return tuple(_blocking(benefits, node=node, ways=ways, late=late))


def _blocking(
    benefits: BenefitMap, *, node: str, ways: Mapping[str, int], late: Collection[str]
) -> Iterator[tuple[str, ...]]:
    """The paths along nodes that have ways back to what blocks, whatever their length."""
    waiting: list[tuple[str, ...]] = [(node,)]
    while waiting:
        path = waiting.pop()
        causes = [link.beginning for link in benefits.into(path[0]) if ways[link.beginning]]
        if path[0] in late and path[0] != node and not causes:
            yield path
        waiting.extend((cause, *path) for cause in reversed(causes))


def _require_nodes(benefits: BenefitMap, named: Collection[str]) -> None:
    known = set(benefits.nodes)
    for node in named:
        if node not in known:
            raise MapError(f"{node!r} is not in the benefit map")


def _require_values(benefits: BenefitMap, *, values: Mapping[str, float]) -> None:
    for node, value in values.items():
        if node not in benefits.nodes:
            raise MapError(f"there is a value for {node!r}, which is not in the benefit map")
        if not abs(value) <= LARGEST:
            raise MapError(
                f"the value of {node!r} is {value}: give a number, or leave it out when it is unknown; look at its unit"
            )
