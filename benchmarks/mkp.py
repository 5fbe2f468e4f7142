"""Multidimensional knapsacks of the OR-Library (Chu and Beasley 1998) against the best known values; stores nothing.

Usage: python benchmarks/mkp.py FOLDER [--files mknapcb1.txt …] [--first 3] [--time-limit 30]

FOLDER holds files in the mknapcb format (number of problems; of each n, m and the optimum or 0, n profits, m × n
weights, m capacities) and optionally mkcbres.txt with the best values known in 1998, named like ``5.100-00``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from northing.engine.selection import Candidate, Effort, Option, SelectionProblem, ValueModel, evaluate, solve

FIRST_YEAR = 2001
"""A knapsack's dimensions are fiscal years here: each has a budget."""


def problems(path: Path) -> Iterator[tuple[str, SelectionProblem, float]]:
    """Name, problem and sum of all profits, by which values are normalised."""
    numbers = iter(path.read_text(encoding="ascii").split())
    for at in range(int(next(numbers))):
        size, rows, _ = (int(float(next(numbers))) for _ in range(3))
        profits = [float(next(numbers)) for _ in range(size)]
        weights = [[float(next(numbers)) for _ in range(size)] for _ in range(rows)]
        limits = [float(next(numbers)) for _ in range(rows)]
        candidates = tuple(
            Candidate(
                f"p{p}",
                f"Item {p}",
                (Option("in", "", cost={FIRST_YEAR + r: weights[r][p] for r in range(rows)}, score=profits[p]),),
            )
            for p in range(size)
        )
        budgets = {FIRST_YEAR + row: limit for row, limit in enumerate(limits)}
        found = SelectionProblem(candidates, (), budgets, value_model=ValueModel(0.0, 1.0, 0.0))
        yield f"{rows}.{size}-{at:02d}", found, sum(profits)


def best_known(folder: Path) -> dict[str, float]:
    path = folder / "mkcbres.txt"
    if not path.exists():
        return {}
    found: dict[str, float] = {}
    for words in (line.split() for line in path.read_text(encoding="ascii").splitlines()):
        if len(words) == 2 and "-" in words[0] and words[0][0].isdigit():
            found.setdefault(words[0], float(words[1]))  # a second table has the bounds of the relaxation
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", nargs="*", default=[])
    parser.add_argument("--first", type=int, default=3, help="problems of each file")
    parser.add_argument("--time-limit", type=float, default=30.0)
    asked = parser.parse_args()
    known = best_known(asked.folder)
    names = asked.files or sorted(path.name for path in asked.folder.glob("mknapcb*.txt"))
    print("problem value best_known below proven_gap seconds")
    for name in names:
        for at, (key, problem, whole) in enumerate(problems(asked.folder / name)):
            if at == asked.first:
                break
            began = time.perf_counter()
            result = solve(problem, effort=Effort(time_limit=asked.time_limit))
            assert not evaluate(problem, result.choice).violations
            value, best = result.evaluation.score, known.get(key)
            below = f"{(best - value) / best:.4%}" if best else "-"
            told = f"{result.gap:.4%} {time.perf_counter() - began:.1f} (of {whole:.0f})"
            print(key, f"{value:.0f}", best or "-", below, told, flush=True)


if __name__ == "__main__":
    main()
