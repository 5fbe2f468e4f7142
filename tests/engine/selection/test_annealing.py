"""Annealing: what it keeps, what it counts, and the same answers with and without a compiler."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

import northing.engine.selection.search
from engine.selection.timed import portfolio
from northing.engine.compiled import HAS_COMPILER
from northing.engine.effort import Effort, Stopwatch
from northing.engine.selection import Candidate, MeasureGap, evaluate
from northing.engine.selection.model import build_model
from northing.engine.selection.search import annealing as compiled_annealing
from northing.engine.selection.search.greedy import completed, rounded
from northing.engine.selection.search.improve import BY_CLOCK, merged
from northing.engine.selection.search.mip import mip_of
from northing.engine.selection.search.relaxation import relaxation_of
from northing.engine.selection.solve import objective_of
from northing.engine.selection.solvers.highs import Limits

PLAN = portfolio(30, seed=3, starts=6)


def prepared(problem):
    model = build_model(problem)
    mip = mip_of(model, objective=objective_of(model))
    relaxation = relaxation_of(mip, columns=np.arange(mip.linear.width), limits=Limits(60.0))
    return model, mip, relaxation


def annealed(package, problem, *, seed, portions=4):
    model, mip, relaxation = prepared(problem)
    values = rounded(mip, relaxation=relaxation)
    cooling = package.annealing(mip, relaxation=relaxation, values=values, seed=seed, seconds=60.0)
    for left in range(portions, 0, -1):
        cooling.work(warmth=left / portions, steps=100)
    return model, mip, cooling


@pytest.fixture
def plain(monkeypatch):
    """The annealing as it is without numba, which then would leave the time to neighbourhoods."""
    monkeypatch.setattr(northing.engine.selection.search, "annealing", compiled_annealing)  # what an import replaces
    parts = (f"northing.engine.{name}" for name in ("compiled", "selection.solvers.moving", "selection.solvers.anneal"))
    for name in (*parts, compiled_annealing.__name__):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with monkeypatch.context() as meanwhile:
        meanwhile.setitem(sys.modules, "numba", None)
        package = import_module(compiled_annealing.__name__)
    monkeypatch.setattr(package, "HAS_COMPILER", True)
    monkeypatch.setattr(package, "prepare", lambda: None)
    return package


@pytest.mark.skipif(not HAS_COMPILER, reason="numba is an extra and not installed")
@pytest.mark.parametrize("seed", [1, 2])
def test_compiled_and_plain_annealing_give_the_same_portfolio(plain, seed):
    assert not hasattr(plain.anneal, "py_func")
    _, _, slow = annealed(plain, PLAN, seed=seed)
    _, _, fast = annealed(compiled_annealing, PLAN, seed=seed)
    assert slow.state.best.tolist() == fast.state.best.tolist()
    assert slow.cost == pytest.approx(fast.cost, abs=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_best_portfolio_keeps_every_rule_and_is_worth_what_was_counted(plain, seed):
    model, mip, cooling = annealed(plain, PLAN, seed=seed)
    found = evaluate(PLAN, model.choice(cooling.values))
    assert found.violations == ()
    assert cooling.cost == pytest.approx(mip.cost(cooling.values), abs=1e-9)
    assert model.closed + float(model.value @ cooling.values) == pytest.approx(found.value, abs=1e-9)


def test_it_is_no_worse_than_where_it_began(plain):
    _, mip, cooling = annealed(plain, PLAN, seed=5)
    assert cooling.cost <= mip.cost(rounded(mip, relaxation=prepared(PLAN)[2])) + 1e-12


def test_it_begins_anew_with_an_option_that_it_would_not_look_at(plain, monkeypatch):
    monkeypatch.setattr(plain, "OFFERS", 1)
    monkeypatch.setattr(plain, "FEW", 0)
    model, mip, cooling = annealed(plain, PLAN, seed=5, portions=1)
    relaxation = prepared(PLAN)[2]
    given = next(_neighbours(mip, relaxation=relaxation, offered=set(cooling.tables.offer.tolist())))
    cooling.restart(given, relaxation=relaxation)
    assert cooling.cost == pytest.approx(mip.cost(given), abs=1e-9)
    cooling.work(warmth=1.0, steps=100)
    assert evaluate(PLAN, model.choice(cooling.values)).violations == ()


def _neighbours(mip, *, relaxation, offered):
    """Portfolios that keep every rule with one project in by an option that is not offered."""
    values = rounded(mip, relaxation=relaxation)
    for option in set(range(mip.options)) - offered:
        other = values.copy()
        other[: mip.options][mip.project == mip.project[option]] = 0.0
        other[option] = 1.0
        other = completed(mip, values=other)
        if not mip.broken(other).any():
            yield other


def test_what_is_locked_in_stays_and_what_is_needed_comes_first(plain):
    *others, last = PLAN.candidates
    key = next(iter(last.ways())).key
    locked = replace(last, locked=True, current=key)
    needy = replace(others[0], requires=(others[1].key,), forced_in=True)
    problem = replace(PLAN, candidates=(needy, *others[1:], locked))
    model, _, cooling = annealed(plain, problem, seed=4)
    choice = model.choice(cooling.values)
    assert choice[locked.key] == key
    assert choice[needy.key] is not None
    assert choice[others[1].key] is not None
    assert evaluate(problem, choice).violations == ()


def test_targets_are_rules_on_coverage_that_it_leaves_to_neighbourhoods(plain):
    _, mip, relaxation = prepared(replace(PLAN, targets={"o0": 0.1}))
    assert (
        plain.annealing(mip, relaxation=relaxation, values=rounded(mip, relaxation=relaxation), seed=1, seconds=60.0)
        is None
    )


def test_a_short_time_is_not_given_to_the_compiler(plain, monkeypatch):
    _, mip, relaxation = prepared(PLAN)
    values = rounded(mip, relaxation=relaxation)
    for is_compiled, seconds, is_annealed in [(False, 20.0, False), (False, 60.0, True), (True, 20.0, True)]:
        monkeypatch.setattr(plain, "is_compiled", lambda _science, ready=is_compiled: ready)
        begun = plain.annealing(mip, relaxation=relaxation, values=values, seed=1, seconds=seconds)
        assert (begun is not None) is is_annealed


def test_disbenefits_count_down_to_no_coverage_and_not_below(plain):
    harm = Candidate("harm", "Harm", profile=replace(PLAN.candidates[0].profile, contribution={"m1": (-1e6,) * 6}))
    gaps = (*PLAN.gaps[:7], MeasureGap("m7", "M7", "o1", 75.0, 1 / 8))
    problem = replace(PLAN, candidates=(*PLAN.candidates, replace(harm, forced_in=True)), gaps=gaps)
    model, _, cooling = annealed(plain, problem, seed=1)
    found = evaluate(problem, model.choice(cooling.values))
    assert found.violations == ()
    assert found.coverage["m1"] == 0.0
    assert cooling.cost == pytest.approx(float(objective_of(model) @ cooling.values), abs=1e-9)


def test_two_portfolios_meet_in_one_that_is_no_worse_than_either(plain):
    _, mip, one = annealed(plain, PLAN, seed=1, portions=1)
    _, _, other = annealed(plain, PLAN, seed=2, portions=1)
    found = merged(mip, values=one.values, other=other.values, limits=BY_CLOCK, watch=Stopwatch(Effort()))
    assert mip.cost(found) <= min(one.cost, other.cost) + 1e-9
    assert not mip.broken(found).any()
    assert merged(mip, values=found, other=found, limits=BY_CLOCK, watch=Stopwatch(Effort())) is found
