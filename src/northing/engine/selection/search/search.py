"""Large neighbourhood search (Shaw 1998) with a proven bound, where branch and bound alone is hopeless.

The linear relaxation gives the bound and the guide, rounding it a first portfolio; annealing and neighbourhoods that
HiGHS solves improve it until the time, the steps or the gap is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from northing.engine.effort import Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Floats, Solved
from northing.engine.selection.model import SelectionModel
from northing.engine.selection.search.arena import Arena, arena_of
from northing.engine.selection.search.companion import Companion, companion_for
from northing.engine.selection.search.greedy import completed, rounded
from northing.engine.selection.search.guide import Guide, guide_of, thinned, unguided
from northing.engine.selection.search.improve import REPEATABLE, Work, step
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.solvers.highs import Limits

THIN = 4
"""The first relaxation looks at every fourth start: it takes a fraction of the time and guides the first answer."""


@dataclass(slots=True)
class _Search:
    """Where the search stands."""

    model: SelectionModel
    arena: Arena
    work: Work
    values: Floats
    watch: Stopwatch
    complete: bool
    proven: float = -np.inf

    @property
    def around(self) -> Neighbourhoods:
        """The choice of neighbourhoods."""
        return self.work.around

    @property
    def bound(self) -> float:
        """No objective is smaller."""
        return max(self.proven, self.around.guide.bound)

    def is_close(self) -> bool:
        """Whether the gap that was asked for is proven."""
        return self.arena.cost(self.values) - self.bound <= self.watch.effort.gap * abs(self.bound)

    def learn(self, guide: Guide) -> None:
        """Follow the relaxation of the whole model from now on, where it says more than what was known."""
        if guide.bound > self.around.guide.bound:
            self.work.follow(guide)
            self.values = min((self.values, rounded(self.arena, guide=guide)), key=self.arena.cost)
        self.complete = True

    def report(self, stage: str) -> None:
        """Value and bound as they are."""
        value = (
            None if self.arena.broken(self.values).any() else self.model.closed + float(self.model.value @ self.values)
        )
        bound = self.model.closed - self.bound if self.complete else None
        self.watch.report(stage, value=value, bound=bound)


def search(
    model: SelectionModel, *, objective: Floats, watch: Stopwatch, start: Floats | None = None, steps: int | None = None
) -> Solved:
    """A portfolio with a proven bound.

    Args:
        model: columns and rows.
        objective: to be minimised.
        watch: time limit, gap, seed, workers and who listens. With two workers a second process proves by branch and
            bound, or, where the model is too large for that, solves the whole relaxation and then searches as well;
            both tell each other what they find.
        start: option columns of a portfolio to begin with.
        steps: so many neighbourhoods, counted in nodes and without a clock or a second process: the same on any
            machine under the same seed.

    Raises:
        NoFeasiblePortfolio: not even fractions of projects keep the rules.
        SolverTimedOut: no portfolio that keeps them was found.
    """
    arena = arena_of(model, objective=objective)
    with _companion(arena, watch=watch, steps=steps) as companion:
        now = _begun(model, arena, watch=watch, start=start, companion=companion, steps=steps)
        now.report("first portfolio")
        if (companion is None or companion.is_listening) and not now.complete:
            now.learn(_whole(arena, watch=watch, steps=steps))
        if steps is not None:
            _count(now, steps=steps)
        else:
            _run(now, companion=companion)
    if arena.broken(now.values).any():
        raise SolverTimedOut("the time passed before any portfolio kept every rule: allow more time")
    ending = Ending.OPTIMAL if now.is_close() else Ending.TIME_LIMIT
    return Solved(ending, now.values, float(objective @ now.values), now.bound)


def _begun(
    model: SelectionModel,
    arena: Arena,
    *,
    watch: Stopwatch,
    start: Floats | None,
    companion: Companion | None,
    steps: int | None,
) -> _Search:
    guide = None if steps is not None else _thin(arena, watch=watch)
    complete = guide is None
    guide = guide or _whole(arena, watch=watch, steps=steps)
    values = rounded(arena, guide=guide)
    if start is not None:
        given = completed(arena, values=np.concatenate((start, np.zeros(arena.linear.width - len(start)))))
        values = min((values, given), key=arena.cost)
    seed = watch.effort.seed + (0 if companion is None else 1)
    around = Neighbourhoods(arena, guide, np.random.default_rng(seed))
    work = Work(around, watch, seed, with_kernel=companion is None or companion.is_listening)
    return _Search(model, arena, work, values, watch, complete)


def _thin(arena: Arena, *, watch: Stopwatch) -> Guide | None:
    """What a part of the starts says; None when those alone cannot keep every rule."""
    try:
        return guide_of(arena, columns=thinned(arena, every=THIN), limits=Limits(max(1.0, watch.left)))
    except NoFeasiblePortfolio:
        return None
    except SolverTimedOut:
        return unguided(arena)


def _whole(arena: Arena, *, watch: Stopwatch, steps: int | None) -> Guide:
    limits = Limits(1e6 if steps is not None else max(1.0, watch.left))
    try:
        return guide_of(arena, columns=np.arange(arena.linear.width), limits=limits)
    except SolverTimedOut:
        return unguided(arena)


def _count(now: _Search, *, steps: int) -> None:
    for _ in range(steps):
        if now.is_close() or now.watch.effort.is_stopped():
            return
        now.values = step(now.around, values=now.values, pace=REPEATABLE, watch=now.watch)
        now.report("neighbourhood search")


def _run(now: _Search, *, companion: Companion | None) -> None:
    while not (now.watch.is_over() or now.is_close()):
        now.values = now.work.step(now.values)
        now.report("neighbourhood search")
        if companion is not None:
            told = companion.exchange(now.values)
            if told.guide is not None:
                now.learn(told.guide)
            now.proven = max(now.proven, told.bound)
            if told.values is not None and now.arena.cost(told.values) < now.arena.cost(now.values):
                now.values = told.values
    while companion is not None and not now.complete and (guide := companion.guide(seconds=GRACE)) is not None:
        now.learn(guide)


GRACE = 5.0
"""Seconds that the bound may still take when the time is up."""


@contextmanager
def _companion(arena: Arena, *, watch: Stopwatch, steps: int | None) -> Iterator[Companion | None]:
    if watch.effort.workers < 2 or steps is not None:  # noqa: PLR2004 - one is oneself
        yield None
        return
    companion = companion_for(arena, watch=watch)
    try:
        yield companion
    finally:
        companion.close()
