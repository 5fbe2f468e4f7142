"""What is not of its type is told with its place, before anything computes with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from math import inf, nan

import numpy as np
import pytest

from engine.selection.instances import APRIL, SPILLS, candidate, option, problem, single
from northing.engine.alignment.strain import RoleMonth
from northing.engine.errors import NotANumber, OutOfScale, ProblemError, TooLarge, WrongType
from northing.engine.selection import (
    After,
    BudgetLine,
    Effort,
    Group,
    Profile,
    Rule,
    SelectionProblem,
    Share,
    ValueModel,
    frontier,
    recalibrate,
    solve,
    trade_off,
    worth_of,
)

Given = Callable[[], SelectionProblem]
STARTS = (date(2027, 4, 1), date(2027, 5, 1))


def with_profile(**fields: object) -> SelectionProblem:
    return problem(candidate("tank", profile=Profile(**{"starts": STARTS, "months": 2, **fields})))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda: problem(budgets={"2028": 5.0}), "a whole number is expected, not str '2028'"),
        (lambda: problem(budgets=None), "problem.budgets: a mapping is expected, not NoneType None"),
        (lambda: problem(kind_budgets={BudgetLine("FY28", "capital"): 5.0}), ".year: a whole number"),
        (lambda: problem(capacity={("eng", date(2027, 4, 1)): 5.0}), "RoleMonth is expected, not tuple"),
        (
            lambda: problem(capacity={RoleMonth("eng", datetime(2027, 4, 1, tzinfo=UTC)): 5.0}),
            "a date is expected, not datetime",
        ),
        (lambda: problem(theme_shares={"green": (0.1, 0.5)}), "problem.theme_shares['green']: Share is expected"),
        (lambda: problem(value_model="npv"), "ValueModel is expected, not str 'npv'"),
        (lambda: problem(None), "problem.candidates[0]: Candidate is expected"),
        (lambda: problem(replace(single("tank"), key=7)), "problem.candidates[0].key: text is expected, not int 7"),
        (lambda: problem(single("tank", locked="no")), "candidates[0].locked: yes or no (True, False) is expected"),
        (lambda: problem(single("tank", requires="wick")), "requires: a tuple is expected, not str 'wick'"),
        (lambda: problem(single("tank", after=("wick",))), "after[0]: After is expected, not str"),
        (lambda: problem(candidate("tank", option(start="2027-04-01"))), "options[0].start: a date is expected"),
        (lambda: problem(candidate("tank", option(demand={"eng": 1.0}))), "RoleMonth is expected, not str 'eng'"),
        (lambda: problem(groups=(Group("g", "G", "tank"),)), "groups[0].members: a tuple is expected"),
        (lambda: with_profile(starts=("2027-04",)), "profile.starts[0]: a date is expected"),
        (lambda: with_profile(score=3.0), "profile.score: a tuple is expected, not float 3.0"),
        (lambda: with_profile(cost={"capital": 5.0}), "profile.cost['capital']: a tuple is expected, not float 5.0"),
    ],
)
def test_what_is_not_of_its_type_is_told_with_its_place(given: Given, words: str) -> None:
    with pytest.raises(WrongType) as refused:
        given()
    assert words in str(refused.value)
    assert isinstance(refused.value, ProblemError)


@pytest.mark.parametrize("amount", [Decimal(3), "3", None, 3j, 10**400, np.array([1.0, 2.0])])
def test_amounts_are_numbers_that_can_be_computed_with(amount: object) -> None:
    with pytest.raises(NotANumber, match="budget of FY28"):
        problem(budgets={2028: amount})
    with pytest.raises(ProblemError, match="floor of theme 'green'"):
        problem(theme_shares={"green": Share(amount, 1.0)})
    with pytest.raises(NotANumber, match="weight of score"):
        problem(value_model=ValueModel(0.0, amount, 1.0))


def test_months_and_members_are_counted_in_whole_numbers() -> None:
    with pytest.raises(NotANumber, match=r"lag of 'Wick' after 'tank' is 1.5: give a whole number"):
        problem(single("tank"), single("wick", after=(After("tank", 1.5),)))
    with pytest.raises(NotANumber, match=r"months of 'Tank' is 2.5: give a whole number"):
        with_profile(months=2.5)
    with pytest.raises(NotANumber, match=r"the most of group 'G' is 1.5: give a whole number"):
        problem(single("tank"), groups=(Group("g", "G", ("tank",), at_most=1.5),))


def test_the_numbers_and_lists_of_other_libraries_are_taken() -> None:
    found = problem(
        *[single("tank", cost=np.float32(5), spills=np.int64(60)), single("wick", cost=np.int32(9), spills=40)],
        budgets={np.int64(2028): np.float64(9)},
        capacity={APRIL: np.float32(2)},
    )
    listed = replace(found, candidates=list(found.candidates), gaps=[SPILLS])
    assert solve(listed).choice == solve(found).choice == {"tank": "as recorded", "wick": None}


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda of: frontier(of, points=2.5), "the number of points is 2.5: give a whole number"),
        (lambda of: frontier(of, points=3, scales=(0.5, inf)), "a scale of the budgets is inf"),
        (lambda of: trade_off(of, other=ValueModel(0, 1, 0), points=1), "1 points make no trade-off"),
        (lambda of: recalibrate(of, kept_share="0.9"), "the share of the value to keep is '0.9': give a number"),
        (lambda of: recalibrate(of, curve_points=-1), "a curve of -1 points"),
        (lambda of: worth_of(of, rule=Rule.BUDGET, key="2028", amount=nan), "so much more of a limit is nan"),
        (lambda of: worth_of(of, rule=Rule.BUDGET, key="2028", amount=-1.0), "so much more of a limit is -1"),
        (lambda of: solve(of, effort=Effort(time_limit=-1)), "the time limit is -1 seconds"),
        (lambda of: solve(of, effort=Effort(seed="7")), "the seed is '7': give a number"),
        (lambda of: solve(of, effort=Effort(workers=1.5)), "the number of workers is 1.5: give a whole number"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_solved(ask: Callable[..., object], words: str) -> None:
    with pytest.raises(ProblemError, match="^" + re.escape(words)):
        ask(problem(single("tank", cost=5, spills=60), budgets={2028: 9.0}))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda: problem(single("tank", cost=1e18), budgets={2028: 1000.0}), "budget FY28 is 1000, and an"),
        (lambda: problem(single("tank", spills=1e18), gaps=(replace(SPILLS, gap=1e-3),)), "gap of 'Spills' is 0.001"),
        (lambda: problem(single("tank", cost=1.0), budgets={2028: 5e-324}), "look at the unit of the two"),
    ],
)  # fmt: skip
def test_amounts_that_cannot_be_of_one_unit_are_told_before_a_solver_sees_them(given: Given, words: str) -> None:
    with pytest.raises(OutOfScale, match=re.escape(words)):
        solve(given())


def test_what_rounding_leaves_of_a_budget_is_nothing() -> None:
    due = {2028: 0.1 + 0.2}
    out = candidate("old", option(cost=0.1 + 0.2), committed=due)
    found = solve(problem(out, single("tank", cost=1e9, spills=10), budgets={2028: 0.3}))
    assert found.choice["tank"] is None


@pytest.mark.parametrize("ask", [frontier, partial(trade_off, other=ValueModel(0, 0, 1))])
def test_more_points_than_anyone_can_wait_for_are_refused(ask: Callable[..., object]) -> None:
    with pytest.raises(TooLarge, match="1,000,000,000,000,000 points"):
        ask(problem(), points=10**15)
