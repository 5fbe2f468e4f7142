"""A small XML tree with line numbers: no document types, no entities, nothing fetched, limits while it is parsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.limits import DEFAULT, Limits, check_size


@dataclass(slots=True)
class Node:
    """An element by its local name; namespaces are left out, as documents in the wild disagree about them."""

    tag: str
    line: int
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own words with single spaces."""
        return " ".join("".join(self.parts).split())

    def all(self, tag: str) -> list[Node]:
        """Children of that name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Node | None:
        """The first child of that name, or None."""
        return next((child for child in self.children if child.tag == tag), None)

    def words(self, tag: str) -> str:
        """The text of the first filled child of that name, ``""`` when there is none."""
        return next((child.text for child in self.children if child.tag == tag and child.text), "")

    def walk(self) -> Iterator[Node]:
        """The element and everything inside it, in the document's order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


class _Builder:
    """Collects elements while expat reads; stops as soon as a limit is passed."""

    def __init__(self, parser: Any, limits: Limits) -> None:
        self.parser = parser
        self.limits = limits
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        self.characters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        line = self.parser.CurrentLineNumber
        if len(self.open) >= self.limits.depth or self.count > self.limits.elements:
            what = (
                "elements are nested too deeply" if self.count <= self.limits.elements else "it has too many elements"
            )
            raise UnreadableFile(f"line {line}", what, "Export the plan again; a plan has a few levels")
        namespace, _, tag = name.rpartition(" ")
        node = Node(
            tag.rpartition(":")[2], line, namespace, {key.rpartition(" ")[2]: text for key, text in attributes.items()}
        )
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def characters_in(self, text: str) -> None:
        if self.open:
            self.open[-1].parts.append(text)

    def refuse(self, *_: object) -> None:
        line = self.parser.CurrentLineNumber
        raise UnreadableFile(
            f"line {line}",
            "it declares entities or refers to outside files",
            "Remove the DOCTYPE with its declarations",
        )

    def doctype(self, _name: str, _system: str | None, _public: str | None, has_internal: int) -> None:
        if has_internal:
            self.refuse()


def parse_xml(data: bytes, *, limits: Limits = DEFAULT) -> Node:
    """The document's root.

    Raises:
        UnreadableFile: naming line, column and repair of what is not well-formed, or the limit that is passed.
    """
    check_size(data, limits)
    parser = _parser()
    builder = _Builder(parser, limits)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters_in
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _not_well_formed(error, data, builder) from error
    except (LookupError, ValueError) as error:
        raise UnreadableFile("line 1", f"its encoding cannot be read ({error})", "Save it as UTF-8") from error
    if builder.root is None:
        raise UnreadableFile("the file", "it has no element", "Choose the file again")
    return builder.root


def _parser() -> Any:
    return expat.ParserCreate(namespace_separator=" ")


def _not_well_formed(error: expat.ExpatError, data: bytes, builder: _Builder) -> UnreadableFile:
    """Line, column and what stands there, in words that lead to the repair."""
    place = f"line {error.lineno}, column {error.offset + 1}"
    lines = data.splitlines()
    excerpt = lines[error.lineno - 1].decode("utf-8", "replace").strip()[:80] if 0 < error.lineno <= len(lines) else ""
    inside = builder.open[-1] if builder.open else None
    message = expat.ErrorString(error.code)
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH] and inside:
        problem = f"a closing tag closes {inside.tag}, which was opened on line {inside.line}: “{excerpt}”"
        return UnreadableFile(place, problem, f"Close {inside.tag} with </{inside.tag}> before, or correct the name")
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS] and inside:
        problem = f"the file ends although {inside.tag} of line {inside.line} is still open"
        return UnreadableFile(place, problem, f"Close it with </{inside.tag}>, or fetch the whole file again")
    return UnreadableFile(place, f"not well-formed XML ({message}): “{excerpt}”", _repair(message, excerpt))


def _repair(message: str, excerpt: str) -> str:
    if "&" in excerpt and ("entity" in message or "token" in message):
        return "Write & as &amp; there"
    if "entity" in message:
        return "Write the character itself instead of its name"
    return "Correct the tag or character there; a name begins with a letter, < is written &lt;"
