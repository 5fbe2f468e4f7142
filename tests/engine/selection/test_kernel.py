from __future__ import annotations

import numpy as np

from engine.selection.timed import portfolio
from northing.engine.effort import Effort, Stopwatch
from northing.engine.selection.model import build_model
from northing.engine.selection.search.greedy import rounded
from northing.engine.selection.search.improve import Improver
from northing.engine.selection.search.kernel import FIRST, Kernel
from northing.engine.selection.search.mip import mip_of
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.search.relaxation import USED, relaxation_of, unsolved
from northing.engine.selection.solve import objective_of
from northing.engine.selection.solvers.highs import Limits

MODEL = build_model(portfolio(30, seed=3, starts=6))
MIP = mip_of(MODEL, objective=objective_of(MODEL))
RELAXATION = relaxation_of(MIP, columns=np.arange(MIP.linear.width), limits=Limits())
VALUES = rounded(MIP, relaxation=RELAXATION)


def options_of(kernel: Kernel) -> set[int]:
    return {int(at) for at in kernel.columns(VALUES) if at < MIP.options}


def test_what_relaxation_and_portfolio_agree_on_stays() -> None:
    free = {int(MIP.project[at]) for at in options_of(Kernel(MIP, RELAXATION))}
    relaxed, now = RELAXATION.values[: MIP.options], VALUES[: MIP.options]
    agreed = [np.abs(relaxed - now)[MIP.project == project].max() < USED for project in range(MIP.projects)]
    assert free == {project for project in range(MIP.projects) if not agreed[project]}
    assert 0 < len(free) < MIP.projects
    assert set(range(MIP.options, MIP.linear.width)) <= set(Kernel(MIP, RELAXATION).columns(VALUES).tolist())


def test_options_join_by_their_reduced_cost() -> None:
    narrow, wide = options_of(Kernel(MIP, RELAXATION)), options_of(Kernel(MIP, RELAXATION, further=20))
    used = (RELAXATION.values[: MIP.options] > USED) | (VALUES[: MIP.options] > USED)
    joined = wide - set(np.flatnonzero(used).tolist())
    others = sorted(
        RELAXATION.reduced_costs[at] for at in range(MIP.options) if not used[at] and MIP.linear.upper[at] > 0
    )
    assert sorted(RELAXATION.reduced_costs[at] for at in joined) == others[:20]
    assert narrow <= wide
    assert len(options_of(Kernel(MIP, RELAXATION, further=10_000))) == np.count_nonzero(MIP.linear.upper[: MIP.options])


def test_a_look_that_was_finished_widens_the_next_and_one_for_nothing_asks_for_a_rest() -> None:
    kernel = Kernel(MIP, RELAXATION, further=0)
    kernel.learn(gained=False, in_time=True, now=1.0, seconds=0.1)
    assert (kernel.further, kernel.is_due(1.0)) == (FIRST, True)
    kernel.learn(gained=True, in_time=False, now=3.0, seconds=2.0)
    assert (kernel.further, kernel.is_due(3.0)) == (FIRST, True)
    kernel.learn(gained=False, in_time=False, now=5.0, seconds=2.0)
    assert (kernel.further, kernel.is_due(20.0), kernel.is_due(21.0)) == (FIRST // 4, False, True)


def test_another_relaxation_is_looked_at_at_once() -> None:
    kernel = Kernel(MIP, unsolved(MIP), further=800)
    kernel.learn(gained=False, in_time=False, now=1.0, seconds=1.0)
    kernel.follow(RELAXATION)
    assert (kernel.further, kernel.is_due(1.0)) == (0, True)


def test_the_first_look_leaves_little_to_gain() -> None:
    watch = Stopwatch(Effort(time_limit=60))
    improver = Improver(Neighbourhoods(MIP, RELAXATION, np.random.default_rng(1)), watch, seed=1)
    before, after = MIP.cost(VALUES), MIP.cost(improver.step(VALUES))
    assert (before - RELAXATION.bound) > 2 * (after - RELAXATION.bound)
