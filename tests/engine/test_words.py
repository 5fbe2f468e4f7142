from __future__ import annotations

from northing.engine import words


def test_money_is_told_in_millions_or_in_full_when_small():
    told = [words.money(minor, currency="GBP") for minor in (2_140_000_000, 82_000_000, 450_000, 0, -250_000_000)]
    assert told == ["£21.4m", "£0.82m", "£4,500", "£0", "−£2.5m"]
    assert words.money(100_000_000, currency="SEK") == "kr 1.0m"


def test_numbers_have_a_true_minus_and_changes_a_sign():
    assert [words.number(value) for value in (-1.25, 4120.0, 12_345_678.0)] == ["−1.25", "4,120", "12,345,678"]
    assert [words.change(value, unit="min") for value in (-1.4, 0.5)] == ["−1.4 min", "+0.5 min"]
    assert words.change(3.0, unit="") == "+3"


def test_shares_counts_and_lists():
    assert [words.percent(share) for share in (0.09, 0.0451, 1.2)] == ["9 %", "4.5 %", "120 %"]
    assert [words.count(n, "day") for n in (1, 2)] == ["1 day", "2 days"]
    assert [words.listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


def test_a_large_number_is_whole_and_never_in_powers_of_ten():
    told = [words.number(value) for value in (9_999.4, 9_999.6, 123_456.0, -20_000.0)]
    assert told == ["9,999", "10,000", "123,456", "−20,000"]
