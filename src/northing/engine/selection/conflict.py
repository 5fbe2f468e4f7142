"""Why no portfolio keeps every rule: the smallest set of rules that would have to give way, and by how much.

A minimum correction set by an elastic model (Chinneck and Dravnieks 1991; ``elastic``): the fewest rules broken first,
then the smallest shares. Of a large model one rule that is enough is found first, and then how little of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import SolverTimedOut
from northing.engine.selection.check import evaluate
from northing.engine.selection.elastic import elastic, most_broken
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.linear import Floats, Linear, Named
from northing.engine.selection.model import IN, SelectionModel, build_model
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.rules import Rule, RuleKey
from northing.engine.selection.solve import is_direct, run
from northing.engine.selection.solvers.highs import Limits, minimise
from northing.engine.selection.tighten import WITHIN, with_only
from northing.engine.selection.words import exact_money
from northing.engine.shapes import typed
from northing.engine.words import number

SINGLES = 24
"""So many rules at most are tried one by one."""

TWO = 2.0
"""Objective from which on two rules give way: one for each and a part of one for how much."""

FEWEST = 0.6
"""Part of the time that a large model gets for how many they are: HiGHS cannot be stopped in its first relaxation."""

LEAST = 0.6
"""Part of the time that is left for how little one rule may give way."""


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


@typed
def explain_conflict(problem: SelectionProblem, *, effort: Effort = DEFAULT_EFFORT) -> Conflict | None:
    """The fewest rules that must give way, and by as little as possible; None when a portfolio keeps them all.

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
    together, choice = _fewest(model, watch=watch) if is_direct(model) else _first(model, watch=watch)
    if not together:
        return None
    return Conflict(together, _singles(model, together=together, watch=watch), choice)


def _first(model: SelectionModel, *, watch: Stopwatch) -> Relaxed:
    """Of a large model the first rule that is found to be enough, and by how little it is."""
    together, choice = _fewest(model, watch=watch, enough=TWO)
    if len(together) != 1 or watch.is_over():
        return together, choice
    row = _row_of(model.linear, together[0])
    return _fewest(model, watch=watch) if row is None else _by_least(model, row=row, choice=choice, watch=watch)


def _fewest(model: SelectionModel, *, watch: Stopwatch, enough: float = 0.0) -> Relaxed:
    found = _relax(model, soft=_rules(model), watch=watch, stage="fewest rules that give way", enough=enough)
    assert found is not None, "with every rule relaxed, what is locked is a portfolio"
    return found


def _row_of(linear: Linear, relaxation: Relaxation) -> int | None:
    """The one row of a rule that may be broken by more or less; None for the others."""
    rule = (relaxation.rule, relaxation.key)
    rows = [at for at, named in enumerate(linear.named) if named and (named.rule, named.key) == rule]
    return rows[0] if len(rows) == 1 and relaxation.rule not in KEPT_OR_NOT else None


def _by_least(model: SelectionModel, *, row: int, choice: Choice, watch: Stopwatch) -> Relaxed:
    """By how little one rule can give way: the others are kept while its row comes as near as it can.

    That is selection with another objective, which a search answers where a slack that is hardly worth anything beside
    the number of rules leads branch and bound nowhere. Nothing where the rule need not give way.
    """
    linear, named = model.linear, model.linear.named[row]
    assert named is not None, "it was found by its name"
    most, is_floor = most_broken(model)[named.rule, named.key], linear.row_lower[row] > -np.inf
    objective = _excess(linear, row=row, sign=-1.0 if is_floor else 1.0) / most
    watch.report("the least by which it gives way")
    effort = replace(watch.effort, time_limit=LEAST * watch.left, on_progress=None)
    others = replace(model, linear=with_only(linear, rows=np.arange(linear.matrix.height) != row))
    solved = run(others, objective=objective, effort=effort, start=choice)
    limit = -linear.row_lower[row] if is_floor else linear.row_upper[row]
    by = max(0.0, solved.objective * most - limit)
    better = (_relaxation(named, by=by, problem=model.problem),) if by > WITHIN else ()
    return better, model.choice(solved.values)


def _excess(linear: Linear, *, row: int, sign: float) -> Floats:
    """The row as an objective."""
    own = slice(linear.matrix.starts[row], linear.matrix.starts[row + 1])
    objective = np.zeros(linear.width)
    objective[linear.matrix.index[own]] = sign * linear.matrix.value[own]
    return objective


def _rules(model: SelectionModel) -> list[RuleKey]:
    """Each rule once, however many rows it takes to say it."""
    return list(dict.fromkeys((named.rule, named.key) for named in model.linear.named if named))


def _singles(model: SelectionModel, *, together: tuple[Relaxation, ...], watch: Stopwatch) -> tuple[Relaxation, ...]:
    """Each rule that alone is enough, the smallest share first; none when the smallest set has more than one."""
    if len(together) > 1:
        return ()
    known = {(relaxation.rule, relaxation.key) for relaxation in together}
    breakable = most_broken(model)
    rules = [rule for rule in _rules(model) if breakable.get(rule, 0.0) > 0 and rule not in known]
    found, tried = list(together), rules[: SINGLES - 1]
    for at, rule in enumerate(tried, start=2):
        if watch.is_over():
            break
        relaxed = _relax_if_in_time(model, soft=[rule], watch=watch, stage=f"rule {at} of {len(tried) + 1} alone")
        found.extend(relaxed[0] if relaxed else ())
    units = {(named.rule, named.key): named.unit for named in model.linear.named if named}
    return tuple(sorted(found, key=lambda one: one.by / units[one.rule, one.key]))


Relaxed = tuple[tuple[Relaxation, ...], Choice]


def _relax_if_in_time(
    model: SelectionModel, *, soft: Sequence[RuleKey], watch: Stopwatch, stage: str
) -> Relaxed | None:
    try:
        return _relax(model, soft=soft, watch=watch, stage=stage)
    except SolverTimedOut:
        return None


def _relax(
    model: SelectionModel, *, soft: Sequence[RuleKey], watch: Stopwatch, stage: str, enough: float = 0.0
) -> Relaxed | None:
    """Fewest rules of ``soft`` broken, then by the smallest shares; None when that does not help.

    An objective below ``enough`` is good enough.
    """
    relaxed = elastic(model, soft=soft)
    effort, heard = watch.effort, [np.inf]

    def tell(broken: float, least: float) -> None:
        heard.append(broken)
        watch.report(stage, value=broken, bound=least)

    def is_enough() -> bool:
        return effort.is_stopped() or heard[-1] < enough

    watch.report(stage)
    part = FEWEST * watch.left if enough else watch.left
    limits = Limits(part, effort.gap, should_stop=is_enough, on_better=tell)
    try:
        solved = minimise(relaxed.linear, objective=relaxed.objective, limits=limits)
    except NoFeasiblePortfolio:
        return None
    except SolverTimedOut as error:
        if effort.is_stopped():
            raise SolverTimedOut("it was stopped before any set of rules was found that is enough") from error
        raise
    choice = model.choice(np.asarray(solved.values))
    names = {(named.rule, named.key): named for named in model.linear.named if named}
    broken = {
        rule: solved.values[slack] * most for rule, slack, breaks, most in relaxed.slacks if solved.values[breaks] > IN
    }
    seen = _seen_by_the_check(model, choice=choice, names=names)
    relaxations = tuple(_relaxation(names[rule], by=by, problem=model.problem) for rule, by in (broken | seen).items())
    return relaxations, choice


def _seen_by_the_check(
    model: SelectionModel, *, choice: Choice, names: Mapping[RuleKey, Named]
) -> dict[RuleKey, float]:
    """What the independent check sees broken, in the rows' own scale.

    Where a project asks for a million times a limit, another that breaks it breaks so small a part of what could be
    broken that the solver takes it for rounding.
    """
    violations = evaluate(model.problem, choice).violations
    return {
        (one.rule, one.key): one.by / names[one.rule, one.key].unit
        for one in violations
        if (one.rule, one.key) in names
    }


KEPT_OR_NOT = frozenset({Rule.MUST_BE_IN, Rule.REQUIRES, Rule.ORDER, Rule.EXCLUSIVE})
MONEY = frozenset({Rule.BUDGET, Rule.KIND_BUDGET})


def _relaxation(named: Named, *, by: float, problem: SelectionProblem) -> Relaxation:
    rule, by = named.rule, float(by * named.unit)
    if rule in KEPT_OR_NOT:
        return Relaxation(rule, named.key, 1.0, f"give up that {named.words}")
    if rule in MONEY:
        return Relaxation(rule, named.key, by, f"{named.words} + {exact_money(by, currency=problem.currency)}")
    if rule is Rule.CAPACITY:
        return Relaxation(rule, named.key, by, f"{named.words} + {number(by)} FTE")
    if rule is Rule.TARGET:
        return Relaxation(rule, named.key, by, f"give up {number(100 * by)} points of: {named.words}")
    if rule in {Rule.THEME_FLOOR, Rule.THEME_CEILING}:
        return Relaxation(rule, named.key, by, f"{exact_money(by, currency=problem.currency)} off: {named.words}")
    return Relaxation(rule, named.key, by, f"{named.words}, by {number(by)}")
