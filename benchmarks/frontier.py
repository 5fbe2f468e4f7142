"""A frontier, prices and a contradiction at 1,000 projects with fixed starts: seconds and proven gaps; stores nothing.

The frontier is computed here (--workers 1) or by that many processes; a score and coverage are the values.

Usage: python benchmarks/frontier.py [--size 1000] [--seed 1] [--points 50] [--workers 2] [--only score|coverage]
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from multiprocessing import get_context

from portfolios import covering, scored

from northing.engine.selection import Effort, SelectionProblem, explain_conflict, frontier, prices
from northing.engine.warm import warm_up

PROVEN = 0.005


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=("score", "coverage"))
    asked = parser.parse_args()
    warm_up()
    covered = covering(asked.size, seed=asked.seed, closable=False, starts=False)
    problems = {"score": scored(asked.size, seed=asked.seed, starts=False), "coverage": covered}
    for name, problem in problems.items():
        if asked.only in {None, name}:
            sweep(name, problem, points=asked.points, workers=asked.workers)
    if asked.only is None:
        dear(covered)
        contradiction(replace(covered, targets={"o": 0.95}))


def sweep(name: str, problem: SelectionProblem, *, points: int, workers: int) -> None:
    began = time.perf_counter()
    with pool(workers) as executor:
        found = frontier(problem, points=points, effort=Effort(time_limit=10), executor=executor)
    took = time.perf_counter() - began
    worst = max(point.gap for point in found.points)
    proven = sum(point.gap <= PROVEN for point in found.points)
    where = f"{workers} processes" if workers > 1 else "one process"
    print(f"frontier by {name}, {where}: {len(found.points)} points in {took:.1f} s, {proven} within 0.5 %,", end=" ")
    print(f"largest gap {worst:.3%}", flush=True)


def pool(workers: int) -> Executor | nullcontext[None]:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn")) if workers > 1 else nullcontext()


def dear(problem: SelectionProblem) -> None:
    began = time.perf_counter()
    found = prices(problem)
    print(f"prices: {len(found)} binding rules in {time.perf_counter() - began:.1f} s")


def contradiction(problem: SelectionProblem) -> None:
    began = time.perf_counter()
    conflict = explain_conflict(problem, effort=Effort(time_limit=25))
    told = conflict.words[:160] if conflict else "none"
    print(f"contradiction: {time.perf_counter() - began:.1f} s: {told}")


if __name__ == "__main__":
    main()
