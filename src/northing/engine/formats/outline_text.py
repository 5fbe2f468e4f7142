"""A plan written as Markdown or indented text, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from northing.engine.formats.encoding import decode
from northing.engine.formats.limits import DEFAULT, Limits, check_size

_LINE = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>#{1,6}|[-*+•]|\d+(?:\.\d+)*[.)]?)?\s+(?P<text>\S.*)$|^(?P<bare>\S.*)$")
_LABEL = re.compile(
    r"^(?P<label>plan|vision|mission|values?|principles?|polic(?:y|ies)|goals?|objectives?|measures?|kpis?|indicators?)"
    r"(?:\s+\d[\d.]*)?\s*:\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_SECTIONS = {
    "vision": "vision",
    "mission": "mission",
    "value": "value",
    "principle": "policy",
    "policy": "policy",
    "policie": "policy",
}
_LEVEL_OF = _SECTIONS | {
    "plan": "plan",
    "goal": "goal",
    "objective": "objective",
    "measure": "measure",
    "kpi": "measure",
    "indicator": "measure",
}
_DEPTHS = ("goal", "objective", "measure")
_MARKED = re.compile(r"^\s*(#{1,6}\s|[-*+•]\s|\d+(\.\d+)*[.)]?\s)")
_WEIGHT = re.compile(r"\s*[\[(]\s*(?:weight:?\s*)?(\d+(?:[.,]\d+)?)\s*%?\s*[\])]\s*$", re.IGNORECASE)
_MEASURE = re.compile(
    r"^(?P<name>[^:]+):\s*(?:(?P<baseline>[^→]+?)\s*(?:→|->|=>)\s*)?(?P<target>.+?)"
    r"(?:\s+by\s+(?P<due>[^,;]+))?$",
    re.IGNORECASE,
)
_TABULAR = 0.5
"""Share of lines that decides whether a text is an outline or a table."""
_TAB = 4
"""Columns that a tab indents by."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the outline; ``fields`` are roles as a list's columns have them."""

    number: int
    level: str
    name: str
    fields: dict[str, Any] = field(default_factory=dict)


def lines_of_text(data: bytes, *, limits: Limits = DEFAULT) -> list[Line] | None:
    """The outline's lines, or None when the bytes are a table, a workbook or another kind of file."""
    check_size(data, limits)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"<", b"{", b"\x1f\x8b")):
        return None
    text = decode(data)[0]
    raw = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not _is_outline([line for _, line in raw]):
        return None
    return list(_levelled(raw))


def _is_outline(lines: list[str]) -> bool:
    """Headings, bullets or labels decide; a file whose lines all have the same separators is a table."""
    marked = sum(bool(_MARKED.match(line)) or bool(_LABEL.match(line.strip())) for line in lines)
    indented = sum(line[0] in " \t" for line in lines)
    separated = sum(line.count(",") + line.count(";") + line.count("\t") + line.count("|") > 1 for line in lines)
    return bool(lines) and marked + indented > _TABULAR * len(lines) and separated <= _TABULAR * len(lines)


def _levelled(raw: list[tuple[int, str]]) -> Iterator[Line]:
    depths: list[int] = []
    section = ""
    for number, line in raw:
        depth, text = _depth(line)
        heading = _SECTIONS.get(text.casefold().rstrip("s:"), "")
        label = _LABEL.match(text)
        if heading and (line.startswith("#") or text.endswith(":")):
            section = heading
        elif label and (level := _LEVEL_OF[label["label"].casefold().rstrip("s")]) not in _DEPTHS:
            yield Line(number, level, label["text"])
        elif line.startswith("# "):
            yield Line(number, "plan", text)
        elif section and not line.startswith("#"):
            yield Line(number, section, text)
        else:
            section = ""
            depths = [*(seen for seen in depths if seen < depth), depth]
            level = _LEVEL_OF[label["label"].casefold().rstrip("s")] if label else _DEPTHS[min(len(depths), 3) - 1]
            yield _line(number, level, label["text"] if label else text)


def _depth(line: str) -> tuple[int, str]:
    """How deep a line stands: headings before bullets, bullets and plain lines by their indentation."""
    found = _LINE.match(line)
    if not found or found["bare"]:
        return 10, line.strip().strip("*")
    mark, text = found["mark"] or "", found["text"].strip("*").strip()
    if mark.startswith("#"):
        return len(mark), text
    dots = mark.rstrip(".)").count(".") if mark[:1].isdecimal() else 0
    return 10 + len(found["indent"].expandtabs(_TAB)) + dots, text


def _line(number: int, level: str, text: str) -> Line:
    if level == "objective" and (weight := _WEIGHT.search(text)):
        return Line(number, level, _WEIGHT.sub("", text), {"objective_weight": weight[1]})
    if level == "measure" and (found := _MEASURE.match(text)):
        given = {"baseline": found["baseline"], "target": found["target"], "target_date": found["due"]}
        return Line(number, level, found["name"].strip(), {role: part for role, part in given.items() if part})
    if level == "measure" and (found := re.match(r"^(?P<target>\W*\d.*?)\s+by\s+(?P<due>.+)$", text)):
        return Line(number, level, "", {"target": found["target"], "target_date": found["due"]})
    return Line(number, level, text)
