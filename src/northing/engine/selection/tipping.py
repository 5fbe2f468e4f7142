"""How far a weight, a cost or a start is from deciding otherwise; every answer by solving again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import TypeVar

from northing.engine.effort import DEFAULT_EFFORT, Effort
from northing.engine.selection.candidates import Candidate, Option, Profile
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.model import build_model
from northing.engine.selection.nearby import MENDING, mended
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.solve import TIE, is_direct, solve
from northing.engine.selection.words import points

Key = TypeVar("Key", bound=Hashable)
SHARE_STEP = 0.1
SHARE_EXACT, FACTOR_EXACT = 0.005, 0.005
DEAREST = 8.0
"""A project that stays in at so many times its cost has no tipping cost."""


@dataclass(frozen=True, slots=True)
class TippingWeight:
    """The nearest weight of an objective at which a project changes sides; ``tips_at`` None when no weight does it.

    Attributes:
        share: the objective's weight today, 0..1; ``tips_at``: within 0.005.
        is_in: whether the project is in today.
    """

    project: str
    objective: str
    share: float
    tips_at: float | None
    is_in: bool


def tipping_weight(
    problem: SelectionProblem, *, project: str, objective: str, effort: Effort = DEFAULT_EFFORT
) -> TippingWeight:
    """Move the objective's weight away from today's, the others' in proportion, until the project changes sides.

    Looked for in steps of 0.1 in both directions and then halved; a project that tips and tips back within a step
    is not noticed.

    Raises:
        KeyError: no such project or objective.
    """
    problem.candidate(project)
    share = _share(problem, objective)
    is_in = _is_in(problem, project=project, effort=effort)
    tips = [
        found
        for end in (0.0, 1.0)
        if (found := _first_tip(problem, project, objective, start=share, end=end, is_in=is_in, effort=effort))
        is not None
    ]
    nearest = min(tips, key=lambda at: abs(at - share), default=None)
    return TippingWeight(project, objective, share, nearest, is_in)


def _share(problem: SelectionProblem, objective: str) -> float:
    own = [gap.weight for gap in problem.gaps if gap.objective == objective]
    if not own:
        raise KeyError(f"no measure belongs to objective {objective!r}")
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


def _first_tip(
    problem: SelectionProblem, project: str, objective: str, *, start: float, end: float, is_in: bool, effort: Effort
) -> float | None:
    """The first share on the way from start to end at which the project is on the other side."""

    def same(share: float) -> bool:
        found = reweighted(problem, objective=objective, share=share)
        return _is_in(found, project=project, effort=effort) == is_in

    if len({gap.objective for gap in problem.gaps}) == 1:
        return None
    steps = max(1, round(abs(end - start) / SHARE_STEP))
    before = start
    for at in range(1, steps + 1):
        share = start + (end - start) * at / steps
        if not same(share):
            return _halved(before, share, same=same)
        before = share
    return None


def _halved(kept: float, tipped: float, *, same: Callable[[float], bool]) -> float:
    while abs(tipped - kept) > SHARE_EXACT:
        middle = (kept + tipped) / 2
        kept, tipped = (middle, tipped) if same(middle) else (kept, middle)
    return tipped


def _is_in(problem: SelectionProblem, *, project: str, effort: Effort) -> bool:
    return solve(problem, effort=effort).choice[project] is not None


@dataclass(frozen=True, slots=True)
class TippingCost:
    """The cost at which a project changes sides.

    Attributes:
        is_in: whether it is in today.
        factor: of today's cost: what it has to fall to, or may rise to; within 0.005. None when a project that is out
            would not enter for nothing, or one that is in would stay at eight times its cost.
    """

    project: str
    is_in: bool
    factor: float | None


def tipping_cost(problem: SelectionProblem, *, project: str, effort: Effort = DEFAULT_EFFORT) -> TippingCost:
    """How much cheaper a project would have to be to enter, or how much dearer it may become before it leaves.

    It is in when the best portfolio with it is worth at least the best without it; the one with it never gains from
    a higher cost, so that halving finds the one point where that changes.

    Raises:
        KeyError: no such project.
    """
    candidate = problem.candidate(project)
    without = _value(problem.with_candidate(_kept_out(candidate)), effort=effort)

    def pays(factor: float) -> bool:
        dearer = _at_cost(candidate, factor=factor)
        found = _value(problem.with_candidate(replace(dearer, forced_in=True, excluded=False)), effort=effort)
        return found is not None and (without is None or found > without + TIE)

    is_in = pays(1.0)
    kept, tipped = 1.0, DEAREST if is_in else 0.0
    if pays(tipped) == is_in:
        return TippingCost(project, is_in, None)
    while abs(tipped - kept) > FACTOR_EXACT:
        middle = (kept + tipped) / 2
        kept, tipped = (middle, tipped) if pays(middle) == is_in else (kept, middle)
    return TippingCost(project, is_in, kept if is_in else tipped)


def _kept_out(candidate: Candidate) -> Candidate:
    return replace(candidate, excluded=True, mandatory=False, forced_in=False, locked=False)


def _value(problem: SelectionProblem, *, effort: Effort, near: Choice | None = None, project: str = "") -> float | None:
    """The best value; a search begins ``near`` a portfolio into which the project is forced."""
    try:
        return solve(problem, effort=effort, start=_begun(problem, near, project=project, effort=effort)).value
    except NoFeasiblePortfolio:
        return None


def _begun(problem: SelectionProblem, near: Choice | None, *, project: str, effort: Effort) -> Choice | None:
    if near is None or is_direct(model := build_model(problem)):
        return None
    quick = replace(effort, time_limit=MENDING * effort.time_limit)
    found = mended(model, near, project=project, effort=quick)
    return found.choice if found else None


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


@dataclass(frozen=True, slots=True)
class OtherStart:
    """What another start would do.

    Attributes:
        value_lost: 0..1 against the best portfolio; None when none that keeps the rules has that start.
    """

    key: str
    start: date
    value_lost: float | None
    words: str


def why_now(
    problem: SelectionProblem, choice: Choice, *, project: str, effort: Effort = DEFAULT_EFFORT
) -> tuple[OtherStart, ...]:
    """What the next earlier and the next later start would cost, everything else decided anew.

    Raises:
        KeyError: no such project, or it is out.
    """
    candidate = problem.candidate(project)
    chosen = candidate.option(choice.get(project))
    if chosen is None or chosen.start is None:
        raise KeyError(f"{candidate.name} is out, or its start is unknown")
    value = solve(problem, effort=effort, start=choice).value
    begun = chosen.start
    starts = sorted(_starts(candidate).items())
    earlier = [found for found in starts if found[0] < begun][-1:]
    later = [found for found in starts if found[0] > begun][:1]
    ways = [option for _, option in (*earlier, *later)]
    return tuple(_other(problem, choice, candidate, option, value=value, effort=effort) for option in ways)


def _starts(candidate: Candidate) -> dict[date, Option]:
    return {option.start: option for option in candidate.ways() if option.start is not None}


def _other(
    problem: SelectionProblem, choice: Choice, candidate: Candidate, option: Option, *, value: float, effort: Effort
) -> OtherStart:
    assert option.start is not None, "only starts that are known are looked at"
    only = replace(candidate, options=(option,), profile=None, current=None, forced_in=True, locked=False)
    found = _value(problem.with_candidate(only), effort=effort, near=choice, project=candidate.key)
    when = f"{candidate.name} from {option.start:%b %Y}"
    if found is None:
        return OtherStart(option.key, option.start, None, f"{when}: no portfolio keeps every rule")
    lost = value - found
    told = f"{points(abs(lost))} {'lower' if lost > 0 else 'higher'}" if abs(lost) > TIE else "the same"
    return OtherStart(option.key, option.start, lost, f"{when}: alignment is {told}")
