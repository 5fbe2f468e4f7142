"""Why a project is in a portfolio or out of it, in words with numbers; re-evaluated, never solved again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from northing.engine.selection.candidates import Candidate, Option
from northing.engine.selection.check import Evaluation
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.proposal import Line, Verb, line_of
from northing.engine.selection.rules import Rule, Violation
from northing.engine.selection.solve import TIE
from northing.engine.selection.swap import Standing, Swap
from northing.engine.selection.words import exact_money, points
from northing.engine.shapes import typed
from northing.engine.words import number

NAMED = 3
"""So many measures, rules or projects are named in one sentence; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one line of a portfolio is as it is.

    Attributes:
        marginal: value (0..1) that is lost when a project that is in leaves, or gained when one that is out enters in
            its best way, all else equal and rules aside.
        breaks: the rules that would then be broken which are kept now.
        reasons: sentences, the weightiest first.
    """

    line: Line
    marginal: float
    breaks: tuple[Violation, ...]
    reasons: tuple[str, ...]


@typed
def explain(problem: SelectionProblem, choice: Choice) -> tuple[Explanation, ...]:
    """An explanation for each candidate, in the problem's order."""
    standing = Standing.of(problem, choice)
    return tuple(_explain(standing, candidate) for candidate in problem.candidates)


@typed
def explain_project(problem: SelectionProblem, choice: Choice, *, project: str) -> Explanation:
    """The explanation for one candidate.

    Raises:
        UnknownReference: it is not a candidate.
    """
    return _explain(Standing.of(problem, choice), problem.candidate(project))


def _explain(standing: Standing, candidate: Candidate) -> Explanation:
    line = line_of(candidate, after=standing.choice.get(candidate.key))
    return (
        _explain_in(standing, candidate, line=line)
        if line.after is not None
        else _explain_out(standing, candidate, line=line)
    )


def _explain_in(standing: Standing, candidate: Candidate, *, line: Line) -> Explanation:
    without, now = standing.swapped(candidate, None), standing.now
    reasons = (
        *_held_in(standing, candidate),
        *_better_than_today(standing, candidate, line=line),
        _worth(standing.problem, candidate, line=line, now=now, without=without),
    )
    return Explanation(line, now.value - without.value, without.breaks, reasons)


def _held_in(standing: Standing, candidate: Candidate) -> Iterator[str]:
    if candidate.mandatory:
        yield "it is mandatory"
    elif candidate.forced_in:
        yield "it was forced in"
    if candidate.locked:
        yield "it is locked as it is"
    tied = (standing.candidates[key] for key in standing.tied.get(candidate.key, ()) if key in standing.chosen)
    users = [user.name for user in tied if candidate.key in user.requires]
    if users:
        yield f"{_listed(users)} {'needs' if len(users) == 1 else 'need'} it"


def _better_than_today(standing: Standing, candidate: Candidate, *, line: Line) -> Iterator[str]:
    """Why a project moves or changes size instead of staying as it is."""
    if line.verb not in {Verb.MOVES, Verb.RESIZES}:
        return
    as_today, now = standing.swapped(candidate, candidate.option(candidate.current)), standing.now
    if as_today.breaks:
        yield f"as it is today, {_listed([violation.words for violation in as_today.breaks])}"
    gain = now.value - as_today.value
    if abs(gain) > TIE:
        yield f"alignment is {points(abs(gain))} {'higher' if gain > 0 else 'lower'} than if it stayed as it is"
    saved = as_today.total_cost - now.total_cost
    if saved > 1:
        yield f"this frees {exact_money(saved, currency=standing.problem.currency)}"


def _worth(problem: SelectionProblem, candidate: Candidate, *, line: Line, now: Evaluation, without: Swap) -> str:
    lost = now.value - without.value
    if lost > TIE:
        return f"without it alignment would be {points(lost)} lower: {_measures(problem, now=now, other=without)}"
    if lost < -TIE:
        return f"without it alignment would be {points(-lost)} higher: {_measures(problem, now=now, other=without)}"
    option = candidate.option(line.after)
    useless = _useless(problem, option) if option else ""
    return f"{useless}; leaving would be a change that gains no alignment" if line.verb is Verb.STAYS else useless


def _explain_out(standing: Standing, candidate: Candidate, *, line: Line) -> Explanation:
    if not candidate.option_keys:
        return Explanation(line, 0.0, (), ("there is no way for it to be in",))
    problem, now = standing.problem, standing.now
    tried = [(option, standing.swapped(candidate, option)) for option in _ways(candidate)]
    option, best = min(tried, key=lambda one: (len(one[1].breaks) > 0, -one[1].value, one[1].total_cost))
    gain, breaks = best.value - now.value, best.breaks
    reasons = (
        *_held_out(candidate),
        *_gain(problem, option, gain=gain, now=now, best=best),
        *_against(problem, option, gain=gain, breaks=breaks),
        *(_dominated(standing, candidate, option=option) if breaks and gain > TIE else ()),
        *_freed(problem, option, line=line),
    )
    return Explanation(line, gain, breaks, reasons)


def _ways(candidate: Candidate) -> tuple[Option, ...]:
    current = candidate.option(candidate.current)
    return (current,) if current else tuple(candidate.ways())


def _held_out(candidate: Candidate) -> Iterator[str]:
    if candidate.excluded:
        yield "it is excluded"
    if candidate.locked:
        yield "it is locked out"


def _gain(problem: SelectionProblem, option: Option, *, gain: float, now: Evaluation, best: Swap) -> Iterator[str]:
    if gain > TIE:
        yield f"it would add {points(gain)}: {_measures(problem, now=best, other=now)}"
    elif gain < -TIE:
        yield f"it would take away {points(-gain)}: {_measures(problem, now=best, other=now)}"
    else:
        yield _useless(problem, option)


def _against(problem: SelectionProblem, option: Option, *, gain: float, breaks: tuple[Violation, ...]) -> Iterator[str]:
    limits = [violation.words for violation in breaks if violation.rule not in {Rule.EXCLUDED, Rule.LOCKED}]
    if limits:
        yield f"with it, {_listed(limits)}"
    elif not breaks and gain > TIE:
        cost = exact_money(sum(option.cost.values()), currency=problem.currency)
        yield f"there is room for it ({cost}), but it is one change more than this proposal makes"


def _dominated(standing: Standing, candidate: Candidate, *, option: Option) -> Iterator[str]:
    """A chosen project that brings at least as much to every measure for less money."""
    for key, chosen in standing.chosen.items():
        if key != candidate.key and _brings_more(chosen, than=option):
            name = standing.candidates[key].name
            yield f"{name}, which is in, brings at least as much to each measure for less money"
            return


def _brings_more(one: Option, *, than: Option) -> bool:
    measures = one.contribution.keys() | than.contribution.keys()
    at_least = all(one.contribution.get(m, 0.0) >= than.contribution.get(m, 0.0) for m in measures)
    return at_least and sum(one.cost.values()) < sum(than.cost.values())


def _freed(problem: SelectionProblem, option: Option, *, line: Line) -> Iterator[str]:
    cost = sum(option.cost.values())
    if line.before is not None and cost:
        yield f"leaving frees {exact_money(cost, currency=problem.currency)}"


def _useless(problem: SelectionProblem, option: Option) -> str:
    served = [gap.name for gap in problem.gaps if option.contribution.get(gap.key, 0.0) > 0 and gap.weight > 0]
    if not served:
        return "it serves no measure whose gap is open"
    return f"it adds to a gap that is already closed or held down by disbenefits: {_listed(served)}"


def _measures(problem: SelectionProblem, *, now: Evaluation | Swap, other: Evaluation | Swap) -> str:
    """The measures whose coverage differs most, with the contribution in their unit."""
    changes = [
        (abs(gap.weight * (now.coverage[gap.key] - other.coverage[gap.key])), gap)
        for gap in problem.gaps
        if now.coverage[gap.key] != other.coverage[gap.key]
    ]
    changes.sort(key=lambda change: (-change[0], change[1].key))
    told = [
        f"{gap.name} {number(abs(now.contribution[gap.key] - other.contribution[gap.key]))} {gap.unit}".rstrip()
        for _, gap in changes
    ]
    return _listed(told)


def _listed(words: list[str]) -> str:
    shown = words[:NAMED]
    more = len(words) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
