"""What the relaxation leaves undecided: near the bound, proven, and stopped with what there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.selection.instances import single
from engine.selection.timed import portfolio
from northing.engine.effort import Effort, Progress
from northing.engine.selection import NoFeasiblePortfolio, evaluate, solve
from northing.engine.selection import core as core_module
from northing.engine.selection.core import solve_near_bound
from northing.engine.selection.frontier import _at_scale, _scaled
from northing.engine.selection.linear import Ending
from northing.engine.selection.model import build_model

FOUND = portfolio(24, seed=3, starts=2)
MODEL = build_model(FOUND)
CLOSE = Effort(gap=0.005)


@pytest.mark.parametrize("size", [3, 20, 150])
def test_it_is_as_near_to_the_best_as_it_says(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_module, "CORE", size)
    best, found = solve(FOUND), solve_near_bound(MODEL, effort=CLOSE)
    assert (found.ending, found.gap <= 0.005) == (Ending.OPTIMAL, True)
    assert found.value <= best.value + 1e-6 <= found.bound + 2e-6
    assert not evaluate(FOUND, found.choice).violations


def test_where_the_relaxation_cannot_prove_it_the_tree_does() -> None:
    exact, best = solve_near_bound(MODEL, effort=Effort(gap=1e-6)), solve(FOUND)
    assert exact.value == pytest.approx(best.value, abs=5e-6)
    assert exact.gap <= 1e-5


def test_it_begins_from_what_is_given_when_that_is_better() -> None:
    best, told = solve(FOUND), list[Progress]()
    found = solve_near_bound(MODEL, start=best.choice, effort=replace(CLOSE, gap=0.02, on_progress=told.append))
    assert found.value >= (1 - 0.02) * best.value


def test_stopped_at_once_it_answers_with_what_the_relaxation_gave() -> None:
    now = replace(CLOSE, gap=0.0, should_stop=lambda: True)
    found = solve_near_bound(MODEL, effort=now)
    assert not evaluate(FOUND, found.choice).violations
    assert found.bound >= solve(FOUND).value


def test_it_says_where_no_portfolio_keeps_the_rules() -> None:
    law = single("law", cost=1e12, mandatory=True)
    with pytest.raises(NoFeasiblePortfolio):
        solve_near_bound(build_model(replace(FOUND, candidates=(*FOUND.candidates, law))), effort=CLOSE)


def test_a_model_at_another_scale_is_the_model_of_the_scaled_problem() -> None:
    scaled, built = _at_scale(MODEL, scale=0.6), build_model(_scaled(FOUND, scale=0.6))
    assert scaled.problem == built.problem
    assert solve_near_bound(scaled, effort=Effort()).value == pytest.approx(
        solve_near_bound(built, effort=Effort()).value, abs=5e-6
    )
