from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.valuation import (
    GREEN_BOOK,
    OUTTURN,
    CashLine,
    DiscountSchedule,
    Kind,
    PriceIndex,
    Triangular,
    ValuationError,
    ValuationProblem,
    expected_commercial_value,
    flat,
    internal_rates,
    payback,
    solve_valuation,
    switching_values,
)
from northing.engine.valuation.errors import (
    DuplicateKey,
    MissingIndex,
    NegativeAmount,
    NotANumber,
    OutOfScale,
    SunkAmount,
    UnknownReference,
)
from northing.engine.valuation.estimates import Estimate

Amounts = dict[int, float | Estimate]


def problem(
    *lines: CashLine, schedule: DiscountSchedule | None = None, index: PriceIndex | None = None
) -> ValuationProblem:
    return ValuationProblem(lines, schedule or flat(0.1), base_year=2027, price_year=2027, index=index)


def cost(amounts: Amounts, *, key: str = "cost", price_year: int | None = None) -> CashLine:
    return CashLine(key, key.title(), Kind.COST, amounts, price_year)


def benefit(amounts: Amounts, *, key: str = "benefit") -> CashLine:
    return CashLine(key, key.title(), Kind.BENEFIT, amounts)


@pytest.mark.parametrize(
    ("year", "factor"),
    [(0, 1), (1, 0.9662), (10, 0.7089), (30, 0.3563), (31, 0.3459), (60, 0.1468), (75, 0.0942), (76, 0.0919),
     (100, 0.0508)],
)  # fmt: skip
def test_the_green_book_schedule_has_the_published_factors(year: int, factor: float) -> None:
    assert GREEN_BOOK.factor(year) == pytest.approx(factor, abs=5e-5)


def test_a_project_is_worth_its_discounted_benefits_less_its_discounted_costs() -> None:
    found = solve_valuation(problem(cost({2027: 10_000}), benefit({2028: 6_600, 2029: 6_050})))
    assert found.net_present_value == pytest.approx(1_000)
    assert (found.present_benefits, found.present_costs) == pytest.approx((11_000, 10_000))
    assert found.benefit_cost_ratio == pytest.approx(1.1)
    assert found.internal.rate == pytest.approx(0.1749, abs=5e-5)
    assert found.payback == pytest.approx(1 + 3_400 / 6_050)
    assert found.discounted_payback == pytest.approx(1.8)
    assert found.flows == (-10_000, 6_600, 6_050)
    assert found.trace.value == found.net_present_value
    assert [one.value for one in found.trace.inputs] == pytest.approx([-10_000, 11_000])
    assert found.words == (
        "net present value 10 GBP in prices of 2027; benefit-cost ratio 1.10; internal rate of return 17.5%; "
        "pays back after 1.6 years"
    )


def test_a_range_counts_with_its_mean() -> None:
    found = solve_valuation(problem(benefit({2028: Triangular(0, 110, 220)}), schedule=flat(0.1)))
    assert found.net_present_value == pytest.approx(100)
    assert found.benefit_cost_ratio is None
    assert "no costs; no internal rate of return: the flows never change sign; pays back after 0.0 years" in found.words


def test_a_project_that_never_pays_back_says_so() -> None:
    found = solve_valuation(problem(cost({2027: 100}), benefit({2028: 50})))
    assert (found.payback, found.discounted_payback) == (None, None)
    assert "never pays back" in found.words
    assert solve_valuation(problem()).net_present_value == 0


def test_payback_counts_from_when_the_total_stays_above_zero() -> None:
    assert payback(np.array([-100.0, 150, -100, 100])) == pytest.approx(2.5)
    assert payback(np.array([0.0, 5])) == 0


@pytest.mark.parametrize(
    ("flows", "rates", "words"),
    [
        ([-100, 60, 60], [0.130662], "internal rate of return 13.1%"),
        ([-1000, 2300, -1320], [0.1, 0.2], "no single internal rate of return, worth nothing at 10.0%, 20.0%"),
        ([0, 0, -100, 120, 0], [0.2], "internal rate of return 20.0%"),
        ([-100, 50], [-0.5], "internal rate of return -50.0%"),
        ([100, -150, 100], [], "no internal rate of return: the flows are worth nothing at no rate"),
        ([100, 20], [], "no internal rate of return: the flows never change sign"),
        ([-100, 220, -121], [0.1], "internal rate of return 10.0%"),
        ([], [], "never change sign"),
    ],
)
def test_every_internal_rate_is_found_and_its_absence_said(flows: list[float], rates: list[float], words: str) -> None:
    found = internal_rates(flows)
    assert found.rates == pytest.approx(tuple(rates), abs=1e-6)
    assert words in found.words
    assert (found.rate is None) == (len(rates) != 1)


def test_long_flows_that_change_sign_often_lose_no_rate() -> None:
    rng = np.random.default_rng(1)
    rates = np.linspace(-0.5, 1, 1501)
    for length in (20, 45, 80):
        flows = rng.normal(1, 2, length)
        flows[0] = -20
        worth = np.sum(flows * (1 + rates[:, None]) ** -np.arange(length, dtype=float), axis=1)
        crossings = int(np.sum(np.sign(worth[1:]) != np.sign(worth[:-1])))
        assert sum(-0.5 < rate < 1 for rate in internal_rates(flows.tolist()).rates) == crossings


@settings(deadline=None)
@given(st.lists(st.floats(1, 1000), min_size=1, max_size=12), st.floats(1, 5000), st.floats(0.01, 1000))
def test_the_rate_makes_the_flows_worth_nothing_in_any_unit(gains: list[float], spent: float, unit: float) -> None:
    rate = internal_rates([-spent, *gains]).rate
    assert rate is not None
    worth = sum(flow / (1 + rate) ** year for year, flow in enumerate([-spent, *gains]))
    assert worth == pytest.approx(0, abs=1e-6 * spent)
    assert internal_rates([unit * flow for flow in (-spent, *gains)]).rate == pytest.approx(rate, abs=1e-9)


def test_prices_of_other_years_are_brought_to_one() -> None:
    index = PriceIndex("deflator", "test", {2026: 100, 2027: 110, 2028: 121})
    old, cash = cost({2027: 100}, price_year=2026), cost({2028: 121}, key="cash", price_year=OUTTURN)
    found = solve_valuation(problem(old, cash, schedule=flat(0.0), index=index))
    assert found.present_costs == pytest.approx(110 + 110)


def test_a_switching_value_says_how_much_must_change() -> None:
    case = problem(cost({2027: 80}), benefit({2027: 100}), benefit({}, key="hope"), benefit({2027: 1}, key="crumb"))
    by_line = {one.line: one for one in switching_values(case)}
    assert by_line["benefit"].change == pytest.approx(-0.21)
    assert by_line["cost"].change == pytest.approx(0.2625)
    assert by_line["benefit"].words == "worth nothing if Benefit is 21% lower"
    assert by_line["cost"].words == "worth nothing if Cost is 26% higher"
    assert by_line["crumb"].words == "Crumb alone cannot turn the decision"
    assert by_line["hope"].words == "Hope is worth nothing itself: no change of it turns the decision"
    assert list(by_line) == ["benefit", "cost", "crumb", "hope"]


def test_expected_commercial_value() -> None:
    found = expected_commercial_value(
        net_present_value=100, commercial_chance=0.5, launch_cost=10, technical_chance=0.8, development_cost=4
    )
    assert found.value == pytest.approx(28)
    assert found.productivity == pytest.approx(7)
    assert found.words == "expected commercial value 28, 7.00 for each unit of development money"
    free = expected_commercial_value(
        net_present_value=1, commercial_chance=1, launch_cost=0, technical_chance=1, development_cost=0
    )
    assert (free.productivity, free.words) == (None, "expected commercial value 1")


@settings(deadline=None)
@given(st.permutations(range(3)), st.floats(0.5, 200))
def test_the_order_of_lines_and_the_unit_of_money_change_nothing(order: list[int], unit: float) -> None:
    def lines(factor: float) -> list[CashLine]:
        return [
            cost({2027: 700 * factor, 2030: 50 * factor}),
            benefit({2028: 400 * factor, 2029: 500 * factor}),
            benefit({2031: -20 * factor}, key="harm"),
        ]

    one = solve_valuation(problem(*lines(1)))
    other = solve_valuation(problem(*(lines(unit)[at] for at in order)))
    assert other.net_present_value == pytest.approx(unit * one.net_present_value)
    assert other.benefit_cost_ratio == pytest.approx(one.benefit_cost_ratio)
    assert other.payback == pytest.approx(one.payback)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: problem(cost({2026: 1})), SunkAmount, "'Cost' in 2026 lies before the base year 2027"),
        (lambda: problem(cost({2027: float("nan")})), NotANumber, "'Cost' in 2027 is nan"),
        (lambda: problem(cost({2027: -5})), NegativeAmount, "give it as a benefit"),
        (lambda: problem(cost({}), cost({})), DuplicateKey, "line 'cost'"),
        (lambda: problem(cost({2027: 1}, price_year=2025)), MissingIndex,
         "prices of 2025, the result in those of 2027"),
        (lambda: problem(cost({2027: 1}, price_year=2025), index=PriceIndex("GDP", "x", {2027: 1})), MissingIndex,
         "'GDP' has no level for 2025"),
        (lambda: problem().line("x"), UnknownReference, "'x' is not one of the lines"),
        (lambda: flat(-1), OutOfScale, "above -100 %"),
        (lambda: flat(float("inf")), NotANumber, "is inf"),
        (lambda: DiscountSchedule("k", "K", "", "", ((2, 0.1),)), OutOfScale, "begin with year 1"),
        (lambda: DiscountSchedule("k", "K", "", "", ((1, 0.1), (1, 0.2))), OutOfScale, "must rise"),
        (lambda: GREEN_BOOK.factor(-1), OutOfScale, "before the base year"),
        (lambda: PriceIndex("GDP", "x", {2027: 0}), OutOfScale, "above zero"),
        (lambda: internal_rates([float("nan")]), NotANumber, "year 0"),
        (lambda: expected_commercial_value(net_present_value=1, commercial_chance=2, launch_cost=0, technical_chance=1,
                                           development_cost=0), OutOfScale, "the commercial chance is 2"),
    ],
)  # fmt: skip
def test_cash_flows_that_mean_nothing_are_refused(make: object, error: type[ValuationError], words: str) -> None:
    with pytest.raises(error, match=words):
        make()  # type: ignore[operator]


def test_a_line_is_found_by_its_key() -> None:
    assert problem(cost({2027: 1})).line("cost").name == "Cost"
