from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.selection.instances import APRIL, MAY, candidate, option, problem, single
from engine.selection.timed import timed
from northing.engine.errors import UnknownReference
from northing.engine.selection import (
    BudgetLine,
    Candidate,
    Group,
    MeasureGap,
    Option,
    Rule,
    ValueModel,
    prices,
    solve,
    tipping_cost,
    tipping_weight,
    why_now,
    worth_of,
)
from northing.engine.selection.tipping import reweighted

TWO = (
    MeasureGap("spills", "Spills", "clean", gap=100.0, weight=0.5),
    MeasureGap("homes", "Homes", "housing", gap=100.0, weight=0.5),
)
RIVALS = problem(
    single("tank", cost=10, spills=60),
    candidate("flats", option(cost=10, contribution={"homes": 40.0})),
    gaps=TWO,
    budgets={2028: 10.0},
)


def test_the_price_of_money_is_what_a_little_more_of_it_brings() -> None:
    found = problem(single("tank", cost=100, spills=50), single("wick", cost=100, spills=30), budgets={2028: 150.0})
    budget = prices(found)[0]
    assert (budget.rule, budget.key) == (Rule.BUDGET, "2028")
    assert budget.per_unit == pytest.approx(0.003, rel=1e-3)
    more = worth_of(found, rule=budget.rule, key=budget.key, amount=50.0)
    assert more.gained == pytest.approx(0.3, abs=1e-6)
    assert more.gained >= budget.per_unit * 50 - 1e-5
    assert more.words == f"50 more brings 0.3000 of value, from {more.before.value:.4f} to {more.after.value:.4f}"
    again = solve(replace(found, budgets={2028: 200.0}))
    assert more.after.value == pytest.approx(again.value, abs=1e-6)


def test_each_role_and_month_that_binds_has_a_price_and_others_none() -> None:
    found = problem(
        single("tank", spills=50, eng=4),
        single("wick", spills=30, eng=4),
        capacity={APRIL: 6.0, MAY: 6.0},
    )
    assert [(price.rule, price.key) for price in prices(found)] == [(Rule.CAPACITY, "eng|2027-04")]
    assert worth_of(found, rule=Rule.CAPACITY, key="eng|2027-04", amount=2.0).gained == pytest.approx(0.3, abs=1e-6)
    assert worth_of(found, rule=Rule.CAPACITY, key="eng|2027-04", amount=1.0).gained == pytest.approx(0.0, abs=1e-6)
    with pytest.raises(UnknownReference, match="not a rule of this problem"):
        worth_of(found, rule=Rule.CAPACITY, key="eng|2030-01")


def test_a_limit_that_nothing_asks_anything_of_is_worth_nothing() -> None:
    found = problem(
        single("tank", spills=50),
        budgets={2030: 5.0},
        capacity={APRIL: 6.0},
        kind_budgets={BudgetLine(2028, "capital"): 1.0},
        risk_cap=1.0,
        groups=(Group("few", "Few", ("tank",), at_most=1),),
    )
    limits = {
        Rule.BUDGET: "2030",
        Rule.CAPACITY: "eng|2027-04",
        Rule.KIND_BUDGET: "capital|2028",
        Rule.RISK: "risk",
        Rule.AT_MOST: "few",
    }
    assert [worth_of(found, rule=rule, key=key).gained for rule, key in limits.items()] == [0.0] * 5


def test_a_weight_tips_where_solving_again_changes_sides() -> None:
    assert solve(RIVALS).choice == {"tank": "as recorded", "flats": None}
    found = tipping_weight(RIVALS, project="flats", objective="housing")
    assert (found.is_in, found.share) == (False, 0.5)
    assert found.tips_at == pytest.approx(0.6, abs=0.006)
    after = solve(reweighted(RIVALS, objective="housing", share=found.tips_at + 0.006))
    before = solve(reweighted(RIVALS, objective="housing", share=found.tips_at - 0.012))
    assert after.choice["flats"] is not None
    assert before.choice["flats"] is None
    assert found.words(RIVALS) == f"Flats is out and tips where housing weighs {found.tips_at:.1%} (now 50.0%)"
    leaves = tipping_weight(RIVALS, project="tank", objective="clean")
    assert leaves.tips_at == pytest.approx(0.4, abs=0.006)


def test_a_weight_that_decides_nothing_never_tips() -> None:
    lone = problem(single("tank", cost=10, spills=60), budgets={2028: 10.0})
    assert tipping_weight(lone, project="tank", objective="o2").tips_at is None
    with pytest.raises(UnknownReference, match="objective 'o9'"):
        tipping_weight(lone, project="tank", objective="o9")


def test_a_project_that_is_out_enters_when_it_is_cheap_enough() -> None:
    found = problem(single("tank", cost=60, spills=50), single("wick", cost=60, spills=30), budgets={2028: 100.0})
    wick, tank = tipping_cost(found, project="wick"), tipping_cost(found, project="tank")
    assert (wick.is_in, wick.factor) == (False, pytest.approx(40 / 60, abs=0.006))
    assert (tank.is_in, tank.factor) == (True, pytest.approx(100 / 60, abs=0.01))
    assert tank.words(found) == f"Tank is in and tips at {tank.factor:.1%} of its cost"
    cheaper = replace(found.candidate("wick"), options=(option(cost=60 * (wick.factor - 0.006), spills=30),))
    assert solve(found.with_candidate(cheaper)).choice["wick"] is not None


def test_what_brings_nothing_does_not_enter_for_nothing_and_what_is_needed_stays_at_any_cost() -> None:
    found = problem(single("idle", cost=60), single("tank", spills=50, cost=1), budgets={2028: 100.0})
    idle = tipping_cost(found, project="idle")
    assert (idle.factor, idle.words(found)) == (None, "Idle is out and changes sides at no cost that was tried")
    assert tipping_cost(replace(found, budgets={}), project="tank").factor is None


def test_the_costs_of_a_profile_tip_as_well() -> None:
    tank = timed("tank", spills=(50.0,), eng=0.0)
    assert tank.profile is not None
    dear = replace(tank, profile=replace(tank.profile, cost={"": (30.0, 30.0)}))
    assert tipping_cost(problem(dear, budgets={2028: 30.0}), project="tank").factor == pytest.approx(0.5, abs=0.006)


def test_why_now_says_what_the_neighbouring_starts_would_cost() -> None:
    tank, wick = timed("tank", spills=(50, 48, 46)), timed("wick", spills=(30, 29, 28))
    found = problem(tank, wick, capacity={APRIL: 1.0, MAY: 1.0})
    choice = solve(found).choice
    assert choice == {"tank": "2027-04", "wick": "2027-06"}
    (earlier,) = why_now(found, choice, project="wick")
    assert earlier.words == "Wick from May 2027: alignment is 3.00 points lower"
    assert earlier.value_lost == pytest.approx(0.03, abs=1e-5)
    (later,) = why_now(found, choice, project="tank")
    assert later.value_lost == pytest.approx(0.02, abs=1e-5)
    with pytest.raises(UnknownReference, match="is out, or its start is unknown"):
        why_now(found, {**choice, "tank": None}, project="tank")


def test_a_start_that_no_portfolio_can_have_is_said() -> None:
    tank = timed("tank", spills=(50, 48), eng=2.0)
    found = problem(tank, capacity={APRIL: 1.0})
    (earlier,) = why_now(found, solve(found).choice, project="tank")
    assert (earlier.value_lost, earlier.words) == (None, "Tank from Apr 2027: no portfolio keeps every rule")


def test_another_start_is_measured_by_what_the_whole_problem_could_bring() -> None:
    def ways(*amounts: tuple[int, float]) -> tuple[Option, ...]:
        return tuple(
            Option(f"{month}:{score:g}", "", start=date(2027, month, 1), finish=date(2027, 9, 1), score=score)
            for month, score in amounts
        )

    tank, wick = (
        Candidate("tank", "Tank", ways((4, 8.0), (6, 3.0), (6, 4.0))),
        Candidate("wick", "Wick", ways((5, 8.0))),
    )
    found = problem(tank, wick, value_model=ValueModel(0.0, 1.0, 0.0))
    (later,) = why_now(found, solve(found).choice, project="tank")
    assert (later.key, later.value_lost) == ("6:4", pytest.approx(4 / 16))
    assert later.words == "Tank from Jun 2027: alignment is 25.00 points lower"
