"""What a row of a list says of a component, slot by slot; and what the component holds in the same slots.

A slot is a column of the component (``whole_life_cost``), a person or unit by name (``manager``), or the money of a
fiscal year (``budget:2026``). Keeping both sides in the same terms makes the three-way comparison of merge.py plain.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from northing.engine.formats.fields import YEARLY
from northing.engine.formats.rows import RegisterRow
from northing.engine.register import Stage
from northing.engine.values import Value, ValueState
from northing.register.models import Component, CostLine

Slots = dict[str, Any]

LARGEST = 2**63 - 1
_PERCENT = 100
_DIRECT = {
    "start": "forecast_start_date",
    "finish": "forecast_finish_date",
    "start_baseline": "baseline_start_date",
    "finish_baseline": "baseline_finish_date",
    "whole_life_cost": "whole_life_cost",
}
_TEXTS = {
    "category": ("category", 200),
    "description": ("description", 100_000),
    "rating_comment": ("status_note", 100_000),
    "manager": ("manager", 200),
    "sponsor": ("sponsor", 200),
}
_KEPT_AS_TEXT = (
    "schedule_comment",
    "variance_comment",
    "budget_comment",
    "benefits_comment",
    "benefits",
    "variance",
    "parent",
)
_STAGES = (
    (Stage.CANCELLED, ("cancel", "stopped", "terminat", "abandon")),
    (Stage.CLOSED, ("clos", "complete", "finished", "done", "ended")),
    (Stage.PAUSED, ("pause", "hold", "suspend", "defer")),
    (Stage.CANDIDATE, ("candidate", "idea", "proposal", "proposed", "pipeline", "concept")),
    (Stage.APPROVED, ("approved", "ready")),
    (Stage.DEFINED, ("defin", "planning", "planned", "feasibility", "initiation", "design", "business case")),
    (Stage.DELIVERING, ("deliver", "progress", "execution", "active", "running", "implement", "on ", "open", "live")),
)


def text(value: str, most: int) -> str:
    """Words that fit their column; NUL cannot be stored."""
    clean = value.replace("\0", "")
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def slots_of(row: RegisterRow, year: int) -> Slots:
    """What the row says; a field that the list has no column for is not among the slots.

    Args:
        row: of the list.
        year: the fiscal year that money without a year of its own belongs to.
    """
    slots: Slots = {"name": text(row.name, 400)}
    if row.key:
        slots["external_id"] = text(row.key, 120)
    if row.unit:
        slots["unit"] = text(row.unit, 200)
    for field, value in row.fields.items():
        slots.update(_slot(field, value, year))
    return slots


def _slot(field: str, value: Value[Any], year: int) -> Slots:
    base, _, stated = field.partition("_20")
    if field in _DIRECT:
        return {_DIRECT[field]: storable(value.known)}
    if field in _TEXTS:
        name, most = _TEXTS[field]
        return {name: text(str(value.known or ""), most)}
    if base in YEARLY:
        return {f"{base}:{int(f'20{stated}') if stated else year}": storable(value.known)}
    if field == "complete" and value.known is not None:
        return {"complete_share": min(1.0, max(0.0, float(value.known) / (_PERCENT if value.known > 1 else 1)))}
    if field == "stage" and (stage := stage_in(str(value.known or ""))):
        return {"stage": stage}
    return {}


def storable(value: Any) -> Any:
    """The value, or None when it is an amount that no column can hold."""
    return None if isinstance(value, int) and abs(value) > LARGEST else value


def stage_in(words: str) -> str:
    """The stage that the list's word means, ``""`` for one that means none."""
    plain = words.casefold()
    return next((stage.value for stage, parts in _STAGES if any(part in plain for part in parts)), "")


def stage_by_date(row: RegisterRow, as_of: date) -> str:
    """A list of projects without stages is one of running ones, except those that start later."""
    start = row.known("start")
    return (Stage.APPROVED if start and start > as_of else Stage.DELIVERING).value


def states_of(row: RegisterRow) -> dict[str, dict[str, str]]:
    """Why fields are empty, with the source's words, by field; a cell left blank is simply missing and not listed."""
    return {
        field: {"state": value.state.value, "text": text(value.text, 4_000), "basis": value.basis}
        for field, value in row.fields.items()
        if value.state is not ValueState.KNOWN and (value.text.strip() or value.state is not ValueState.MISSING)
    }


def extra_of(row: RegisterRow) -> dict[str, str]:
    """Columns and narratives that have no field of their own, as text."""
    kept = {header: text(cell, 100_000) for header, cell in row.extra.items()}
    for field in _KEPT_AS_TEXT:
        value = row.fields.get(field)
        if value and value.known is not None and value.text.strip():
            kept[field.replace("_", " ").capitalize()] = text(value.text, 100_000)
    if row.known("stage") and not stage_in(str(row.known("stage"))):
        kept["Stage"] = text(row.fields["stage"].text, 400)
    return kept


def slots_here(component: Component, lines: Iterable[CostLine]) -> Slots:
    """What the component holds now, in the same terms."""
    direct = (*_DIRECT.values(), "name", "external_id", "category", "description", "status_note")
    slots: Slots = {name: getattr(component, name) for name in (*direct, "complete_share", "stage")}
    slots["unit"] = component.unit.name
    slots["manager"] = component.manager.name if component.manager else ""
    slots["sponsor"] = component.sponsor.name if component.sponsor else ""
    for line in lines:
        slots.update({f"{part}:{line.year}": getattr(line, part) for part in YEARLY})
    return slots
