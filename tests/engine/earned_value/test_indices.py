from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.earned_value import (
    EarnedValueError,
    EarnedValueProblem,
    earned_schedule,
    planned_to_date,
    rolled_up,
    solve_earned_value,
)
from northing.engine.earned_value.errors import (
    InconsistentSizes,
    NegativeAmount,
    NotANumber,
    OutOfScale,
    PlanFalls,
    UnknownReference,
)


def one(*, planned: list[float], earned: float | None, actual: float | None, elapsed: float) -> EarnedValueProblem:
    return EarnedValueProblem.of(["a"], planned=[planned], earned=[earned], actual=[actual], elapsed=[elapsed])


TEXTBOOK = one(planned=[10, 25, 45, 70, 100], earned=30, actual=40, elapsed=3)


def test_the_textbook_project_has_the_published_figures() -> None:
    expected = {
        "planned": 45, "cost_variance": -10, "schedule_variance": -15, "cost_index": 0.75, "schedule_index": 0.6667,
        "estimate_by_cost": 133.33, "estimate_as_planned": 110, "estimate_by_both": 180, "to_complete": 93.33,
        "variance_at_completion": -33.33, "index_to_budget": 1.1667, "earned_schedule": 2.25,
        "schedule_variance_time": -0.75, "schedule_index_time": 0.75, "duration": 5, "duration_estimate": 6.667,
        "duration_as_planned": 5.75, "index_to_duration": 1.375,
    }  # fmt: skip
    found = solve_earned_value(TEXTBOOK)
    assert found.figures("a") == pytest.approx(expected, rel=2e-4)
    assert found.words("a") == (
        "money: each 1.00 spent earns 0.75; at that rate 33% over budget; "
        "time: 0.8 periods behind; at that rate 6.7 periods instead of 5"
    )
    trace = found.trace("a")
    assert trace.value == pytest.approx(400 / 3)
    assert [given.value for given in trace.inputs] == [100, 30, 40]


@pytest.mark.parametrize(
    ("earned", "schedule"),
    [(0, 0), (5, 0.5), (10, 1), (45, 3), (57.5, 3.5), (100, 5), (120, 5)],
)
def test_earned_schedule_reads_the_plan_backwards(earned: float, schedule: float) -> None:
    problem = one(planned=[10, 25, 45, 70, 100, 100], earned=earned, actual=1, elapsed=2)
    assert earned_schedule(problem)[0] == pytest.approx(schedule)


def test_a_standstill_in_the_plan_counts_as_passed_when_its_value_is_earned() -> None:
    assert earned_schedule(one(planned=[10, 10, 20], earned=10, actual=1, elapsed=1))[0] == 2


@pytest.mark.parametrize(("elapsed", "planned"), [(0, 0), (0.5, 5), (2.5, 35), (5, 100), (9.5, 100)])
def test_planned_value_at_the_status_date_is_in_proportion(elapsed: float, planned: float) -> None:
    problem = one(planned=[10, 25, 45, 70, 100], earned=1, actual=1, elapsed=elapsed)
    assert planned_to_date(problem)[0] == pytest.approx(planned)


def test_what_nobody_reported_is_unknown_and_not_zero() -> None:
    silent = solve_earned_value(one(planned=[50, 100], earned=None, actual=None, elapsed=1))
    figures = silent.figures("a")
    known = {name for name, figure in figures.items() if figure is not None}
    assert known == {"planned", "duration"}
    assert silent.words("a") == (
        "money: unknown, earned value or actual cost has not been reported; "
        "time: unknown, earned value has not been reported"
    )
    assert silent.trace("a").value is None


def test_a_project_that_has_not_begun_has_variances_but_no_indices() -> None:
    fresh = solve_earned_value(one(planned=[50, 100], earned=0, actual=0, elapsed=0))
    assert fresh.figures("a")["cost_index"] is None
    assert fresh.words("a") == "money: nothing has been spent yet; time: on plan, no forecast can be given yet"
    spent = solve_earned_value(one(planned=[50, 100], earned=0, actual=20, elapsed=1))
    assert spent.words("a").startswith(
        "money: spent without anything earned, no estimate can be given; time: 1.0 periods b"
    )


def test_a_goal_that_is_out_of_reach_has_no_index_to_reach_it() -> None:
    late = solve_earned_value(one(planned=[50, 100], earned=60, actual=100, elapsed=2)).figures("a")
    assert (late["index_to_budget"], late["index_to_duration"]) == (None, None)


def test_a_project_ahead_and_under_budget_is_said_to_be() -> None:
    good = solve_earned_value(one(planned=[50, 100], earned=75, actual=50, elapsed=1))
    assert good.words("a") == (
        "money: each 1.00 spent earns 1.50; at that rate 33% under budget; "
        "time: 0.5 periods ahead; at that rate 1.3 periods instead of 2"
    )


PROJECTS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(0, 4), st.floats(0.1, 99), st.integers(0, 7)
    ),
    min_size=1,
    max_size=5,
)


def many(rows: list[tuple[list[int], int, float, float]], *, unit: float = 1.0) -> EarnedValueProblem:
    planned = [(np.cumsum(steps) * unit).tolist() for steps, *_ in rows]
    return EarnedValueProblem.of(
        [f"p{at}" for at in range(len(rows))],
        planned=planned,
        earned=[row[-1] * share / 4 for row, (_, share, _, _) in zip(planned, rows, strict=True)],
        actual=[actual * unit for _, _, actual, _ in rows],
        elapsed=[elapsed for *_, elapsed in rows],
    )


@settings(deadline=None)
@given(PROJECTS)
def test_each_project_has_the_same_figures_alone_as_among_others(
    rows: list[tuple[list[int], int, float, float]],
) -> None:
    together = solve_earned_value(many(rows))
    for at, row in enumerate(rows):
        alone = solve_earned_value(many([row])).figures("p0")
        assert together.figures(f"p{at}") == pytest.approx(alone, nan_ok=True)


def test_the_unit_of_money_changes_no_index() -> None:
    rows = [([10, 15, 20], 2, 30.0, 1.5), ([5, 5], 3, 8.0, 2.0)]
    small, large = solve_earned_value(many(rows)), solve_earned_value(many(rows, unit=1e6))
    for name in ("cost_index", "schedule_index", "schedule_index_time", "index_to_budget", "duration_estimate"):
        assert getattr(large, name) == pytest.approx(getattr(small, name))
    assert large.estimate_by_both == pytest.approx(1e6 * small.estimate_by_both)


def test_work_packages_roll_up_by_project_in_any_order() -> None:
    values = np.array([[1.0, 2], [10, 20], [100, 200]])
    for order, project in (([0, 1, 2], [0, 0, 2]), ([2, 0, 1], [2, 0, 0])):
        found = rolled_up(values[order], project=np.array(project), projects=3)
        assert found.tolist() == [[11, 22], [0, 0], [100, 200]]
    assert rolled_up(np.empty((0, 2)), project=np.empty(0, dtype=np.int64), projects=1).tolist() == [[0, 0]]
    with pytest.raises(InconsistentSizes, match="3 work packages, but 1 name"):
        rolled_up(values, project=np.array([0]), projects=3)
    with pytest.raises(InconsistentSizes, match="outside the 2"):
        rolled_up(values, project=np.array([0, 1, 2]), projects=2)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"planned": [[10, 5]]}, PlanFalls, "planned value of 'a' falls"),
        ({"planned": [[10, float("nan")]]}, NotANumber, "planned value of 'a' is not a number"),
        ({"planned": [[-1, 5]]}, NegativeAmount, "planned value of 'a' is below zero"),
        ({"planned": [[]]}, InconsistentSizes, "no period"),
        ({"planned": [[1], [2]]}, InconsistentSizes, "planned value needs 1 rows"),
        ({"earned": [1, 2]}, InconsistentSizes, "earned value has 2 figures for 1 projects"),
        ({"earned": [float("inf")]}, NotANumber, "earned value of 'a' is not finite"),
        ({"planned": [[5, 1e300]]}, OutOfScale, r"planned value of 'a' is beyond 1e\+18"),
        ({"earned": [1e300]}, OutOfScale, r"earned value of 'a' is beyond 1e\+18"),
        ({"elapsed": [1e300]}, OutOfScale, "elapsed time of 'a' is beyond"),
        ({"actual": [-3]}, NegativeAmount, "actual cost of 'a' is below zero"),
        ({"elapsed": [float("nan")]}, NotANumber, "elapsed time of 'a' is not a number"),
    ],
)
def test_figures_that_mean_nothing_are_refused(
    change: dict[str, list[float]], error: type[EarnedValueError], words: str
) -> None:
    given = {"planned": [[10, 20]], "earned": [1], "actual": [1], "elapsed": [1]}
    with pytest.raises(error, match=words):
        EarnedValueProblem.of(["a"], **{**given, **change})


def test_a_project_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownReference, match="'x' is not one of the projects"):
        solve_earned_value(TEXTBOOK).figures("x")


def test_no_projects_have_no_figures() -> None:
    empty = EarnedValueProblem.of([], planned=[], earned=[], actual=[], elapsed=[])
    assert solve_earned_value(empty).cost_index.size == 0
