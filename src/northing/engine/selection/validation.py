"""A selection problem is refused, in the field's words, before a solver can make nonsense of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from northing.engine.alignment.strain import RoleMonth
from northing.engine.errors import (
    LARGEST,
    NUMBERS,
    DependencyCycle,
    NegativeAmount,
    NotANumber,
    OutOfScale,
    TooLarge,
    UnknownReference,
    require_countable,
    require_number,
    require_unique,
    require_whole,
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
"""Options of all candidates together."""

MOST_USES = 60_000_000
"""Amounts of money, people and contributions of all options together; a model takes 32 bytes and more for each."""

ROW = 20
"""A row takes as much memory as so many amounts."""

LONGEST, LAST_START = 1_200, 9_000
"""Months that work takes and lags last at most, and the last year to start in: every date can be written down."""

MONTHS = 12

Key = TypeVar("Key")


def require_few(candidates: object) -> None:
    """Refuse more ways of being in than any machine can choose from, before one is looked at; types come later.

    Raises:
        TooLarge: with how many there are.
    """
    known = candidates if isinstance(candidates, tuple | list) else ()
    profiles = (getattr(one, "profile", None) for one in known)
    starts = sum(_length(getattr(profile, "starts", ())) for profile in profiles)
    ways = sum(_length(getattr(one, "options", ())) for one in known) + starts
    if ways > MOST_WAYS:
        raise TooLarge(f"{ways:,} ways to be in are more than {MOST_WAYS:,}: offer fewer starts, or group projects")
    if len(known) > MOST_WAYS:
        raise TooLarge(f"{len(known):,} projects are more than {MOST_WAYS:,}: group them")


def _length(values: object) -> int:
    return len(values) if isinstance(values, tuple | list) else 0


def require_size(candidates: Sequence[Candidate], *, capacity: Iterable[RoleMonth]) -> None:
    """Refuse what would need more memory than any machine here has, before each of its amounts is looked at.

    Raises:
        TooLarge: with how many amounts of all ways to be in there are, or how much what they owe each other takes.
    """
    limited = Counter(at.role for at in capacity)
    uses = sum(
        _uses_of_options(one) + (_uses_of_profile(one.profile, limited) if one.profile else 0) for one in candidates
    )
    if uses > MOST_USES:
        raise TooLarge(
            f"{uses:,} amounts of money, people and contributions are more than {MOST_USES:,}: "
            "offer fewer starts, or limit fewer roles and months"
        )


def require_few_ties(candidates: Sequence[Candidate]) -> None:
    """Refuse more than fits in memory of what projects owe each other: each start against each of the needed one's.

    Raises:
        TooLarge: with how much it is.
    """
    ways = {one.key: len(one.options) + (len(one.profile.starts) if one.profile else 0) for one in candidates}
    ties = 0
    for one in candidates:
        own = ways[one.key]
        for key in (*one.requires, *(after.needed for after in one.after)):
            ties += (own + 1) * ROW + own * ways.get(key, 0)
        ties += len(one.excludes) * ROW
    if ties > MOST_USES:
        raise TooLarge(
            f"what projects need of each other and exclude takes {ties:,} numbers, more than {MOST_USES:,}: "
            "name only what is needed directly, or offer fewer starts"
        )


def _uses_of_options(candidate: Candidate) -> int:
    return sum(len(one.cost) + len(one.kinds) + len(one.demand) + len(one.contribution) for one in candidate.options)


def _uses_of_profile(profile: Profile, limited: Mapping[str, int]) -> int:
    """Of all starts together, at most: a year's money counts as itself and by kind, people where they are limited."""
    years = sum(2 * (2 + len(amounts) // MONTHS) for amounts in profile.cost.values())
    months = sum(min(len(amounts), limited.get(role, 0)) for role, amounts in profile.demand.items())
    return len(profile.starts) * (years + months + len(profile.contribution))


def require_candidates(candidates: Sequence[Candidate], *, measures: Sequence[str]) -> None:
    """Refuse candidates that cannot mean anything.

    Raises:
        ProblemError: one of its named kinds, with the project or option at fault.
    """
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
    name, own = candidate.name, candidate.option_keys
    told = (*candidate.requires, *candidate.excludes, *(after.needed for after in candidate.after))
    require_unique(own, what=f"option of {name!r}")
    if not keys.issuperset(told):
        unknown = next(key for key in told if key not in keys)
        raise UnknownReference(f"{name!r} refers to project {unknown!r}, which is not a candidate")
    if candidate.current is not None and candidate.current not in own:
        raise UnknownReference(f"{name!r} has no option {candidate.current!r}, which is its current one")
    if candidate.key in told:
        raise ContradictoryCandidate(f"{name!r} needs or excludes itself")
    _in_and_out(candidate)
    _amount(candidate.move_weight, what=f"move weight of {name!r}")
    _amounts(candidate.committed.items(), name=lambda year: f"committed money of {name!r} in FY{year % 100:02d}")
    _amounts(candidate.cancellation.items(), name=lambda year: f"cancellation of {name!r} in FY{year % 100:02d}")
    for after in candidate.after:
        require_whole(after.lag_months, what=f"lag of {name!r} after {after.needed!r}")
        if abs(after.lag_months) > LONGEST:
            raise OutOfScale(f"{name!r} waits {after.lag_months} months for {after.needed!r}: {LONGEST} at most")


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
    _amounts(option.cost.items(), name=lambda year: f"cost of {place} in FY{year % 100:02d}")
    _amounts(option.kinds.items(), name=lambda at: f"{at.kind} of {place} in FY{at.year % 100:02d}")
    _amounts(option.demand.items(), name=lambda at: f"demand of {place} for {at.role!r} in {at.month:%b %Y}")
    _months(option.demand, what=f"demand of {place}")
    _amount(option.risk, what=f"risk of {place}")


def _profile(profile: Profile, *, name: str, measures: set[str]) -> None:
    _known(profile.contribution, place=f"{name!r}", measures=measures)
    _dates(profile, name=name)
    for kind, amounts in profile.cost.items():
        _by_month(amounts, what=f"{kind or 'cost'} of {name!r}")
    for role, amounts in profile.demand.items():
        _by_month(amounts, what=f"demand of {name!r} for {role!r}")
    by_start = {f"contribution to {measure!r}": amounts for measure, amounts in profile.contribution.items()}
    for what, amounts in {**by_start, "score": profile.score, "net present value": profile.npv}.items():
        if len(amounts) not in {1, len(profile.starts)}:
            raise OutOfScale(f"{what} of {name!r} has {len(amounts)} amounts for {len(profile.starts)} starts")
        for amount in amounts:
            _number(amount, what=f"{what} of {name!r}")
    _amount(profile.risk, what=f"risk of {name!r}")


def _by_month(amounts: Iterable[float], *, what: str) -> None:
    _amounts(enumerate(amounts, 1), name=lambda month: f"{what} in month {month}")


def _dates(profile: Profile, *, name: str) -> None:
    require_whole(profile.months, what=f"months of {name!r}")
    if profile.months < 1 or any(start.day != 1 for start in profile.starts):
        raise OutOfScale(f"{name!r} takes {profile.months} months from {profile.starts}: whole months, one at least")
    longest = max((profile.months, *map(len, profile.cost.values()), *map(len, profile.demand.values())))
    if longest > LONGEST or any(start.year > LAST_START for start in profile.starts):
        raise OutOfScale(f"{name!r} takes {longest} months: {LONGEST} at most, from starts up to the year {LAST_START}")
    require_whole(profile.first_month, what=f"first month of the fiscal year of {name!r}")
    if not 1 <= profile.first_month <= MONTHS:
        raise OutOfScale(f"the fiscal year of {name!r} begins in month {profile.first_month}: 1 to {MONTHS}")


def _months(at: Iterable[RoleMonth], *, what: str) -> None:
    """A role's month is its first day: another day would be another month to some and the same to others."""
    for role, month in at:
        if month.day != 1:
            raise OutOfScale(f"{what} for {role!r} is given for {month}: give the first day of the month")


def _known(contribution: Iterable[str], *, place: str, measures: set[str]) -> None:
    unknown = [key for key in contribution if key not in measures]
    if unknown:
        raise UnknownReference(f"{place} contributes to measure {unknown[0]!r}, which the plan does not have")


def require_gaps(gaps: Sequence[MeasureGap], *, targets: Mapping[str, float]) -> None:
    """Refuse gaps and weights that are no amounts, weights that do not sum to 1, and targets outside 0..1."""
    _amounts(((gap.key, gap.gap) for gap in gaps), name=lambda key: f"gap of measure {key!r}")
    _amounts(((gap.key, gap.weight) for gap in gaps), name=lambda key: f"weight of measure {key!r}")
    total = sum(gap.weight for gap in gaps)
    if gaps and abs(total - 1) > WEIGHT_TOLERANCE:
        raise NotANumber(f"the measures' weights sum to {total:g}, not to 1")
    objectives = {gap.objective for gap in gaps}
    for objective, target in targets.items():
        if objective not in objectives:
            raise UnknownReference(f"a target is set for objective {objective!r}, which no measure belongs to")
        _share(target, what=f"target of objective {objective!r}")


def require_limits(budgets: Mapping[int, float], *, kinds: Mapping[BudgetLine, float], risk_cap: float | None) -> None:
    """Refuse budgets and a risk cap that are no amounts."""
    _amounts(budgets.items(), name=lambda year: f"budget of FY{year % 100:02d}")
    _amounts(kinds.items(), name=lambda line: f"{line.kind} budget of FY{line.year % 100:02d}")
    if risk_cap is not None:
        _amount(risk_cap, what="risk cap")


def require_capacity(capacity: Mapping[RoleMonth, float], *, business_as_usual: Mapping[RoleMonth, float]) -> None:
    """Refuse capacity and running work that are no amounts."""
    _amounts(capacity.items(), name=lambda at: f"capacity of {at.role!r} in {at.month:%b %Y}")
    _amounts(business_as_usual.items(), name=lambda at: f"business as usual of {at.role!r} in {at.month:%b %Y}")
    _months(capacity, what="capacity")
    _months(business_as_usual, what="business as usual")


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
        for what, count in (("the least", group.at_least), ("the most", most)):
            require_whole(count, what=f"{what} of group {group.name!r}")
        if not 0 <= group.at_least <= min(most, len(group.members)):
            raise OutOfScale(f"group {group.name!r} asks for {group.at_least} of {len(group.members)}, at most {most}")


def require_shares(shares: Mapping[str, Share]) -> None:
    """Refuse shares outside 0..1, floors above ceilings or above the whole."""
    for theme, share in shares.items():
        _share(share.floor, what=f"floor of theme {theme!r}")
        _share(share.ceiling, what=f"ceiling of theme {theme!r}")
        if share.floor > share.ceiling:
            raise OutOfScale(f"theme {theme!r} has a floor of {share.floor:g} above its ceiling of {share.ceiling:g}")
    floors = sum(share.floor for share in shares.values())
    if floors > 1 + WEIGHT_TOLERANCE:
        raise OutOfScale(f"the themes' floors sum to {floors:g}, more than the whole")


def require_value_model(value_model: ValueModel) -> None:
    """Refuse weights that are no amounts or do not sum to 1."""
    weights = (value_model.coverage, value_model.score, value_model.npv)
    for what, weight in zip(("coverage", "score", "net present value"), weights, strict=True):
        _amount(weight, what=f"weight of {what}")
    if abs(sum(weights) - 1) > WEIGHT_TOLERANCE:
        raise OutOfScale(f"the weights of the value model sum to {sum(weights):g}, not to 1")


def _share(amount: float, *, what: str) -> None:
    require_number(amount, what=what)
    if not 0 <= amount <= 1:
        raise OutOfScale(f"{what} is {amount}, not between 0 and 1")


def _is_within(amount: float, least: float, most: float) -> bool:
    """Whether it is a number there; text is nowhere."""
    return isinstance(amount, NUMBERS) and bool(least <= amount <= most)


def _number(amount: float, *, what: str) -> None:
    if not _is_within(amount, -LARGEST, LARGEST):
        require_countable(amount, what=what)


def _amount(amount: float, *, what: str) -> None:
    if not _is_within(amount, 0, LARGEST):
        _amounts([(what, amount)], name=str)


def _amounts(amounts: Iterable[tuple[Key, float]], *, name: Callable[[Key], str]) -> None:
    """Refuse what is no amount; the name is only put together for that one."""
    for key, amount in amounts:
        if not _is_within(amount, 0, LARGEST):
            _number(amount, what=name(key))
            raise NegativeAmount(f"{name(key)} is {amount}, but cannot be below zero")


def _no_cycle(candidates: Iterable[Candidate]) -> None:
    """Follow each project's needs to their end, once: a hundred thousand in a ring take a part of a second."""
    needs = {one.key: (*one.requires, *(after.needed for after in one.after)) for one in candidates}
    known: set[str] = set()
    for key in needs:
        if key not in known:
            _follow(key, needs=needs, known=known)


def _follow(key: str, *, needs: Mapping[str, Sequence[str]], known: set[str]) -> None:
    """Depth first from one project; the path to where it stands is kept in the order of a dictionary."""
    path = {key: iter(needs[key])}
    while path:
        now = next(reversed(path))
        needed = next(path[now], None)
        if needed is None:
            known.add(path.popitem()[0])
        elif needed in path:
            circle = list(path)
            raise DependencyCycle(circle[circle.index(needed) :])
        elif needed not in known:
            path[needed] = iter(needs[needed])
