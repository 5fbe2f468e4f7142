"""StratML Part 1 and 2 (ISO 17469) to a plan: lenient, with a note and line number for whatever is amiss."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.engine.formats.errors import Note, UnreadableFile
from northing.engine.formats.json import plan_from_dict, plan_to_dict
from northing.engine.formats.limits import DEFAULT, Limits
from northing.engine.formats.stratml_measures import MARK, Reader, date_of, measure_of
from northing.engine.formats.xmltree import Node, parse_xml
from northing.engine.plan.model import Goal, Objective, Plan

_ROOTS = frozenset({"StrategicPlan", "PerformancePlanOrReport"})
_NAMESPACES = ("urn:iso:std:iso:17469", "stratml")
_UNUSED = ("Stakeholder", "Relationship", "Submitter", "Organization")


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as read, with everything a person should know about the reading."""

    plan: Plan
    notes: tuple[Note, ...] = ()


def read_stratml(data: bytes, *, source: str = "", limits: Limits = DEFAULT) -> PlanFile:
    """A plan with its readings from a StratML document of any edition and namespace.

    Args:
        data: the document.
        source: what the plan's source is called when the document names none.
        limits: ceilings.

    Raises:
        UnreadableFile: when it is not well-formed (then nothing is taken over) or is no StratML.
    """
    root = parse_xml(data, limits=limits)
    reader = Reader()
    plan_node = _find_root(root, reader)
    plan = _with_extras(_plan(plan_node, source, reader), plan_node, reader)
    _note_unused(plan_node, reader)
    if reader.empty:
        reader.note(reader.empty[0], f"{len(reader.empty)} PerformanceIndicator elements are empty and were left out")
    return PlanFile(plan, tuple(sorted(reader.notes, key=lambda note: note.line)))


def _find_root(root: Node, reader: Reader) -> Node:
    found = next((node for node in root.walk() if node.tag in _ROOTS), None)
    if found is None:
        raise UnreadableFile(
            f"line {root.line}",
            f"the root is {root.tag}, not a StratML plan",
            "Choose a StrategicPlan or PerformancePlanOrReport",
        )
    if found is not root:
        reader.note(found.line, f"{found.tag} is wrapped in {root.tag}")
    if not any(name in found.namespace.casefold() for name in _NAMESPACES):
        reader.note(found.line, f"the namespace “{found.namespace}” is not StratML's; names were read all the same")
    return found


def _plan(root: Node, source: str, reader: Reader) -> Plan:
    core = root.first("StrategicPlanCore")
    if core is None:
        reader.note(root.line, "there is no StrategicPlanCore; goals were looked for directly under the root")
        core = root
    organisation = core.first("Organization")
    name = root.words("Name") or (organisation.words("Name") if organisation else "") or "Business plan"
    if not root.words("Name"):
        reader.note(root.line, f"the plan has no Name; it is called “{name}”")
    about = root.first("AdministrativeInformation")
    return Plan(
        name=name,
        effective_date=_effective(about, reader),
        vision=_statement(core, "Vision", reader),
        mission=_statement(core, "Mission", reader),
        values=tuple(filter(None, (_value(node) for node in core.all("Value")))),
        goals=_goals(core, reader),
        source=(about.words("Source") if about else "") or source,
    )


def _effective(about: Node | None, reader: Reader) -> date | None:
    if about is None:
        return None
    return date_of(about, "StartDate", reader) or date_of(about, "PublicationDate", reader)


def _statement(core: Node, tag: str, reader: Reader) -> str:
    nodes = core.all(tag)
    if len(nodes) > 1:
        reader.note(nodes[1].line, f"there are {len(nodes)} {tag} elements; their words were joined")
    return " ".join(filter(None, (node.words("Description") or node.text for node in nodes)))


def _value(node: Node) -> str:
    name, description = node.words("Name"), node.words("Description")
    return f"{name}: {description}" if name and description else name or description or node.text


def _goals(core: Node, reader: Reader) -> tuple[Goal, ...]:
    goals = tuple(_goal(node, number, reader) for number, node in enumerate(core.all("Goal"), start=1))
    loose = core.all("Objective")
    if loose:
        reader.note(
            loose[0].line, f"{len(loose)} objectives stand outside any goal; they were put under a goal of their own"
        )
        number = len(goals) + 1
        objectives = tuple(_objective(node, f"{number}.{at}", reader) for at, node in enumerate(loose, start=1))
        goals += (Goal(f"G{number}", "Objectives without a goal", objectives=objectives),)
    if not goals:
        reader.note(core.line, "the plan has no goal")
    return goals


def _named(node: Node, reader: Reader) -> tuple[str, str]:
    """Name and description; the description's words stand in for a missing name."""
    name, description = node.words("Name"), node.words("Description")
    if name:
        return name, description
    short = description if len(description) <= 120 else f"{description[:117]}…"  # noqa: PLR2004 — a heading's length
    reader.note(node.line, f"{node.tag} has no Name; its Description is used", "Give it a Name")
    return short or f"{node.tag} without a name", description


def _goal(node: Node, number: int, reader: Reader) -> Goal:
    key = reader.key(node, f"G{number}")
    name, description = _named(node, reader)
    objectives = tuple(
        _objective(child, f"{number}.{at}", reader) for at, child in enumerate(node.all("Objective"), start=1)
    )
    return Goal(key, name, description, objectives)


def _objective(node: Node, number: str, reader: Reader) -> Objective:
    key = reader.key(node, f"O{number}")
    name, description = _named(node, reader)
    found = node.all("PerformanceIndicator")
    measures = tuple(measure_of(child, f"{number}.{at}", name, reader) for at, child in enumerate(found, start=1))
    kept = tuple(measure for measure in measures if measure is not None)
    return Objective(key, name, description=description, measures=kept)


def _note_unused(root: Node, reader: Reader) -> None:
    """What a plan here has no place for is counted, not silently lost."""
    counted: dict[str, list[Node]] = {}
    for node in root.walk():
        if node.tag in _UNUSED and any(inner.text for inner in node.walk()):
            counted.setdefault(node.tag, []).append(node)
    for tag, nodes in counted.items():
        reader.note(nodes[0].line, f"{len(nodes)} {tag} elements are not part of a plan here and were left out")
    if text := root.words("Description"):
        reader.note(root.line, f"the plan's Description was left out: “{text[:100]}”")


def _with_extras(plan: Plan, root: Node, reader: Reader) -> Plan:
    """What ``write_stratml`` adds for which StratML has no element, when the document is one of ours."""
    text = root.words("OtherInformation").partition(MARK)[2]
    if not text:
        return plan
    try:
        extras = json.loads(text)
        return plan_from_dict(overlay(plan_to_dict(plan), extras))
    except (ValueError, RecursionError, TypeError, AttributeError, UnreadableFile) as error:
        reader.note(root.line, f"the additions after {MARK} cannot be read and were left out ({error})")
        return plan


def overlay(document: dict[str, Any], extras: dict[str, Any]) -> dict[str, Any]:
    """The plan's document with the additions of each element, which are found by its key, laid over it."""
    by_key = extras.get("by_key", {})
    for goal in document["goals"]:
        for objective in goal["objectives"]:
            for measure in objective["measures"]:
                measure.update(by_key.get(measure["key"], {}))
            objective.update(by_key.get(objective["key"], {}))
        goal.update(by_key.get(goal["key"], {}))
    document.update(extras.get("plan", {}))
    return document
