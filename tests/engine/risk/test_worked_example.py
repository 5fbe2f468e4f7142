"""The worked example of docs/formulas/risk.md: each number of its table is simulated here, within its error."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from northing.engine.risk import RiskProblem, Sampling, Uniform, simulate_schedule
from northing.engine.scheduling import CONTINUOUS, ScheduleProblem, Task
from northing.engine.valuation import Triangular

PAGE = Path(__file__).parents[3] / "docs" / "formulas" / "risk.md"
BEGIN = datetime.fromisoformat("2027-01-04T00:00")


def told(figure: str) -> float:
    rows = re.findall(r"^\| (.+?) \| ([\d.]+) \|$", PAGE.read_text().split("## Worked example")[1], re.MULTILINE)
    return float(dict(rows)[figure])


def simulated(**durations):
    tasks = tuple(Task(key, 1000) for key in durations)
    schedule = ScheduleProblem(tasks, BEGIN, calendar=CONTINUOUS.key)
    return simulate_schedule(RiskProblem(schedule, durations), sampling=Sampling(100_000, chances=(0.8,)))


def test_two_tasks_side_by_side():
    found = simulated(one=Uniform(0.0, 1000.0), other=Uniform(0.0, 1000.0))
    assert found.mean == pytest.approx(told("mean of the two"), abs=3 * found.mean_error)
    assert found.quantiles[0].minutes == pytest.approx(
        told("P80 of the two"), abs=3 * found.quantiles[0].standard_error
    )
    for task in found.tasks:
        assert task.criticality == pytest.approx(told("criticality of each"), abs=0.01)
        assert task.cruciality == pytest.approx(told("cruciality of each"), abs=0.01)


def test_a_triangular_task():
    found = simulated(dig=Triangular(600.0, 1000.0, 2000.0))
    assert found.mean == pytest.approx(told("mean of the triangular task"), abs=3 * found.mean_error)
    assert found.tasks[0].deviation == pytest.approx(told("its standard deviation"), rel=0.01)
    assert found.quantiles[0].minutes == pytest.approx(told("P80 of it"), abs=4 * found.quantiles[0].standard_error)
    assert found.planned_chance == pytest.approx(told("chance of its likeliest duration"), abs=0.005)
