"""The worked example of docs/formulas/coverage.md: each number of its table is computed here."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from northing.engine.alignment import Dates, coverage_of
from northing.engine.plan import Goal, Measure, Objective, Plan, Polarity, Reading
from northing.engine.register import Benefit, Project, Span
from northing.engine.snapshot import PlanOfRecord, RecordLine, Snapshot

PAGE = Path(__file__).parents[3] / "docs" / "formulas" / "coverage.md"
TARGET_DATE = date(2030, 3, 31)


def stated() -> dict[str, list[float]]:
    """The table's rows by their first words: every number of the value column."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.read_text().split("## Worked example")[1], re.MULTILINE)
    return {name: [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", value)] for name, value in rows}


def row(beginning: str) -> list[float]:
    return next(values for name, values in stated().items() if name.startswith(beginning))


def example() -> Snapshot:
    (reading,), (target,) = row("last reading"), row("target by")
    weights = row("weight of leakage")
    leakage = Measure(
        "leakage", "Leakage", "Ml/d", Polarity.DOWN, target=target, target_date=TARGET_DATE, weight=weights[0],
        readings=(Reading(date(2027, 3, 31), reading),),
    )  # fmt: skip
    complaints = Measure("complaints", "Complaints", target=29.0, target_date=TARGET_DATE, weight=weights[1])
    objective = Objective("o", "Less leakage", 100, measures=(leakage, complaints))
    meters, mains, damage = (row(name)[0] for name in ("smart meters", "trunk mains", "construction damage"))
    return Snapshot(
        date(2027, 5, 15),
        Plan("Plan", goals=(Goal("g", "G", objectives=(objective,)),)),
        projects=(
            Project("meters", "Smart meters"),
            Project("mains", "Mains", baseline=Span(finish=date(2028, 9, 1)), forecast=Span(finish=date(2030, 4, 24))),
        ),
        benefits=(
            Benefit("b1", "meters", "leakage", meters, start=date(2026, 3, 31), ramp_months=24, confidence=0.8),
            Benefit("b2", "mains", "leakage", mains, start=date(2028, 10, 1), confidence=0.75),
            Benefit("b3", "meters", "leakage", damage, start=date(2028, 1, 1)),
        ),
        record=PlanOfRecord(lines=(RecordLine("meters"), RecordLine("mains"))),
    )


def test_the_page_says_what_the_engine_computes() -> None:
    plan = coverage_of(example())
    found, objective = plan.measure("leakage"), plan.objective("o")
    parts = {part.benefit: part for part in found.promised.contributions}
    computed = {
        "gap G": [found.gap],
        "their share by the reading": [parts["b1"].share_at_reading],
        "their part: −10": [parts["b1"].contribution],
        "their part: −12": [parts["b2"].contribution],
        "promised P": [found.promised.amount],
        "coverage c": [found.coverage],
        "shortfall": [found.shortfall],
        "forecast: the mains": [found.forecast.amount],
        "forecast coverage": [found.forecast.coverage],
        "slippage": [found.slippage],
        "objective's coverage": [objective.coverage, objective.unknown_weight],
    }
    for beginning, values in computed.items():
        assert row(beginning) == pytest.approx(values, rel=1e-5), beginning
    assert coverage_of(example(), dates=Dates.FORECAST).coverage == found.forecast.coverage
