"""A selection problem is refused, in the field's words, before a solver can make nonsense of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from math import isfinite

from northing.engine.alignment.strain import RoleMonth
from northing.engine.errors import (
    DependencyCycle,
    NegativeAmount,
    NotANumber,
    OutOfScale,
    TooLarge,
    UnknownReference,
    require_unique,
)
from northing.engine.selection.candidates import (
    BudgetLine,
    Candidate,
    Group,
    MeasureGap,
    Option,
    Profile,
    Share,
    ValueModel,
)
from northing.engine.selection.errors import ContradictoryCandidate

WEIGHT_TOLERANCE = 1e-6
MOST_WAYS = 1_000_000
"""Options of all candidates together; at 40 uses each they fill several gigabytes."""

Named = Iterable[tuple[str, float]]


def require_candidates(candidates: Sequence[Candidate], *, measures: Sequence[str]) -> None:
    """Refuse candidates that cannot mean anything.

    Raises:
        ProblemError: one of its named kinds, with the project or option at fault.
    """
    ways = sum(len(one.options) + len(one.profile.starts if one.profile else ()) for one in candidates)
    if ways > MOST_WAYS:
        raise TooLarge(f"{ways:,} ways to be in are more than {MOST_WAYS:,}: offer fewer starts, or group projects")
    require_unique((candidate.key for candidate in candidates), what="project")
    require_unique(measures, what="measure")
    keys, known = {candidate.key for candidate in candidates}, set(measures)
    for candidate in candidates:
        _candidate(candidate, keys=keys)
        for option in candidate.options:
            _option(option, name=candidate.name, measures=known)
        if candidate.profile is not None:
            _profile(candidate.profile, name=candidate.name, measures=known)
    _no_cycle(candidates)


def _candidate(candidate: Candidate, *, keys: set[str]) -> None:
    name, needed = candidate.name, [after.needed for after in candidate.after]
    require_unique(candidate.option_keys, what=f"option of {name!r}")
    unknown = [key for key in (*candidate.requires, *candidate.excludes, *needed) if key not in keys]
    if unknown:
        raise UnknownReference(f"{name!r} refers to project {unknown[0]!r}, which is not a candidate")
    if candidate.current is not None and candidate.current not in candidate.option_keys:
        raise UnknownReference(f"{name!r} has no option {candidate.current!r}, which is its current one")
    if candidate.key in (*candidate.requires, *candidate.excludes, *needed):
        raise ContradictoryCandidate(f"{name!r} needs or excludes itself")
    _in_and_out(candidate)
    _amounts([(f"move weight of {name!r}", candidate.move_weight)])
    _amounts((f"committed money of {name!r} in FY{y % 100:02d}", cost) for y, cost in candidate.committed.items())
    _amounts((f"cancellation of {name!r} in FY{y % 100:02d}", cost) for y, cost in candidate.cancellation.items())


def _in_and_out(candidate: Candidate) -> None:
    reason = "mandatory" if candidate.mandatory else "forced in"
    if candidate.must_be_in and candidate.excluded:
        raise ContradictoryCandidate(f"{candidate.name!r} is {reason} and excluded")
    if candidate.must_be_in and not candidate.option_keys:
        raise ContradictoryCandidate(f"{candidate.name!r} is {reason} but has no option to be in")
    if candidate.locked and candidate.excluded and candidate.current is not None:
        raise ContradictoryCandidate(f"{candidate.name!r} is locked in and excluded")


def _option(option: Option, *, name: str, measures: set[str]) -> None:
    place = f"{name!r}, option {option.key!r}"
    _known(option.contribution, place=place, measures=measures)
    for measure, amount in option.contribution.items():
        _number(amount, what=f"contribution of {place} to {measure!r}")
    _number(option.score, what=f"score of {place}")
    _number(option.npv, what=f"net present value of {place}")
    _amounts((f"cost of {place} in FY{year % 100:02d}", cost) for year, cost in option.cost.items())
    _amounts((f"{at.kind} of {place} in FY{at.year % 100:02d}", cost) for at, cost in option.kinds.items())
    _amounts((f"demand of {place} for {at.role!r} in {at.month:%b %Y}", fte) for at, fte in option.demand.items())
    _amounts([(f"risk of {place}", option.risk)])


def _profile(profile: Profile, *, name: str, measures: set[str]) -> None:
    _known(profile.contribution, place=f"{name!r}", measures=measures)
    if profile.months < 1 or any(start.day != 1 for start in profile.starts):
        raise OutOfScale(f"{name!r} takes {profile.months} months from {profile.starts}: whole months, one at least")
    for kind, amounts in profile.cost.items():
        _amounts((f"{kind or 'cost'} of {name!r} in month {at}", cost) for at, cost in enumerate(amounts, 1))
    for role, amounts in profile.demand.items():
        _amounts((f"demand of {name!r} for {role!r} in month {at}", fte) for at, fte in enumerate(amounts, 1))
    by_start = {f"contribution to {measure!r}": amounts for measure, amounts in profile.contribution.items()}
    for what, amounts in {**by_start, "score": profile.score, "net present value": profile.npv}.items():
        if len(amounts) not in {1, len(profile.starts)}:
            raise OutOfScale(f"{what} of {name!r} has {len(amounts)} amounts for {len(profile.starts)} starts")
        for amount in amounts:
            _number(amount, what=f"{what} of {name!r}")
    _amounts([(f"risk of {name!r}", profile.risk)])


def _known(contribution: Iterable[str], *, place: str, measures: set[str]) -> None:
    unknown = [key for key in contribution if key not in measures]
    if unknown:
        raise UnknownReference(f"{place} contributes to measure {unknown[0]!r}, which the plan does not have")


def require_gaps(gaps: Sequence[MeasureGap], *, targets: Mapping[str, float]) -> None:
    """Refuse gaps and weights that are no amounts, weights that do not sum to 1, and targets outside 0..1."""
    _amounts((f"gap of measure {gap.key!r}", gap.gap) for gap in gaps)
    _amounts((f"weight of measure {gap.key!r}", gap.weight) for gap in gaps)
    total = sum(gap.weight for gap in gaps)
    if gaps and abs(total - 1) > WEIGHT_TOLERANCE:
        raise NotANumber(f"the measures' weights sum to {total:g}, not to 1")
    for objective, target in targets.items():
        if objective not in {gap.objective for gap in gaps}:
            raise UnknownReference(f"a target is set for objective {objective!r}, which no measure belongs to")
        _share(target, what=f"target of objective {objective!r}")


def require_limits(budgets: Mapping[int, float], *, kinds: Mapping[BudgetLine, float], risk_cap: float | None) -> None:
    """Refuse budgets and a risk cap that are no amounts."""
    _amounts((f"budget of FY{year % 100:02d}", amount) for year, amount in budgets.items())
    _amounts((f"{line.kind} budget of FY{line.year % 100:02d}", amount) for line, amount in kinds.items())
    _amounts([("risk cap", risk_cap)] if risk_cap is not None else [])


def require_capacity(capacity: Mapping[RoleMonth, float], *, business_as_usual: Mapping[RoleMonth, float]) -> None:
    """Refuse capacity and running work that are no amounts."""
    _amounts((f"capacity of {at.role!r} in {at.month:%b %Y}", fte) for at, fte in capacity.items())
    _amounts((f"business as usual of {at.role!r} in {at.month:%b %Y}", fte) for at, fte in business_as_usual.items())


def require_groups(groups: Sequence[Group], *, candidates: Sequence[Candidate]) -> None:
    """Refuse groups of unknown members, and those that ask for more than they have or allow."""
    require_unique((group.key for group in groups), what="group")
    keys = {candidate.key for candidate in candidates}
    for group in groups:
        unknown = [key for key in group.members if key not in keys]
        if unknown:
            raise UnknownReference(f"group {group.name!r} refers to project {unknown[0]!r}, which is not a candidate")
        require_unique(group.members, what=f"member of group {group.name!r}")
        most = len(group.members) if group.at_most is None else group.at_most
        if not 0 <= group.at_least <= min(most, len(group.members)):
            raise OutOfScale(f"group {group.name!r} asks for {group.at_least} of {len(group.members)}, at most {most}")


def require_shares(shares: Mapping[str, Share], *, value_model: ValueModel) -> None:
    """Refuse shares outside 0..1, floors above ceilings or above the whole, and value weights that do not sum to 1."""
    for theme, share in shares.items():
        _share(share.floor, what=f"floor of theme {theme!r}")
        _share(share.ceiling, what=f"ceiling of theme {theme!r}")
        if share.floor > share.ceiling:
            raise OutOfScale(f"theme {theme!r} has a floor of {share.floor:g} above its ceiling of {share.ceiling:g}")
    floors = sum(share.floor for share in shares.values())
    if floors > 1 + WEIGHT_TOLERANCE:
        raise OutOfScale(f"the themes' floors sum to {floors:g}, more than the whole")
    weights = (value_model.coverage, value_model.score, value_model.npv)
    _amounts(zip(("weight of coverage", "weight of score", "weight of net present value"), weights, strict=True))
    if abs(sum(weights) - 1) > WEIGHT_TOLERANCE:
        raise OutOfScale(f"the weights of the value model sum to {sum(weights):g}, not to 1")


def _share(amount: float, *, what: str) -> None:
    if not 0 <= amount <= 1:
        raise OutOfScale(f"{what} is {amount}, not between 0 and 1")


def _number(amount: float, *, what: str) -> None:
    if not isfinite(amount):
        raise NotANumber(f"{what} is {amount}")


def _amounts(named: Named) -> None:
    for name, amount in named:
        _number(amount, what=name)
        if amount < 0:
            raise NegativeAmount(f"{name} is {amount}, but cannot be below zero")


def _no_cycle(candidates: Collection[Candidate]) -> None:
    try:
        TopologicalSorter(dict(_needs(candidates))).prepare()
    except CycleError as error:
        cycle = error.args[1][:-1]
        raise DependencyCycle(cycle[::-1]) from error


def _needs(candidates: Iterable[Candidate]) -> Iterator[tuple[str, list[str]]]:
    for candidate in candidates:
        yield candidate.key, [*candidate.requires, *(after.needed for after in candidate.after)]
