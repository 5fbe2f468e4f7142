"""Multidimensional knapsacks of the OR-Library (Chu and Beasley 1998) beside HiGHS alone; stores nothing.

Usage: python benchmarks/mkp.py FOLDER [--files mknapcb1.txt …] [--skip 0] [--first 3] [--time-limit 30] [--workers 1]
       [--only-ours]

FOLDER holds files in the mknapcb format (number of problems; of each n, m and the optimum or 0, n profits, m × n
weights, m capacities) and optionally mkcbres.txt with the best values known in 1998. Each problem is solved by the
library and then, as plain arrays, by HiGHS with its own settings and the same time on one thread; an answer counts only
when the weights, added up again from the file, keep every capacity. ``below`` is (best known − value) ÷ best known, a
negative one is better than was known; the gap is each contestant's own proof.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from northing.engine.selection import Candidate, Effort, Option, SelectionProblem, ValueModel, solve
from northing.engine.warm import warm_up

FIRST_YEAR = 2001
"""A knapsack's dimensions are fiscal years here: each has a budget."""

CLASSES = [f"{rows}.{size}" for rows in (5, 10, 30) for size in (100, 250, 500)]
"""In the order in which mkcbres.txt has them, 30 problems each; not every line there names its problem."""

EACH = 30


@dataclass(frozen=True)
class Knapsack:
    key: str
    profits: np.ndarray
    weights: np.ndarray
    limits: np.ndarray

    def portfolio(self) -> SelectionProblem:
        """Each item a project, each dimension a year's budget, each profit a score."""
        years = range(FIRST_YEAR, FIRST_YEAR + len(self.limits))
        candidates = tuple(
            Candidate(
                f"p{at}", f"Item {at}", (Option("in", "", cost=dict(zip(years, own, strict=True)), score=profit),)
            )
            for at, (own, profit) in enumerate(zip(self.weights.T.tolist(), self.profits.tolist(), strict=True))
        )
        budgets = dict(zip(years, self.limits.tolist(), strict=True))
        return SelectionProblem(candidates, (), budgets, value_model=ValueModel(0.0, 1.0, 0.0))

    def worth(self, taken: np.ndarray) -> float:
        """Profit of the items; none when they break a capacity."""
        assert (self.weights @ taken <= self.limits).all(), f"{self.key}: a capacity is broken"
        return float(self.profits @ taken)


@dataclass(frozen=True)
class Found:
    value: float
    gap: float
    seconds: float


def problems(path: Path) -> Iterator[Knapsack]:
    numbers = iter(path.read_text(encoding="ascii").split())
    read = lambda count: np.array([float(next(numbers)) for _ in range(count)])  # noqa: E731
    for at in range(int(next(numbers))):
        size, rows, _ = (int(float(next(numbers))) for _ in range(3))
        profits, weights = read(size), read(rows * size).reshape(rows, size)
        yield Knapsack(f"{rows}.{size}-{at:02d}", profits, weights, read(rows))


def best_known(folder: Path) -> dict[str, float]:
    path = folder / "mkcbres.txt"
    if not path.exists():
        return {}
    table = path.read_text(encoding="ascii").split("Best Feasible Solution Value")[1]
    last = [words[-1] for line in table.splitlines() if (words := line.split())]
    keys = [f"{name}-{at:02d}" for name in CLASSES for at in range(EACH)]
    return {key: float(value) for key, value in zip(keys, last, strict=False)}


def ours(problem: Knapsack, *, asked: argparse.Namespace) -> Found:
    began = time.perf_counter()
    result = solve(problem.portfolio(), effort=Effort(time_limit=asked.time_limit, workers=asked.workers))
    taken = np.array([result.choice[f"p{at}"] is not None for at in range(len(problem.profits))])
    return Found(problem.worth(taken), result.gap, time.perf_counter() - began)


def highs_alone(problem: Knapsack, *, asked: argparse.Namespace) -> Found:
    began = time.perf_counter()
    solver = highspy.Highs()
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "time_limit": asked.time_limit,
        "mip_rel_gap": 1e-6,
    }.items():
        solver.setOptionValue(name, value)
    size, rows = len(problem.profits), len(problem.limits)
    starts, index = np.arange(rows + 1) * size, np.tile(np.arange(size), rows)
    solver.passModel(
        size, rows, rows * size, 2, -1, 0.0, problem.profits, np.zeros(size), np.ones(size), np.full(rows, -np.inf),
        problem.limits, starts.astype(np.int32), index.astype(np.int32), problem.weights.ravel(),
        np.ones(size, dtype=np.int32),
    )  # fmt: skip
    solver.run()
    taken = np.array(solver.getSolution().col_value) > 0.5  # solvers return 0.9999999
    value, bound = problem.worth(taken), solver.getInfo().mip_dual_bound
    return Found(value, (bound - value) / bound, time.perf_counter() - began)


def chosen(asked: argparse.Namespace) -> Iterator[Knapsack]:
    names = asked.files or sorted(path.name for path in asked.folder.glob("mknapcb*.txt"))
    for name in names:
        yield from list(problems(asked.folder / name))[asked.skip : asked.skip + asked.first]


def below(found: Found, *, best: float | None) -> float:
    return (best - found.value) / best if best else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", nargs="*", default=[])
    parser.add_argument("--skip", type=int, default=0, help="problems at the beginning of each file")
    parser.add_argument("--first", type=int, default=3, help="problems of each file from there on")
    parser.add_argument("--time-limit", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only-ours", action="store_true")
    asked = parser.parse_args()
    warm_up()
    contestants: dict[str, Callable[..., Found]] = {"northing": ours}
    if not asked.only_ours:
        contestants["HiGHS"] = highs_alone
    known, all_below = best_known(asked.folder), {name: [] for name in contestants}
    print("| problem | best known | " + " | ".join(f"{name}: value | below | gap | s" for name in contestants) + " |")
    print("|---" * (2 + 4 * len(contestants)) + "|")
    for problem in chosen(asked):
        best, cells = known.get(problem.key), []
        for name, run in contestants.items():
            found = run(problem, asked=asked)
            short = below(found, best=best)
            all_below[name].append(short)
            cells.append(f"{found.value:.0f} | {short:.4%} | {found.gap:.4%} | {found.seconds:.1f}")
        print(f"| {problem.key} | {best or 0:.0f} | " + " | ".join(cells) + " |", flush=True)
    for name, values in all_below.items():
        reached = sum(value <= 0 for value in values)
        print(f"{name}: mean {np.mean(values):.4%} below the best known, {reached} of {len(values)} at it")


if __name__ == "__main__":
    main()
