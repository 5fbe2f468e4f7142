"""A frontier, prices and a contradiction at 1,000 projects with fixed starts: seconds and proven gaps; stores nothing.

Usage: python benchmarks/frontier.py [--size 1000] [--seed 1] [--points 50] [--workers 2]
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from portfolios import covering

from northing.engine.selection import Effort, explain_conflict, frontier, prices


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    problem = covering(asked.size, seed=asked.seed, closable=False, starts=False)
    began = time.perf_counter()
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as executor:
        found = frontier(problem, points=asked.points, effort=Effort(time_limit=10), executor=executor)
    worst = max(point.gap for point in found.points)
    took = time.perf_counter() - began
    proven = sum(point.gap <= 0.005 for point in found.points)
    print(f"frontier: {len(found.points)} points in {took:.1f} s, {proven} within 0.5 %, largest gap {worst:.3%}")
    began = time.perf_counter()
    dear = prices(problem)
    print(f"prices: {len(dear)} binding rules in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    starved = replace(problem, targets={"o": 0.95})
    conflict = explain_conflict(starved, effort=Effort(time_limit=25))
    told = conflict.words[:160] if conflict else "none"
    print(f"contradiction: {time.perf_counter() - began:.1f} s: {told}")


if __name__ == "__main__":
    main()
