"""The machine code against the plain path: the same draws, dates and critical tasks to the last bit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import numpy as np
import pytest

from northing.engine import compiled
from northing.engine.compiled import HAS_COMPILER
from northing.engine.effort import Effort
from northing.engine.risk import RiskEvent, RiskProblem, Sampling, chunk, simulate, simulate_schedule
from northing.engine.risk.chunk import planned_finish, simulate_chunk
from northing.engine.risk.draws import Iterations, draw
from northing.engine.risk.model import model_of
from northing.engine.risk.numbers import keys_of, levels, stratified
from northing.engine.risk.solvers import kernel
from northing.engine.scheduling import CONTINUOUS, Link, LinkKind, ScheduleProblem, Task
from northing.engine.valuation import Fixed, Pert, Quantiles, Triangular

pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason="numba is an extra and not installed")

BEGIN = datetime.fromisoformat("2027-01-04T00:00")
SIZE = 60
FACTOR = {f"t{n}": 0.5 - n / 40 for n in range(0, SIZE, 2)}
PAIRS = {(f"t{n}", f"t{n + 1}"): 0.6 for n in range(0, SIZE - 1, 3)}


def network(seed):
    rng = np.random.default_rng(seed)
    tasks = tuple(Task(f"t{n}", int(rng.integers(0, 3)) * 500, project=f"p{n % 3}") for n in range(SIZE))
    pairs = {tuple(sorted(rng.choice(SIZE, 2, replace=False).tolist())) for _ in range(130)}
    links = tuple(
        Link(f"t{a}", f"t{b}", list(LinkKind)[rng.integers(4)], int(rng.integers(-300, 500))) for a, b in sorted(pairs)
    )
    spans = {f"t{n}": Triangular(100.0 + n, 500.0, 900.0 + 7 * n) for n in range(0, SIZE, 2)}
    spans |= {f"t{n}": Pert(100.0 + n, 500.0, 1900.0) for n in range(1, SIZE, 4)}
    events = (RiskEvent("flood", "Flood", 0.3, {"t1": Fixed(700.0), "t2": Quantiles(280.0, 300.0, 330.0)}),)
    return ScheduleProblem(tasks, BEGIN, links, calendar=CONTINUOUS.key), spans, events


@pytest.mark.parametrize("is_stratified", [False, True])
@pytest.mark.parametrize("together", [{}, {"loadings": FACTOR}, {"correlations": PAIRS}])
def test_finishes_and_critical_tasks_are_equal_to_the_last_bit(together, is_stratified):
    plan, spans, events = network(5)
    model = model_of(RiskProblem(plan, spans, events, **together), seed=11)
    span, planned = Iterations(400, 996, is_stratified), planned_finish(model)
    plain = simulate_chunk(model, span, planned=planned)
    fast = simulate_chunk(model, span, planned=planned, is_compiled=True)
    for name in ("finishes", "critical", "happened"):
        assert (getattr(plain, name) == getattr(fast, name)).all(), name
    for name in ("sums", "squares", "products"):
        assert getattr(fast, name) == pytest.approx(getattr(plain, name), rel=1e-9, abs=1e-6), name
    assert plain.critical.any()
    assert (draw(model, span)[0] == draw(model, span, is_compiled=True)[0]).all()


@pytest.mark.parametrize("together", [{}, {"loadings": FACTOR}])
def test_tables_of_triangular_ranges_are_equal_to_the_last_bit(together):
    plan, spans, events = network(5)
    edges = {"t1": Triangular(0.0, 0.0, 900.0), "t3": Triangular(0.0, 900.0, 900.0), "t5": Triangular(5.0, 5.0, 5.0)}
    problem = RiskProblem(plan, spans | edges, events, **together)
    plain, fast = (model_of(problem, seed=11, is_compiled=is_compiled).tables for is_compiled in (False, True))
    assert (plain == fast).all()
    assert len(plain) > len(edges)


@pytest.mark.parametrize("count", [4, 100, 1000])
def test_the_counting_sort_spreads_luck_as_sorting_does(count):
    drawn = levels(keys_of(("a", "b"), seed=1, stream="task"), start=0, count=count)
    drawn[1] //= 4096  # many are equal: the first of them stays first
    wanted = stratified(drawn)
    for row in drawn:
        kernel.stratify(row, np.empty(count, np.int64), np.empty(count, np.int64))
    assert (drawn == wanted).all()


def test_a_whole_simulation_tells_the_same_with_and_without_machine_code_here_and_on_threads(monkeypatch):
    plan, spans, events = network(8)
    problem = RiskProblem(plan, spans, events, FACTOR)
    sampling, effort = Sampling(3_000), Effort(seed=2)
    plain = simulate_schedule(problem, sampling=sampling, effort=effort)
    monkeypatch.setattr(simulate, "WORTH_COMPILING", 0)
    fast = simulate_schedule(problem, sampling=sampling, effort=effort)
    assert fast.quantiles == plain.quantiles
    for one, other in zip(fast.tasks, plain.tasks, strict=True):
        assert (one.key, one.criticality) == (other.key, other.criticality)
        assert one.cruciality == pytest.approx(other.cruciality, abs=1e-9)
        assert (one.mean, one.deviation) == pytest.approx((other.mean, other.deviation), rel=1e-9)
    with ThreadPoolExecutor(2) as pool:
        threads = simulate_schedule(problem, sampling=sampling, effort=effort, executor=pool)
    workers = simulate_schedule(problem, sampling=sampling, effort=Effort(seed=2, workers=2))
    assert fast.tasks == threads.tasks == workers.tasks
    assert (fast.finishes == threads.finishes).all()
    assert (fast.finishes == workers.finishes).all()


def test_warming_up_compiles_once_for_every_process(monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(chunk, "_compile", lambda: told.append("compiled"))
    for _process in range(2):
        chunk.prepare.cache_clear()
        simulate.warm_up()
        simulate.warm_up()
    assert told == ["compiled"]
    assert (tmp_path / "risk" / "complete").exists()
