"""How fast rank shares, tipping weights, pairwise weights and earned value are; prints a table and stores nothing.

Usage: python benchmarks/prioritization.py [--projects 1000] [--criteria 20] [--draws 10000] [--seed 7] [--workers 2]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from northing.engine.earned_value import EarnedValueProblem, rolled_up, solve_earned_value
from northing.engine.effort import Effort
from northing.engine.prioritization import (
    Anywhere,
    Around,
    Criterion,
    ScoredProject,
    ScoringProblem,
    acceptability,
    dominance,
    solve_scores,
    tipping_table,
    tipping_words,
)
from northing.engine.prioritization.pairwise import principal_eigenvector

TRIES = 5
PACKAGES, PERIODS = 200, 36


def generated(projects: int, *, criteria: int, seed: int) -> ScoringProblem:
    """Every score known and drawn evenly."""
    rng = np.random.default_rng(seed)
    keys, rows = [f"c{at}" for at in range(criteria)], rng.random((projects, criteria)).tolist()
    weights = rng.random(criteria) + 0.1
    return ScoringProblem(
        tuple(Criterion(key, key, float(weight)) for key, weight in zip(keys, weights, strict=True)),
        tuple(ScoredProject(f"p{at}", f"p{at}", dict(zip(keys, row, strict=True))) for at, row in enumerate(rows)),
    )


def by_argsort(problem: ScoringProblem, *, draws: int, seed: int) -> np.ndarray:
    """The same rank shares the plain way: sort every row, count every rank."""
    rng = np.random.default_rng(seed)
    size = len(problem.projects)
    weights = Anywhere().draw(problem.weights, draws=draws, rng=rng)
    order = np.argsort(-(weights @ problem.values[1].T), axis=1)
    cells = order * size + np.arange(size)
    return np.bincount(cells.ravel(), minlength=size * size).reshape(size, size) / draws


def best_of(run: Callable[[], object]) -> float:
    """Seconds of the fastest of five runs."""
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def work_packages(projects: int, *, seed: int) -> Callable[[], object]:
    """Roll up planned value by period and solve all projects."""
    rng = np.random.default_rng(seed)
    planned = np.cumsum(rng.random((projects * PACKAGES, PERIODS)), axis=1)
    done = rng.random((projects * PACKAGES, 2)) * planned[:, -1:] * 0.6
    place = np.repeat(np.arange(projects), PACKAGES)
    keys = tuple(f"p{at}" for at in range(projects))

    def run() -> object:
        plan, state = (rolled_up(values, project=place, projects=projects) for values in (planned, done))
        elapsed = np.full(projects, PERIODS / 2)
        return solve_earned_value(EarnedValueProblem(keys, plan, state[:, 0], state[:, 1], elapsed))

    return run


def rows(asked: argparse.Namespace) -> Iterator[tuple[str, float]]:
    problem = generated(asked.projects, criteria=asked.criteria, seed=asked.seed)
    rng = np.random.default_rng(asked.seed)
    matrices = np.exp(rng.normal(0, 0.5, (1000, 15, 15)))
    assert problem.values[1].shape == (asked.projects, asked.criteria)
    yield "scores and rank intervals", best_of(lambda: solve_scores(problem))
    for name, spread in (("anywhere", Anywhere()), ("around ± 20 %", Around(0.2))):
        run = lambda spread=spread, on=None: acceptability(  # noqa: E731 - one line each, timed as it is
            problem, spread=spread, draws=asked.draws, effort=Effort(seed=asked.seed), executor=on
        )
        yield f"rank shares, weights {name}", best_of(run)
        with ThreadPoolExecutor(asked.workers) as workers:
            yield (
                f"rank shares, weights {name}, {asked.workers} threads",
                best_of(lambda run=run, on=workers: run(on=on)),
            )
    yield "the same by argsort and bincount", best_of(lambda: by_argsort(problem, draws=asked.draws, seed=asked.seed))
    yield "tipping weight of every pair", best_of(lambda: tipping_table(problem))
    yield "tipping words of one project", best_of(lambda: tipping_words(problem, project="p0"))
    yield "dominance", best_of(lambda: dominance(problem))
    yield "1,000 pairwise matrices of 15", best_of(lambda: principal_eigenvector(matrices))
    yield (
        f"earned value, {PACKAGES} packages x {PERIODS} periods",
        best_of(work_packages(asked.projects, seed=asked.seed)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--criteria", type=int, default=20)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    for name, seconds in rows(parser.parse_args()):
        print(f"{name:<50} {seconds * 1000:>10.1f} ms", flush=True)


if __name__ == "__main__":
    main()
