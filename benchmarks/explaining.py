"""Explaining a large portfolio: why each project is in or out, and what some would take to be in; stores nothing.

Usage: python benchmarks/explaining.py [--size 1000] [--seed 1] [--fixed] [--seconds 30] [--ask 3]

Beside the sums of ``explain``, the seconds that the same explanations would take with the checker each time: measured
on twenty projects and multiplied.
"""

from __future__ import annotations

import argparse
import os
import time

from portfolios import covering

from northing.engine.selection import Effort, SelectionProblem, evaluate, explain, solve, why_not
from northing.engine.selection.problem import Choice
from northing.engine.warm import warm_up

SAMPLE = 20


def by_checker(problem: SelectionProblem, choice: Choice) -> float:
    """Seconds for every explanation if each change were evaluated as a whole."""
    began, asked = time.perf_counter(), 0
    for candidate in problem.candidates[:SAMPLE]:
        evaluate(problem, {**choice, candidate.key: None})
        asked += 1
    each = (time.perf_counter() - began) / asked
    ways = [len(c.option_keys) if choice[c.key] is None else 1 for c in problem.candidates]
    return each * sum(ways)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fixed", action="store_true")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--ask", type=int, default=3)
    asked = parser.parse_args()
    warm_up()
    problem = covering(asked.size, seed=asked.seed, closable=False, starts=not asked.fixed)
    effort = Effort(time_limit=asked.seconds, gap=1e-3, workers=2)
    choice = solve(problem, effort=effort).choice
    began = time.perf_counter()
    told = explain(problem, choice)
    took = time.perf_counter() - began
    whole = by_checker(problem, choice)
    print(f"explain: {len(told)} in {took:.1f} s; by the checker each time {whole:.0f} s, {whole / took:.0f} times")
    out = [one for one in told if choice[one.line.project] is None]
    out.sort(key=lambda each: -each.marginal)
    alone = [one for one in out if not problem.candidate(one.line.project).after]
    for one in (*out[:1], *alone[: asked.ask]):
        began = time.perf_counter()
        found = why_not(problem, choice, project=one.line.project, effort=effort)
        assert found.result is None or not found.result.evaluation.violations
        gap = f"gap {found.result.gap:.2%}" if found.result else "none"
        print(
            f"why not {one.line.project}: {time.perf_counter() - began:.1f} s, {gap}, {len(found.changes)} changes: "
            f"{found.words[:140]}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
