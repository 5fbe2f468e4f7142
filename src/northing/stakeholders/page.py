"""Everything that a unit's page says, computed once from what the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from northing.alignment.explain import fall_of
from northing.alignment.queries import Picture
from northing.engine.alignment import ObjectiveCoverage
from northing.engine.register import Status
from northing.organisation.models import Unit
from northing.stakeholders import get, others
from northing.stakeholders.give import Give, RoleDemand, give_of, load_of
from northing.stakeholders.reach import subtree
from northing.ui.blocks import Column, Kpi
from northing.ui.charts.drawing import Chart
from northing.ui.figures import currency_symbol, money_text, number_text

MOST_FALLS = 4
PART_COLUMNS = [
    Column("Project"),
    Column("Run by"),
    Column("Promised", kind="number"),
    Column("Forecast", kind="number"),
    Column("Slips take", kind="number"),
]
ROLE_COLUMNS = [Column("Role"), Column("FTE-months", kind="number")]


@dataclass(frozen=True)
class UnitView:
    """What is in it for a unit and everything below it; ``demand`` is the picture's, where it was computed already."""

    unit: Unit
    picture: Picture
    demand: RoleDemand | None = None

    @cached_property
    def units(self) -> frozenset[str]:
        return subtree(self.picture.snapshot.units, self.unit.key)

    @cached_property
    def objectives(self) -> list[ObjectiveCoverage]:
        """Those that it answers for."""
        return get.objectives_of(self.picture, self.units)

    @cached_property
    def served(self) -> list[ObjectiveCoverage]:
        """Those that its projects bring something to, whoever answers for them."""
        return get.served_by(self.picture, self.units)

    @cached_property
    def scores(self) -> list[get.Score]:
        return get.scores_of(self.picture, self.units)

    @cached_property
    def give(self) -> Give:
        return give_of(self.picture.snapshot, self.units, demand=self.demand)

    @cached_property
    def leanings(self) -> list[others.Leaning]:
        return others.leanings_of(self.picture, self.scores, self.units)

    @cached_property
    def gates(self) -> list[others.Gate]:
        return others.gates_of(self.picture, self.scores, self.units)

    @property
    def title(self) -> str:
        counts = {"objectives": len(self.objectives), "served": len(self.served)}
        return get.sentence(self.unit.name, self.scores, **counts)

    @property
    def on_track(self) -> int:
        """How many of its objectives are, by forecast coverage."""
        return sum(objective.status is Status.ON_TRACK for objective in self.objectives)

    @property
    def touching(self) -> set[str]:
        """Keys of the projects that a move of would be felt here: its own, those under its numbers, its gates."""
        own = {project.key for project in self.picture.snapshot.projects if project.unit in self.units}
        under = {part.project for score in self.scores for part in score.parts}
        candidates = {b.project for b in self.picture.snapshot.benefits if b.measure in self._measures}
        return own | under | candidates | {gate.project for gate in self.gates}

    @property
    def _measures(self) -> set[str]:
        return {score.coverage.key for score in self.scores}

    def falls(self) -> list[tuple[get.Score, Chart | None]]:
        """Each number with its picture; only the first few get one."""
        return [
            (score, fall_of(score.coverage, self.picture) if at < MOST_FALLS else None)
            for at, score in enumerate(self.scores)
        ]


def context(view: UnitView, *, currency: str) -> dict[str, Any]:
    """What the page shows, besides news and open moves."""
    snapshot = view.picture.snapshot
    return {
        "unit": view.unit,
        "title": view.title,
        "figures": key_figures(view, symbol=currency_symbol(currency)),
        "falls": view.falls(),
        "objectives": view.objectives,
        "served": view.served,
        "give": view.give,
        "money": [(f"FY{year % 100:02d}", amount) for year, amount in view.give.money],
        "load": load_of(view.give, as_of=snapshot.as_of, first_month=snapshot.first_month),
        "leanings": view.leanings,
        "gates": view.gates,
        "part_columns": PART_COLUMNS,
        "role_columns": ROLE_COLUMNS,
    }


def key_figures(view: UnitView, *, symbol: str) -> list[Kpi]:
    """On track, people, money and go-lives of the next twelve months."""
    give = view.give
    year, amount = give.money[0]
    late = sum(bool(gate.late) for gate in view.gates)
    return [
        _on_track(view),
        Kpi("People given", f"{number_text(give.fte_months)} FTE-months", "next 12 months"),
        Kpi("Money given", money_text(amount, currency=symbol), f"FY{year % 100:02d}, expected"),
        Kpi("Go-lives", str(len(give.go_lives)), "next 12 months"),
        Kpi("Waiting for others", str(len(view.gates)), f"{late} late" if late else "none late"),
    ]


def _on_track(view: UnitView) -> Kpi:
    if not view.objectives:
        return Kpi("Objectives", "0", f"its projects serve {len(view.served)} of others")
    return Kpi("Objectives on track", f"{view.on_track} of {len(view.objectives)}", "by forecast coverage")
