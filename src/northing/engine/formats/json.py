"""Plans and register rows as plain documents: how versions are stored, and how they travel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.plain import from_plain, to_plain
from northing.engine.plan.model import Plan


def plan_to_dict(plan: Plan, *, readings: bool = True) -> dict[str, Any]:
    """Every field of the plan in JSON's types, in the order in which the model declares them.

    Args:
        plan: the plan.
        readings: False leaves the measures' readings out, for a store that keeps them elsewhere.
    """
    document: dict[str, Any] = to_plain(plan)
    if not readings:
        for goal in document["goals"]:
            _drop_readings(goal)
    return document


def _drop_readings(goal: dict[str, Any]) -> None:
    for objective in goal["objectives"]:
        for measure in objective["measures"]:
            del measure["readings"]


def plan_from_dict(document: Mapping[str, Any]) -> Plan:
    """The plan that ``plan_to_dict`` wrote; a field that is not there takes the model's default.

    Raises:
        UnreadableFile: naming the path (``plan.goals[0].weight``) of a wrong, unknown or required field.
    """
    plan: Plan = from_plain(Plan, document, "plan")
    return plan


def canonical(document: Any) -> bytes:
    """One byte sequence per content, whatever the order of keys: for hashes and comparisons."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def plan_from_json(data: bytes, *, source: str = "") -> Plan:
    """A plan from a JSON file; ``source`` replaces the document's own where it has none."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("the file", f"it is not JSON ({error})", "Export the plan again as JSON") from error
    plan = plan_from_dict(document)
    return plan if plan.source else replace(plan, source=source)
