from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.selection.instances import allowed, problem, problems, single
from northing.engine.effort import Effort, Stopwatch
from northing.engine.selection import SelectionProblem, branching, evaluate, moves, recalibrate, solve
from northing.engine.selection.branching import branch_and_bound
from northing.engine.selection.linear import Draft, Ending, Linear
from northing.engine.selection.model import build_model
from northing.engine.selection.moves import core_of, fewest_moves, most_value, moves_at_most
from northing.engine.selection.solve import objective_of

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TIME = Stopwatch(Effort(time_limit=3600))


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    """Compiling is not part of anything that is timed."""
    branching.prepare()


def random_model(seed: int, *, columns: int = 12, rows: int = 9) -> tuple[Linear, np.ndarray]:
    """A few limits and floors over binaries, one column held and one fixed, half of the last rows' entries none."""
    rng, draft = np.random.default_rng(seed), Draft()
    for at in range(columns):
        draft.column(lower=float(at == 1), upper=float(at != 2), integer=True)
    for row in range(rows):
        use = rng.uniform(-0.3, 1.0, columns) * (rng.random(columns) < (1.0 if row < rows // 2 else 0.5))
        limit = 0.4 * float(np.maximum(use, 0).sum()) + 0.3
        draft.row(np.arange(columns), use, lower=-limit if row % 3 == 0 else -np.inf, upper=limit)
    return draft.finished(), rng.uniform(-1.0, 0.3, columns)


def every_solution(linear: Linear) -> np.ndarray:
    """All binary values moves_at_most the bounds that keep all rows."""
    width = linear.width
    values = (np.arange(2**width)[:, None] >> np.arange(width)) & 1
    keeps = ((values >= linear.lower) & (values <= linear.upper)).all(axis=1)
    matrix = np.zeros((linear.matrix.height, width))
    matrix[linear.matrix.row_of_entry(), linear.matrix.index] = linear.matrix.value
    activity = values @ matrix.T
    keeps &= ((activity <= linear.row_upper) & (activity >= linear.row_lower)).all(axis=1)
    return values[keeps]


@pytest.mark.parametrize("seed", range(12))
def test_the_tree_finds_what_trying_everything_finds(seed: int) -> None:
    linear, objective = random_model(seed)
    best = float((every_solution(linear) @ objective).min())
    found = branch_and_bound(linear, objective=objective, cutoff=9.0, watch=TIME, better_by=1e-9)
    assert found.values is not None
    assert (found.objective, found.is_complete) == (pytest.approx(best, abs=1e-9), True)
    assert found.bound == pytest.approx(best, abs=2e-9)
    assert len(every_solution(replace(linear, lower=found.values, upper=found.values))) == 1
    none = branch_and_bound(linear, objective=objective, cutoff=best - 1e-6, watch=TIME)
    assert (none.values, none.is_complete, none.objective) == (None, True, pytest.approx(best - 1e-6))


def test_a_tableau_that_is_too_low_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    linear, objective = random_model(3)
    before = branch_and_bound(linear, objective=objective, cutoff=9.0, watch=TIME, better_by=1e-9)
    monkeypatch.setattr(branching, "HEIGHT", 1)
    after = branch_and_bound(linear, objective=objective, cutoff=9.0, watch=TIME, better_by=1e-9)
    assert after.objective == pytest.approx(before.objective, abs=1e-9)


def test_without_time_the_bound_is_that_of_the_columns() -> None:
    linear, objective = random_model(5)
    found = branch_and_bound(linear, objective=objective, cutoff=9.0, watch=Stopwatch(Effort(time_limit=0.0)))
    held = float(np.minimum(objective * linear.lower, objective * linear.upper).sum())
    assert (found.values, found.is_complete, found.bound) == (None, False, pytest.approx(held))


def test_rows_that_contradict_each_other_leave_nothing() -> None:
    draft = Draft()
    for _ in range(3):
        draft.column(integer=True)
    draft.row(np.arange(3), np.ones(3), lower=2.0)
    draft.row(np.arange(3), np.ones(3), upper=1.0)
    found = branch_and_bound(draft.finished(), objective=np.ones(3), cutoff=9.0, watch=TIME)
    assert (found.values, found.is_complete) == (None, True)


@SLOW
@given(found=problems(), share=st.sampled_from([0.0, 0.5, 0.9, 1.0]))
def test_the_tree_proves_the_fewest_moves(found: SelectionProblem, share: float) -> None:
    every = allowed(found)
    assume(every)
    model, best = build_model(found), solve(found)
    value = share * best.value
    least, choice = fewest_moves(model, value=value, unit=1.0, effort=Effort(), best=best.choice)
    fewest = min(one.move_weight for one in every if one.value >= value - 1e-9)
    assert (least, evaluate(found, choice).move_weight) == (fewest, fewest)
    assert not evaluate(found, choice).violations


@SLOW
@given(found=problems(), extra=st.sampled_from([0.0, 1.0, 2.0]))
def test_the_tree_proves_the_most_value_within_some_moves(found: SelectionProblem, extra: float) -> None:
    every = allowed(found)
    assume(every)
    model, best = build_model(found), solve(found)
    _, start = fewest_moves(model, value=0.0, unit=1.0, effort=Effort(), best=best.choice)
    most = evaluate(found, start).move_weight + extra
    with pytest.MonkeyPatch.context() as small:
        small.setattr(moves, "FEW", 0)
        result = most_value(model, rows=[moves_at_most(model, allowed=most)], effort=Effort(), start=start)
    assert result.value == pytest.approx(max(one.value for one in every if one.move_weight <= most), abs=5e-6)
    assert result.bound == pytest.approx(result.value, abs=5e-6)
    assert (result.ending, result.evaluation.move_weight <= most) == (Ending.OPTIMAL, True)


@SLOW
@given(found=problems())
def test_to_keep_more_never_takes_fewer_moves(found: SelectionProblem) -> None:
    assume(allowed(found))
    with pytest.MonkeyPatch.context() as small:
        small.setattr(moves, "FEW", 0)
        kept = [recalibrate(found, kept_share=share, curve_points=0) for share in (0.0, 0.6, 0.9, 1.0)]
        curve = recalibrate(found, curve_points=20).curve
    assert [one.fewest for one in kept] == sorted(one.fewest for one in kept)
    assert [one.fewest for one in kept] == [one.proposal.evaluation.move_weight for one in kept]
    assert curve[0].allowed == kept[0].fewest
    assert curve[-1].value == pytest.approx(kept[-1].best.value, abs=5e-6)
    assert [point.value for point in curve] == sorted(point.value for point in curve)


def test_without_time_the_best_portfolio_is_the_answer_and_nothing_is_proven() -> None:
    found = problem(single("tank", spills=40), single("wick", spills=30, current="as recorded"))
    begun = {"tank": "as recorded", "wick": None}
    none = Effort(time_limit=0.0)
    assert fewest_moves(build_model(found), value=0.3, unit=1.0, effort=none, best=begun) == (0.0, begun)


def test_only_the_core_is_left_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "CORE", 1)
    found = problem(*(single(f"p{at}", cost=10 + at, spills=20) for at in range(4)), budgets={2028: 25.0})
    model = build_model(found)
    core = core_of(model.linear, objective=objective_of(model))
    assert int(np.count_nonzero((core.upper > core.lower)[:4])) == 1
    nothing = replace(model.linear, row_upper=model.linear.row_upper - 9.0)
    assert core_of(nothing, objective=objective_of(model)) is nothing
