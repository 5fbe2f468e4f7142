"""A plan as a StratML Part 2 document: strict in structure and order, so that it validates against the ISO schema."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from northing.engine.formats.json import plan_to_dict
from northing.engine.formats.stratml import overlay, read_stratml
from northing.engine.formats.stratml_measures import MARK
from northing.engine.plan.model import Goal, Measure, Objective, Plan

_NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_stratml(plan: Plan) -> bytes:
    """The plan with targets and readings; what StratML has no element for follows ``[Northing]`` in OtherInformation.

    Reading the document again gives the same plan.
    """
    bare = _document(plan, "")
    extras = _extras(plan, read_stratml(bare).plan)
    return _document(plan, f"{MARK} {json.dumps(extras, sort_keys=True)}" if extras else "")


def _document(plan: Plan, other: str) -> bytes:
    kind = "Performance_Report" if any(measure.readings for _, measure in plan.measures()) else "Performance_Plan"
    core = [
        _element("Organization", _element("Name", plan.name)),
        _element("Vision", _element("Description", plan.vision)),
        _element("Mission", _element("Description", plan.mission)),
        *(_element("Value", _element("Name", value)) for value in plan.values),
        *(_goal(goal, number) for number, goal in enumerate(plan.goals, start=1)),
    ]
    body = [
        _element("Name", plan.name),
        _optional("OtherInformation", other),
        _element("StrategicPlanCore", *core),
        _about(plan),
    ]
    opening = f"<PerformancePlanOrReport xmlns={quoteattr(_NAMESPACE)} Type={quoteattr(kind)}>"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', opening, *filter(None, body), "</PerformancePlanOrReport>", ""]
    return "\n".join(lines).encode()


class _Markup(str):
    """Text that is XML already."""

    __slots__ = ()


def _element(tag: str, *content: str) -> _Markup:
    inner = "".join(part if isinstance(part, _Markup) else escape(_clean(part)) for part in content)
    return _Markup(f"<{tag}>{inner}</{tag}>")


def _optional(tag: str, text: str) -> _Markup:
    return _element(tag, text) if text else _Markup("")


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold at all."""
    return _FORBIDDEN.sub("", text)


def _identifier(key: str) -> _Markup:
    """Only a key that may be an xsd:ID is one; others travel in the additions."""
    return _element("Identifier", key) if _NAME.fullmatch(key) else _Markup("")


def _goal(goal: Goal, number: int) -> _Markup:
    return _element(
        "Goal",
        _element("Name", goal.name),
        _element("Description", goal.description),
        _identifier(goal.key),
        _element("SequenceIndicator", str(number)),
        *(_objective(objective, f"{number}.{at}") for at, objective in enumerate(goal.objectives, start=1)),
    )


def _objective(objective: Objective, number: str) -> _Markup:
    return _element(
        "Objective",
        _element("Name", objective.name),
        _element("Description", objective.description),
        _identifier(objective.key),
        _element("SequenceIndicator", number),
        *(_measure(measure, f"{number}.{at}") for at, measure in enumerate(objective.measures, start=1)),
    )


def _measure(measure: Measure, number: str) -> _Markup:
    results = [*_target(measure), *_readings(measure)]
    inner = _element(
        "PerformanceIndicator",
        _element("SequenceIndicator", number),
        _element("MeasurementDimension", measure.name),
        _element("UnitOfMeasurement", measure.unit),
        _identifier(measure.key),
        _element("MeasurementInstance", *results) if results else _Markup(""),
        _optional("OtherInformation", measure.description),
    )
    return _Markup(
        inner.replace("<PerformanceIndicator>", '<PerformanceIndicator PerformanceIndicatorType="Quantitative">', 1)
    )


def _target(measure: Measure) -> list[_Markup]:
    if measure.target is None:
        return []
    end = measure.target_date.isoformat() if measure.target_date else ""
    return [_element("TargetResult", _optional("EndDate", end), _element("NumberOfUnits", _decimal(measure.target)))]


def _readings(measure: Measure) -> list[_Markup]:
    return [
        _element(
            "ActualResult",
            _element("EndDate", reading.date.isoformat()),
            _element("NumberOfUnits", _decimal(reading.value)),
            _optional("Description", reading.source),
        )
        for reading in measure.readings
    ]


def _decimal(value: float) -> str:
    """As xsd:decimal, which knows no exponent."""
    text = repr(value)
    return f"{value:.20f}".rstrip("0").rstrip(".") if "e" in text else text.removesuffix(".0")


def _about(plan: Plan) -> _Markup:
    start = _optional("StartDate", plan.effective_date.isoformat() if plan.effective_date else "")
    uri = plan.source if re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", plan.source, re.IGNORECASE) else ""
    return _element("AdministrativeInformation", start, _optional("Source", uri))


def _extras(plan: Plan, read: Plan) -> dict[str, Any]:
    """Fields that come back different when the bare document is read; the whole goals when keys do."""
    wanted, got = plan_to_dict(plan), plan_to_dict(read)
    top = {name: value for name, value in wanted.items() if name != "goals" and value != got[name]}
    by_key: dict[str, Any] = {}
    for one, two in zip(_items(wanted), _items(got), strict=False):
        differing = {
            name: value
            for name, value in one.items()
            if name not in ("objectives", "measures") and value != two.get(name)
        }
        if differing:
            by_key[two["key"]] = differing
    extras = {name: part for name, part in (("plan", top), ("by_key", by_key)) if part}
    if overlay(got, extras)["goals"] != wanted["goals"]:
        extras = {"plan": {**top, "goals": wanted["goals"]}}
    return extras


def _items(document: dict[str, Any]) -> list[dict[str, Any]]:
    goals: list[dict[str, Any]] = document["goals"]
    objectives: list[dict[str, Any]] = [objective for goal in goals for objective in goal["objectives"]]
    return goals + objectives + [measure for objective in objectives for measure in objective["measures"]]
