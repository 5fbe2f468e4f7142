"""What the width of the lines in the Line of Sight stands for: money, people, or what is brought to the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from northing.alignment.queries import Picture
from northing.engine.register import Project
from northing.kernel.errors import Invalid
from northing.ui.charts.line_of_sight import write_money
from northing.ui.figures import UNKNOWN, currency_symbol, number_text


class Kind(StrEnum):
    COST = "cost"
    PEOPLE = "people"
    BENEFIT = "benefit"

    @classmethod
    def of(cls, text: str) -> Kind:
        """From the address; cost where it names none.

        Raises:
            Invalid: there is no such width.
        """
        if text not in {"", *cls}:
            raise Invalid(f"Lines are as wide as cost, people or benefit, not “{text}”.")
        return cls(text or cls.COST)

    @property
    def following(self) -> Kind:
        """The one that the key w turns to."""
        kinds = list(Kind)
        return kinds[(kinds.index(self) + 1) % len(kinds)]


@dataclass(frozen=True, slots=True)
class Width:
    """One kind with its unit; a project that ``values`` does not hold is unknown."""

    kind: Kind
    unit: str
    values: Mapping[str, float]
    write: Callable[[float], str]

    def value(self, project: str) -> float:
        """How wide: a disbenefit and an unknown amount have no width, only a figure."""
        return max(self.values.get(project, 0.0), 0.0)

    def amount(self, project: str) -> str:
        value = self.values.get(project)
        return UNKNOWN if value is None else self.write(value)


def width_of(kind: Kind, picture: Picture, *, currency: str) -> Width:
    """Whole-life cost in millions, full-time-equivalent months of all roles, or points of the plan's alignment."""
    projects = picture.snapshot.projects
    if kind is Kind.PEOPLE:
        return Width(kind, "FTE-months", {p.key: fsum(d.fte for d in p.demand) for p in projects}, number_text)
    if kind is Kind.BENEFIT:
        return Width(kind, "points", _points(picture, projects), _points_text)
    known = {p.key: float(p.budget_total) for p in projects if p.budget_total is not None}
    return Width(kind, f"{currency_symbol(currency)}m", known, write_money)


def _points_text(value: float) -> str:
    return number_text(value, decimals=1)


def _points(picture: Picture, projects: tuple[Project, ...]) -> dict[str, float]:
    """Σ over measures of 100 × the measure's share of the plan × promised ÷ gap; a closed or unknown gap adds none."""
    points = {project.key: 0.0 for project in projects}
    for objective in picture.coverage.objectives:
        for measure in objective.measures:
            if not (measure.is_open and measure.gap):
                continue
            for one in measure.promised.contributions:
                points[one.project] += 100 * objective.share * measure.share * one.contribution / measure.gap
    return points
