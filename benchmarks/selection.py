"""How long HiGHS takes to choose from 40 to 1,000 generated projects by coverage; prints a table and stores nothing.

Usage: python benchmarks/selection.py [--sizes 40 100 300 1000] [--seed 7] [--time-limit 60] [--curve]
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from northing.engine.alignment.strain import RoleMonth
from northing.engine.calendar import add_months
from northing.engine.selection import (
    Candidate,
    Effort,
    MeasureGap,
    Option,
    SelectionProblem,
    evaluate,
    recalibrate,
    solve,
)
from northing.engine.warm import warm_up

YEARS, ROLES, HORIZON = (2028, 2029, 2030, 2031, 2032), 10, 48
FIRST = date(2027, 4, 1)
TIGHTNESS, CLOSABLE = 0.4, 0.8


def generated(size: int, *, options: int, seed: int) -> SelectionProblem:
    """``size`` projects; budgets and people for 40 % of them, gaps of 80 % of what that could promise."""
    rng = random.Random(seed)
    measures = [f"m{at}" for at in range(max(5, size // 10))]
    candidates = [_candidate(rng, at, measures=measures, options=options) for at in range(size)]
    first = [candidate.options[0] for candidate in candidates]
    promised = {m: sum(o.contribution.get(m, 0.0) for o in first) for m in measures}
    gaps = tuple(
        MeasureGap(m, m, "o", max(1.0, CLOSABLE * TIGHTNESS * 2 * promised[m]), 1 / len(measures)) for m in measures
    )
    load: dict[RoleMonth, float] = {}
    for option in first:
        for at, fte in option.demand.items():
            load[at] = load.get(at, 0.0) + fte
    mean = sum(load.values()) / len(load)
    months = {RoleMonth(f"r{role}", add_months(FIRST, m)) for role in range(ROLES) for m in range(HORIZON)}
    budget = TIGHTNESS * sum(sum(option.cost.values()) for option in first) / len(YEARS)
    problem = SelectionProblem(
        tuple(candidates), gaps, dict.fromkeys(YEARS, budget), dict.fromkeys(sorted(months), TIGHTNESS * mean * 1.5)
    )
    return _recorded(problem)


def _candidate(rng: random.Random, at: int, *, measures: list[str], options: int) -> Candidate:
    served = {m: rng.uniform(5, 50) for m in rng.sample(measures, rng.randint(1, 4))}
    cost, start, length = rng.lognormvariate(0, 0.8) * 1e8, rng.randint(0, 18), rng.randint(4, 14)
    team = {f"r{role}": rng.choice((0.5, 1.0, 2.0)) for role in rng.sample(range(ROLES), rng.randint(1, 3))}
    shifts = [0, 3, 6, 9, 12][:options]
    ways = tuple(_option(shift, cost=cost, start=start, length=length, team=team, served=served) for shift in shifts)
    requires = (f"p{rng.randrange(at)}",) if at and rng.random() < 0.15 else ()
    excludes = (f"p{rng.randrange(at)}",) if at and rng.random() < 0.05 else ()
    return Candidate(f"p{at}", f"Project {at}", ways, requires=requires, excludes=tuple(set(excludes) - set(requires)))


def _option(
    shift: int, *, cost: float, start: int, length: int, team: dict[str, float], served: dict[str, float]
) -> Option:
    months = [add_months(FIRST, start + shift + month) for month in range(length)]
    yearly: dict[int, float] = {}
    for month in months:
        year = month.year + (month.month >= FIRST.month)
        yearly[year] = yearly.get(year, 0.0) + cost / length
    demand = {RoleMonth(role, month): fte for role, fte in team.items() for month in months}
    late = {m: amount * (1 - 0.02 * shift) for m, amount in served.items()}
    return Option(f"{shift:+d}", f"{shift:+d} months", shift, cost=yearly, demand=demand, contribution=late)


def _recorded(problem: SelectionProblem) -> SelectionProblem:
    """A plan of record as people make one: first come, first served."""
    chosen: dict[str, str | None] = {}
    for candidate in problem.candidates:
        tried = {**chosen, candidate.key: candidate.options[0].key}
        if not evaluate(problem, tried).violations:
            chosen = tried
    return replace(problem, candidates=tuple(replace(c, current=chosen.get(c.key)) for c in problem.candidates))


def rows(sizes: list[int], *, seed: int, effort: Effort, curve: bool) -> Iterator[tuple[object, ...]]:
    for size in sizes:
        for options in (1, 4):
            problem = generated(size, options=options, seed=seed)
            began = time.perf_counter()
            result = solve(problem, effort=effort)
            solved = time.perf_counter() - began
            began = time.perf_counter()
            found = recalibrate(problem, kept_share=0.95, curve_points=40 if curve else 0, effort=effort)
            again = time.perf_counter() - began
            best, kept = found.best.evaluation.moves, found.proposal.evaluation.moves
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            yield (
                size, options, f"{found.today.value:.3f}", f"{result.value:.4f}", f"{result.gap:.3%}", f"{solved:.2f}",
                best, kept, f"{found.fewest:.1f}", len(found.curve), f"{again:.2f}", f"{memory:.0f}",
            )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[40, 100, 300, 1000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--gap", type=float, default=1e-4)
    parser.add_argument("--curve", action="store_true", help="also compute the curve of moves against value")
    asked = parser.parse_args()
    warm_up()
    heads = ("projects", "options", "today", "best", "gap", "solve s", "moves", "at 95 %", "proven", "points",
             "recal. s", "MB")  # fmt: skip
    print(" ".join(f"{head:>9}" for head in heads))
    effort = Effort(time_limit=asked.time_limit, gap=asked.gap)
    for row in rows(asked.sizes, seed=asked.seed, effort=effort, curve=asked.curve):
        print(" ".join(f"{cell!s:>9}" for cell in row), flush=True)


if __name__ == "__main__":
    main()
