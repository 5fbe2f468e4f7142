"""The performance indicators of a StratML document as measures: targets, results, and what they say in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from northing.engine.formats.dates import read_date
from northing.engine.formats.errors import Note
from northing.engine.formats.values import BadValue, read_amount
from northing.engine.formats.xmltree import Node
from northing.engine.plan.model import Measure, Polarity, Reading

MARK = "[Northing]"
"""What follows it in OtherInformation is ours: additions for which StratML has no element."""


@dataclass(slots=True)
class Reader:
    """Notes and keys that come up while the tree is walked.

    Attributes:
        keys: how often each has been given.
        empty: lines of indicators that say nothing.
    """

    notes: list[Note] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    empty: list[int] = field(default_factory=list)

    def note(self, line: int, text: str, repair: str = "") -> None:
        """Keep what a person should know of a line."""
        self.notes.append(Note(line, text, repair))

    def key(self, node: Node, fallback: str) -> str:
        """The document's identifier when it is the first of its kind, else one made of the position."""
        given = node.words("Identifier")
        if given and not self.keys[given]:
            self.keys[given] += 1
            return given
        if given:
            self.note(
                node.line, f"the identifier {given} is used twice; {fallback} is used here", "Give it one of its own"
            )
        key = fallback
        while self.keys[key]:
            key += "'"
        self.keys[key] += 1
        return key


def measure_of(node: Node, number: str, objective: str, reader: Reader) -> Measure | None:
    """A measure, or None for an indicator that says nothing (forms leave such behind)."""
    results = [result for instance in node.all("MeasurementInstance") for result in instance.children]
    misplaced = [child for child in node.children if child.tag in ("TargetResult", "ActualResult")]
    if misplaced:
        reader.note(
            misplaced[0].line, f"{misplaced[0].tag} stands outside a MeasurementInstance; it was read all the same"
        )
    results += misplaced
    name, unit = node.words("MeasurementDimension"), node.words("UnitOfMeasurement")
    targets = _levels([node for node in results if node.tag == "TargetResult"], reader)
    actuals = _levels([node for node in results if node.tag == "ActualResult"], reader)
    words = _described(results)
    if not (name or unit or targets or actuals or words or node.words("OtherInformation")):
        reader.empty.append(node.line)
        return None
    if not name:
        reader.note(node.line, "a PerformanceIndicator has no MeasurementDimension; it takes the objective's name")
    return _filled(
        Measure(reader.key(node, f"M{number}"), name or objective, unit),
        targets,
        actuals,
        words,
        node,
        reader,
    )


@dataclass(frozen=True, slots=True)
class _Level:
    """A target or a result that is a number, with its line in the document."""

    line: int
    value: float
    start: date | None
    end: date | None
    words: str

    @property
    def on(self) -> date | None:
        return self.end or self.start


def _filled(  # noqa: PLR0917 — everything that one indicator says
    measure: Measure, targets: Sequence[_Level], actuals: Sequence[_Level], words: str, node: Node, reader: Reader
) -> Measure:
    dated = sorted((level for level in actuals if level.on), key=lambda level: level.on or date.min)
    readings = tuple(Reading(level.on, level.value, level.words) for level in dated if level.on)
    for level in actuals:
        if not level.on:
            reader.note(level.line, f"the result {level.value:g} has no date and was left out", "Add an EndDate")
    target = max(targets, key=lambda level: (level.on or date.min, level.line), default=None)
    if len(targets) > 1 and target:
        reader.note(
            node.line, f"{measure.name}: of {len(targets)} targets the last, {target.value:g}, is the measure's"
        )
    first = readings[0].value if readings else None
    falling = target is not None and first is not None and target.value < first
    return replace(
        measure,
        polarity=Polarity.DOWN if falling else Polarity.UP,
        target=target.value if target else None,
        target_date=target.on if target else None,
        description=" ".join(filter(None, [_own_words(node), words])),
        readings=readings,
    )


def _own_words(node: Node) -> str:
    return node.words("OtherInformation").partition(MARK)[0].strip()


def _described(results: Sequence[Node]) -> str:
    """What results say in words where they give no number; a number's words stay with its reading."""
    said = (
        f"{'Target' if node.tag == 'TargetResult' else 'Result'}: {text}"
        for node in results
        if _number(node) is None and (text := _result_words(node)) and not text.startswith("[")
    )
    return " ".join(dict.fromkeys(said))


def _result_words(node: Node) -> str:
    descriptor = node.first("Descriptor")
    pair = (
        ": ".join(filter(None, (descriptor.words("DescriptorName"), descriptor.words("DescriptorValue"))))
        if descriptor
        else ""
    )
    return " ".join(filter(None, (pair, node.words("Description"))))


def _levels(nodes: Sequence[Node], reader: Reader) -> list[_Level]:
    levels = []
    for node in nodes:
        value = _number(node)
        if value is None:
            if stated := node.words("NumberOfUnits"):
                reader.note(node.line, f"“{stated[:60]}” is no number; it was kept as words", "Write it as 1234.5")
            continue
        start, end = date_of(node, "StartDate", reader), date_of(node, "EndDate", reader)
        levels.append(_Level(node.line, value, start, end, node.words("Description")))
    return levels


def _number(node: Node) -> float | None:
    descriptor = node.first("Descriptor")
    for text in (node.words("NumberOfUnits"), descriptor.words("DescriptorValue") if descriptor else ""):
        if amount := read_amount(text):
            return float(amount.value * amount.multiple)
    return None


def date_of(node: Node, tag: str, reader: Reader) -> date | None:
    """The date in the child of that tag; None without one, and with a note where it cannot be read."""
    text = node.words(tag)
    if not text:
        return None
    try:
        return read_date(text).known
    except BadValue as error:
        reader.note(node.line, f"{tag}: {error.problem}", error.repair)
        return None
