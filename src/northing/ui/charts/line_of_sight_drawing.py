"""Draws the Line of Sight as SVG links, with its tree and its table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from northing.ui import words
from northing.ui.charts.drawing import Chart, Scale, bar, el, hatch, join, label, line, number, points
from northing.ui.charts.letters import fit, wrap
from northing.ui.charts.line_of_sight import Chains, Level, LineOfSightNode, Place, arrange, collapse, write_money
from northing.ui.charts.line_of_sight_layout import COLUMNS, HEAD, WIDTH, Box, Layout, Ribbon, lay_out

TEXT, NOTE, GOAL = 12.5, 11.5, 14.0
_LEVELS = re.compile(r"\S+\s?→\s?\S+$")
SHAPE = 17.0  # from the shape's left to the label
EMPTY = SafeString("")
SPARK = 62.0
COVER = 96.0


@dataclass(frozen=True, slots=True)
class LineOfSight(Chart):
    """The picture (``svg``), its table (``table``) and its tree of links (``tree``) for small screens."""

    tree: SafeString = EMPTY


def draw(
    nodes: Sequence[LineOfSightNode],
    *,
    title: str,
    amount_unit: str = "£m",
    write: Callable[[float], str] = write_money,
    orphans_url: str = "",
) -> LineOfSight:
    """The whole line of sight; ``title`` is the sentence above it, ``write`` spells an amount in ``amount_unit``.

    Too many rows collapse into programmes and goals, in the twins as well, so that the page does not grow with the
    register.
    """
    chains = Chains(arrange(collapse(nodes, write=write, orphans_url=orphans_url)))
    return LineOfSight(
        svg=_Drawing(chains, lay_out(chains), title, amount_unit).svg(),
        title=title,
        columns=("Goal", "Objective", "Programme or project", "Status", amount_unit, "Measure"),
        rows=_rows(chains),
        tree=_tree(chains, amount_unit),
    )


class _Drawing:
    def __init__(self, chains: Chains, layout: Layout, title: str, unit: str) -> None:
        self.chains = chains
        self.layout = layout
        self.title = title
        self.unit = unit
        self.ids = {place: f"n{at}" for at, place in enumerate(chains.by_place)}

    def svg(self) -> SafeString:
        body = [self._heads(), *map(self._ribbon, self.layout.ribbons), *map(self._node, self.layout.boxes.items())]
        box = f"0 0 {number(WIDTH)} {number(self.layout.height)}"
        return el("svg", join(body), viewBox=box, class_="chart los", role="group", aria_label=self.title)

    def _heads(self) -> SafeString:
        components = self.chains.of(Level.COMPONENT)
        count = len(components)
        heads = {
            Level.GOAL: "Goals",
            Level.OBJECTIVE: "Objectives",
            Level.COMPONENT: f"Programmes and projects ({count})",
            Level.MEASURE: "Measures: baseline → target",
        }
        shown = [label(COLUMNS[level][0], 12, name, kind="head") for level, name in heads.items()]
        return join([*shown, label(COLUMNS[Level.COMPONENT][1], 12, self.unit, kind="head", anchor="end")])

    def _ribbon(self, ribbon: Ribbon) -> SafeString:
        x1, x2 = COLUMNS[ribbon.start[0]][1] + 4, COLUMNS[ribbon.end[0]][0] - 4
        middle = (x1 + x2) / 2
        places = [
            number(float(value)) for value in (x1, ribbon.y1, middle, ribbon.y1, middle, ribbon.y2, x2, ribbon.y2)
        ]
        path = "M{} {}C{} {} {} {} {} {}".format(*places)
        ends = f"{self.ids[ribbon.start]} {self.ids[ribbon.end]}"
        status = self._colour(ribbon)
        return el("path", d=path, class_=f"link is-{status}", stroke_width=ribbon.width, data_link=ends)

    def _colour(self, ribbon: Ribbon) -> str:
        """A line says how the objective stands: beside goals and projects its own, beside measures the measure's."""
        place = ribbon.start if ribbon.end[0] is Level.COMPONENT else ribbon.end
        return words.status_key(self.chains.by_place[place].status)

    def _node(self, item: tuple[Place, Box]) -> SafeString:
        place, box = item
        node = box.node
        chain = " ".join(self.ids[other] for other in self.chains.chain(node))
        said = node.says or sentence(node, self.chains)
        inner = [el("desc", said), self._hit(box), *_FACES[node.level](box), *self._orphan(box)]
        return el(
            "a",
            join(inner),
            href=node.url,
            class_=f"node is-{words.status_key(node.status)}",
            data_node=self.ids[place],
            data_level=int(node.level),
            data_chain=chain,
            data_says=said,
        )

    def _hit(self, box: Box) -> SafeString:
        left, right = COLUMNS[box.node.level]
        return bar(left - 4, right + 4, box.middle - box.height / 2, box.height, kind="hit")

    def _orphan(self, box: Box) -> list[SafeString]:
        """A component that serves nothing stands in a dashed box."""
        if box.node.level is not Level.COMPONENT or self.chains.above(box.node):
            return []
        left, right = COLUMNS[Level.COMPONENT]
        return [bar(left - 5, right + 5, box.middle - box.height / 2 + 0.5, box.height - 1, kind="orphan")]


def _goal(box: Box) -> list[SafeString]:
    lines = wrap(box.node.label, width=COLUMNS[Level.GOAL][1], size=GOAL, bold=True, most=3)
    top = box.middle - (len(lines) - 1) * 9 + 5 - (7 if box.node.note else 0)
    shown = [label(0, top + at * 18, text, kind="goal-name") for at, text in enumerate(lines)]
    return [*shown, *([label(0, top + len(lines) * 18 - 1, box.node.note, kind="note")] if box.node.note else [])]


def _objective(box: Box) -> list[SafeString]:
    left, right = COLUMNS[Level.OBJECTIVE]
    base = box.middle + (4 if not box.node.note else -2)
    name = fit(box.node.label, width=right - left - SHAPE, size=TEXT)
    shown = [_shape(box.node, left, base), label(left + SHAPE, base, name)]
    return [*shown, *([label(left + SHAPE, base + 14, box.node.note, kind="note")] if box.node.note else [])]


def _component(box: Box) -> list[SafeString]:
    left, right = COLUMNS[Level.COMPONENT]
    base = box.middle + 4.3
    room = right - left - SHAPE - 48
    note = f" — {box.node.note}" if box.node.note else ""
    name = fit(box.node.label + note, width=room, size=TEXT)
    return [
        _shape(box.node, left, base),
        label(left + SHAPE, base, name),
        label(right, base, box.node.amount, kind="amount"),
    ]


def _measure(box: Box) -> list[SafeString]:
    left, right = COLUMNS[Level.MEASURE]
    base = box.middle + (4 if not (box.node.note or box.node.cover) else -2)
    room = right - left - (SPARK + 10 if box.node.spark else 0)
    name = fit(box.node.label, width=room, size=TEXT, end=_figures(box.node.label))
    parts = [label(left, base, name), *_spark(box.node, right - SPARK, box.middle - 12)]
    indent = 0.0
    if box.node.cover:
        parts.append(_cover(box, left, base + 6))
        indent = COVER + 8
    if box.node.note:
        parts.append(label(left + indent, base + 14, box.node.note, kind="note"))
    return parts


def _figures(text: str) -> str:
    """``112 → 84`` or ``112→84`` at a measure's end: what one must not cut."""
    found = _LEVELS.search(text)
    return found.group() if found else ""


_FACES = {Level.GOAL: _goal, Level.OBJECTIVE: _objective, Level.COMPONENT: _component, Level.MEASURE: _measure}


def _shape(node: LineOfSightNode, x: float, base: float) -> SafeString:
    kind = "shape outline" if node.status == "not_started" else "shape"
    place = f"translate({number(float(x))} {number(float(base - 10))})"
    return el(
        "path",
        d=words.shape_path(node.status),
        class_=kind,
        transform=place,
        role="img",
        aria_label=words.status_word(node.status),
    )


def _spark(node: LineOfSightNode, x: float, y: float) -> list[SafeString]:
    known = [(at, value) for at, value in enumerate(node.spark) if value is not None]
    if len(known) < 2:  # noqa: PLR2004  one reading is no line
        return []
    across = Scale(0, len(node.spark) - 1, x, x + SPARK - 4)
    values = [value for _, value in known]
    up = Scale(min(values), max(values), y + 20, y + 4)
    places = [(across(at), up(value)) for at, value in known]
    return [
        el("path", d=points(places), class_="path"),
        el("circle", cx=places[-1][0], cy=places[-1][1], r=2, class_="dot"),
    ]


def _cover(box: Box, x: float, y: float) -> SafeString:
    """Promised above, forecast below, inside the outline of the gap."""
    cover = box.node.cover
    if cover is None:
        return SafeString("")
    across = Scale(0, max(cover.gap, 1e-9), x, x + COVER)
    fill, defs = hatch("sight", status=words.status_key(box.node.status))
    return join(
        [
            defs,
            bar(x, x + COVER, y, 9, kind="gap"),
            bar(x, across.held(cover.promised), y + 1, 3.5, kind="actual"),
            bar(x, across.held(cover.forecast), y + 4.5, 3.5, kind="outline-status", fill=fill),
            line(x + COVER, y - 1.5, x + COVER, y + 10.5, kind="target"),
        ]
    )


def sentence(node: LineOfSightNode, chains: Chains) -> str:
    """The chain in words: what it is, how it stands, what it costs, what it serves and what it moves."""
    names: dict[Level, list[str]] = {level: [] for level in Level}
    for level, key in chains.chain(node):
        names[level].append(chains.by_place[level, key].label)
    parts = [node.label + (f" — {node.note}" if node.note else "")]
    if node.status:
        parts.append(words.status_word(node.status).lower())
    if node.amount:
        parts.append(node.amount)
    parts += _linked(node, names)
    return ", ".join(parts)


def _linked(node: LineOfSightNode, names: dict[Level, list[str]]) -> list[str]:
    if node.level is Level.GOAL:
        return [f"{len(names[Level.OBJECTIVE])} objectives", f"{len(names[Level.COMPONENT])} projects"]
    if node.level is Level.OBJECTIVE:
        return [f"{len(names[Level.COMPONENT])} projects", f"serves {_and(names[Level.GOAL])}"]
    if node.level is Level.COMPONENT:
        return [f"serves {_and(names[Level.OBJECTIVE])}", f"moves {_and(names[Level.MEASURE])}"]
    return [f"moved by {len(names[Level.COMPONENT])} projects"]


def _and(names: Sequence[str]) -> str:
    return " and ".join(names) if names else "nothing"


def _rows(chains: Chains) -> list[tuple[str, ...]]:
    """One row per link of a component to an objective; objectives and components without one have a row too."""
    rows: list[tuple[str, ...]] = []
    for goal in chains.of(Level.GOAL):
        for level, key in chains.below[Level.GOAL, goal.key]:
            objective = chains.by_place[level, key]
            rows += [(goal.label, objective.label, *cells) for cells in _cells(chains, objective)]
    orphans = [node for node in chains.of(Level.COMPONENT) if not chains.above(node)]
    return rows + [("–", "none", n.label, words.status_word(n.status), n.amount, "–") for n in orphans]


def _cells(chains: Chains, objective: LineOfSightNode) -> list[tuple[str, str, str, str]]:
    children = [chains.by_place[place] for place in chains.below[Level.OBJECTIVE, objective.key]]
    measures = " · ".join(node.label for node in children if node.level is Level.MEASURE) or "–"
    components = [node for node in children if node.level is Level.COMPONENT]
    cells = [(node.label, words.status_word(node.status), node.amount, measures) for node in components]
    return cells or [("–", words.status_word(objective.status), "", measures)]


def _tree(chains: Chains, unit: str) -> SafeString:
    goals = [_branch(chains, (Level.GOAL, goal.key)) for goal in chains.of(Level.GOAL)]
    orphans = [node for node in chains.of(Level.COMPONENT) if not chains.above(node)]
    leaves = [format_html("<li>{}</li>", _line(node)) for node in orphans]
    if leaves:
        head = '<li><div class="line">Serves no objective</div><ul>{}</ul></li>'
        goals.append(format_html(head, join(leaves)))
    return format_html('<ul class="tree" aria-label="Line of sight, {}">{}</ul>', unit, join(goals))


def _branch(chains: Chains, place: Place) -> SafeString:
    children = chains.below[place] if place[0] < Level.COMPONENT else []
    inner = format_html("<ul>{}</ul>", join(_branch(chains, child) for child in children)) if children else ""
    return format_html("<li>{}{}</li>", _line(chains.by_place[place]), inner)


def _line(node: LineOfSightNode) -> SafeString:
    word = words.status_word(node.status)
    mark = format_html('{}<span class="vh">{} </span>', words.shape(node.status), word) if node.status else ""
    ends = [part for part in (node.note, node.amount) if part]
    end = (
        format_html('<span class="end">{}</span>', format_html_join(" · ", "{}", ((part,) for part in ends)))
        if ends
        else ""
    )
    template = '<div class="line is-{}">{}<a href="{}">{}</a>{}</div>'
    return format_html(template, words.status_key(node.status), mark, node.url, node.label, end)


__all__ = ["HEAD", "LineOfSight", "draw", "sentence"]
