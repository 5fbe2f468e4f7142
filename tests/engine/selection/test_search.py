from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from engine.selection.instances import problem
from engine.selection.timed import months, portfolio, timed
from northing.engine.alignment.strain import RoleMonth
from northing.engine.effort import Effort, Progress, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection import Ending, NoFeasiblePortfolio, Share, evaluate, solve
from northing.engine.selection.model import build_model
from northing.engine.selection.search.greedy import completed, rounded
from northing.engine.selection.search.mip import mip_of, sub_mip
from northing.engine.selection.search.relaxation import relaxation_of, thinned
from northing.engine.selection.search.search import search, search_in_steps
from northing.engine.selection.solve import objective_of, result_of
from northing.engine.selection.solvers.highs import Limits, minimise

FOUND = portfolio(30, seed=3, starts=6)
MODEL = build_model(FOUND)
MIP = mip_of(MODEL, objective=objective_of(MODEL))


def searched(*, steps: int | None = None, **effort: object) -> object:
    watch = Stopwatch(Effort(**effort))
    if steps is None:
        return result_of(MODEL, search(MODEL, objective=MIP.objective, watch=watch))
    solved = search_in_steps(MODEL, objective=MIP.objective, watch=watch, steps=steps)
    return result_of(MODEL, solved)


def test_a_search_keeps_every_rule_and_proves_its_gap() -> None:
    best = solve(FOUND, effort=Effort(time_limit=5, gap=0.05))
    found = searched(steps=2, seed=1)
    assert found.evaluation.violations == ()
    assert found.bound >= best.value - 1e-6
    assert found.value >= 0.9 * best.value
    assert found.value <= best.bound + 1e-6


def test_a_search_counted_in_steps_repeats_itself() -> None:
    assert searched(steps=1, seed=4).choice == searched(steps=1, seed=4).choice


def test_a_search_tells_value_and_bound_as_it_goes_and_never_falls() -> None:
    heard: list[Progress] = []
    found = searched(steps=2, on_progress=heard.append)
    values = [progress.value for progress in heard if progress.value is not None]
    assert values == sorted(values)
    assert values[-1] == pytest.approx(found.value, abs=1e-6)
    assert all(progress.bound >= found.value for progress in heard)


def test_a_stopped_search_returns_the_best_so_far() -> None:
    found = searched(steps=50, should_stop=lambda: True)
    assert found.ending is Ending.TIME_LIMIT
    assert found.evaluation.violations == ()


def test_a_search_within_a_gap_ends_there() -> None:
    found = searched(steps=50, gap=0.5)
    assert found.ending is Ending.OPTIMAL
    assert found.gap <= 0.5


@pytest.mark.parametrize("provable", [0, 500_000])
def test_two_processes_search_together_or_one_of_them_proves(provable: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("northing.engine.selection.search.companion.PROVABLE", provable)
    found = searched(time_limit=3.0, workers=2, gap=1e-4)
    assert found.evaluation.violations == ()
    assert found.gap < 0.1


def test_what_the_second_process_proves_ends_the_search() -> None:
    model = build_model(portfolio(20, seed=3, starts=6))
    best = minimise(model.linear, objective=objective_of(model))
    watch = Stopwatch(Effort(time_limit=60.0, workers=2, gap=1e-6))
    found = search(model, objective=objective_of(model), watch=watch)
    assert found.ending is Ending.OPTIMAL
    assert found.objective == pytest.approx(best.objective, abs=1e-6)
    assert watch.seconds < 60.0


class _Other:
    """Who has a portfolio already, and hears of better ones and of bounds."""

    def __init__(self, values: np.ndarray) -> None:
        self.waiting: list[np.ndarray] = [values]
        self.told: list[np.ndarray] = []
        self.bounds: list[float] = []

    def tell(self, values: np.ndarray) -> None:
        self.told.append(values)

    def prove(self, bound: float) -> None:
        self.bounds.append(bound)

    def offered(self) -> np.ndarray | None:
        return self.waiting.pop() if self.waiting else None


def test_branch_and_bound_takes_in_what_others_find_and_tells_what_it_knows() -> None:
    model = build_model(portfolio(20, seed=3, starts=6))
    objective = objective_of(model)
    best = minimise(model.linear, objective=objective, limits=Limits(30.0, 1e-4))
    alone, other = _Other(best.values), _Other(best.values)
    alone.waiting.clear()
    for each in (alone, other):
        found = minimise(model.linear, objective=objective, limits=Limits(30.0, 1e-4, exchange=each))
        assert found.objective == pytest.approx(best.objective, abs=1e-4)
        assert max(each.bounds) <= best.objective + 1e-6
    assert objective @ alone.told[-1] == pytest.approx(best.objective, abs=1e-4)
    assert len(other.told) < len(alone.told)
    assert not other.waiting


def test_one_process_searches_by_the_clock_too() -> None:
    assert searched(time_limit=1.0).evaluation.violations == ()


def test_a_search_begins_with_a_portfolio_that_is_given() -> None:
    before = searched(steps=2)
    start, watch = MODEL.start(before.choice), Stopwatch(Effort())
    solved = search_in_steps(MODEL, objective=MIP.objective, watch=watch, steps=0, start=start)
    assert result_of(MODEL, solved).value == pytest.approx(before.value, abs=2e-6)


def test_a_large_problem_is_searched_and_not_left_to_branch_and_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("northing.engine.selection.solve"), "DIRECT", 100)
    found = solve(FOUND, effort=Effort(), steps=1)
    assert found.evaluation.violations == ()


def test_no_portfolio_at_all_is_said_before_the_search() -> None:
    broke = replace(FOUND, budgets={2028: 30.0}, candidates=tuple(replace(c, mandatory=True) for c in FOUND.candidates))
    model = build_model(broke)
    with pytest.raises(NoFeasiblePortfolio):
        search(model, objective=objective_of(model), watch=Stopwatch(Effort()))


def test_a_bound_is_proven_by_weak_duality_for_any_prices() -> None:
    best = solve(FOUND, effort=Effort(time_limit=5, gap=0.05))
    for every in (1, 2, 4):
        relaxation = relaxation_of(MIP, columns=thinned(MIP, every=every), limits=Limits())
        assert -relaxation.bound >= best.value - 1e-5


def test_first_order_steps_prove_nearly_the_same_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    every = np.arange(MIP.linear.width)
    exact = relaxation_of(MIP, columns=every, limits=Limits()).bound
    monkeypatch.setattr("northing.engine.selection.solvers.highs.LARGE", 0)
    near = relaxation_of(MIP, columns=every, limits=Limits()).bound
    assert 1.05 * exact <= near <= exact + 1e-6


def test_where_first_order_steps_come_to_no_end_the_interior_point_method_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = np.arange(MIP.linear.width)
    exact = relaxation_of(MIP, columns=every, limits=Limits()).bound
    monkeypatch.setattr("northing.engine.selection.solvers.highs.LARGE", 0)
    monkeypatch.setattr("northing.engine.selection.solvers.highs.FIRST_WORD", 1e-9)
    assert relaxation_of(MIP, columns=every, limits=Limits()).bound == exact


def test_a_mip_sums_rows_as_its_matrix_does_and_travels_without_what_can_be_put_together_again() -> None:
    values = np.where(np.arange(MIP.linear.width) % 3 == 0, 0.5, 0.0)
    assert MIP.activity(values) == pytest.approx(MIP.linear.matrix.times(values), abs=1e-12)
    packed = MIP.packed()
    assert len(packed.by_column.index) == len(packed.linear.named) == 0
    assert packed.unpacked().activity(values).tolist() == MIP.activity(values).tolist()


def test_rounding_keeps_the_ceilings_and_completing_counts_all_that_is_covered() -> None:
    relaxation = relaxation_of(MIP, columns=np.arange(MIP.linear.width), limits=Limits())
    values = rounded(MIP, relaxation=relaxation)
    choice = MODEL.choice(values)
    assert not evaluate(FOUND, choice).violations
    assert MODEL.value @ values == pytest.approx(evaluate(FOUND, choice).value, abs=1e-9)


def test_a_sub_mip_mends_what_is_broken_first() -> None:
    broken = completed(MIP, values=np.zeros(MIP.linear.width))
    assert MIP.broken(broken).any()
    small = sub_mip(MIP, columns=np.arange(MIP.linear.width), values=broken)
    found = minimise(small.linear, objective=small.objective, limits=Limits(5.0, 0.2), start=small.start)
    assert not MIP.broken(found.values[: MIP.linear.width]).any()


def test_what_never_keeps_every_rule_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        import_module("northing.engine.selection.search.greedy"),
        "rounded",
        lambda mip, relaxation: completed(mip, values=np.zeros(mip.linear.width)),
    )
    with pytest.raises(SolverTimedOut, match="kept every rule"):
        searched(steps=0)


def test_starts_that_the_first_relaxation_skips_may_be_the_only_ones() -> None:
    law = timed("law", spills=(1.0,) * 6, mandatory=True)
    capacity = {RoleMonth("eng", month): float(at in {2, 3}) for at, month in enumerate(months(7))}
    model = build_model(problem(law, capacity=capacity))
    solved = search(model, objective=objective_of(model), watch=Stopwatch(Effort(time_limit=2.0, gap=1e-3)))
    assert result_of(model, solved).choice == {"law": "2027-06"}


def test_without_time_for_the_relaxation_the_first_portfolio_goes_by_value_alone(monkeypatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise SolverTimedOut("too late")

    monkeypatch.setattr("northing.engine.selection.search.search.relaxation_of", late)
    best = solve(FOUND, effort=Effort(time_limit=5, gap=0.05))
    found = searched(time_limit=0.5)
    assert found.evaluation.violations == ()
    assert 0 < found.value <= best.bound + 1e-6
    assert found.bound >= best.value - 1e-6


UNGUARDED = """
import sys
from engine.selection.timed import portfolio
from northing.engine.selection import Effort, evaluate, solve
sys.modules["northing.engine.selection.solve"].DIRECT = 1
problem = portfolio(30, seed=3, starts=6)
found = solve(problem, effort=Effort(time_limit=4.0, workers=2, gap=1e-3))
print("once", found.gap < 0.1, len(evaluate(problem, found.choice).violations))
"""


def test_a_script_without_a_guard_may_use_two_processes(tmp_path) -> None:
    """The second process does not run the caller's script again."""
    script = tmp_path / "plain.py"
    script.write_text(UNGUARDED)
    paths = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    words = [sys.executable, str(script)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=os.environ | paths)
    assert (done.stdout, done.returncode) == ("once True 0\n", 0), done.stderr


def test_a_ceiling_on_shares_does_not_keep_the_first_portfolio_empty() -> None:
    themed = tuple(replace(one, theme="ab"[at % 2]) for at, one in enumerate(FOUND.candidates))
    problem = replace(FOUND, candidates=themed, theme_shares={"a": Share(0.0, 0.6), "b": Share(0.2, 0.55)})
    model = build_model(problem)
    mip = mip_of(model, objective=objective_of(model))
    relaxation = relaxation_of(mip, columns=np.arange(mip.linear.width), limits=Limits())
    values = rounded(mip, relaxation=relaxation)
    assert evaluate(problem, model.choice(values)).violations == ()
    assert evaluate(problem, model.choice(values)).value >= 0.85 * (model.closed - relaxation.bound)
