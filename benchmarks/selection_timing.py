"""Selection with start choice beside HiGHS alone and CP-SAT, one after the other in one run; stores nothing.

Usage: python benchmarks/selection_timing.py [--family score brief short hard closable fixed short-fixed] [--size 1000]
       [--months 24] [--seeds 1 2 3 4 5] [--time-limit 60] [--cpsat PYTHON] [--only-ours] [--trace]

The largest that is asked for: --size 5000 --months 36 --time-limit 300 --seeds 1 --only-ours.

CP-SAT runs in a process of its own under the interpreter that ``--cpsat`` names, one that has OR-Tools (it cannot
share a process with HiGHS); without it that contestant is skipped and said to be. Gaps are (bound − value) / bound with
each contestant's own bound, and again with the best bound of all; the independent checker judges every portfolio. MB is
the peak of all processes together; seconds include building the model. ``--trace`` tells what ours has found when.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from alone import highs_alone
from memory import peak_of_tree
from portfolios import BRIEF, SHORT, covering, scored

from northing.engine.effort import Progress
from northing.engine.selection import Effort, SelectionProblem, SolverFailed, evaluate, solve
from northing.engine.selection.model import SelectionModel, build_model
from northing.engine.selection.solve import objective_of, result_of
from northing.engine.warm import warm_up

FAMILIES: dict[str, Callable[[int, int, int], SelectionProblem]] = {
    "score": lambda size, seed, months: scored(size, seed=seed, months=months),
    "brief": lambda size, seed, months: scored(size, seed=seed, months=months, lengths=BRIEF, in_turn=True),
    "short": lambda size, seed, months: scored(size, seed=seed, months=months, lengths=SHORT),
    "hard": lambda size, seed, months: covering(size, seed=seed, months=months, closable=False),
    "closable": lambda size, seed, months: covering(size, seed=seed, months=months, closable=True),
    "fixed": lambda size, seed, months: scored(size, seed=seed, months=months, starts=False),
    "short-fixed": lambda size, seed, months: scored(size, seed=seed, months=months, starts=False, lengths=SHORT),
}

TELLING = 0.9
"""A trace tells a gap that is so much smaller than the last one."""


@dataclass
class Found:
    name: str
    value: float
    bound: float
    seconds: float
    first: float = float("nan")
    megabytes: float = 0.0

    @property
    def gap(self) -> float:
        return max(0.0, (self.bound - self.value) / self.bound)


def ours(problem: SelectionProblem, *, seconds: float, is_traced: bool) -> Found:
    reached, told = [], {}

    def hear(progress: Progress) -> None:
        if progress.value is not None:
            reached.append((progress.seconds, progress.value))
        if is_traced and progress.gap is not None and progress.gap < TELLING * told.get(progress.stage, np.inf):
            told[progress.stage] = progress.gap
            print(f"  {progress.seconds:.1f} s {progress.stage}: {progress.gap:.3%}", flush=True)

    began = time.perf_counter()
    result = solve(problem, effort=Effort(time_limit=seconds, gap=1e-5, workers=2, on_progress=hear))
    assert not evaluate(problem, result.choice).violations
    near = [at for at, value in reached if value >= 0.95 * result.bound]
    return Found("northing", result.value, result.bound, time.perf_counter() - began, min(near, default=float("nan")))


def highs(problem: SelectionProblem, *, seconds: float) -> Found:
    """The whole model in one call of HiGHS."""
    began = time.perf_counter()
    model = build_model(problem)
    try:
        result = result_of(model, highs_alone(model, objective=objective_of(model), seconds=seconds))
    except SolverFailed:
        return Found("HiGHS", 0.0, 1.0, time.perf_counter() - began)
    return Found("HiGHS", result.value, result.bound, time.perf_counter() - began)


def cp_sat(problem: SelectionProblem, *, seconds: float, python: str) -> Found:
    """The same rows, scaled to integers, in CP-SAT with two workers; in another interpreter."""
    model = build_model(problem)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder) / "model.npz", Path(folder) / "answer.npz"
        _save(model, given)
        worker = Path(__file__).with_name("cpsat_worker.py")
        subprocess.run([python, str(worker), str(given), str(answer), str(seconds)], check=True)
        found = np.load(answer)
    took = time.perf_counter() - began
    if not len(found["values"]):
        return Found("CP-SAT", 0.0, 1.0, took)
    evaluation = evaluate(problem, model.choice(found["values"]))
    assert not evaluation.violations, evaluation.violations[0].words
    return Found("CP-SAT", evaluation.value, min(1.0, model.closed - float(found["bound"]) + 1e-6), took)


def _save(model: SelectionModel, path: Path) -> None:
    linear = model.linear
    np.savez(
        path, starts=linear.matrix.starts, index=linear.matrix.index, value=linear.matrix.value, lower=linear.lower,
        upper=linear.upper, integer=linear.integer, row_lower=linear.row_lower, row_upper=linear.row_upper,
        objective=objective_of(model),
    )  # fmt: skip


def contestants(asked: argparse.Namespace) -> list[Callable[[SelectionProblem], Found]]:
    seconds = asked.time_limit
    chosen = [lambda problem: ours(problem, seconds=seconds, is_traced=asked.trace)]
    if not asked.only_ours:
        chosen.append(lambda problem: highs(problem, seconds=seconds))
    if asked.cpsat:
        chosen.append(lambda problem: cp_sat(problem, seconds=seconds, python=asked.cpsat))
    else:
        print("CP-SAT skipped: name an interpreter that has OR-Tools with --cpsat")
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--family", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--cpsat", default="")
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--trace", action="store_true")
    asked = parser.parse_args()
    warm_up()
    print("family seed contestant value bound gap gap_to_best_bound ratio first_within_5_% seconds MB load")
    chosen = contestants(asked)
    for family in asked.family:
        for seed in asked.seeds:
            problem = FAMILIES[family](asked.size, seed, asked.months)
            found = [_measured(run, problem) for run in chosen]
            _print(family, seed=seed, found=found)


def _measured(run: Callable[[SelectionProblem], Found], problem: SelectionProblem) -> Found:
    with peak_of_tree() as peak:
        found = run(problem)
    found.megabytes = peak.megabytes
    return found


def _print(family: str, *, seed: int, found: list[Found]) -> None:
    best = min(one.bound for one in found)
    reference = max(1e-9, (best - found[0].value) / best)
    for one in found:
        gap = max(0.0, (best - one.value) / best)
        print(
            family, seed, one.name, f"{one.value:.5f} {one.bound:.5f} {one.gap:.3%} {gap:.3%} {gap / reference:.1f}x",
            f"{one.first:.1f}s {one.seconds:.0f}s {one.megabytes:.0f} {os.getloadavg()[0]:.1f}", flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
