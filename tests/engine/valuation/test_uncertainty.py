from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from northing.engine.effort import Effort
from northing.engine.valuation import (
    CashLine,
    Fixed,
    Kind,
    Pert,
    Quantiles,
    Triangular,
    ValuationError,
    ValuationProblem,
    difference,
    flat,
    simulate,
    tornado,
)
from northing.engine.valuation.errors import (
    ContradictoryCorrelations,
    NotANumber,
    OutOfScale,
    RangeDoesNotRise,
    TooSkewed,
    UnknownReference,
)
from northing.engine.valuation.estimates import Estimate
from northing.engine.valuation.uncertainty import normal_chance

CHANCES = np.linspace(0.0005, 0.9995, 1000)


def problem(**benefits: Estimate) -> ValuationProblem:
    lines = tuple(CashLine(key, key.title(), Kind.BENEFIT, {2027: amount}) for key, amount in benefits.items())
    return ValuationProblem(lines, flat(0.05), base_year=2027, price_year=2027)


@pytest.mark.parametrize(
    "estimate", [Fixed(5), Triangular(2, 3, 10), Pert(2, 3, 10), Quantiles(2, 4, 9), Pert(4, 4, 4), Triangular(4, 4, 4)]
)
def test_a_range_averages_to_its_mean_and_rises(estimate: Estimate) -> None:
    amounts = estimate.quantile(CHANCES)
    assert amounts.mean() == pytest.approx(estimate.mean, rel=2e-3)
    assert np.all(np.diff(amounts) >= 0)


def test_ranges_have_the_quantiles_of_their_distributions() -> None:
    at = np.array([0.0, 1 / 8, 1.0])
    assert Triangular(2, 3, 10).quantile(at).tolist() == pytest.approx([2, 3, 10])
    assert Pert(2, 6, 10).quantile(np.array([0, 0.103516, 0.5, 1])).tolist() == pytest.approx([2, 4, 6, 10], abs=1e-4)
    assert Quantiles(2, 4, 9).quantile(np.array([0.1, 0.5, 0.9])).tolist() == pytest.approx([2, 4, 9])


def test_the_simulated_worth_agrees_with_the_exact_one_within_its_errors() -> None:
    found = simulate(problem(a=Triangular(0, 0, 100), b=Fixed(-30)), effort=Effort(seed=11), draws=20_000)
    assert found.mean == pytest.approx(100 / 3 - 30, abs=4 * found.mean_error)
    by_chance = {one.chance: one for one in found.quantiles}
    exact = 100 - np.sqrt(0.2 * 100 * 100) - 30
    assert by_chance[0.8].value == pytest.approx(exact, abs=4 * by_chance[0.8].standard_error)
    assert 0.1 < by_chance[0.8].standard_error < 0.5
    assert found.loss_chance == pytest.approx(1 - 0.49, abs=4 * found.loss_error)
    assert "below zero with a chance of 5" in found.words
    assert found.words.endswith("20000 draws")


def test_correlation_widens_the_sum_and_keeps_each_range() -> None:
    case = problem(a=Pert(0, 5, 10), b=Pert(0, 5, 10))
    alone, tied, opposed = (
        simulate(case, effort=Effort(seed=3), draws=4000, correlations=chosen)
        for chosen in ({}, {("a", "b"): 1.0}, {("b", "a"): -1.0})
    )
    single = simulate(problem(a=Pert(0, 5, 10)), effort=Effort(seed=3), draws=4000)
    assert tied.worths == pytest.approx(2 * single.worths, abs=1e-2)
    assert alone.worths.std() == pytest.approx(np.sqrt(2) * single.worths.std(), rel=0.05)
    assert opposed.worths.std() < 0.01


def test_the_same_line_has_the_same_luck_in_another_variant() -> None:
    one = simulate(problem(a=Triangular(0, 5, 10), c=Triangular(0, 1, 2)), effort=Effort(seed=6), draws=500)
    other = simulate(
        problem(c=Triangular(0, 1, 2), b=Fixed(3), a=Triangular(0, 5, 10)), effort=Effort(seed=6), draws=500
    )
    gain = difference(one, other)
    assert gain.worths == pytest.approx(np.full(500, 3.0))
    assert gain.mean_error == pytest.approx(0, abs=1e-12)
    assert not np.array_equal(one.worths, simulate(one_problem(), effort=Effort(seed=7), draws=500).worths)
    with pytest.raises(OutOfScale, match="same seed"):
        difference(one, simulate(one_problem(), effort=Effort(seed=7), draws=500))


def one_problem() -> ValuationProblem:
    return problem(a=Triangular(0, 5, 10), c=Triangular(0, 1, 2))


def test_the_tornado_shows_the_widest_range_first_and_leaves_out_what_is_known() -> None:
    bars = tornado(problem(a=Triangular(0, 5, 10), b=Fixed(2), c=Quantiles(0, 20, 40)))
    assert [bar.line for bar in bars] == ["c", "a"]
    assert (bars[0].at_p10, bars[0].at_p90) == pytest.approx((7, 47))
    assert bars[0].swing == pytest.approx(40)
    assert replace(bars[0], at_p10=-120_000.0, at_p90=450_000.0).words == "C: -1,200 at its P10, 4,500 at its P90"


def test_the_table_of_the_normal_distribution_is_exact_enough() -> None:
    assert normal_chance(np.array([-1.959964, 0, 1.281552])).tolist() == pytest.approx([0.025, 0.5, 0.9], abs=1e-6)


def test_correlations_that_cannot_hold_together_are_named() -> None:
    case = problem(a=Fixed(1), b=Fixed(1), c=Fixed(1), d=Fixed(1))
    torn = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}
    with pytest.raises(ContradictoryCorrelations, match="between 'a', 'b', 'c' cannot hold"):
        simulate(case, effort=Effort(seed=1), correlations=torn)
    four = {(one, other): -0.4 for one in "abcd" for other in "abcd" if one < other}
    with pytest.raises(ContradictoryCorrelations, match="the strongest of them"):
        simulate(case, effort=Effort(seed=1), correlations=four)


@pytest.mark.parametrize(
    ("correlations", "error"),
    [({("a", "x"): 0.1}, UnknownReference), ({("a", "a"): 0.1}, OutOfScale), ({("a", "b"): 1.1}, OutOfScale)],
)
def test_a_correlation_needs_two_lines_and_a_scale(
    correlations: dict[tuple[str, str], float], error: type[ValuationError]
) -> None:
    with pytest.raises(error):
        simulate(problem(a=Fixed(1), b=Fixed(1)), effort=Effort(seed=1), correlations=correlations)


def test_draws_and_chances_have_to_make_sense() -> None:
    with pytest.raises(OutOfScale, match="1 draws"):
        simulate(problem(), effort=Effort(seed=1), draws=1)
    with pytest.raises(OutOfScale, match="chance of a quantile is 80"):
        simulate(problem(), effort=Effort(seed=1), chances=(80,))


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: Triangular(3, 2, 10), RangeDoesNotRise, "low 3, likely 2, high 10"),
        (lambda: Pert(1, float("nan"), 2), NotANumber, "the likely end"),
        (lambda: Quantiles(1, 0, 2), RangeDoesNotRise, "P10 1, P50 0"),
        (lambda: Quantiles(0, 1, 10), TooSkewed, "too lopsided"),
        (lambda: Fixed(float("inf")), NotANumber, "is inf"),
    ],
)
def test_a_range_that_means_nothing_is_refused(make: object, error: type[ValuationError], words: str) -> None:
    with pytest.raises(error, match=words):
        make()  # type: ignore[operator]
