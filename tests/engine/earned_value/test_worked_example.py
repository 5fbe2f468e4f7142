"""The worked example of docs/formulas/earned-value.md: each number of its table is computed here."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from northing.engine.earned_value import Activity, EarnedValueProblem, solve_earned_value, variance

PAGE = Path(__file__).parents[3] / "docs" / "formulas" / "earned-value.md"


def row(beginning: str) -> list[float]:
    """Every number of the value column of the row that begins so."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.read_text().split("## Worked example")[1], re.MULTILINE)
    values = next(values for name, values in rows if name.startswith(beginning))
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", values)]


def test_the_page_says_what_the_engine_computes() -> None:
    elapsed, earned, actual = row("AT, EV, AC")
    problem = EarnedValueProblem.of(
        ["a"], planned=[row("cumulative PV")], earned=[earned], actual=[actual], elapsed=[elapsed]
    )
    found = solve_earned_value(problem).figures("a")
    computed = {
        "CV": ["cost_variance", "schedule_variance"],
        "CPI": ["cost_index", "schedule_index"],
        "EAC": ["estimate_by_cost", "estimate_as_planned", "estimate_by_both"],
        "ETC": ["to_complete", "variance_at_completion", "index_to_budget"],
        "ES": ["earned_schedule"],
        "SV(t)": ["schedule_variance_time", "schedule_index_time"],
        "IEAC(t)": ["duration_estimate", "duration_as_planned"],
        "TSPI": ["index_to_duration"],
    }
    for beginning, names in computed.items():
        assert row(beginning) == pytest.approx([found[name] for name in names], rel=1e-5), beginning


def test_the_page_counts_silence_as_slip() -> None:
    silent = Activity("a", 100, planned_start=date(2027, 1, 1), planned_completion=date(2027, 4, 11))
    assert row("silence") == pytest.approx([variance(silent, today=date(2027, 6, 1)).schedule])
