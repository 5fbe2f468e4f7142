"""The portfolio that covers most of what the business plan still needs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from northing.engine.effort import DEFAULT_EFFORT, Effort, Stopwatch
from northing.engine.errors import SolverFailed, SolverTimedOut
from northing.engine.selection.check import Evaluation, evaluate
from northing.engine.selection.errors import NoFeasiblePortfolio
from northing.engine.selection.feasible import require_fitting
from northing.engine.selection.linear import Ending, Floats, Row, Solved, total
from northing.engine.selection.model import SelectionModel, build_model
from northing.engine.selection.problem import Choice, SelectionProblem
from northing.engine.selection.search.companion import is_provable
from northing.engine.selection.search.greedy import completed
from northing.engine.selection.search.mip import mip_of
from northing.engine.selection.search.search import search, search_in_steps
from northing.engine.selection.solvers.highs import Limits, minimise
from northing.engine.selection.tighten import tightened
from northing.engine.shapes import typed

TIE = 1e-6
"""Of two portfolios whose values differ by less than this the cheaper one is taken."""

DIRECT = 3000
"""Up to so many options branch and bound is trusted to come near a proof."""

FIRST_WORD, BESIDE = 0.5, 0.05
"""Part of the time after which what it has not proven is searched; where it goes on in a second process meanwhile."""

TIE_NODES, TIE_TIME = 1_000, 0.1
"""Of branch and bound at most, and part of the time, for which of equal values is the cheapest."""

DECIDED = 1e-9
"""Gap at which that is known too: costs together weigh no more than a tie."""


@dataclass(frozen=True, slots=True)
class Result:
    """A portfolio with its proof.

    Attributes:
        choice: for each candidate the chosen option's key, None for out.
        evaluation: what it is worth and uses, from the independent check.
        bound: no portfolio under the same rules is worth more.
        ending: whether the gap was reached or the time was up.
    """

    choice: Choice
    evaluation: Evaluation
    bound: float
    ending: Ending

    @property
    def value(self) -> float:
        """Σ weight × coverage, 0..1."""
        return self.evaluation.value

    @property
    def gap(self) -> float:
        """Proven: (bound − value) / bound; 0 when no more than a tie can be gained."""
        return gap_between(self.value, bound=self.bound)

    @property
    def words(self) -> str:
        """One sentence: how many are in, what that is worth, and how sure it is that nothing is worth more."""
        chosen = sum(1 for key in self.choice.values() if key is not None)
        head = f"{chosen} of {len(self.choice)} candidates are in"
        return f"{head}; value {self.value:.4f}, proven gap {self.gap:.4%}"


def gap_between(value: float, *, bound: float) -> float:
    """(bound − value) / bound; values that differ by a tie are one: a portfolio worth nothing may be proven best."""
    return (bound - value) / bound if bound - value > TIE else 0.0


@typed
def solve(
    problem: SelectionProblem,
    *,
    effort: Effort = DEFAULT_EFFORT,
    start: Choice | None = None,
    steps: int | None = None,
) -> Result:
    """The portfolio of the highest value, the cheapest of several such; ``start`` is one to begin the search with.

    value = Σ weight × min(1, max(0, Σ contribution / gap)), or the problem's value model. HiGHS proves the answer where
    it can; what it has not proven in its part of the time is searched (``search.search``), with two processes where the
    effort allows two workers. ``steps`` counts that search in neighbourhoods instead of seconds.

    Raises:
        NoFeasiblePortfolio: the rules cannot all be kept; ``conflict.explain_conflict`` says why.
        SolverFailed: the solver gave no answer, or one that the independent check refuses.
    """
    require_fitting(problem)
    model = build_model(problem)
    return result_of(model, run(model, objective=objective_of(model), effort=effort, start=start, steps=steps))


def objective_of(model: SelectionModel) -> Floats:
    """To be minimised: less value is worse, and of equal value the dearer."""
    return TIE * model.cost - model.value


def solve_model(
    model: SelectionModel, *, rows: Sequence[Row] = (), effort: Effort = DEFAULT_EFFORT, start: Choice | None = None
) -> Result:
    """``solve`` on a model that is already built, under further ``rows``."""
    return result_of(model, run(model, objective=objective_of(model), rows=rows, effort=effort, start=start))


def result_of(model: SelectionModel, solved: Solved) -> Result:
    """The solver's answer to ``objective_of``, checked."""
    choice, evaluation = checked(model, solved)
    bound = min(1.0, model.closed - solved.bound + TIE)
    return Result(choice, evaluation, max(bound, evaluation.value), solved.ending)


def run(
    model: SelectionModel,
    *,
    objective: Floats,
    rows: Sequence[Row] = (),
    effort: Effort = DEFAULT_EFFORT,
    start: Choice | None = None,
    steps: int | None = None,
) -> Solved:
    """The smallest objective under further ``rows``: by branch and bound, or by search where that is hopeless.

    The one place that decides between them, by the options that are open. A search compares what is broken with
    whole values: the objective has to be of that size (``solve.objective_of``, or moves as parts of all of them).
    Where the time is up or somebody stops it before anything better is found, ``start`` is the answer.

    Raises:
        NoFeasiblePortfolio: no portfolio keeps the rules and the further rows.
        SolverTimedOut: it ended before any was found, and ``start`` is none.
    """
    narrowed = replace(model, linear=tightened(model.linear.with_rows(rows)))
    begin = model.start(start) if start is not None else None
    known = _as_begun(narrowed, objective=objective, start=begin) if begin is not None and effort.is_stopped() else None
    if known is not None:
        return known
    try:
        if is_direct(narrowed) or (steps is None and is_provable(narrowed.linear)):
            return _proven_or_searched(narrowed, objective=objective, effort=effort, start=begin)
        if steps is not None:
            return search_in_steps(narrowed, objective=objective, watch=Stopwatch(effort), steps=steps, start=begin)
        return search(narrowed, objective=objective, watch=Stopwatch(effort), start=begin)
    except SolverTimedOut as error:
        if begin is not None and (known := _as_begun(narrowed, objective=objective, start=begin)) is not None:
            return known
        if effort.is_stopped():
            raise SolverTimedOut("it was stopped before any portfolio was found") from error
        raise


def _as_begun(model: SelectionModel, *, objective: Floats, start: Floats) -> Solved | None:
    """The portfolio to begin with, under the bound that the columns alone give; None when it breaks a row."""
    linear, mip = model.linear, mip_of(model, objective=objective)
    values = completed(mip, values=start)
    outside = (values < linear.lower) | (values > linear.upper)
    if outside.any() or mip.broken(values).any():
        return None
    bound = float(np.minimum(objective * linear.lower, objective * linear.upper).sum())
    return Solved(Ending.TIME_LIMIT, values, total(objective, values), bound)


def is_direct(model: SelectionModel) -> bool:
    """Whether so few options are open that branch and bound is left to itself."""
    return int(np.count_nonzero(model.linear.upper[: len(model.uses.keys)])) <= DIRECT


def _proven_or_searched(model: SelectionModel, *, objective: Floats, effort: Effort, start: Floats | None) -> Solved:
    """Branch and bound, and a search from where it stands when its time is up; the better of both bounds holds."""
    whole, first = Stopwatch(effort), None
    with suppress(SolverTimedOut):
        part = FIRST_WORD if effort.workers == 1 else BESIDE
        short = replace(effort, time_limit=part * effort.time_limit)
        first = _branch_and_bound(model, objective=objective, effort=short, start=start)
    if first is not None and first.ending is Ending.OPTIMAL:
        return _cheapest_of_equals(model, first, objective=objective, watch=whole)
    if first is not None and whole.is_over():
        return first
    begin = start if first is None else first.values[: len(model.uses.keys)]
    try:
        watch = Stopwatch(whole.part("search", seconds=whole.left))
        then = search(model, objective=objective, watch=watch, start=begin)
    except (SolverTimedOut, NoFeasiblePortfolio):
        if first is None:
            raise
        return first
    return then if first is None else _better(first, then, gap=effort.gap)


def _cheapest_of_equals(model: SelectionModel, found: Solved, *, objective: Floats, watch: Stopwatch) -> Solved:
    """A value that is proven to a millionth leaves open what weighs less than that: the cost of equal portfolios."""
    effort = watch.effort
    if effort.gap > TIE or found.objective - found.bound <= DECIDED * abs(found.objective):
        return found
    seconds = min(TIE_TIME * effort.time_limit, watch.left)
    limits = Limits(seconds, DECIDED, nodes=TIE_NODES, should_stop=effort.should_stop)
    with suppress(SolverTimedOut):
        then = minimise(model.linear, objective=objective, limits=limits, start=found.values)
        return replace(
            min((found, then), key=lambda one: one.objective), bound=max(found.bound, then.bound), ending=found.ending
        )
    return found


def _better(one: Solved, other: Solved, *, gap: float) -> Solved:
    """The better portfolio under the better bound."""
    best, bound = min((one, other), key=lambda found: found.objective), max(one.bound, other.bound)
    is_close = best.objective - bound <= gap * abs(bound)
    return replace(best, bound=bound, ending=Ending.OPTIMAL if is_close else Ending.TIME_LIMIT)


def _branch_and_bound(model: SelectionModel, *, objective: Floats, effort: Effort, start: Floats | None) -> Solved:
    watch = Stopwatch(effort)

    def tell(objective: float, bound: float) -> None:
        watch.report("branch and bound", value=model.closed - objective, bound=model.closed - bound)

    limits = Limits(
        effort.time_limit,
        effort.gap,
        should_stop=effort.should_stop,
        on_better=tell if effort.on_progress else None,
    )
    return minimise(model.linear, objective=objective, limits=limits, start=start)


def checked(model: SelectionModel, solved: Solved) -> tuple[Choice, Evaluation]:
    """The solver's portfolio after the independent check.

    Raises:
        SolverFailed: it breaks a rule.
    """
    choice = model.choice(solved.values)
    evaluation = evaluate(model.problem, choice)
    if evaluation.violations:
        raise SolverFailed(f"the solver's portfolio breaks a rule: {evaluation.violations[0].words}")
    return choice, evaluation
