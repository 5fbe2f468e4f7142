"""Where everything stands in the Line of Sight: rows, columns and the ends of the lines, in pixels at full size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from northing.ui.charts.line_of_sight import Chains, Level, LineOfSightNode, Place

WIDTH = 1384.0
HEIGHT = 686.0  # with the frame and a strip of figures above, the whole picture fits 1440 by 900
HEAD = 24.0
TALLEST_ROW, SHORTEST_ROW = 24.0, 16.5
GROUP_GAP = 2.0
PAIR = 31.0  # least distance of two objectives or measures, which have a second line
COLUMNS = {
    Level.GOAL: (0.0, 196.0),
    Level.OBJECTIVE: (262.0, 520.0),
    Level.COMPONENT: (620.0, 968.0),
    Level.MEASURE: (1066.0, WIDTH),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place: its middle and the height of the area one can point at."""

    node: LineOfSightNode
    middle: float
    height: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A line from one place to another; ``y1`` and ``y2`` are its middle, ``width`` stands for ``value``."""

    start: Place
    end: Place
    y1: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    boxes: dict[Place, Box]
    ribbons: Sequence[Ribbon]
    height: float


def lay_out(chains: Chains) -> Layout:
    """``chains`` must be arranged: each level in the order in which it is drawn."""
    components = chains.of(Level.COMPONENT)
    gaps = _gaps(components, chains)
    row = _row_height(len(components), sum(gaps))
    height = max(HEIGHT, HEAD + row * len(components) + sum(gaps) + 4, HEAD + PAIR * _busiest(chains))
    boxes = _component_boxes(components, gaps, row)
    boxes |= _between(chains, Level.OBJECTIVE, boxes, height)
    boxes |= _between(chains, Level.GOAL, boxes, height)
    boxes |= _between(chains, Level.MEASURE, boxes, height)
    return Layout(boxes, _ribbons(chains, boxes, row), height)


def _busiest(chains: Chains) -> int:
    return max(len(chains.of(Level.OBJECTIVE)), len(chains.of(Level.MEASURE)))


def _gaps(components: Sequence[LineOfSightNode], chains: Chains) -> list[float]:
    """Space before each row: a little where a new objective begins, more before those that serve none."""
    gaps, before = [], ""
    for at, node in enumerate(components):
        main = node.parents[0] if chains.above(node) else ""
        gaps.append((GROUP_GAP if main else 8.0) if at and main != before else 0.0)
        before = main
    return gaps


def _row_height(count: int, spare: float) -> float:
    room = (HEIGHT - HEAD - 4 - spare) / max(count, 1)
    return min(TALLEST_ROW, max(SHORTEST_ROW, room))


def _component_boxes(components: Sequence[LineOfSightNode], gaps: Sequence[float], row: float) -> dict[Place, Box]:
    boxes: dict[Place, Box] = {}
    top = HEAD
    for node, gap in zip(components, gaps, strict=True):
        top += gap
        boxes[Level.COMPONENT, node.key] = Box(node, top + row / 2, row)
        top += row
    return boxes


def _between(chains: Chains, level: Level, boxes: dict[Place, Box], height: float) -> dict[Place, Box]:
    """Each node in the middle of what it belongs to, moved apart where two would touch."""
    nodes = chains.of(level)
    step = max(min(PAIR, (height - HEAD) / max(len(nodes), 1)), SHORTEST_ROW)
    even = [HEAD + (height - HEAD) * (at + 0.5) / max(len(nodes), 1) for at in range(len(nodes))]
    wanted = [_wanted(chains, node, boxes, otherwise) for node, otherwise in zip(nodes, even, strict=True)]
    middles = settle(wanted, gap=step, low=HEAD + step / 2, high=height - step / 2)
    return {(level, node.key): Box(node, y, step) for node, y in zip(nodes, middles, strict=True)}


def _wanted(chains: Chains, node: LineOfSightNode, boxes: dict[Place, Box], otherwise: float) -> float:
    place = (node.level, node.key)
    if node.objective and (Level.OBJECTIVE, node.objective) in boxes:
        return boxes[Level.OBJECTIVE, node.objective].middle
    linked = chains.above(node) if node.level is Level.MEASURE else chains.below[place]
    middles = [boxes[other].middle for other in linked if other in boxes]
    return (min(middles) + max(middles)) / 2 if middles else otherwise


def settle(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """The wanted places in their order, at least ``gap`` apart and between ``low`` and ``high`` where they fit."""
    places: list[float] = []
    for want in wanted:
        places.append(max(want, places[-1] + gap if places else low))
    limit = high
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], limit)
        limit = places[at] - gap
    return places


def _ribbons(chains: Chains, boxes: dict[Place, Box], row: float) -> list[Ribbon]:
    flows = _flows(chains)
    most = max((value for _, end, value in flows if end[0] is Level.COMPONENT), default=0)
    scale = row * 0.86 / most if most else 0
    return _stack([(start, end, max(value * scale, 0.8)) for start, end, value in flows], boxes)


def _flows(chains: Chains) -> list[tuple[Place, Place, float]]:
    """Every link with its value; an objective passes up what its components bring."""
    brought: dict[str, float] = {}
    flows: list[tuple[Place, Place, float]] = []
    for node in (*chains.of(Level.COMPONENT), *chains.of(Level.MEASURE)):
        for key, value in _toward(node, chains):
            start = (Level(node.level - 1), key)
            flows.append((start, (node.level, node.key), value))
            if node.level is Level.COMPONENT:
                brought[key] = brought.get(key, 0.0) + value
    for node in chains.of(Level.OBJECTIVE):
        goals = list(chains.above(node))
        flows += [(goal, (node.level, node.key), brought.get(node.key, 0.0) / len(goals)) for goal in goals]
    return flows


def _toward(node: LineOfSightNode, chains: Chains) -> list[tuple[str, float]]:
    """The flows of a component to its objectives; of a measure from its components, each as wide as it is there."""
    above = {key for level, key in chains.above(node) if level == node.level - 1}
    if node.level is Level.COMPONENT:
        return [(key, value) for key, value in node.flows() if key in above]
    served = {key: len(chains.below[Level.COMPONENT, key]) for key in above}
    return [(key, chains.by_place[Level.COMPONENT, key].value / served[key]) for key in node.parents if key in above]


def _stack(flows: list[tuple[Place, Place, float]], boxes: dict[Place, Box]) -> list[Ribbon]:
    """Lines that leave or reach one node lie on top of each other, sorted so that they do not cross there."""
    leave = _offsets(flows, boxes, near=0, far=1)
    reach = _offsets(flows, boxes, near=1, far=0)
    return [
        Ribbon(start, end, boxes[start].middle + leave[at], boxes[end].middle + reach[at], width)
        for at, (start, end, width) in enumerate(flows)
    ]


def _offsets(
    flows: list[tuple[Place, Place, float]], boxes: dict[Place, Box], *, near: int, far: int
) -> dict[int, float]:
    at_node: dict[Place, list[int]] = {}
    for at, flow in enumerate(flows):
        at_node.setdefault((flow[0], flow[1])[near], []).append(at)
    offsets: dict[int, float] = {}
    for indexes in at_node.values():
        place = -sum(flows[at][2] for at in indexes) / 2
        for at in sorted(indexes, key=lambda i: boxes[(flows[i][0], flows[i][1])[far]].middle):
            offsets[at] = place + flows[at][2] / 2
            place += flows[at][2]
    return offsets
