"""The register as rows: filtered, sorted and summed, the same for the page and its exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.alignment.line_of_sight import evident_status
from northing.alignment.queries import Picture
from northing.engine.register import Project, Stage, Status

NONE = "none"
SHORT = "short"


@dataclass(frozen=True, slots=True)
class Row:
    """One component as the register shows it; money in minor currency units, None unknown."""

    key: str
    name: str
    objective: str
    unit: str
    unit_name: str
    stage: Stage
    status: Status
    reported: Status
    start: date | None
    finish: date | None
    slip_days: int | None
    cost: int | None
    actual: int | None
    in_record: bool
    confidential: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What the register is narrowed to; empty words do not narrow.

    Attributes:
        objective: key of the objective served first, or ``none``.
        health_of: ``short`` keeps components whose first objective is at risk or off track.
    """

    q: str = ""
    unit: str = ""
    stage: str = ""
    status: str = ""
    objective: str = ""
    health_of: str = ""
    sort: str = "key"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filter:
        """From a query string; unknown names are ignored."""
        return cls(**{name: query.get(name, "").strip() for name in cls.__slots__ if query.get(name)})

    def narrowing(self) -> dict[str, str]:
        """The words that narrow, by name."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "sort" and getattr(self, name)}


def rows_of(picture: Picture) -> list[Row]:
    """Every component that the person may see."""
    units = {unit.key: unit.name for unit in picture.snapshot.units}
    inside = {line.project for line in picture.snapshot.record.lines}
    return [
        _row(project, picture.spend.primary.get(project.key, ""), units.get(project.unit, ""), project.key in inside)
        for project in picture.snapshot.projects
    ]


def _row(project: Project, objective: str, unit_name: str, in_record: bool) -> Row:  # noqa: FBT001
    finish = project.forecast.finish or project.baseline.finish
    slip = finish - project.baseline.finish if finish and project.baseline.finish else None
    actuals = [line.actual for line in project.cost if line.actual is not None]
    return Row(
        key=project.key,
        name=project.name,
        objective=objective,
        unit=project.unit,
        unit_name=unit_name,
        stage=project.stage,
        status=evident_status(project),
        reported=project.reported_status,
        start=project.forecast.start or project.baseline.start,
        finish=finish,
        slip_days=slip.days if slip is not None else None,
        cost=project.budget_total,
        actual=sum(actuals) if actuals else None,
        in_record=in_record,
        confidential=project.confidential,
    )


def narrowed(rows: Iterable[Row], by: Filter, picture: Picture) -> list[Row]:
    """The rows that fit every word of the filter, sorted."""
    fitting = [row for row in rows if _fits(row, by, picture)]
    name = by.sort.lstrip("-")
    key = SORTS.get(name, SORTS["key"])
    known = sorted((row for row in fitting if key(row) is not None), key=lambda row: (key(row), row.key))
    unknown = [row for row in fitting if key(row) is None]
    return (known[::-1] if by.sort.startswith("-") else known) + unknown


SORTS: dict[str, Callable[[Row], Any]] = {
    "key": lambda row: row.key,
    "name": lambda row: row.name.casefold(),
    "objective": lambda row: row.objective or None,
    "unit": lambda row: row.unit_name,
    "stage": lambda row: list(Stage).index(row.stage),
    "status": lambda row: list(Status).index(row.status),
    "finish": lambda row: row.finish,
    "slip": lambda row: row.slip_days,
    "cost": lambda row: row.cost,
}


def _fits(row: Row, by: Filter, picture: Picture) -> bool:
    words = f"{row.key} {row.name} {row.unit_name} {row.objective}".casefold()
    return (
        all(word in words for word in by.q.casefold().split())
        and by.unit in ("", row.unit)
        and by.stage in ("", row.stage)
        and by.status in ("", row.status)
        and _serves(row, by, picture)
    )


def _serves(row: Row, by: Filter, picture: Picture) -> bool:
    if by.objective and row.objective != ("" if by.objective == NONE else by.objective):
        return False
    counted = row.stage is not Stage.CANCELLED
    if by.objective == NONE and not counted:
        return False
    return by.health_of != SHORT or (row.objective in picture.short and counted)
