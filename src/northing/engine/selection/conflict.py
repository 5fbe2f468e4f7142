"""Why no portfolio keeps every rule: the smallest set of rules that would have to give way, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.elastic import elastic, most_broken
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Named
from northing.engine.selection.model import IN, SelectionModel, build_model
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.rules import Rule
from northing.engine.selection.solvers.highs import Limits, minimise
from northing.engine.selection.words import money
from northing.engine.words import number

SINGLES = 24
"""So many rules at most are tried one by one."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule that gives way.

    Attributes:
        rule, key: as in ``Violation``.
        by: in the unit of ``Violation.by``; 1 for a rule that is kept or not.
        words: rule and amount in one clause.
    """

    rule: Rule
    key: str
    by: float
    words: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot all be kept.

    Attributes:
        together: the smallest set of rules that, relaxed by so much each, leaves a portfolio.
        singles: rules each of which alone is enough, the smallest share of the rule first; empty when none is.
        choice: the portfolio that then remains.
    """

    together: tuple[Relaxation, ...]
    singles: tuple[Relaxation, ...]
    choice: Choice

    @property
    def words(self) -> str:
        """One sentence."""
        needed = "; ".join(relaxation.words for relaxation in self.together)
        if len(self.singles) > 1:
            return f"No portfolio keeps every rule. One of these is enough: {'; '.join(s.words for s in self.singles)}."
        return f"No portfolio keeps every rule. The least that has to give way: {needed}."


def explain_conflict(problem: SelectionProblem, *, effort: Effort = DEFAULT_EFFORT) -> Conflict | None:
    """The fewest rules that must give way, then by the least; None when a portfolio keeps them all.

    Budgets, capacity, mandates, policies and the objectives' targets alike; locks and exclusions stay as they are:
    they are what a person has just asked for. The effort's time is for the whole; the single rules that would be
    enough are tried while it lasts. Progress tells how many rules give way, and how few it may come to.

    Raises:
        SolverTimedOut: it ended before any set of rules was found that would be enough.
    """
    return conflict_in(build_model(problem), effort=effort)


def conflict_in(model: SelectionModel, *, effort: Effort = DEFAULT_EFFORT) -> Conflict | None:
    """``explain_conflict`` on a model of which some options may be closed: the fewest rules among what is open."""
    watch = Stopwatch(effort)
    found = _relax(model, soft=_rules(model), watch=watch, stage="fewest rules that give way")
    assert found is not None, "with every rule relaxed, what is locked is a portfolio"
    together, choice = found
    if not together:
        return None
    return Conflict(together, _singles(model, together=together, watch=watch), choice)


RuleKey = tuple[Rule, str]


def _rules(model: SelectionModel) -> list[RuleKey]:
    """Each rule once, however many rows it takes to say it."""
    return list(dict.fromkeys((named.rule, named.key) for named in model.linear.named if named))


def _singles(model: SelectionModel, *, together: tuple[Relaxation, ...], watch: Stopwatch) -> tuple[Relaxation, ...]:
    """Each rule that alone is enough, the smallest share first; none when the smallest set has more than one."""
    if len(together) > 1:
        return ()
    known = {(relaxation.rule, relaxation.key) for relaxation in together}
    breakable = most_broken(model)
    rules = [rule for rule in _rules(model) if breakable.get(rule, 0.0) > 0]
    rules.sort(key=lambda rule: rule not in known)
    found: list[Relaxation] = []
    tried = rules[:SINGLES]
    for at, rule in enumerate(tried, start=1):
        if watch.is_over():
            break
        relaxed = _relax_if_in_time(model, soft=[rule], watch=watch, stage=f"rule {at} of {len(tried)} alone")
        found.extend(relaxed[0] if relaxed else ())
    units = {(named.rule, named.key): named.unit for named in model.linear.named if named}
    return tuple(sorted(found or together, key=lambda one: one.by / units[one.rule, one.key]))


Relaxed = tuple[tuple[Relaxation, ...], Choice]


def _relax_if_in_time(
    model: SelectionModel, *, soft: Sequence[RuleKey], watch: Stopwatch, stage: str
) -> Relaxed | None:
    try:
        return _relax(model, soft=soft, watch=watch, stage=stage)
    except SolverTimedOut:
        return None


def _relax(model: SelectionModel, *, soft: Sequence[RuleKey], watch: Stopwatch, stage: str) -> Relaxed | None:
    """Fewest rules of ``soft`` broken, then by the smallest shares; None when that does not help."""
    relaxed = elastic(model, soft=soft)
    effort = watch.effort

    def tell(broken: float, least: float) -> None:
        watch.report(stage, value=broken, bound=least)

    watch.report(stage)
    limits = Limits(watch.left, effort.gap, should_stop=effort.should_stop, on_better=tell)
    try:
        solved = minimise(relaxed.linear, objective=relaxed.objective, limits=limits)
    except NoFeasiblePortfolio:
        return None
    except SolverTimedOut as error:
        if effort.is_stopped():
            raise SolverTimedOut("it was stopped before any set of rules was found that is enough") from error
        raise
    names = {(named.rule, named.key): named for named in model.linear.named if named}
    relaxations = tuple(
        _relaxation(names[rule], by=solved.values[slack] * most, problem=model.problem)
        for rule, slack, breaks, most in relaxed.slacks
        if solved.values[breaks] > IN
    )
    return relaxations, model.choice(np.asarray(solved.values))


KEPT_OR_NOT = frozenset({Rule.MUST_BE_IN, Rule.REQUIRES, Rule.ORDER, Rule.EXCLUSIVE})
MONEY = frozenset({Rule.BUDGET, Rule.KIND_BUDGET})


def _relaxation(named: Named, *, by: float, problem: SelectionProblem) -> Relaxation:
    rule, by = named.rule, by * named.unit
    if rule in KEPT_OR_NOT:
        return Relaxation(rule, named.key, 1.0, f"give up that {named.words}")
    if rule in MONEY:
        return Relaxation(rule, named.key, by, f"{named.words} + {money(by, currency=problem.currency)}")
    if rule is Rule.CAPACITY:
        return Relaxation(rule, named.key, by, f"{named.words} + {number(by)} FTE")
    if rule is Rule.TARGET:
        return Relaxation(rule, named.key, by, f"give up {number(100 * by)} points of: {named.words}")
    if rule in {Rule.THEME_FLOOR, Rule.THEME_CEILING}:
        return Relaxation(rule, named.key, by, f"{money(by, currency=problem.currency)} off: {named.words}")
    return Relaxation(rule, named.key, by, f"{named.words}, by {number(by)}")
