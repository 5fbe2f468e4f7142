"""Shadow prices: the value of one more unit of money, of a role in a month, of any rule that binds.

``prices`` are the duals of the linear relaxation, ``worth_of`` solves again in whole projects.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import NegativeAmount, UnknownReference, require_finite
from northing.engine.selection.check import evaluate
from northing.engine.selection.linear import Linear, Named
from northing.engine.selection.model import SelectionModel, build_model
from northing.engine.selection.problem import SelectionProblem
from northing.engine.selection.rules import Rule
from northing.engine.selection.solve import Result, objective_of, result_of, run
from northing.engine.selection.solvers.highs import Limits, minimise
from northing.engine.selection.words import capacity_key
from northing.engine.shapes import typed

FREE = 1e-12
"""A price below this is none."""


@dataclass(frozen=True, slots=True)
class Price:
    """The shadow price of one rule: what it costs where projects could be divided.

    Attributes:
        per_unit: value (0..1) that one more minor unit, full-time equivalent, exposure or project would bring.
        unit: the size of the limit (or 1), so that ``per_unit × unit`` compares rules of different kinds.
    """

    rule: Rule
    key: str
    words: str
    per_unit: float
    unit: float


@typed
def prices(problem: SelectionProblem, *, effort: Effort = DEFAULT_EFFORT) -> tuple[Price, ...]:
    """The price of each binding rule, the dearest first: the duals of the relaxation at its optimum.

    A relaxation's price says what a small part of a unit is worth to projects that can be divided; what a whole unit
    is really worth ``worth_of`` finds by solving again. Capacity prices are the value of each role and month.

    Raises:
        NoFeasiblePortfolio: not even parts of projects keep the rules.
        SolverTimedOut: it ended before the relaxation was solved.
    """
    watch = Stopwatch(effort)
    model = build_model(problem)
    relaxed = replace(model.linear, integer=np.zeros(model.linear.width, dtype=np.bool_))
    watch.report("relaxation")
    limits = Limits(watch.left, should_stop=effort.is_stopped)
    solved = minimise(relaxed, objective=objective_of(model), limits=limits)
    watch.report("prices", bound=model.closed - solved.objective)
    totals: dict[tuple[Rule, str], Price] = {}
    for named, dual in zip(model.linear.named, solved.prices, strict=True):
        if named and abs(dual) > FREE:
            known = totals.get((named.rule, named.key))
            per_unit = abs(float(dual)) / named.unit + (known.per_unit if known else 0.0)
            totals[named.rule, named.key] = Price(named.rule, named.key, named.words, per_unit, named.unit)
    return tuple(sorted(totals.values(), key=lambda price: -price.per_unit * price.unit))


@dataclass(frozen=True, slots=True)
class Worth:
    """What ``amount`` more of a limit brings: ``gained`` value (0..1), and the portfolios without and with it."""

    amount: float
    gained: float
    before: Result
    after: Result

    @property
    def words(self) -> str:
        """One sentence: how much value it brings, from where to where."""
        return (
            f"{self.amount:g} more brings {self.gained:.4f} of value, "
            f"from {self.before.value:.4f} to {self.before.value + self.gained:.4f}"
        )


@typed
def worth_of(
    problem: SelectionProblem,
    *,
    rule: Rule,
    key: str,
    amount: float = 1.0,
    effort: Effort = DEFAULT_EFFORT,
    before: Result | None = None,
) -> Worth:
    """Solve again with ``amount`` more (in the rule's unit) of one limit; whole projects only.

    A limit of which no project asks anything is worth nothing.

    The effort's time is for each of the two; stopped, ``after`` may be ``before`` with nothing gained, and the gaps of
    both say what is not proven. ``before`` need not be solved again where it is known.

    Raises:
        UnknownReference: the problem has no such rule.
        NotANumber, NegativeAmount: of what there would be so much more.
        SolverTimedOut: it ended before any portfolio was found.
    """
    require_finite(amount, what="so much more of a limit")
    if amount < 0:
        raise NegativeAmount(f"so much more of a limit is {amount:g}: give 0 or more")
    model = build_model(problem)
    rows = [at for at, named in enumerate(model.linear.named) if named and (named.rule, named.key) == (rule, key)]
    if not rows and (rule, key) not in _limits(problem):
        raise UnknownReference(f"{rule} {key!r} is not a rule of this problem")
    watch = Stopwatch(effort)
    if before is None:
        before = result_of(model, run(model, objective=objective_of(model), effort=watch.part("without it")))
    if not rows:
        return Worth(amount, 0.0, before, before)
    wider = replace(model, linear=_given(model.linear, rows=rows, amount=amount))
    after = _unchecked(wider, before=before, effort=watch.part("with it"))
    return Worth(amount, max(0.0, after.value - before.value), before, after)


def _limits(problem: SelectionProblem) -> set[tuple[Rule, str]]:
    """Those that have no row where nothing is used of them."""
    return {
        *((Rule.BUDGET, str(year)) for year in problem.budgets),
        *((Rule.KIND_BUDGET, f"{line.kind}|{line.year}") for line in problem.kind_budgets),
        *((Rule.CAPACITY, capacity_key(at)) for at in problem.capacity),
        *((Rule.RISK, "risk") for _ in [problem.risk_cap] if problem.risk_cap is not None),
        *((Rule.AT_MOST, group.key) for group in problem.groups if group.at_most is not None),
    }


def _given(linear: Linear, *, rows: list[int], amount: float) -> Linear:
    more = np.array([amount / _named(linear, row).unit for row in rows])
    lower, upper = linear.row_lower.copy(), linear.row_upper.copy()
    upper[rows] += more
    lower[rows] -= more
    return replace(linear, row_lower=lower, row_upper=upper)


def _named(linear: Linear, row: int) -> Named:
    named = linear.named[row]
    assert named is not None, "only named rows are looked for"
    return named


def _unchecked(model: SelectionModel, *, before: Result, effort: Effort) -> Result:
    """The wider portfolio breaks the rule as the problem has it: its value is checked, that rule is not."""
    solved = run(model, objective=objective_of(model), effort=effort, start=before.choice)
    choice = model.choice(solved.values)
    evaluation = evaluate(model.problem, choice)
    return Result(choice, evaluation, max(evaluation.value, model.closed - solved.bound), solved.ending)
