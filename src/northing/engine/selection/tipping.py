"""How far a weight or a cost is from deciding otherwise; every answer by solving again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from math import fsum
from typing import TypeVar

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import SolverTimedOut, UnknownReference
from northing.engine.selection.again import best_value, require_going_on
from northing.engine.selection.candidates import Candidate, Profile
from northing.engine.selection.problem import SelectionProblem
from northing.engine.selection.solve import TIE, solve
from northing.engine.shapes import typed

Key = TypeVar("Key", bound=Hashable)
SHARE_STEP = 0.1
"""Steps of an objective's weight in which a tipping point is looked for."""
SHARE_EXACT, FACTOR_EXACT = 0.005, 0.005
"""How near a tipping weight and a tipping cost are found."""
DEAREST = 8.0
"""A project that stays in at so many times its cost has no tipping cost."""

NEVER, UNKNOWN = "changes sides at no {} that was tried", "where it tips was not yet known"
LOOKED = ", as far as it was looked for"


def _side(problem: SelectionProblem, project: str, *, is_in: bool) -> str:
    return f"{problem.candidate(project).name} is {'in' if is_in else 'out'}"


@dataclass(frozen=True, slots=True)
class TippingWeight:
    """The nearest weight of an objective at which a project changes sides; ``tips_at`` None when no weight does it.

    Attributes:
        share: the objective's weight today, 0..1; ``tips_at``: within 0.005, or as near as it came when it was stopped.
        is_in: whether the project is in today.
        looked: the shares between which it was looked for; less than 0..1 where it was found, or stopped before.
        is_complete: whether it was looked for to the end.
    """

    project: str
    objective: str
    share: float
    tips_at: float | None
    is_in: bool
    looked: tuple[float, float] = (0.0, 1.0)
    is_complete: bool = True

    def words(self, problem: SelectionProblem) -> str:
        """One sentence."""
        return f"{_side(problem, self.project, is_in=self.is_in)} and {self._tips()}"

    def _tips(self) -> str:
        if self.tips_at is None:
            return NEVER.format("weight") if self.is_complete else UNKNOWN
        looked = "" if self.is_complete else LOOKED
        return f"tips where {self.objective} weighs {self.tips_at:.1%} (now {self.share:.1%}){looked}"


@typed
def tipping_weight(
    problem: SelectionProblem, *, project: str, objective: str, effort: Effort = DEFAULT_EFFORT
) -> TippingWeight:
    """Move the objective's weight away from today's, the others' in proportion, until the project changes sides.

    Looked for in steps of 0.1 in both directions and then halved; a project that tips and tips back within a step
    is not noticed. The effort's time is for each weight that is tried.

    Raises:
        UnknownReference: no such project or objective.
        SolverTimedOut: it ended before it was known whether the project is in today.
    """
    problem.candidate(project)
    share, watch = _share(problem, objective), Stopwatch(effort)
    is_in = _is_in(problem, project=project, watch=watch, stage="today's weights")

    def same(tried: float) -> bool:
        found = reweighted(problem, objective=objective, share=tried)
        return _is_in(found, project=project, watch=watch, stage=f"weight {tried:.3f}") == is_in

    if len({gap.objective for gap in problem.gaps}) == 1:
        return TippingWeight(project, objective, share, None, is_in)
    ways = [_first_tip(start=share, end=end, same=same) for end in (0.0, 1.0)]
    tips = [way.tips_at for way in ways if way.tips_at is not None]
    nearest = min(tips, key=lambda at: abs(at - share), default=None)
    looked = (ways[0].reached, ways[1].reached)
    return TippingWeight(project, objective, share, nearest, is_in, looked, all(way.is_complete for way in ways))


def _share(problem: SelectionProblem, objective: str) -> float:
    own = [gap.weight for gap in problem.gaps if gap.objective == objective]
    if not own:
        raise UnknownReference(f"no measure belongs to objective {objective!r}")
    return fsum(own)


def reweighted(problem: SelectionProblem, *, objective: str, share: float) -> SelectionProblem:
    """The problem with that weight for the objective; all other measures share the rest in proportion."""
    now = _share(problem, objective)
    own = [gap for gap in problem.gaps if gap.objective == objective]
    others = len(problem.gaps) - len(own)
    inside = {gap.key: share * (gap.weight / now if now else 1 / len(own)) for gap in own}
    rest = 1 - now
    gaps = tuple(
        replace(
            gap,
            weight=inside[gap.key]
            if gap.key in inside
            else (1 - share) * (gap.weight / rest if rest > 0 else 1 / others),
        )
        for gap in problem.gaps
    )
    return replace(problem, gaps=gaps)


@dataclass(slots=True)
class _Way:
    """How far one direction was looked at: ``reached`` is the last amount tried that tips, or else that does not."""

    reached: float
    tips_at: float | None = None
    is_complete: bool = False


def _first_tip(*, start: float, end: float, same: Callable[[float], bool]) -> _Way:
    """The first share on the way from start to end at which the project is on the other side, as far as it came."""
    way = _Way(start)
    steps = max(1, round(abs(end - start) / SHARE_STEP))
    with suppress(SolverTimedOut):
        for at in range(1, steps + 1):
            share = start + (end - start) * at / steps
            if not same(share):
                _halve(way, share, exact=SHARE_EXACT, same=same)
                break
            way.reached = share
        way.is_complete = True
    return way


def _halve(way: _Way, tipped: float, *, exact: float, same: Callable[[float], bool]) -> None:
    """Between the last amount that keeps the side and one that does not, nearer and nearer."""
    kept, way.reached, way.tips_at = way.reached, tipped, tipped
    while abs(way.tips_at - kept) > exact:
        middle = (kept + way.tips_at) / 2
        if same(middle):
            kept = middle
        else:
            way.reached = way.tips_at = middle


def _is_in(problem: SelectionProblem, *, project: str, watch: Stopwatch, stage: str) -> bool:
    """In the best portfolio.

    Raises:
        SolverTimedOut: nothing was found in time, or it was stopped: what it had by then decides nothing.
    """
    found = solve(problem, effort=watch.part(stage))
    require_going_on(watch)
    return found.choice[project] is not None


@dataclass(frozen=True, slots=True)
class TippingCost:
    """The cost at which a project changes sides.

    Attributes:
        is_in: whether it is in today.
        factor: of today's cost: what it has to fall to, or may rise to; within 0.005. None when a project that is out
            would not enter for nothing, or one that is in would stay at eight times its cost.
        between: the factors between which it changes sides, as far as it was looked for; None with ``factor``.
        is_complete: whether it was looked for to the end; where it was stopped before, ``factor`` None says nothing.
    """

    project: str
    is_in: bool
    factor: float | None
    between: tuple[float, float] | None = None
    is_complete: bool = True

    def words(self, problem: SelectionProblem) -> str:
        """One sentence."""
        return f"{_side(problem, self.project, is_in=self.is_in)} and {self._tips()}"

    def _tips(self) -> str:
        if self.factor is None:
            return NEVER.format("cost") if self.is_complete else UNKNOWN
        if self.is_complete or self.between is None:
            return f"tips at {self.factor:.1%} of its cost"
        return f"tips between {self.between[0]:.1%} and {self.between[1]:.1%} of its cost{LOOKED}"


@typed
def tipping_cost(problem: SelectionProblem, *, project: str, effort: Effort = DEFAULT_EFFORT) -> TippingCost:
    """How much cheaper a project would have to be to enter, or how much dearer it may become before it leaves.

    It is in when the best portfolio with it is worth at least the best without it; the one with it never gains from
    a higher cost, so that halving finds the one point where that changes. The effort's time is for each cost tried.

    Raises:
        UnknownReference: no such project.
        SolverTimedOut: it ended before it was known whether the project is in today.
    """
    candidate, watch = problem.candidate(project), Stopwatch(effort)
    without = best_value(problem.with_candidate(_kept_out(candidate)), watch=watch, stage="without it")

    def pays(factor: float) -> bool:
        dearer = problem.with_candidate(replace(_at_cost(candidate, factor=factor), forced_in=True, excluded=False))
        found = best_value(dearer, watch=watch, stage=f"at {factor:.3f} of its cost")
        return found is not None and (without is None or found > without + TIE)

    is_in = pays(1.0)
    return _tip_between(project, is_in=is_in, end=DEAREST if is_in else 0.0, same=lambda at: pays(at) == is_in)


def _tip_between(project: str, *, is_in: bool, end: float, same: Callable[[float], bool]) -> TippingCost:
    """Between today's cost and that share of it, as near as there is time for."""
    kept, tipped, is_complete = 1.0, None, False
    with suppress(SolverTimedOut):
        if same(end):
            return TippingCost(project, is_in, None)
        tipped = end
        while abs(tipped - kept) > FACTOR_EXACT:
            middle = (kept + tipped) / 2
            kept, tipped = (middle, tipped) if same(middle) else (kept, middle)
        is_complete = True
    if tipped is None:
        return TippingCost(project, is_in, None, is_complete=False)
    between = (min(kept, tipped), max(kept, tipped))
    return TippingCost(project, is_in, kept if is_in else tipped, between, is_complete)


def _kept_out(candidate: Candidate) -> Candidate:
    return replace(candidate, excluded=True, mandatory=False, forced_in=False, locked=False)


def _at_cost(candidate: Candidate, *, factor: float) -> Candidate:
    options = tuple(
        replace(option, cost=_times(option.cost, factor), kinds=_times(option.kinds, factor))
        for option in candidate.options
    )
    profile = candidate.profile
    return replace(candidate, options=options, profile=_profile_at(profile, factor=factor) if profile else None)


def _profile_at(profile: Profile, *, factor: float) -> Profile:
    cost = {kind: tuple(factor * amount for amount in amounts) for kind, amounts in profile.cost.items()}
    return replace(profile, cost=cost)


def _times(amounts: Mapping[Key, float], factor: float) -> dict[Key, float]:
    return {key: factor * amount for key, amount in amounts.items()}
