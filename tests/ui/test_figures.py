from datetime import UTC, date, datetime

import pytest

from northing.ui import figures


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234.5, "1,234"), (-12.34, "−12.3"), (12.0, "12"), (-0.04, "0"), (4120, "4,120")],
)
def test_a_number_has_a_true_minus_and_no_needless_decimals(value, text):
    assert figures.number_text(value) == text


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (2_140_000_000, "£21.4m"),
        (100_000_000, "£1.0m"),
        (82_000_000, "£0.82m"),
        (450_000, "£4,500"),
        (-690_000_000, "−£6.9m"),
        (0, "£0"),
        (999_990_000_000, "£9,999.9m"),
        (-54_451_270_000_000, "−£544.5bn"),
    ],
)
def test_money_has_one_decimal_of_a_million_from_one_and_two_below(minor, text):
    assert figures.money_text(minor) == text


def test_money_in_a_column_leaves_its_unit_to_the_header():
    assert [figures.money_text(minor, unit=False) for minor in (2_140_000_000, -20_000_000, 0)] == [
        "21.4",
        "−0.20",
        "0",
    ]


def test_a_currency_without_a_symbol_of_its_own_stands_before_the_figure():
    assert [figures.currency_symbol(code) for code in ("GBP", "NOK", "€")] == ["£", "NOK ", "€"]


@pytest.mark.parametrize(
    ("share", "text"), [(0.979, "98 %"), (0.092, "9.2 %"), (0.09, "9 %"), (0, "0 %"), (1, "100 %")]
)
def test_a_share_has_a_decimal_only_below_ten_per_cent(share, text):
    assert figures.share_text(share) == text


def test_a_difference_is_always_signed():
    assert [figures.delta_text(value) for value in (3, -3, 0)] == ["+3", "−3", "±0"]
    assert [figures.money_delta_text(value) for value in (150_000_000, -150_000_000, 0)] == ["+£1.5m", "−£1.5m", "±0"]


def test_dates_and_durations_are_words():
    assert figures.date_text(date(2027, 3, 2)) == "2 Mar 2027"
    assert figures.time_text(datetime(2027, 3, 2, 14, 2, tzinfo=UTC)) == "2 Mar 2027, 14:02"
    assert [figures.age_text(days) for days in (0, 12, 70)] == ["today", "12 d", "10 wk"]
    assert [figures.seconds_text(seconds) for seconds in (0.4, 62, 7200, 172_800)] == ["0.4 s", "1 min", "2 h", "2 d"]
