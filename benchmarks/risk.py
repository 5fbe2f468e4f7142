"""Schedule risk, compiled and not, beside a plain Python loop and a plain NumPy one, in one run; prints a table.

    python benchmarks/risk.py [--tasks 1000] [--links 2470] [--iterations 10000] [--workers 2] [--rounds 3]

A task-iteration is one task in one iteration: drawn, scheduled, and counted where it is critical. The contestants draw
triangular durations and schedule; only ours correlates, counts criticality and adds risk events. Ours is timed whole:
checking, tables, draws, passes and figures; compiling, once, and draws and passes alone are told apart. It stores
nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from random import Random

import numpy as np

from northing.engine.compiled import HAS_COMPILER
from northing.engine.effort import Effort
from northing.engine.risk import RiskEvent, RiskProblem, Sampling, simulate, simulate_schedule
from northing.engine.risk.chunk import planned_finish, simulate_chunk
from northing.engine.risk.model import model_of
from northing.engine.scheduling import CONTINUOUS, STANDARD, Link, ScheduleProblem, Task, network_of
from northing.engine.valuation import Triangular

PYTHON_ITERATIONS = 20
START = datetime.fromisoformat("2027-01-04")


def generated(tasks: int, *, links: int, seed: int, is_full: bool) -> RiskProblem:
    draw = Random(seed)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < links:
        after = draw.randrange(1, tasks)
        pairs.add((draw.randrange(max(0, after - 40), after), after))
    items = tuple(Task(f"t{n:05}", draw.randint(300, 3000)) for n in range(tasks))
    chain = tuple(Link(f"t{a:05}", f"t{b:05}") for a, b in sorted(pairs))
    schedule = ScheduleProblem(items, START, chain, calendar=CONTINUOUS.key)
    ranges = {task.key: Triangular(task.duration * 0.8, task.duration, task.duration * 1.6) for task in items}
    events = tuple(
        RiskEvent(f"e{n}", f"Event {n}", 0.2, {draw.choice(items).key: Triangular(100, 500, 2000)}) for n in range(20)
    )
    loadings = {task.key: 0.5 for task in items}
    return RiskProblem(schedule, ranges, events if is_full else (), loadings if is_full else {})


def on_calendars(problem: RiskProblem) -> RiskProblem:
    """The same with every other task on weekdays from 8 to 17 only."""
    items = (replace(task, calendar=STANDARD.key) if n % 2 else task for n, task in enumerate(problem.schedule.tasks))
    return replace(problem, schedule=replace(problem.schedule, tasks=tuple(items)))


def python_loop(problem: RiskProblem, iterations: int) -> None:
    network, draw = network_of(problem.schedule), Random(1)
    ranges = [problem.durations[key] for key in network.keys]
    into: list[list[int]] = [[] for _ in network.keys]
    for before, after in zip(network.predecessors.tolist(), network.successors.tolist(), strict=True):
        into[after].append(before)
    for _ in range(iterations):
        finish: list[float] = []
        for task, span in enumerate(ranges):
            assert isinstance(span, Triangular)
            begin = max((finish[before] for before in into[task]), default=0.0)
            finish.append(begin + draw.triangular(span.low, span.high, span.likely))


def plain_numpy(problem: RiskProblem, iterations: int) -> None:
    network, draw = network_of(problem.schedule), np.random.default_rng(1)
    finish = np.zeros((len(network.keys), iterations))
    first = network.first_link
    for task, key in enumerate(network.keys):
        span = problem.durations[key]
        assert isinstance(span, Triangular)
        begin = np.zeros(iterations)
        for link in range(first[task], first[task + 1]):
            begin = np.maximum(begin, finish[network.predecessors[link]])
        finish[task] = begin + draw.triangular(span.low, span.likely, span.high, iterations)


def timed(task: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        task()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def contestants(given: argparse.Namespace) -> Iterator[tuple[str, Callable[[], object], float]]:
    """Name, what to time, and how many times as much the whole is."""
    plain = generated(given.tasks, links=given.links, seed=7, is_full=False)
    full = generated(given.tasks, links=given.links, seed=7, is_full=True)
    sampling = Sampling(given.iterations)
    times = given.iterations / PYTHON_ITERATIONS
    yield (
        f"plain Python loop (from {PYTHON_ITERATIONS} iterations)",
        lambda: python_loop(plain, PYTHON_ITERATIONS),
        times,
    )
    yield "plain NumPy, whole matrix", lambda: plain_numpy(plain, given.iterations), 1
    for is_compiled, way in ((False, "NumPy"), (True, "compiled")):
        for problem, what in ((plain, "criticality"), (full, "criticality, correlation, 20 events")):
            for workers in (1, given.workers):
                yield (
                    f"ours, {way}: {what}; {workers} thread(s)",
                    ours(problem, sampling, workers, is_compiled=is_compiled),
                    1,
                )
    for is_compiled, way in ((False, "NumPy"), (True, "compiled")):
        name = f"ours, {way}: criticality, two calendars; {given.workers} thread(s)"
        yield name, ours(on_calendars(plain), sampling, given.workers, is_compiled=is_compiled), 1
    even = replace(sampling, is_stratified=True)
    yield (
        f"ours, compiled: all, Latin hypercube; {given.workers} thread(s)",
        ours(full, even, given.workers, is_compiled=True),
        1,
    )
    for problem, what in ((plain, "criticality"), (full, "criticality, correlation, 20 events")):
        for workers in (1, given.workers):
            name = f"of that draws and passes alone: {what}; {workers} thread(s)"
            yield name, draws_and_passes(problem, sampling, workers), 1


def draws_and_passes(problem: RiskProblem, sampling: Sampling, workers: int) -> Callable[[], object]:
    """Without checking the problem, making its tables and telling its figures."""
    model = model_of(problem, seed=7, is_compiled=HAS_COMPILER)
    work = partial(simulate_chunk, model, planned=planned_finish(model), is_compiled=True)
    spans = simulate.spans_of(sampling)

    def task() -> object:
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(work, spans))

    return task


def ours(problem: RiskProblem, sampling: Sampling, workers: int, *, is_compiled: bool) -> Callable[[], object]:
    def task() -> object:
        simulate.WORTH_COMPILING = 0 if is_compiled else sys.maxsize
        return simulate_schedule(problem, sampling=sampling, effort=Effort(seed=7, workers=workers))

    return task


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("tasks", 1000), ("links", 2470), ("iterations", 10_000), ("workers", 2), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    size = given.tasks * given.iterations
    began = time.perf_counter()
    simulate.warm_up()
    print(
        f"compiling, where nobody has yet: {time.perf_counter() - began:.1f} s" if HAS_COMPILER else "no compiler here"
    )
    rows = []
    for name, task, times in contestants(given):
        wall, cpu = timed(task, rounds=given.rounds)
        rows.append((name, wall * times, cpu * times))
    print(
        f"{given.tasks:,} tasks, {given.links:,} links, {given.iterations:,} iterations; best of {given.rounds} rounds"
    )
    print("| method | wall s | CPU s | million task-iterations / wall s | / CPU s | Python loop ÷ it, wall |")
    print("|---|---|---|---|---|---|")
    for name, wall, cpu in rows:
        ratio = rows[0][1] / wall
        print(f"| {name} | {wall:.3f} | {cpu:.3f} | {size / wall / 1e6:.1f} | {size / cpu / 1e6:.1f} | {ratio:.0f} |")


if __name__ == "__main__":
    main()
