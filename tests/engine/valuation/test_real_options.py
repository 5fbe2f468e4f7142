"""Real options against a textbook lattice, closed forms and what no option can break."""

from __future__ import annotations

from dataclasses import replace
from math import exp, inf, log, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northing.engine.errors import NegativeAmount, NotANumber, OutOfScale, TooLarge
from northing.engine.valuation import RealOption, Right, solve_real_option

BOOK = RealOption(Right.DEFER, 100.0, 110.0, years=2.0, volatility=0.4, rate=0.05, steps=2, only_at_end=True)


def call(worth: float, amount: float, *, leakage: float = 0.0) -> float:
    """Black and Scholes 1973 with the book's time, rate and volatility; Merton 1973 with leakage."""
    spread = BOOK.volatility * sqrt(BOOK.years)
    first = (log(worth / amount) + (BOOK.rate - leakage) * BOOK.years) / spread + spread / 2
    inside = NormalDist().cdf
    kept, paid = worth * exp(-leakage * BOOK.years), amount * exp(-BOOK.rate * BOOK.years)
    return kept * inside(first) - paid * inside(first - spread)


def test_waiting_is_worth_what_the_textbook_says() -> None:
    found = solve_real_option(BOOK)
    assert (BOOK.up, BOOK.chance) == (pytest.approx(1.4918, abs=1e-4), pytest.approx(0.4637, abs=1e-4))
    assert (found.value, found.without, found.use_now) == (pytest.approx(21.90, abs=0.005), 0.0, False)
    assert found.flexibility == found.value
    assert (found.relative_value, found.spread) == (pytest.approx(1.0047, abs=1e-4), pytest.approx(0.5657, abs=1e-4))
    assert found.words == "with the right to defer within 2 years worth 21.90, without 0.00: keep it for now"


def test_many_steps_come_to_the_closed_form() -> None:
    fine = replace(BOOK, steps=2000)
    assert solve_real_option(fine).value == pytest.approx(call(100, 110), abs=0.01)
    leaking = replace(fine, leakage=0.08)
    assert solve_real_option(leaking).value == pytest.approx(call(100, 110, leakage=0.08), abs=0.01)


def test_selling_begins_where_beginning_ends() -> None:
    """Put and call of one lattice: P = C − S + X exp(−r T)."""
    sold = solve_real_option(replace(BOOK, right=Right.ABANDON))
    assert sold.value - 100 == pytest.approx(21.9003 - 100 + 110 * exp(-0.1), abs=1e-4)
    early = solve_real_option(replace(BOOK, right=Right.ABANDON, only_at_end=False, steps=200))
    assert early.value > 100 + call(100, 110) - 100 + 110 * exp(-0.1)
    assert early.without == 110.0


def test_expanding_and_contracting_are_shares_of_both() -> None:
    fine = replace(BOOK, steps=1000)
    more = solve_real_option(replace(fine, right=Right.EXPAND, share=0.3, amount=33.0))
    assert more.value == pytest.approx(100 + 0.3 * call(100, 110), abs=0.01)
    less = solve_real_option(replace(fine, right=Right.CONTRACT, share=0.3, amount=33.0))
    assert less.value == pytest.approx(100 + 0.3 * (call(100, 110) - 100 + 110 * exp(-0.1)), abs=0.01)


def test_what_leaks_while_waiting_is_a_reason_to_begin() -> None:
    rich = replace(BOOK, worth=300.0, steps=200, only_at_end=False)
    assert not solve_real_option(rich).use_now
    leaking = solve_real_option(replace(rich, leakage=0.3))
    assert (leaking.use_now, leaking.value, leaking.flexibility) == (True, 190.0, 0.0)
    late = solve_real_option(replace(rich, leakage=0.3, only_at_end=True))
    assert late.flexibility < 0


RIGHTS = st.builds(
    RealOption,
    st.sampled_from(Right),
    worth=st.floats(1, 500),
    amount=st.floats(1, 500),
    years=st.just(2.0),
    volatility=st.floats(0.1, 0.9),
    rate=st.just(0.04),
    share=st.just(0.4),
    leakage=st.floats(0, 0.2),
    steps=st.just(40),
    only_at_end=st.booleans(),
)


@given(RIGHTS)
def test_more_volatility_never_takes_away_and_money_has_no_unit(one: RealOption) -> None:
    found, wilder = solve_real_option(one), solve_real_option(replace(one, volatility=one.volatility * 1.5))
    assert wilder.value >= found.value - 0.01 * one.worth
    pence = solve_real_option(replace(one, worth=100 * one.worth, amount=100 * one.amount))
    assert pence.value == pytest.approx(100 * found.value, rel=1e-9)
    if not one.only_at_end:
        assert found.flexibility >= -1e-9 * one.worth


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"worth": -1.0}, NegativeAmount, "the worth of a real option"),
        ({"amount": inf}, NotANumber, "the amount of a real option"),
        ({"rate": inf}, NotANumber, "the rate of a real option"),
        ({"volatility": 0.0}, OutOfScale, "nothing to wait for"),
        ({"years": 0.0}, OutOfScale, "nothing to wait for"),
        ({"steps": 0}, TooLarge, "from 1 to 10,000"),
        ({"steps": 2.5}, TooLarge, "a whole number"),
        ({"years": 2e6}, OutOfScale, "over 2e[+]06 years .* give fewer years"),
        ({"rate": -1e9}, OutOfScale, "more than anybody can count"),
        ({"volatility": 0.01}, OutOfScale, "the rate outruns the volatility"),
        ({"right": Right.CONTRACT, "share": 1.5}, OutOfScale, "the share that is given up"),
        ({"right": Right.EXPAND, "share": -0.5}, NegativeAmount, "the share of a real option"),
    ],
)
def test_a_right_that_cannot_be_is_refused_by_name(fields: dict[str, float], error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        replace(BOOK, **fields)
