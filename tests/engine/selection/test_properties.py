"""What holds for every selection problem, with all its rules: agreement with trying every portfolio, units, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.selection.instances import allowed, problems
from northing.engine.selection import (
    After,
    BudgetLine,
    Candidate,
    Group,
    MeasureGap,
    NoFeasiblePortfolio,
    Option,
    Profile,
    SelectionProblem,
    Share,
    ValueModel,
    explain_conflict,
    solve,
)

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STARTS = (date(2028, 1, 1), date(2028, 3, 1), date(2028, 4, 1))
CAPITAL = BudgetLine(2028, "capital")


@st.composite
def wide_problems(draw: st.DrawFn) -> SelectionProblem:
    """Small problems in which every rule may be asked."""
    base = draw(problems(most=4))
    candidates = [_widened(draw, candidate) for candidate in base.candidates]
    candidates += [_timed(draw, f"t{at}", needed=base.candidates[0].key) for at in range(draw(st.integers(0, 2)))]
    keys = tuple(candidate.key for candidate in candidates)
    group = Group("g", "G", keys[:3], at_least=draw(st.integers(0, 1)), at_most=draw(st.sampled_from([None, 1, 2])))
    return replace(
        base,
        candidates=tuple(candidates),
        groups=(group,) if draw(st.booleans()) else (),
        kind_budgets={CAPITAL: float(draw(st.integers(0, 40)))} if draw(st.booleans()) else {},
        theme_shares={"green": draw(st.sampled_from([Share(0.3, 1.0), Share(0.0, 0.5)]))}
        if draw(st.booleans())
        else {},
        risk_cap=draw(st.sampled_from([None, 2.0, 5.0])),
        business_as_usual=dict.fromkeys(base.capacity, 1.0) if draw(st.booleans()) else {},
        targets={"o": 0.2} if draw(st.booleans()) else {},
        value_model=draw(st.sampled_from([ValueModel(), ValueModel(0.5, 0.3, 0.2), ValueModel(0, 1, 0)])),
    )


def _widened(draw: st.DrawFn, candidate: Candidate) -> Candidate:
    amount = st.integers(0, 9).map(float)
    options = tuple(
        replace(one, score=draw(amount), npv=draw(amount) - 3, risk=draw(amount) / 3, kinds={CAPITAL: draw(amount)})
        for one in candidate.options
    )
    due = {2028: draw(amount)}
    return replace(
        candidate, options=options, theme=draw(st.sampled_from(["green", "grey"])), committed=due, cancellation=due
    )


def _timed(draw: st.DrawFn, key: str, *, needed: str) -> Candidate:
    own = Profile(
        starts=STARTS[: draw(st.integers(1, 3))],
        months=draw(st.integers(1, 3)),
        cost={"capital": (float(draw(st.integers(0, 9))),) * 2},
        contribution={"m0": (float(draw(st.integers(0, 40))),)},
        score=(float(draw(st.integers(0, 9))),),
    )
    after = (After(needed, draw(st.integers(0, 2))),) if draw(st.booleans()) else ()
    return Candidate(key, key.upper(), profile=own, after=after)


def value(of: SelectionProblem) -> float | None:
    try:
        return solve(of).value
    except NoFeasiblePortfolio:
        return None


@SLOW
@given(found=wide_problems())
def test_it_agrees_with_trying_every_portfolio(found: SelectionProblem) -> None:
    best = max((evaluation.value for evaluation in allowed(found)), default=None)
    assert value(found) == (None if best is None else pytest.approx(best, abs=5e-6))


@SLOW
@given(found=wide_problems())
def test_there_is_a_conflict_exactly_where_there_is_no_portfolio(found: SelectionProblem) -> None:
    assert (explain_conflict(found) is None) == bool(allowed(found))


@SLOW
@given(found=wide_problems())
def test_more_money_never_lowers_the_value(found: SelectionProblem) -> None:
    before = value(found)
    richer = replace(
        found,
        budgets={year: amount + 5 for year, amount in found.budgets.items()},
        kind_budgets={line: amount + 5 for line, amount in found.kind_budgets.items()},
    )
    after = value(richer)
    assert before is None or (after is not None and after >= before - 5e-6)


@SLOW
@given(found=wide_problems())
def test_another_unit_of_money_and_another_order_change_nothing(found: SelectionProblem) -> None:
    other = replace(
        found,
        candidates=tuple(_in_other_money(candidate) for candidate in reversed(found.candidates)),
        budgets={year: 1e6 * amount for year, amount in found.budgets.items()},
        kind_budgets={line: 1e6 * amount for line, amount in found.kind_budgets.items()},
    )
    assert value(other) == pytest.approx(value(found), abs=5e-6)


def _in_other_money(candidate: Candidate) -> Candidate:
    options = tuple(
        replace(one, cost=_times(one.cost), kinds=_times(one.kinds), npv=1e6 * one.npv) for one in candidate.options
    )
    profile = candidate.profile
    if profile:
        cost = {kind: tuple(1e6 * amount for amount in amounts) for kind, amounts in profile.cost.items()}
        profile = replace(profile, cost=cost)
    due = {"committed": _times(candidate.committed), "cancellation": _times(candidate.cancellation)}
    return replace(candidate, options=options, profile=profile, **due)


def _times(amounts: Mapping[object, float]) -> dict[object, float]:
    return {key: 1e6 * amount for key, amount in amounts.items()}


def test_a_worse_portfolio_is_never_called_optimal() -> None:
    """highspy 1.14.0 answered 0.1 here: its presolve loses the better project (ERGO-Code/HiGHS issue 3094)."""
    names = (("score", {"score": 8.0}), ("npv", {"npv": 900.0}), ("helps", {"contribution": {"m": 100.0}}))
    candidates = tuple(Candidate(key, key, (Option("in", "", cost={2028: 5.0}, **brings),)) for key, brings in names)
    gaps = (MeasureGap("m", "M", "o", 100.0, 1.0),)
    found = SelectionProblem(candidates, gaps, {2028: 5.0}, value_model=ValueModel(0.1, 0.3, 0.6))
    assert solve(found).value == pytest.approx(0.6)
