"""The measures as a list: last level, target, and whether the last reading is older than the cadence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from northing.engine.plan import Measure, Plan, Reading
from northing.strategy.outline import Names, named, target_text
from northing.ui.figures import age_text


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure of the plan in force with its last reading; ``stale`` is the age in words where it is overdue."""

    measure: Measure
    objective_key: str
    objective_name: str
    owner: str
    last: Reading | None
    target: str
    age: str
    stale: str
    sort_age: int


def measure_rows(plan: Plan, names: Names, today: date) -> list[MeasureRow]:
    """Every measure in the plan's order."""
    return [
        _row(measure, objective.key, objective.name, named(names, "owner", measure.owner), today)
        for objective, measure in plan.measures()
    ]


def _row(measure: Measure, objective_key: str, objective_name: str, owner: str, today: date) -> MeasureRow:
    last = max(measure.readings, key=lambda reading: reading.date, default=None)
    days = (today - last.date).days if last else -1
    age = age_text(days) if last else ""
    overdue = is_overdue(measure, days if last else None)
    return MeasureRow(
        measure, objective_key, objective_name, owner, last, target_text(measure), age, age if overdue else "", days
    )


def is_overdue(measure: Measure, days: int | None) -> bool:
    """Whether the next reading should have been there; without a cadence nothing is ever overdue."""
    return measure.cadence_days is not None and (days is None or days > measure.cadence_days)


def summary(rows: Sequence[MeasureRow]) -> str:
    """The list in a sentence."""
    never = sum(row.last is None for row in rows)
    stale = sum(bool(row.stale) for row in rows)
    parts = [f"{stale} {'is' if stale == 1 else 'are'} read later than planned"] if stale else []
    parts += [f"{never} never read"] if never else []
    noun = "measure" if len(rows) == 1 else "measures"
    return f"{len(rows)} {noun}" + (", " + ", ".join(parts) if parts else ", all read in time")
