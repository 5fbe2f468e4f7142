"""Every rule that a portfolio breaks, in words; the other half of the independent check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum

from northing.engine.alignment.strain import RoleMonth
from northing.engine.calendar import add_months
from northing.engine.selection.candidates import BudgetLine, Candidate, Option
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.rules import Rule, Violation
from northing.engine.selection.words import budget_name, capacity_key, capacity_name, exact_money, kind_budget_name
from northing.engine.words import number

TOLERANCE = 2e-6
"""A limit counts as kept when it is exceeded by less than this share of it (or of one unit): solvers round."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a portfolio asks for: money by year and by kind, people, risk; and how far it covers each objective."""

    cost: dict[int, float]
    kind_cost: dict[BudgetLine, float]
    load: dict[RoleMonth, float]
    risk: float
    objectives: dict[str, float]


def violations_of(
    problem: SelectionProblem, *, choice: Choice, chosen: Mapping[str, Option], use: Use
) -> Iterator[Violation]:
    """Limits first, then what projects owe each other, then what the whole has to look like."""
    yield from budget_violations(problem, use=use)
    yield from capacity_violations(problem, use=use, months=sorted(problem.capacity))
    candidates = {candidate.key: candidate for candidate in problem.candidates}
    for candidate in problem.candidates:
        yield from project_violations(problem, candidate, choice=choice, chosen=chosen, candidates=candidates)
    yield from exclusive_violations(candidates, chosen=chosen)
    yield from group_violations(problem, chosen=chosen)
    if problem.theme_shares:
        dearest = max((candidate.dearest() for candidate in problem.candidates), default=0.0)
        spend = _spend(chosen, candidates=candidates)
        yield from theme_violations(problem, spend=spend, dearest=dearest)
    yield from target_violations(problem, use=use)


def project_violations(
    problem: SelectionProblem,
    candidate: Candidate,
    *,
    choice: Choice,
    chosen: Mapping[str, Option],
    candidates: Mapping[str, Candidate],
) -> Iterator[Violation]:
    """What one candidate breaks by being as it is, and what it lacks of others."""
    yield from _own_rules(candidate, chosen=choice.get(candidate.key))
    if candidate.key in chosen:
        yield from _needs(problem, candidate, chosen=chosen, candidates=candidates)
        yield from _waits(candidate, chosen=chosen, candidates=candidates)


def _exceeds(over: float, *, limit: float) -> bool:
    return over > TOLERANCE * max(1.0, limit)


def budget_violations(problem: SelectionProblem, *, use: Use) -> Iterator[Violation]:
    """Money by year, money by kind and year, and risk."""
    for year, limit in sorted(problem.budgets.items()):
        over = use.cost.get(year, 0.0) - limit
        if _exceeds(over, limit=limit):
            words = f"{budget_name(year)} is exceeded by {exact_money(over, currency=problem.currency)}"
            yield Violation(Rule.BUDGET, str(year), words, over)
    for line, limit in sorted(problem.kind_budgets.items()):
        over = use.kind_cost.get(line, 0.0) - limit
        if _exceeds(over, limit=limit):
            words = f"{kind_budget_name(line)} is exceeded by {exact_money(over, currency=problem.currency)}"
            yield Violation(Rule.KIND_BUDGET, f"{line.kind}|{line.year}", words, over)
    if problem.risk_cap is not None and _exceeds(use.risk - problem.risk_cap, limit=problem.risk_cap):
        over = use.risk - problem.risk_cap
        yield Violation(Rule.RISK, "risk", f"risk cap is exceeded by {number(over)}", over)


def capacity_violations(problem: SelectionProblem, *, use: Use, months: Iterable[RoleMonth]) -> Iterator[Violation]:
    """People, in those months that have a limit."""
    for at in months:
        limit = max(0.0, problem.capacity[at] - problem.business_as_usual.get(at, 0.0))
        over = use.load.get(at, 0.0) - limit
        if _exceeds(over, limit=limit):
            words = f"{capacity_name(at, names=problem.role_names)} is short by {number(over)} FTE"
            yield Violation(Rule.CAPACITY, capacity_key(at), words, over)


def _own_rules(candidate: Candidate, *, chosen: str | None) -> Iterator[Violation]:
    if candidate.must_be_in and chosen is None:
        reason = "mandatory" if candidate.mandatory else "forced in"
        yield Violation(Rule.MUST_BE_IN, candidate.key, f"{candidate.name} is {reason} and not in")
    if candidate.excluded and chosen is not None:
        yield Violation(Rule.EXCLUDED, candidate.key, f"{candidate.name} is excluded and in")
    if candidate.locked and chosen != candidate.current:
        yield Violation(Rule.LOCKED, candidate.key, f"{candidate.name} is locked and changed")


def _needs(
    problem: SelectionProblem,
    candidate: Candidate,
    *,
    chosen: Mapping[str, Option],
    candidates: Mapping[str, Candidate],
) -> Iterator[Violation]:
    for key in candidate.requires:
        needed, pair = candidates[key], f"{candidate.key}|{key}"
        nothing_can_mend_it = candidate.locked and needed.locked
        if key not in chosen:
            yield Violation(Rule.REQUIRES, pair, f"{candidate.name} needs {needed.name}, which is out")
        elif problem.keep_order and not nothing_can_mend_it and _later(chosen[key], than=chosen[candidate.key]):
            words = f"{candidate.name} goes live before {needed.name}, which it needs, has finished"
            yield Violation(Rule.ORDER, pair, words)


def _later(one: Option, *, than: Option) -> bool:
    """Whether it goes live after the other; unknown dates break nothing."""
    return one.finish is not None and than.finish is not None and one.finish > than.finish


def _waits(
    candidate: Candidate, *, chosen: Mapping[str, Option], candidates: Mapping[str, Candidate]
) -> Iterator[Violation]:
    for key, lag in candidate.after:
        needed, pair = candidates[key], f"{candidate.key}|{key}"
        start = chosen[candidate.key].start
        finish = chosen[key].finish if key in chosen else None
        if key not in chosen:
            yield Violation(Rule.ORDER, pair, f"{candidate.name} waits for {needed.name}, which is out")
        elif start is not None and finish is not None and start < add_months(finish, lag):
            delay = f" and {lag} months have passed" if lag else ""
            yield Violation(Rule.ORDER, pair, f"{candidate.name} starts before {needed.name} has finished{delay}")


def exclusive_violations(candidates: Mapping[str, Candidate], *, chosen: Mapping[str, Option]) -> Iterator[Violation]:
    """Pairs of ``chosen`` that exclude each other."""
    both = {
        (min(key, other), max(key, other)) for key in chosen for other in candidates[key].excludes if other in chosen
    }
    for one, other in sorted(both):
        words = f"{candidates[one].name} and {candidates[other].name} exclude each other"
        yield Violation(Rule.EXCLUSIVE, f"{one}|{other}", words)


def group_violations(problem: SelectionProblem, *, chosen: Mapping[str, Option]) -> Iterator[Violation]:
    """Groups with too few or too many members in."""
    for group in problem.groups:
        count = sum(key in chosen for key in group.members)
        if count < group.at_least:
            words = f"{group.name} has {count} of at least {group.at_least}"
            yield Violation(Rule.AT_LEAST, group.key, words, group.at_least - count)
        if group.at_most is not None and count > group.at_most:
            words = f"{group.name} has {count} of at most {group.at_most}"
            yield Violation(Rule.AT_MOST, group.key, words, count - group.at_most)


def _spend(chosen: Mapping[str, Option], *, candidates: Mapping[str, Candidate]) -> dict[str, float]:
    """Minor units over all years by theme."""
    found: dict[str, list[float]] = {}
    for key, option in chosen.items():
        found.setdefault(candidates[key].theme, []).extend(option.cost.values())
    return {theme: fsum(parts) for theme, parts in found.items()}


def theme_violations(problem: SelectionProblem, *, spend: Mapping[str, float], dearest: float) -> Iterator[Violation]:
    """Themes whose share of all ``spend`` is out of its limits by more than a part of the dearest option."""
    whole = fsum(spend.values())
    for theme, share in sorted(problem.theme_shares.items()):
        own = spend.get(theme, 0.0)
        under, over = share.floor * whole - own, own - share.ceiling * whole
        if under > TOLERANCE * max(1.0, dearest):
            words = f"{theme} is {exact_money(under, currency=problem.currency)} below its floor"
            yield Violation(Rule.THEME_FLOOR, theme, words, under)
        if over > TOLERANCE * max(1.0, dearest):
            words = f"{theme} is {exact_money(over, currency=problem.currency)} above its ceiling"
            yield Violation(Rule.THEME_CEILING, theme, words, over)


def target_violations(problem: SelectionProblem, *, use: Use) -> Iterator[Violation]:
    """Objectives that are covered less than they have to be."""
    for objective, target in sorted(problem.targets.items()):
        under = target - use.objectives[objective]
        if under > TOLERANCE:
            words = f"objective {objective} is covered {number(100 * under)} points below its target"
            yield Violation(Rule.TARGET, objective, words, under)
