"""Recalibration after the weights moved, beside planning anew and HiGHS's own proof; stores nothing.

Usage: python benchmarks/recalibration.py [--seeds 1 2 3] [--size 1000] [--kept 0.999] [--starts] [--seconds 10]
       [--free-seconds 20] [--highs-seconds 60] [--tight] [--curve 0]

Today's portfolio is the best under eight criteria's old weights; the new ones are drawn 30 % of the way to others.
Planning anew ("free") maximises the new value and asks nothing about moves. There are people for 45 % of what all
projects ask for and money for 40 %; with ``--tight`` people for 35 % and money for 46 %.
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import replace

import numpy as np
from alone import highs_alone
from portfolios import scored

from northing.engine.errors import SolverTimedOut
from northing.engine.selection import Effort, SelectionProblem, evaluate, recalibrate, solve
from northing.engine.selection.model import build_model
from northing.engine.warm import warm_up

CRITERIA, PULL = 8, 0.3
PEOPLE, MONEY = 0.45, 0.40


def portfolio(size: int, *, seed: int, starts: bool, tight: bool) -> SelectionProblem:
    if tight:
        return scored(size, seed=seed, starts=starts)
    base = scored(size, seed=seed, starts=starts, tightness=PEOPLE)
    return replace(base, budgets={year: amount * MONEY / (PEOPLE * 1.3) for year, amount in base.budgets.items()})


def weighted(base: SelectionProblem, *, points: np.ndarray) -> SelectionProblem:
    """Each project's score times its points under some weights."""
    changed = []
    for candidate, factor in zip(base.candidates, points, strict=True):
        assert candidate.profile is not None
        score = tuple(float(factor * one) for one in candidate.profile.score)
        changed.append(replace(candidate, profile=replace(candidate.profile, score=score)))
    return replace(base, candidates=tuple(changed))


def moved(size: int, *, seed: int, starts: bool, tight: bool, seconds: float) -> SelectionProblem:
    """The problem under the new weights; today's portfolio is what was best under the old ones."""
    base, rng = portfolio(size, seed=seed, starts=starts, tight=tight), np.random.default_rng(seed + 77)
    ratings = rng.uniform(0, 1, (size, CRITERIA))
    old = rng.dirichlet(np.ones(CRITERIA))
    new = (1 - PULL) * old + PULL * rng.dirichlet(np.ones(CRITERIA))
    was = solve(weighted(base, points=ratings @ old), effort=Effort(time_limit=seconds, gap=1e-4, workers=2))
    after = weighted(base, points=ratings @ new)
    return replace(after, candidates=tuple(replace(one, current=was.choice[one.key]) for one in after.candidates))


def highs(problem: SelectionProblem, *, floor: float, seconds: float) -> str:
    """The same fewest moves for the same value in one call of HiGHS."""
    model, began = build_model(problem), time.perf_counter()
    row = model.row(model.value, lower=floor - model.closed - 1e-9)
    if len(model.uses.keys) > 3000:
        return "not tried"
    try:
        found = highs_alone(model, objective=model.moves, rows=[row], seconds=seconds)
    except SolverTimedOut:
        return f"nothing in {seconds:.0f} s"
    most, least = found.objective + model.settled, found.bound + model.settled
    return f"{most:.0f} moves, proven {least:.1f}, {time.perf_counter() - began:.1f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--kept", type=float, default=0.999)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--free-seconds", type=float, default=20.0)
    parser.add_argument("--highs-seconds", type=float, default=60.0)
    parser.add_argument("--curve", type=int, default=0)
    parser.add_argument("--starts", action="store_true")
    parser.add_argument("--tight", action="store_true")
    asked = parser.parse_args()
    warm_up()
    for seed in asked.seeds:
        problem = moved(asked.size, seed=seed, starts=asked.starts, tight=asked.tight, seconds=asked.free_seconds)
        began = time.perf_counter()
        free = solve(problem, effort=Effort(time_limit=asked.free_seconds, gap=1e-4))
        free_took, began, worked = time.perf_counter() - began, time.perf_counter(), time.process_time()
        effort = Effort(time_limit=asked.seconds, gap=1e-4, workers=2 if asked.starts else 1)
        found = recalibrate(problem, kept_share=asked.kept, curve_points=asked.curve, effort=effort)
        took, worked = time.perf_counter() - began, time.process_time() - worked
        own = found.proposal.evaluation
        assert not evaluate(problem, found.proposal.choice).violations
        alone = highs(problem, floor=asked.kept * found.best.value, seconds=asked.highs_seconds)
        print(
            f"seed {seed}: today keeps {found.today.value / free.value:.3%}; free {free.evaluation.moves} changes, gap "
            f"{free.gap:.3%}, {free_took:.1f} s; ours {own.moves} changes, proven {found.fewest:.0f}, ratio "
            f"{own.moves / max(1, free.evaluation.moves):.2f}, keeps {own.value / free.value:.3%} of free and "
            f"{found.value_kept:.3%} of our best (gap {found.best.gap:.3%}), {took:.1f} s, "
            f"{worked:.1f} s of a core; curve {len(found.curve)}; "
            f"HiGHS alone for the same value: {alone}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
