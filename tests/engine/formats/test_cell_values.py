from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from northing.engine.formats.dates import End, Order, order_of, read_date
from northing.engine.formats.levels import read_direction, read_level
from northing.engine.formats.ratings import FIVE_POINT, THREE_POINT, detect
from northing.engine.formats.states import state_of, withheld_text
from northing.engine.formats.values import BadValue, is_live, money, number, read_amount
from northing.engine.plan.model import Polarity
from northing.engine.values import ValueState


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("30.06.08", date(2008, 6, 30)),
        ("2014-07-08", date(2014, 7, 8)),
        ("2014-07-08 00:00:00", date(2014, 7, 8)),
        ("20140708", date(2014, 7, 8)),
        ("31/08/2040", date(2040, 8, 31)),
        ("31 March 2019", date(2019, 3, 31)),
        ("31st of March, 2019", date(2019, 3, 31)),
        ("Friday 1 March 2019", date(2019, 3, 1)),
        ("December 1, 2016", date(2016, 12, 1)),
        ("Sept 5, 2016", date(2016, 9, 5)),
        ("Mar-24", date(2024, 3, 31)),
        ("03/2024", date(2024, 3, 31)),
        ("2024-03", date(2024, 3, 31)),
        ("Q2 2019", date(2019, 6, 30)),
        ("Q2 2019/20", date(2019, 9, 30)),
        ("2019/20 Q4", date(2020, 3, 31)),
        ("FY 2023-24", date(2024, 3, 31)),
        ("2023-24", date(2024, 3, 31)),
        ("FY28", date(2028, 3, 31)),
        ("2019", date(2019, 12, 31)),
        (2019, date(2019, 12, 31)),
        (44000, date(2020, 6, 18)),
        ("44000", date(2020, 6, 18)),
        (date(2027, 1, 2), date(2027, 1, 2)),
        ("03/31/2019", date(2019, 3, 31)),
    ],
)
def test_usual_dates_are_read(cell: object, expected: date) -> None:
    assert read_date(cell).known == expected


def test_a_period_can_stand_for_its_first_day() -> None:
    assert read_date("FY 2023-24", end=End.FIRST).known == date(2023, 4, 1)
    assert read_date("Q2 2019", end=End.FIRST).known == date(2019, 4, 1)


def test_the_column_decides_whether_the_day_comes_first() -> None:
    assert order_of(["03/04/2027", "12/25/2027"]) is Order.MONTH_FIRST
    assert order_of(["03/04/2027", "25/12/2027"]) is Order.DAY_FIRST
    assert order_of(["03/04/2027"]) is Order.UNDECIDED
    assert order_of(["03.04.2027"]) is Order.DAY_FIRST
    assert read_date("03/04/2027", order=Order.MONTH_FIRST).known == date(2027, 3, 4)


@pytest.mark.parametrize(
    ("cell", "repair", "fatal"),
    [
        ("31.04.2028", "April has 30 days; correct the day", True),
        ("29.02.2021", "February 2021 has 28 days; correct the day", True),
        ("31.04.", "Write the date as 2028-03-31", True),
        ("13.13.2027", "Write the date as 2028-03-31", True),
        ("0000-01-01", "Write the date as 2028-03-31", True),
        ("31/12/9999", "Correct the year", True),
        ("some day", "Write the date as 2028-03-31", False),
    ],
)
def test_a_date_that_cannot_be_says_how_to_repair_it(cell: str, repair: str, fatal: bool) -> None:  # noqa: FBT001
    with pytest.raises(BadValue) as caught:
        read_date(cell)
    assert (caught.value.repair, caught.value.fatal) == (repair, fatal)


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("£12,131.50", 1_213_150),
        ("\u00a0£9941.96", 994_196),
        ("(1,234)", -123_400),
        ("-£5m", -500_000_000),
        ("1.234,56", 123_456),
        ("1 234,50 €", 123_450),
        ("£1,23,456", 12_345_600),
        ("£3.2bn", 320_000_000_000),
        ("CAD 5 million", 500_000_000),
        ("250k", 25_000_000),
        (12.5, 1_250),
        (7, 700),
        ("0", 0),
    ],
)
def test_money_is_read_to_the_penny(cell: object, minor: int) -> None:
    assert money(cell).known == minor


def test_a_columns_unit_applies_where_the_cell_names_none() -> None:
    assert money("654.46", unit=1_000_000).known == 65_446_000_000
    assert money("£2bn", unit=1_000_000).known == 200_000_000_000


@pytest.mark.parametrize("cell", ["=1+1", "1e9", "12abc", "12 %", "ten pounds", "9" * 40])
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(BadValue):
        money(cell)


def test_numbers_and_percentages() -> None:
    assert number("12 %").known == 0.12
    assert number("1,234").known == 1234.0
    assert read_amount("$5") is not None
    assert read_amount("£5").currency == "GBP"  # type: ignore[union-attr]
    assert read_amount("5 EUR").value == Decimal(5)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "state", "basis"),
    [
        (
            "Exempt under Section 43 of the Freedom of Information Act 2000 (Commercial Interests)",
            "withheld",
            "Section 43 FOI",
        ),
        ("Exempt under sections 24 & 26 of the Freedom of Information Act (2000)", "withheld", "Section 24, 26 FOI"),
        (
            "Exempt under Sections 24 and 31(1) of the Freedom of Information Act 2000",
            "withheld",
            "Section 24, 31(1) FOI",
        ),
        ("Commercially sensitive", "withheld", "Commercially sensitive"),
        ("Early planning project (not passed SOC)", "not_yet_planned", ""),
        ("The project is not in a position to provide this information", "not_yet_planned", ""),
        ("TBC", "not_yet_planned", ""),
        ("to be determined", "not_yet_planned", ""),
        ("N/A", "not_applicable", ""),
        ("Reset", "not_applicable", ""),
        ("-", "missing", ""),
        ("", "missing", ""),
        ("Data Not Provided", "missing", ""),
        ("No DCA", "missing", ""),
        ("#REF!", "missing", ""),
    ],
)
def test_words_in_place_of_a_figure_say_why_it_is_not_there(text: str, state: str, basis: str) -> None:
    value = state_of(text)
    assert value is not None
    assert (value.state, value.basis, value.text) == (ValueState(state), basis, text)


def test_a_narrative_that_mentions_an_exemption_is_not_one() -> None:
    assert withheld_text("We applied for an exemption under section 5.") is None
    assert withheld_text("Exempt under Section 35").state is ValueState.WITHHELD  # type: ignore[union-attr]


def test_formulas_are_seen_but_numbers_and_bullets_are_not_taken_for_them() -> None:
    assert all(map(is_live, ["=1+1", "@SUM(A1)", "+cmd|calc", "-A1(", "= HYPERLINK(x)"]))
    assert not any(map(is_live, ["-5", "+3.5", "- a point", "@home", "(5)", "a=b"]))


def test_rating_scales_are_told_by_their_words() -> None:
    assert detect(["Amber", "Amber/red", "AMBER/GREEN"]) == FIVE_POINT
    assert detect(["Green", "Amber", "Red"]) == THREE_POINT
    assert FIVE_POINT.point("amber-red") == "Amber/Red"
    assert detect(["blue", "Green"]) is None


def test_levels_carry_unit_and_direction() -> None:
    assert read_level("40 Ml/d").unit == "Ml/d"  # type: ignore[union-attr]
    assert read_level("≥ 95%").polarity is Polarity.UP  # type: ignore[union-attr]
    assert read_level("at most 120").polarity is Polarity.DOWN  # type: ignore[union-attr]
    assert read_level("35–41 µg").low == 35.0  # type: ignore[union-attr]
    assert read_level("better") is None
    assert read_direction("With in Range") is Polarity.RANGE
    assert read_direction("Decrease") is Polarity.DOWN
    assert read_direction("sideways") is None


@example(text="¹")
@example(text="٣")
@given(st.text(max_size=40))
def test_no_text_breaks_the_readers_of_cells(text: str) -> None:
    for reader in (read_date, money, number):
        try:
            reader(text)
        except BadValue as error:
            assert error.repair  # noqa: PT017
    read_level(text)
    is_live(text)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    forms = ["%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%y"]
    assert {read_date(day.strftime(form)).known for form in forms} == {day}


@given(st.integers(-(10**12), 10**12))
def test_money_survives_being_written_with_separators(minor: int) -> None:
    assert money(f"{minor / 100:,.2f}").known == minor
