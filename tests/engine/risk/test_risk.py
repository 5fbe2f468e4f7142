"""Schedule risk against closed forms, a plain loop, and itself computed elsewhere."""

from __future__ import annotations

from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from math import asin, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.effort import Effort
from northing.engine.errors import NotANumber, OutOfScale, SolverTimedOut, TooLarge, UnknownReference
from northing.engine.risk import (
    LogNormal,
    NegativeDuration,
    RiskEvent,
    RiskProblem,
    Sampling,
    TooFewIterations,
    Uniform,
    difference,
    nearest_root,
    simulate_schedule,
)
from northing.engine.risk.draws import Iterations, draw
from northing.engine.risk.exactness import STRATUM, mean_error
from northing.engine.risk.model import KNOTS, WIDEST, model_of
from northing.engine.risk.numbers import chances, keys_of, levels, normal_scores, stratified
from northing.engine.scheduling import CONTINUOUS, Link, LinkCycle, LinkKind, ScheduleProblem, Task, critical_path
from northing.engine.valuation import Fixed, Pert, Quantiles, Triangular
from northing.engine.valuation.uncertainty import normal_chance

BEGIN = datetime.fromisoformat("2027-01-04T00:00")
MANY = Sampling(40_000)
DIG = Triangular(600.0, 1000.0, 2000.0)
UNIFORM = Uniform(0.0, 1000.0)


def schedule(*tasks, links=()):
    items = tuple(Task(key, 1000) if isinstance(key, str) else key for key in tasks)
    return ScheduleProblem(items, BEGIN, tuple(links), calendar=CONTINUOUS.key)


def risk(*tasks, links=(), **more):
    return RiskProblem(schedule(*tasks, links=links), **more)


def quantile(found, chance):
    return next(q for q in found.quantiles if q.chance == chance)


def test_one_triangular_task_has_its_mean_deviation_and_quantiles():
    found = simulate_schedule(risk("dig", durations={"dig": DIG}), sampling=MANY, effort=Effort(seed=1))
    low, likely, high = DIG.low, DIG.likely, DIG.high
    variance = (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18
    assert found.mean == pytest.approx(1200, abs=4 * found.mean_error)
    assert found.tasks[0].deviation == pytest.approx(sqrt(variance), rel=0.01)
    p80 = quantile(found, 0.8)
    assert p80.minutes == pytest.approx(high - sqrt(0.2 * (high - low) * (high - likely)), abs=4 * p80.standard_error)
    assert found.planned_chance == pytest.approx((likely - low) / (high - low), abs=0.01)
    assert (found.tasks[0].criticality, found.tasks[0].cruciality) == (1.0, pytest.approx(1.0, abs=1e-3))


def test_two_parallel_uniform_tasks_end_as_their_maximum_does():
    found = simulate_schedule(risk("a", "b", durations={"a": UNIFORM, "b": UNIFORM}), sampling=MANY)
    assert found.mean == pytest.approx(2000 / 3, abs=4 * found.mean_error)
    for q in found.quantiles:
        assert q.minutes == pytest.approx(1000 * sqrt(q.chance), abs=4 * q.standard_error + 1)
    for task in found.tasks:
        assert task.criticality == pytest.approx(0.5, abs=4 * task.criticality_error + 1 / KNOTS)
        # cov(U, max(U, V)) = 1/24, var(U) = 1/12, var(max) = 1/18
        assert task.cruciality == pytest.approx(1 / 24 / sqrt(1 / 12 / 18), abs=0.02)


def test_a_pert_task_has_the_mean_of_its_formula_and_a_lognormal_one_its_own():
    spans = {"pert": Pert(400.0, 1000.0, 2200.0), "log": LogNormal(1000.0, 1500.0)}
    tasks = {t.key: t for t in simulate_schedule(risk("pert", "log", durations=spans), sampling=MANY).tasks}
    assert tasks["pert"].mean == pytest.approx((400 + 4 * 1000 + 2200) / 6, rel=0.005)
    assert tasks["log"].mean == pytest.approx(LogNormal(1000.0, 1500.0).mean, rel=0.005)


def test_tasks_in_a_row_add_their_variances_and_each_is_always_critical():
    found = simulate_schedule(
        risk("a", "b", links=[Link("a", "b")], durations={"a": UNIFORM, "b": UNIFORM}), sampling=MANY
    )
    assert found.finishes.std() == pytest.approx(sqrt(2 / 12) * 1000, rel=0.02)
    assert [task.criticality for task in found.tasks] == [1.0, 1.0]
    assert [task.sensitivity for task in found.tasks] == pytest.approx([sqrt(0.5)] * 2, rel=0.02)


@pytest.mark.parametrize("wanted", [0.8, -0.5])
def test_a_common_factor_and_a_matrix_attain_the_copula_s_correlation(wanted):
    spans = {"a": UNIFORM, "b": UNIFORM}
    side = sqrt(abs(wanted))
    factor = risk("a", "b", durations=spans, loadings={"a": side, "b": side if wanted > 0 else -side})
    matrix = risk("a", "b", durations=spans, correlations={("a", "b"): wanted})
    for problem in (factor, matrix):
        drawn, _ = draw(model_of(problem, seed=5), Iterations(0, 40_000))
        attained = np.corrcoef(drawn)[0, 1]
        assert attained == pytest.approx(6 / pi * asin(wanted / 2), abs=0.015)


def test_correlations_that_cannot_hold_together_are_repaired_and_it_says_by_how_much():
    pairs = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}
    spans = dict.fromkeys("abc", UNIFORM)
    found = simulate_schedule(risk("a", "b", "c", durations=spans, correlations=pairs), sampling=Sampling(400))
    assert found.repaired == pytest.approx(0.4, abs=0.2)
    assert "correlations were changed by up to" in found.words
    root, changed = nearest_root(np.array([[1.0, 0.5], [0.5, 1.0]]))
    assert np.allclose(root @ root.T, [[1.0, 0.5], [0.5, 1.0]])
    assert changed == 0.0


def test_a_risk_event_delays_as_often_and_as_long_as_it_says():
    event = RiskEvent("flood", "Flood", 0.25, {"dig": Fixed(400.0)})
    found = simulate_schedule(risk("dig", events=(event,)), sampling=MANY)
    assert found.events["flood"] == pytest.approx(0.25, abs=0.01)
    assert found.mean == pytest.approx(1000 + 400 * found.events["flood"], abs=0.5)
    assert found.planned_chance == pytest.approx(1 - found.events["flood"], abs=1e-9)


@pytest.mark.parametrize("kind", LinkKind)
@pytest.mark.parametrize("lag", [0, 300, -200])
def test_without_ranges_the_finish_is_the_critical_path_s(kind, lag):
    plan = schedule(Task("a", 700), Task("b", 1100), links=[Link("a", "b", kind, lag)])
    found = simulate_schedule(RiskProblem(plan), sampling=Sampling(100))
    planned = (critical_path(plan).finish - BEGIN).total_seconds() / 60
    assert found.planned == planned
    assert set(found.finishes.tolist()) == {planned}
    assert (found.mean_error, found.planned_chance) == (0.0, 1.0)


def by_hand(problem, seed, count):
    """The same draws scheduled one iteration and one link at a time, with float by a backward pass."""
    model = model_of(problem, seed=seed)
    drawn, _ = draw(model, Iterations(0, count))
    network = model.network
    critical = np.zeros(len(network.keys))
    ends = []
    for at in range(count):
        lasts = drawn[:, at].astype(float)
        start, finish = np.zeros(len(lasts)), np.zeros(len(lasts))
        for task, rows in enumerate(model.links):
            start[task] = max(
                [
                    0.0,
                    *(_start(kind, lag, before, lasts[task], start=start, finish=finish) for before, kind, lag in rows),
                ]
            )
            finish[task] = start[task] + lasts[task]
        end = finish.max()
        late = np.full(len(lasts), end)
        for task in range(len(lasts) - 1, -1, -1):
            for before, kind, lag in model.links[task]:
                anchor = (late[task] - lasts[task] if kind in {0, 1} else late[task]) - lag
                late[before] = min(late[before], anchor + (lasts[before] if kind in {1, 3} else 0.0))
        critical += np.abs(late - finish) < 0.25
        ends.append(end)
    return np.array(ends), critical / count


def _start(kind, lag, before, duration, *, start, finish):
    anchor = (finish if kind in {0, 2} else start)[before] + lag
    return anchor - (duration if kind in {2, 3} else 0.0)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_finishes_and_criticality_are_those_of_a_plain_loop(seed):
    rng = np.random.default_rng(seed)
    keys = [f"t{n}" for n in range(8)]
    links = {}
    for _ in range(10):
        one, other = sorted(rng.choice(8, 2, replace=False).tolist())
        links[one, other] = Link(keys[one], keys[other], list(LinkKind)[rng.integers(4)], int(rng.integers(-300, 500)))
    spans = {key: Triangular(500.0, 1000.0, 3000.0) for key in keys}
    problem = risk(*keys, links=links.values(), durations=spans)
    found = simulate_schedule(problem, sampling=Sampling(100), effort=Effort(seed=seed))
    ends, critical = by_hand(problem, seed, 100)
    assert found.finishes == pytest.approx(ends, abs=0.01)
    assert [task.criticality for task in found.tasks] == pytest.approx(critical.tolist(), abs=0.011)


SMALL = risk(
    "a",
    "b",
    "c",
    links=[Link("a", "c"), Link("b", "c")],
    durations={"a": DIG, "b": DIG, "c": DIG},
    events=(RiskEvent("e", "E", 0.3, {"c": DIG}),),
    loadings={"a": 0.6, "b": 0.6},
)


def test_an_executor_gives_the_same_numbers():
    sampling = Sampling(12_000)
    here = simulate_schedule(SMALL, sampling=sampling, effort=Effort(seed=3))
    with ProcessPoolExecutor(2) as pool:
        there = simulate_schedule(SMALL, sampling=sampling, effort=Effort(seed=3), executor=pool)
    assert (here.finishes == there.finishes).all()
    assert (here.tasks, here.quantiles, here.events) == (there.tasks, there.quantiles, there.events)


def test_the_same_luck_in_a_variant_shows_the_variant_and_not_the_luck():
    shorter = replace(SMALL, durations={**SMALL.durations, "c": Triangular(500.0, 900.0, 1900.0)})
    one, other = (simulate_schedule(p, effort=Effort(seed=3)) for p in (SMALL, shorter))
    paired = difference(one, other)
    assert paired.mean == pytest.approx(-100, abs=1)
    assert paired.standard_error < one.mean_error / 50
    assert paired.share_later == 0.0
    assert paired.words == "100 working minutes earlier on average (± 0)"
    assert difference(one, one).words == "no earlier or later on average (± 0 working minutes)"
    with pytest.raises(OutOfScale, match="same seed"):
        difference(one, simulate_schedule(SMALL, effort=Effort(seed=4)))


def test_another_task_leaves_the_luck_of_the_others_alone():
    alone = model_of(risk("a", durations={"a": DIG}), seed=9)
    beside = model_of(risk("a", "b", durations={"a": DIG, "b": DIG}), seed=9)
    one, _ = draw(alone, Iterations(0, 400))
    both, _ = draw(beside, Iterations(0, 400))
    assert (one[0] == both[beside.network.number_of()["a"]]).all()


def test_a_latin_hypercube_is_smoother_and_its_error_says_so():
    problem = risk("a", "b", links=[Link("a", "b")], durations={"a": UNIFORM, "b": UNIFORM})
    plain = simulate_schedule(problem, sampling=Sampling(20_000))
    even = simulate_schedule(problem, sampling=Sampling(20_000, is_stratified=True))
    assert even.mean_error < plain.mean_error / 5
    assert even.mean == pytest.approx(1000, abs=5 * even.mean_error + 0.1)


@pytest.mark.parametrize("is_stratified", [False, True])
def test_the_errors_that_are_told_are_those_that_other_seeds_show(is_stratified):
    keys = tuple("abcd")
    spans = dict.fromkeys(keys, DIG)
    one = risk(*keys, links=[Link("a", "b"), Link("c", "d")], durations=spans, loadings=dict.fromkeys(keys, 0.6))
    other = replace(one, durations=spans | {"d": Triangular(600.0, 1100.0, 2300.0)})
    sampling = Sampling(5_000, is_stratified=is_stratified, chances=(0.8,))
    found = []
    for seed in range(40):
        here, there = (simulate_schedule(p, sampling=sampling, effort=Effort(seed=seed)) for p in (one, other))
        p80, paired = here.quantiles[0], difference(here, there)
        figures = ((p80.minutes, p80.standard_error), (here.mean, here.mean_error))
        found.append([*figures, (paired.mean, paired.standard_error)])
    values, errors = np.moveaxis(np.array(found), 2, 0)
    ratio = values.std(axis=0, ddof=1) / np.sqrt((errors**2).mean(axis=0))
    assert (ratio > 0.7).all(), ratio
    assert (ratio < 1.4).all(), ratio


def test_the_error_of_two_strata_is_on_average_what_it_is_of_many():
    """The deviation of two normal numbers is on average √(2 ÷ π) of the true one."""
    assert mean_error(np.repeat([3.0, 5.0], STRATUM), is_stratified=True) == pytest.approx(sqrt(pi / 2))


def test_levels_are_even_and_a_stratum_holds_one_of_each():
    keys = keys_of(("a", "b"), seed=1, stream="task")
    drawn = levels(keys, start=0, count=40_000)
    counts = np.bincount(drawn[0] >> 12, minlength=16)
    assert ((counts - 2500) ** 2 / 2500).sum() < 38  # χ² of 15 degrees, one in a thousand
    assert abs(np.corrcoef(drawn)[0, 1]) < 0.02
    assert (levels(keys, start=400, count=40) == drawn[:, 400:440]).all()
    assert sorted(set((stratified(drawn[:, :64]) // 1024)[0].tolist())) == list(range(64))
    assert 0 < chances(keys, start=0, count=1000).min() < chances(keys, start=0, count=1000).max() < 1
    assert normal_scores().mean() == pytest.approx(0, abs=1e-4)
    assert normal_scores().std() == pytest.approx(1, abs=1e-3)


def test_whoever_stops_it_gets_the_chunks_that_were_computed():
    told = []
    effort = Effort(should_stop=lambda: bool(told), on_progress=told.append)
    found = simulate_schedule(SMALL, sampling=Sampling(20_000), effort=effort)
    assert found.iterations == 5_000
    assert told[0].stage == "1 of 4 chunks of iterations"


def test_words_and_dates_are_those_of_the_schedule_s_calendar():
    found = simulate_schedule(risk("dig", durations={"dig": Fixed(1440.0)}), sampling=Sampling(100, chances=(0.5,)))
    assert found.words == (
        "P50 05 Jan 2027 (1,440 ± 0 min); the planned finish is kept with a chance of 0.0% (± 0.0%); 100 iterations"
    )
    assert found.ranked()[0].key == "dig"
    assert found.project_quantiles[""][0].minutes == 1440


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: risk("a", durations={"b": DIG}), UnknownReference, "a duration is about 'b'"),
        (lambda: risk("a", durations={"a": Triangular(-1.0, 0.0, 1.0)}), NegativeDuration, "'a' can be below zero"),
        (lambda: risk("a", loadings={"a": 1.5}), OutOfScale, "loading of 'a'"),
        (lambda: risk("a", "b", loadings={"a": 0.5}, correlations={("a", "b"): 0.5}), OutOfScale, "not both"),
        (lambda: risk("a", "b", correlations={("a", "a"): 0.5}), OutOfScale, "two tasks"),
        (lambda: risk("a", events=(RiskEvent("e", "Rain", 1.2),)), OutOfScale, "chance of 'Rain'"),
        (lambda: Uniform(2.0, 1.0), OutOfScale, "does not rise"),
        (lambda: risk("a", durations={"a": Quantiles(1.0, 500.0, 1000.0)}), NegativeDuration, "below zero"),
        (lambda: Uniform(1.0, 1e300), OutOfScale, "beyond 1e[+]18"),
        (lambda: LogNormal(10.0, 5.0), OutOfScale, "median"),
        (lambda: LogNormal(1e-300, 5.0), OutOfScale, "at most 1,000 times the median"),
        (lambda: LogNormal(1.0, float("inf")), NotANumber, "at_p90 of a lognormal range is inf"),
        (lambda: Sampling(10), TooFewIterations, "give 100"),
        (lambda: Sampling(10**9), TooLarge, "more than"),
        (lambda: Sampling(chances=(1.0,)), OutOfScale, "quantile"),
    ],
)
def test_a_problem_that_cannot_mean_anything_is_refused_by_name(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_a_circle_of_links_is_refused():
    looped = risk("a", "b", links=[Link("a", "b"), Link("b", "a")])
    with pytest.raises(LinkCycle):
        simulate_schedule(looped)


def test_each_project_has_its_own_finish():
    tasks = (Task("a", 1000, project="one"), Task("b", 3000, project="two"))
    plan = ScheduleProblem(tasks, BEGIN, calendar=CONTINUOUS.key)
    found = simulate_schedule(RiskProblem(plan, {"a": Uniform(500.0, 700.0)}), sampling=Sampling(400, chances=(0.5,)))
    assert found.project_quantiles["one"][0].minutes == pytest.approx(600, abs=20)
    assert found.project_quantiles["two"][0].minutes == found.planned == 3000
    assert {task.key: task.criticality for task in found.tasks} == {"a": 0.0, "b": 1.0}


def test_too_many_correlated_pairs_are_referred_to_a_common_factor():
    keys = [f"t{n}" for n in range(2_002)]
    pairs = dict.fromkeys(zip(keys[::2], keys[1::2], strict=True), 0.1)
    with pytest.raises(TooLarge, match="common factor"):
        risk(*keys, correlations=pairs)


def test_an_executor_that_gives_nothing_back_in_time_is_a_time_out():
    with pytest.raises(SolverTimedOut, match="before the first chunk"):
        simulate_schedule(SMALL, executor=Idle())


class Idle(Executor):
    """Computes nothing."""

    def map(self, *_args, **_options):
        return iter(())


@given(st.tuples(*[st.floats(0, 1e6)] * 3).map(sorted), st.booleans())
def test_a_table_made_together_holds_the_range_s_own_quantiles(ends, is_correlated):
    span = Triangular(*ends)
    more = {"loadings": {"a": 0.5}} if is_correlated else {}
    model = model_of(risk("a", durations={"a": span}, **more), seed=1)
    even = (np.arange(KNOTS) + 0.5) / KNOTS
    wanted = span.quantile(normal_chance((even * 2 - 1) * WIDEST) if is_correlated else even)
    assert model.tables[0] == pytest.approx(np.maximum(wanted, 0), rel=1e-6, abs=1e-3)
