"""The worked example of docs/formulas/valuation.md: each number of its table is computed here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from northing.engine.valuation import (
    GREEN_BOOK,
    CashLine,
    Kind,
    Metric,
    RealOption,
    Right,
    ValuationProblem,
    expected_commercial_value,
    flat,
    optimism_bias,
    solve_real_option,
    solve_valuation,
    switching_values,
)

PAGE = Path(__file__).parents[3] / "docs" / "formulas" / "valuation.md"
MIX = {"non-standard buildings": 0.3, "standard buildings": 0.7}
METRICS = (Metric.CAPITAL, Metric.DURATION)


def row(beginning: str) -> list[float]:
    """Every number of the value column of the row that begins so."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.read_text().split("## Worked example")[1], re.MULTILINE)
    values = next(values for name, values in rows if name.startswith(beginning))
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", values)]


def test_the_page_says_what_the_project_is_worth() -> None:
    (spent,), gains = row("cost in year 0"), row("benefits in years")
    cost = CashLine("cost", "Cost", Kind.COST, {2027: spent})
    benefit = CashLine("benefit", "Benefit", Kind.BENEFIT, dict(zip((2028, 2029), gains, strict=True)))
    problem = ValuationProblem((cost, benefit), flat(0.1), base_year=2027, price_year=2027)
    found = solve_valuation(problem)
    changes = {one.line: one.change for one in switching_values(problem)}
    computed = {
        "NPV": [found.net_present_value],
        "BCR": [found.benefit_cost_ratio],
        "internal rate": [found.internal.rate],
        "payback": [found.payback, found.discounted_payback],
        "switching value": [changes["cost"], changes["benefit"]],
    }
    for beginning, values in computed.items():
        assert row(beginning) == pytest.approx(values, rel=1e-5), beginning


def test_the_page_has_the_published_factors_and_biases() -> None:
    years = (1, 10, 30, 31, 60, 75, 76, 100)
    assert row("Green Book factors") == pytest.approx([GREEN_BOOK.factor(year) for year in years], abs=5e-5)
    assert row("optimism bias") == pytest.approx([optimism_bias(MIX, metric=metric).used for metric in METRICS])
    half = [optimism_bias(MIX, metric=metric, managed_share=0.5).used for metric in METRICS]
    assert row("the same with half") == pytest.approx(half)
    value = expected_commercial_value(
        net_present_value=100, commercial_chance=0.5, launch_cost=10, technical_chance=0.8, development_cost=4
    ).value
    assert row("ECV") == pytest.approx([value])


def test_the_page_says_what_it_is_worth_to_wait() -> None:
    option = RealOption(Right.DEFER, 100, 110, years=2, volatility=0.4, rate=0.05, steps=2, only_at_end=True)
    up, chance, value = row("real option to defer")
    assert [option.up, option.chance] == pytest.approx([up, chance], abs=1e-4)
    assert solve_real_option(option).value == pytest.approx(value, abs=0.005)
