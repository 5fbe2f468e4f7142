"""What is short after a change, in figures that rest only on what the reader may know of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.changes.models import ChangeEvent
from northing.engine.alignment import coverage_of
from northing.engine.alignment.strain import overruns, shortages
from northing.engine.snapshot import Snapshot
from northing.organisation.models import Organisation, User
from northing.portfolio.queries import announced_snapshot_for
from northing.register.models import Component
from northing.register.queries import components_for


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """Measures, role-months and years that the change left short, as the impact's JSON has them."""

    measures: list[dict[str, Any]]
    shortages: list[dict[str, Any]]
    overruns: list[dict[str, Any]]


def sees_all(user: User, organisation: Organisation) -> bool:
    """Whether there is no component of the organisation that the user may not know of."""
    return components_for(user, organisation).count() == Component.objects.filter(organisation=organisation).count()


def shortfalls_for(user: User, organisation: Organisation, change: ChangeEvent) -> Shortfalls:
    """As they were recorded with the change; for whom something is hidden, as what they may see leaves them now.

    Recorded figures rest on everything: beside another page's they would tell that something hidden weighs in.
    """
    measures = change.impact.get("measures", [])
    short, over = change.impact.get("shortages", []), change.impact.get("overruns", [])
    if sees_all(user, organisation):
        return Shortfalls(measures, short, over)
    snapshot = announced_snapshot_for(user, organisation)
    return Shortfalls(
        [_own_measure(measure, snapshot) for measure in measures],
        [row for row in (_own_shortage(row, snapshot) for row in short) if row["after"] > 0],
        [row for row in (_own_overrun(row, snapshot) for row in over) if row["after"] > 0],
    )


def _own_measure(recorded: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    known = {measure.key: measure.shortfall for measure in coverage_of(snapshot).measures()}
    return recorded | {"shortfall_before": None, "shortfall_after": known.get(recorded["key"])}


def _own_shortage(recorded: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    month = date.fromisoformat(recorded["month"])
    found = next(
        (fte for at, fte in shortages(snapshot).items() if (at.role, at.month) == (recorded["role"], month)), 0.0
    )
    return recorded | {"before": None, "after": found}


def _own_overrun(recorded: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    return recorded | {"before": None, "after": overruns(snapshot).get(recorded["year"], 0)}
