from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest

from engine.selection.instances import allowed, problem, single
from engine.selection.timed import portfolio
from northing.engine.effort import Effort
from northing.engine.errors import OutOfScale
from northing.engine.selection import Group, NoFeasiblePortfolio, ValueModel, evaluate, frontier, trade_off
from northing.engine.selection.frontier import _scaled

FOUR = problem(
    single("tank", cost=40, spills=40, current="as recorded", npv=1.0),
    single("depot", cost=30, current="as recorded", npv=9.0),
    single("wick", cost=30, spills=30, npv=2.0),
    single("twin", cost=30, spills=10, npv=6.0),
    budgets={2028: 100.0},
)


def test_each_point_is_the_best_of_its_budget() -> None:
    found = frontier(FOUR, points=12, scales=(0.1, 1.2))
    for point in found.points:
        best = max(one.value for one in allowed(_scaled(FOUR, scale=point.at)))
        assert point.value == pytest.approx(best, abs=0.005)
        assert point.bound >= best - 1e-9
        assert point.gap <= 0.005
        assert not evaluate(_scaled(FOUR, scale=point.at), point.choice).violations


def test_more_money_never_buys_less() -> None:
    values = [point.value for point in frontier(portfolio(20, seed=2, starts=3), points=5).points]
    assert all(before <= after for before, after in pairwise(values))


def test_today_stands_beside_what_its_money_and_its_value_could_be() -> None:
    found = frontier(FOUR, points=3)
    assert (found.today.value, found.today.total_cost) == (pytest.approx(0.4), 70.0)
    assert found.same_cost is not None
    assert found.same_value is not None
    assert (found.same_cost.value, found.same_cost.evaluation.total_cost) == (pytest.approx(0.7), 70.0)
    assert (found.same_value.value, found.same_value.evaluation.total_cost) == (pytest.approx(0.4), 40.0)
    assert found.words == (
        "Today: value 0.4000 for 70; the best for no more is worth 0.7000; the cheapest worth no less costs 40"
    )


def test_it_is_the_same_whoever_computes_it() -> None:
    alone = frontier(FOUR, points=12)
    with ThreadPoolExecutor(2) as executor:
        assert frontier(FOUR, points=12, executor=executor) == alone


def test_budgets_that_leave_no_portfolio_have_no_point() -> None:
    law = problem(single("law", cost=80, mandatory=True, spills=10), budgets={2028: 100.0})
    found = frontier(law, points=3, scales=(0.5, 1.5))
    assert [point.at for point in found.points] == [1.0, 1.5]
    assert found.same_cost is None
    with pytest.raises(NoFeasiblePortfolio, match="largest budgets"):
        frontier(replace(law, budgets={2028: 1.0}), points=2)


def test_a_line_needs_two_points() -> None:
    for fields in ({"points": 1}, {"scales": (0.0, 1.0)}, {"scales": (1.0, 1.0)}):
        with pytest.raises(OutOfScale, match="make no frontier"):
            frontier(FOUR, **fields)


def test_two_values_trade_off_and_no_point_is_beaten_in_both() -> None:
    found = trade_off(FOUR, other=ValueModel(0, 0, 1), points=6, effort=Effort())
    every = [(one.value, one.npv / 18.0) for one in allowed(FOUR)]
    for point in found:
        assert point.other is not None
        assert point.other >= point.at - 1e-6
        best = max(value for value, npv in every if npv >= point.at - 1e-9)
        assert point.value == pytest.approx(best, abs=0.005)
    assert found[0].value > found[-1].value


def test_of_equal_values_a_trade_off_takes_the_most_of_the_other() -> None:
    twins = problem(
        single("plain", cost=10, spills=50, npv=1.0),
        single("rich", cost=90, spills=50, npv=4.0),
        single("gold", cost=50, npv=5.0),
        groups=(Group("one", "One", ("plain", "rich", "gold"), at_most=1),),
    )
    found = trade_off(twins, other=ValueModel(0, 0, 1), points=3)
    assert [(point.value, point.other) for point in found] == [
        (pytest.approx(0.5), pytest.approx(0.4)),
        (0.0, pytest.approx(0.5)),
        (0.0, pytest.approx(0.5)),
    ]
