"""What cannot be drawn is refused by name, in words of the domain, before anything is drawn."""

from __future__ import annotations

from datetime import datetime
from math import nan

import pytest

from northing.engine.errors import NotANumber, OutOfScale, TooLarge
from northing.engine.risk import NegativeDuration, RiskEvent, RiskProblem, Sampling, Uniform
from northing.engine.scheduling import CONTINUOUS, ScheduleProblem, Task
from northing.engine.valuation import Fixed

PLAN = ScheduleProblem(
    (Task("a", 100), Task("b", 100)), datetime.fromisoformat("2027-01-04T00:00"), calendar=CONTINUOUS.key
)
BOTH = {"a": Uniform(1.0, 5.0), "b": Uniform(1.0, 5.0)}


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: RiskProblem(PLAN, {"a": 5.0}), NotANumber, "duration of 'a' is 5.0: give a range"),
        (lambda: RiskProblem(PLAN, {"a": Fixed(1e300)}), TooLarge, "more than 400 years"),
        (lambda: RiskProblem(PLAN, events=(RiskEvent("e", "Rain", 0.5, {"a": Fixed(-3.0)}),)), NegativeDuration,
         "the delay of 'a' by 'Rain' can be below zero"),
        (lambda: RiskProblem(PLAN, BOTH, correlations={("a", "b"): 0.5, ("b", "a"): -0.5}), OutOfScale,
         "two correlations"),
        (lambda: Uniform("1", 2.0), NotANumber, "the low end of a range is '1': give a number"),
        (lambda: RiskProblem(PLAN, events=(RiskEvent("e", "Rain", "often"),)), NotANumber,
         "the chance of 'Rain' is 'often': give a number"),
        (lambda: RiskProblem(PLAN, BOTH, loadings={"a": None}), NotANumber, "the loading of 'a' is None"),
        (lambda: RiskProblem(PLAN, BOTH, correlations={("a", "b"): "0.5"}), NotANumber,
         "the correlation of 'a' with 'b' is '0.5'"),
        (lambda: Sampling(1000.5), OutOfScale, "whole number"),
        (lambda: Sampling(nan), OutOfScale, "whole number"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_by_name(make, error, words):
    with pytest.raises(error, match=words):
        make()
