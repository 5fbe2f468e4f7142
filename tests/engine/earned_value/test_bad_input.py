"""Two rows of one project, figures that are none, and plans of nothing."""

from __future__ import annotations

from datetime import date
from math import nan

import pytest

from northing.engine.earned_value import (
    Activity,
    EarnedValueProblem,
    percent_complete,
    solve_earned_value,
    weighted_milestones,
)
from northing.engine.errors import DuplicateKey, NegativeAmount, NotANumber


def one(*, keys=("a",), planned=((10, 25, 45),), earned=(30,), actual=(40,), elapsed=(3,)):
    return EarnedValueProblem.of(keys, planned=planned, earned=earned, actual=actual, elapsed=elapsed)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: one(keys=("a", "a"), planned=((1,), (2,)), earned=(1, 1), actual=(1, 1), elapsed=(1, 1)),
         DuplicateKey, "'a' is listed more than once"),
        (lambda: one(earned=("much",)), NotANumber, "the earned value holds something that is not a number"),
        (lambda: percent_complete(nan, share=0.5), NotANumber, "the budget of the work package is nan"),
        (lambda: percent_complete("much", share=0.5), NotANumber, "the budget of the work package is 'much'"),
        (lambda: percent_complete(5.0, share="half"), NotANumber, "the share that is complete is 'half'"),
        (lambda: Activity("a", "5", date(2027, 1, 1), date(2027, 2, 1)), NotANumber, "the planned cost of 'a' is '5'"),
        (lambda: weighted_milestones(-5.0, milestones=[(1.0, True)]), NegativeAmount, "cannot be below zero"),
    ],
)  # fmt: skip
def test_what_cannot_mean_anything_is_refused_by_name(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_a_project_without_a_budget_is_neither_early_nor_late():
    found = solve_earned_value(one(planned=((0, 0),), earned=(0,), actual=(5,), elapsed=(3,)))
    assert found.figures("a")["earned_schedule"] is None
    assert found.words("a").endswith("time: unknown, nothing is planned")
    earned = solve_earned_value(one(planned=((0, 0),), earned=(3,), actual=(5,), elapsed=(3,)))
    assert earned.words("a").startswith("money: there is no budget to compare with")
