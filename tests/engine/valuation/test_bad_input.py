"""What cannot be worth anything is refused by name; a simulation can be watched and stopped."""

from __future__ import annotations

from math import nan

import pytest

from northing.engine.effort import Effort
from northing.engine.errors import NegativeAmount, NotANumber, OutOfScale, SolverTimedOut, TooLarge
from northing.engine.valuation import (
    GREEN_BOOK,
    CashLine,
    DiscountSchedule,
    Kind,
    Metric,
    Outcome,
    ReferenceClass,
    Triangular,
    ValuationProblem,
    class_from,
    expected_commercial_value,
    flat,
    internal_rates,
    optimism_bias,
    simulate,
)


def problem(*amounts):
    lines = tuple(CashLine(f"l{n}", f"Line {n}", Kind.BENEFIT, years) for n, years in enumerate(amounts))
    return ValuationProblem(lines, flat(0.1), base_year=2027, price_year=2027)


CLASS = ReferenceClass("it", "IT", Outcome.COST, "here", {0.5: 1.2, 0.8: 2.0})
BIAS = optimism_bias({"outsourcing": 1.0}, metric=Metric.OPERATING)
CHANCES = {"commercial_chance": 0.5, "technical_chance": 0.8}


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: flat("3 %"), NotANumber, "is '3 %': give a number"),
        (lambda: BIAS.adjusted("5"), NotANumber, "the estimate is '5': give a number"),
        (lambda: expected_commercial_value(net_present_value=None, launch_cost=1.0, development_cost=1.0, **CHANCES),
         NotANumber, "the net present value is None: give a number"),
        (lambda: optimism_bias({"outsourcing": "all"}, metric=Metric.OPERATING), NotANumber,
         "the share of 'outsourcing' is 'all': give a number"),
        (lambda: problem({2027: -1e300}), OutOfScale, "'Line 0' in 2027 is -1e[+]300: beyond 1e[+]18"),
        (lambda: Triangular(-1e300, 0.0, 1.0), OutOfScale, "the low end of a range is -1e[+]300"),
        (lambda: internal_rates([-1.0, 1.0] * 501), TooLarge, "flows of 1,002 years: give 1,001 at most"),
        (lambda: problem({20270: 1.0}), TooLarge, "'Line 0' in 20270 lies more than 1,000 years"),
        (lambda: problem({2027: "12"}), NotANumber, "'Line 0' in 2027 is '12'"),
        (lambda: problem({2027: None}), NotANumber, "leave it out when it is unknown"),
        (lambda: simulate(problem({2027: 1.0}), effort=Effort(seed=1), draws=10**9), TooLarge, "draw less often"),
        (lambda: GREEN_BOOK.factors(-1), OutOfScale, "before the base year"),
        (lambda: DiscountSchedule("k", "k", "1", "s", ((1, 0.1), (1.5, 0.1))), OutOfScale, "beginning of a year"),
        (lambda: CLASS.forecast(nan, overrun_chance=0.5), NotANumber, "the estimate is nan"),
        (lambda: CLASS.forecast(-1.0, overrun_chance=0.5), NegativeAmount, "the estimate is -1"),
        (lambda: BIAS.adjusted(nan), NotANumber, "the estimate is nan"),
        (lambda: ReferenceClass("k", "k", Outcome.COST, "s", {0.5: -1.0}), NegativeAmount, "P50 of 'k' is -1"),
        (lambda: class_from("k", name="k", outcome=Outcome.COST, source="s", ratios=[1.0], chances=(2,)), OutOfScale,
         "chance of a quantile is 2"),
        (lambda: expected_commercial_value(net_present_value=9.0, launch_cost=-1.0, development_cost=1.0, **CHANCES),
         NegativeAmount, "the launch cost is -1"),
    ],
)  # fmt: skip
def test_what_cannot_mean_anything_is_refused_by_name(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_a_simulation_tells_how_far_it_is_and_can_be_stopped():
    told = []
    amounts = ({2027: Triangular(1.0, 2.0, 3.0)}, {2028: Triangular(1.0, 2.0, 3.0)})
    whole = simulate(problem(*amounts), draws=25_000, effort=Effort(on_progress=told.append))
    assert [progress.stage for progress in told] == [
        "10,000 of 25,000 draws",
        "20,000 of 25,000 draws",
        "25,000 of 25,000 draws",
    ]
    part = simulate(
        problem(*amounts), draws=25_000, effort=Effort(should_stop=lambda: len(told) > 4, on_progress=told.append)
    )
    assert part.worths.tolist() == whole.worths[:20_000].tolist()
    assert part.words.endswith("20000 draws")
    with pytest.raises(SolverTimedOut, match="before the first draws"):
        simulate(problem(*amounts), draws=100, effort=Effort(time_limit=0.0))
