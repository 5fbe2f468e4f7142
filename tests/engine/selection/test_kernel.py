from __future__ import annotations

import numpy as np

from engine.selection.timed import portfolio
from northing.engine.effort import Effort, Stopwatch
from northing.engine.selection.model import build_model
from northing.engine.selection.search.arena import arena_of
from northing.engine.selection.search.greedy import rounded
from northing.engine.selection.search.guide import USED, guide_of, unguided
from northing.engine.selection.search.improve import Work
from northing.engine.selection.search.kernel import FIRST, Kernel
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.solve import objective_of
from northing.engine.selection.solvers.highs import Limits

MODEL = build_model(portfolio(30, seed=3, starts=6))
ARENA = arena_of(MODEL, objective=objective_of(MODEL))
GUIDE = guide_of(ARENA, columns=np.arange(ARENA.linear.width), limits=Limits())
VALUES = rounded(ARENA, guide=GUIDE)


def options_of(kernel: Kernel) -> set[int]:
    return {int(at) for at in kernel.columns(VALUES) if at < ARENA.options}


def test_what_relaxation_and_portfolio_agree_on_stays() -> None:
    free = {int(ARENA.project[at]) for at in options_of(Kernel(ARENA, GUIDE))}
    likely, now = GUIDE.likely[: ARENA.options], VALUES[: ARENA.options]
    agreed = [np.abs(likely - now)[ARENA.project == project].max() < USED for project in range(ARENA.projects)]
    assert free == {project for project in range(ARENA.projects) if not agreed[project]}
    assert 0 < len(free) < ARENA.projects
    assert set(range(ARENA.options, ARENA.linear.width)) <= set(Kernel(ARENA, GUIDE).columns(VALUES).tolist())


def test_options_join_by_their_reduced_cost() -> None:
    narrow, wide = options_of(Kernel(ARENA, GUIDE)), options_of(Kernel(ARENA, GUIDE, further=20))
    used = (GUIDE.likely[: ARENA.options] > USED) | (VALUES[: ARENA.options] > USED)
    joined = wide - set(np.flatnonzero(used).tolist())
    others = sorted(GUIDE.reduced[at] for at in range(ARENA.options) if not used[at] and ARENA.linear.upper[at] > 0)
    assert sorted(GUIDE.reduced[at] for at in joined) == others[:20]
    assert narrow <= wide
    assert len(options_of(Kernel(ARENA, GUIDE, further=10_000))) == np.count_nonzero(
        ARENA.linear.upper[: ARENA.options]
    )


def test_a_look_that_was_finished_widens_the_next_and_one_for_nothing_asks_for_a_rest() -> None:
    kernel = Kernel(ARENA, GUIDE, further=0)
    kernel.learn(gained=False, in_time=True, now=1.0, seconds=0.1)
    assert (kernel.further, kernel.is_due(1.0)) == (FIRST, True)
    kernel.learn(gained=True, in_time=False, now=3.0, seconds=2.0)
    assert (kernel.further, kernel.is_due(3.0)) == (FIRST, True)
    kernel.learn(gained=False, in_time=False, now=5.0, seconds=2.0)
    assert (kernel.further, kernel.is_due(20.0), kernel.is_due(21.0)) == (FIRST // 4, False, True)


def test_another_relaxation_is_looked_at_at_once() -> None:
    kernel = Kernel(ARENA, unguided(ARENA), further=800)
    kernel.learn(gained=False, in_time=False, now=1.0, seconds=1.0)
    kernel.follow(GUIDE)
    assert (kernel.further, kernel.is_due(1.0)) == (0, True)


def test_the_first_look_leaves_little_to_gain() -> None:
    watch = Stopwatch(Effort(time_limit=60))
    work = Work(Neighbourhoods(ARENA, GUIDE, np.random.default_rng(1)), watch, seed=1)
    before, after = ARENA.cost(VALUES), ARENA.cost(work.step(VALUES))
    assert (before - GUIDE.bound) > 2 * (after - GUIDE.bound)
