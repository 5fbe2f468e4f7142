"""Near the bound at little cost: the relaxation proves, and branch and bound decides what it leaves undecided.

The options with the smallest reduced costs are the core (Balas and Zemel 1980); all others stay where the relaxation
has them. A portfolio of 1,000 projects with one start each comes within 0.5 % of the bound in half a second this way,
where branch and bound over all of them takes three.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from northing.engine.effort import Effort, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Ending, Flags, Floats, Linear, Solved
from northing.engine.selection.model import IN, SelectionModel
from northing.engine.selection.problem import Choice
from northing.engine.selection.search.arena import Arena, arena_of
from northing.engine.selection.search.greedy import completed, rounded
from northing.engine.selection.search.guide import Guide, guide_of
from northing.engine.selection.solve import TIE, Result, objective_of, result_of
from northing.engine.selection.solvers.highs import Limits, minimise
from northing.engine.selection.tighten import tightened

CORE = 150
"""So many options are undecided; with 250 a point takes twice as long."""

CORE_TIME, CORE_GAP = 0.5, 1e-4
"""Part of the time for the core, and where it ends when it cannot come near enough to the bound of the whole."""


@dataclass(slots=True)
class _Quest:
    """What is known of one model, minimised; ``is_proven`` when the tree over all of it has ended."""

    model: SelectionModel
    arena: Arena
    watch: Stopwatch
    values: Floats
    bound: float
    is_proven: bool = False

    @property
    def target(self) -> float:
        """Near enough to the bound."""
        return self.bound + self.watch.effort.gap * abs(self.model.closed - self.bound) - 2 * TIE

    @property
    def cost(self) -> float:
        return self.arena.cost(self.values)

    @property
    def is_sound(self) -> bool:
        return not self.arena.broken(self.values).any()

    def is_done(self) -> bool:
        return self.watch.is_over() or (self.is_sound and self.cost <= self.target)


def solve_near_bound(model: SelectionModel, *, effort: Effort, start: Choice | None = None) -> Result:
    """A portfolio within the effort's gap of the relaxation's bound or of the tree's, whichever is reached first.

    For models that branch and bound can take whole: where the core is not enough, that goes on from there.

    Raises:
        NoFeasiblePortfolio: the rules cannot all be kept.
        SolverTimedOut: it ended before any portfolio was found.
    """
    watch = Stopwatch(effort)
    narrowed = replace(model, linear=tightened(model.linear))
    arena = arena_of(narrowed, objective=objective_of(model))
    guide = guide_of(arena, columns=np.arange(arena.linear.width), limits=Limits(effort.time_limit))
    quest = _Quest(narrowed, arena, watch, _begun(narrowed, arena, guide=guide, start=start), guide.bound)
    _among_core(quest, guide=guide)
    _among_all(quest)
    if not quest.is_sound:
        ended = "it was stopped" if effort.is_stopped() else "the time limit passed"
        raise SolverTimedOut(f"{ended} before any portfolio was found")
    ending = Ending.OPTIMAL if quest.is_proven or quest.cost <= quest.target else Ending.TIME_LIMIT
    return result_of(model, Solved(ending, quest.values, quest.cost, quest.bound))


def _begun(model: SelectionModel, arena: Arena, *, guide: Guide, start: Choice | None) -> Floats:
    """The better one of the relaxation, rounded, and of the portfolio to begin with."""
    values = rounded(arena, guide=guide)
    if start is None:
        return values
    options = model.start(start)
    given = completed(arena, values=np.concatenate((options, np.zeros(arena.linear.width - len(options)))))
    return min((values, given), key=arena.cost)


def _among_core(quest: _Quest, *, guide: Guide) -> None:
    """The undecided options anew; nothing where those alone keep no rules."""
    if not quest.is_done():
        try:
            limits = Limits(CORE_TIME * quest.watch.left, CORE_GAP)
            _improve(quest, _core(quest.arena, guide=guide), limits=limits, stage="core")
        except NoFeasiblePortfolio:
            return


def _among_all(quest: _Quest) -> None:
    if not quest.is_done():
        limits = Limits(quest.watch.left, quest.watch.effort.gap)
        found = _improve(quest, quest.arena.linear, limits=limits, stage="branch and bound")
        if found is not None:
            quest.bound, quest.is_proven = max(quest.bound, found.bound), found.ending is Ending.OPTIMAL


def _core(arena: Arena, *, guide: Guide) -> Linear:
    """All but the options with the smallest reduced costs where the relaxation has them."""
    linear, options = arena.linear, arena.options
    decided: Flags = np.zeros(linear.width, dtype=np.bool_)
    decided[np.argsort(np.abs(guide.reduced[:options]), kind="stable")[CORE:]] = True
    likely = np.clip((guide.likely > IN).astype(np.float64), linear.lower, linear.upper)
    return replace(
        linear,
        lower=np.where(decided, likely, linear.lower),
        upper=np.where(decided, likely, linear.upper),
    )


def _improve(quest: _Quest, linear: Linear, *, limits: Limits, stage: str) -> Solved | None:
    """Keep what is better; it ends as soon as that is near enough. None when that found nothing."""
    watch, closed, best = quest.watch, quest.model.closed, [np.inf]

    def heard(objective: float, bound: float) -> None:
        best.append(objective)
        watch.report(stage, value=closed - objective, bound=closed - max(bound, quest.bound))

    def is_enough() -> bool:
        return best[-1] <= quest.target or watch.effort.is_stopped()

    try:
        found = minimise(
            linear,
            objective=quest.arena.objective,
            limits=replace(limits, should_stop=is_enough, on_better=heard),
            start=_fitting(quest, linear),
        )
    except SolverTimedOut:
        return None
    if not quest.is_sound or found.objective < quest.cost:
        quest.values = found.values
    return found


def _fitting(quest: _Quest, linear: Linear) -> Floats | None:
    """The best so far, unless it lies outside: to repair it would take HiGHS longer than to do without."""
    options = quest.values[: quest.arena.options]
    outside = (options < linear.lower[: len(options)]) | (options > linear.upper[: len(options)])
    return None if outside.any() else options
