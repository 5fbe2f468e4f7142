from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from engine.selection.instances import APRIL, allowed, candidate, option, problem, problems, single
from engine.selection.timed import portfolio, timed
from northing.engine.effort import Effort
from northing.engine.selection import After, SelectionProblem, evaluate, recalibrate, why_not
from northing.engine.selection import solve as package_solve
from northing.engine.selection.model import build_model
from northing.engine.selection.nearby import among, dual_bound, mended, solve_nearby
from northing.engine.selection.solve import objective_of, run
from northing.engine.selection.tighten import tightened

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
EARLY, LATE = date(2028, 1, 1), date(2029, 1, 1)


def test_what_needs_something_that_never_finishes_in_time_is_closed() -> None:
    pipe = candidate("pipe", option("late", finish=LATE))
    tank = candidate("tank", option("soon", spills=50, finish=EARLY), requires=("pipe",))
    pump = candidate("pump", option("soon", spills=30, finish=LATE), requires=("tank",))
    free = problem(pipe, tank, pump)
    assert list(tightened(build_model(free).linear).upper[:3]) == [1.0, 0.0, 1.0]
    assert list(tightened(build_model(replace(free, keep_order=False)).linear).upper[:3]) == [1.0, 1.0, 1.0]
    both = replace(pipe, options=(*pipe.options, option("soon", finish=EARLY)))
    assert list(tightened(build_model(problem(both, tank, pump)).linear).upper[:4]) == [1.0] * 4


def test_what_waits_for_what_is_closed_is_closed_as_well() -> None:
    pipe = candidate("pipe", option("late", finish=LATE))
    tank = candidate("tank", option("soon", finish=EARLY), option("late", finish=LATE), requires=("pipe",))
    pump = candidate("pump", option("soon", spills=30, finish=EARLY), requires=("tank",))
    assert list(tightened(build_model(problem(pipe, tank, pump)).linear).upper[:4]) == [1.0, 0.0, 1.0, 0.0]


@SLOW
@given(found=problems())
def test_tightening_takes_no_portfolio_away(found: SelectionProblem) -> None:
    every = allowed(found)
    assume(every)
    assert package_solve(found).value == pytest.approx(max(one.value for one in every), abs=5e-6)


@SLOW
@given(found=problems())
def test_few_rows_prove_the_same_fewest_moves(found: SelectionProblem) -> None:
    every = allowed(found)
    assume(every)
    model, best = build_model(found), package_solve(found)
    solved = solve_nearby(
        model, objective=model.moves, rows=[], effort=Effort(), around=found.today(), start=best.choice
    )
    assert solved.bound + model.settled == pytest.approx(min(one.move_weight for one in every), abs=1e-4)
    assert not evaluate(found, model.choice(solved.values)).violations


def test_without_time_the_start_is_the_answer() -> None:
    found = problem(single("tank", spills=40), single("wick", spills=30, current="as recorded"))
    model, begun = build_model(found), {"tank": "as recorded", "wick": None}
    none = Effort(time_limit=0.0)
    solved = solve_nearby(model, objective=model.moves, rows=[], effort=none, around=found.today(), start=begun)
    assert solved.objective in {-1.0, 0.0, 1.0}
    assert not evaluate(found, model.choice(solved.values)).violations


def test_only_the_options_of_the_portfolios_stay_open() -> None:
    tank = candidate("tank", option("now", spills=50), option("later", spills=45))
    found = problem(tank, single("wick", spills=30), single("pump", spills=10), capacity={APRIL: 5.0})
    model = build_model(found)
    assert list(among(model, choices=[{"tank": "later"}], free=["pump"]).linear.upper[:4]) == [0.0, 1.0, 0.0, 1.0]


def test_the_bound_by_prices_is_below_every_portfolio_and_near_the_relaxation() -> None:
    model = build_model(portfolio(30, seed=3, starts=4))
    found = run(model, objective=objective_of(model), effort=Effort(time_limit=20, gap=1e-3))
    bound = dual_bound(model.linear, objective=objective_of(model), seconds=20)
    assert bound <= found.objective + 1e-9
    assert bound == pytest.approx(found.objective, rel=0.15)
    assert np.isfinite(bound)


def test_with_start_choice_a_recalibration_mixes_today_and_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    base = portfolio(20, seed=4, starts=4)
    today = package_solve(replace(base, budgets={2028: 150.0})).choice
    recorded = tuple(replace(one, current=today[one.key]) for one in base.candidates)
    found = replace(base, candidates=recorded)
    with monkeypatch.context() as large:
        large.setattr(sys.modules["northing.engine.selection.solve"], "DIRECT", 55)
        searched = recalibrate(found, kept_share=0.97, curve_points=4, effort=Effort(time_limit=3))
    best = package_solve(found).value
    # The same floor for both: how good a portfolio the search has found by the clock is not what is asked here.
    exact = recalibrate(found, kept_share=0.97 * searched.best.value / best, curve_points=0)
    moves = searched.proposal.evaluation.move_weight
    assert searched.value_kept >= 0.97 - 1e-6
    assert searched.fewest <= exact.fewest + 1e-6 <= moves + 1e-6
    assert all(point.bound == searched.best.bound for point in searched.curve)
    assert not searched.proposal.evaluation.violations


def test_a_project_is_forced_in_where_others_leave_and_what_it_needs_comes_along() -> None:
    tank = single("tank", cost=60, spills=50)
    wick = single("wick", cost=30, spills=30, requires=("pipe",))
    found = problem(tank, wick, single("pipe", cost=20), single("more", spills=15), budgets={2028: 100.0})
    forced = build_model(found.with_candidate(replace(wick, forced_in=True)))
    alone = {"tank": "as recorded"}
    got = mended(forced, alone, project="wick", effort=Effort())
    assert got is not None
    assert got.choice == {"tank": None, "wick": "as recorded", "pipe": "as recorded", "more": None}
    assert got.bound == 1.0
    tight = build_model(replace(forced.problem, budgets={2028: 40.0}))
    assert mended(tight, alone, project="wick", effort=Effort()) is None


def test_with_start_choice_why_not_begins_from_the_portfolio_and_forces_the_project_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = portfolio(20, seed=4, starts=4)
    choice = package_solve(found).choice
    out = next(one.key for one in found.candidates if choice[one.key] is None)
    exact = why_not(found, choice, project=out)
    monkeypatch.setattr(sys.modules["northing.engine.selection.solve"], "DIRECT", 60)
    searched = why_not(found, choice, project=out, effort=Effort(time_limit=3, gap=1e-3))
    assert searched.result is not None
    assert searched.result.choice[out] is not None
    assert not searched.result.evaluation.violations
    assert exact.result is not None
    assert searched.result.value <= exact.result.value + 1e-6 <= searched.result.bound + 2e-6
    assert searched.value_lost == pytest.approx(exact.value_lost, abs=0.02)


def test_with_start_choice_why_not_names_the_wait_that_cannot_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    long, tank = timed("long", length=9, spills=(5.0, 5.0)), timed("tank", spills=(50.0, 49.0), after=(After("long"),))
    others = tuple(timed(f"p{at}", spills=(9.0, 8.0)) for at in range(4))
    found = problem(long, tank, *others)
    choice = package_solve(found).choice
    monkeypatch.setattr(sys.modules["northing.engine.selection.solve"], "DIRECT", 8)
    told = why_not(found, choice, project="tank", effort=Effort(time_limit=5))
    assert told.result is None
    assert "give up that Tank starts after Long has finished" in told.words
